import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { CAPACITY, type Member } from './archive.ts';
import type { EvolveState } from './evolve-state.ts';
import type { Seed } from './seed.ts';
import { NO_COUNTS, type Counts, type IslandState } from './island-state.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

const HEX_FLOAT = /^-?0x[\da-f]+(?:\.[\da-f]+)?p[+-]?\d+$/;

/**
 * A state that was read has the form that the engine relies on: every structure can be computed, every table looked
 * up. Whether it is what a run would have come to is not known.
 * @throws TypeError when it has not
 */
export function checkEvolveState(state: EvolveState): void {
  const { round, spent, maxOperations, seeds, settled, islands, hall, told, lineage, complete } = state;
  demand([round, spent, maxOperations, settled].every(isCount), 'counts');
  for (const seed of seeds) checkSeed(seed, maxOperations);
  for (const [i, island] of islands.entries()) {
    demand(island.number === i && island.seen.length === islands[0].seen.length, 'island');
    checkIsland(island);
  }
  for (const [i, member] of hall.entries()) {
    demand(member === null || member.refined !== undefined, 'hall');
    if (member !== null) checkMember(member, i + 1);
  }
  demand(told.length <= hall.length && told.every((error) => error === null || isAmount(error)), 'told');
  for (const { id, parents, how, operations, error } of lineage) {
    demand([id, how, ...parents].every(isText) && isCount(operations) && isAmount(error), 'lineage');
  }
  for (const { operations, structures } of complete) {
    demand(isCount(operations) && isCount(structures), 'complete');
  }
}

function checkIsland({ epoch, next, born, idle, counts, archives, seen }: IslandState): void {
  demand([epoch, next, born, idle].every(isCount), 'island');
  for (const name of Object.keys(NO_COUNTS) as (keyof Counts)[]) demand(isCount(counts[name]), name);
  // The buckets are found by remainders.
  demand(seen.length > 0 && Number.isInteger(Math.log2(seen.length)), 'table');
  for (const [i, members] of archives.entries()) {
    demand(members.length <= CAPACITY, 'archive');
    for (const member of members) checkMember(member, i + 1);
  }
}

function checkSeed({ structure, constants, how }: Seed, most: number): void {
  const operations = structure.code.length / WORDS;
  demand(operations <= most && isText(how), 'seed');
  checkStructure(structure, operations);
  demand(constants.length === structure.constants, 'constants');
}

function checkMember(member: Member, operations: number): void {
  const { id, parents, how, structure, hash, constants, loss, refined, tried, extended, grown } = member;
  checkStructure(structure, operations);
  demand([id, how, ...parents].every(isText), 'names');
  demand(isCount(hash) && [tried, extended, grown].every((mark) => typeof mark === 'boolean'), 'marks');
  demand(constants.length === structure.constants && isAmount(loss), 'constants');
  if (refined === undefined) return;
  const { constants: texts, error, worst, points } = refined;
  demand(texts.length === structure.constants, 'refined constants');
  for (const text of texts) demand(isText(text) && Number.isFinite(Number(text)), 'refined constants');
  demand(isAmount(error) && isText(worst) && HEX_FLOAT.test(worst) && isCount(points), 'refined');
}

/** See {@link Structure.code} for what its words mean. */
function checkStructure({ code, constants }: Structure, operations: number): void {
  demand(isCount(constants) && code.length === WORDS * operations, 'structure');
  for (let i = 0; i < operations; i++) {
    const [op, ...args] = code.subarray(WORDS * i, WORDS * (i + 1));
    demand(op >= 0 && op < MACHINE_OPERATIONS.length, 'operation');
    demand(
      args.slice(0, ARITY[op]).every((arg) => arg >= -constants && arg <= i),
      'operand',
    );
  }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';

function demand(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`the ${what} of a state`);
}
