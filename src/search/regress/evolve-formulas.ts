import { expandCustom } from './custom-operation.ts';
import { fitConstants } from './fit-constants.ts';
import { affine, combine, constantFormula, variableFormula, type Formula } from './formula.ts';
import { childrenOf } from './formula-machine.ts';
import { MOST_STEPS, stepOfRecord, stepRecord, type FormulaStep, type ProposedFormula, type StepRecord } from './formula-step.ts'; // prettier-ignore
import { CODE, CONSTANT_CODE, isBinary, OPERATION_CODE, REGRESS_OPERATIONS } from './regress-operations.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';
import { damaged, formulaOfRecord, numbersOf, numbersText } from './search-state.ts';

type Member = {
  readonly formula: Formula;
  readonly loss: number;
  /** What it was made of, oldest first, and how it was made itself. */
  readonly ancestors: readonly FormulaStep[];
  readonly how: string;
};

/** A formula that is new, what it was made of and how. */
type Child = { readonly formula: Formula; readonly parent?: Member; readonly how: string };

/** Formulas kept of each length, and steps of a new formula's fit. */
const WIDTH = 24;
const STEPS = 6;

/**
 * Evolution with an archive for each length of code (Mouret and Clune's MAP-Elites, 2015): a member of a random length
 * is mutated or crossed with another, its constants are fitted some steps from the inherited ones, and it takes the place of the
 * worst of its length. Outer scale and offset are always fitted.
 */
export const evolveFormulasEngine: RegressEngine = function* (search) {
  const { machine, random } = search;
  const earlier = search.resume === undefined ? undefined : readState(search.resume, search);
  const end = machine.evaluations + (earlier?.left ?? search.evaluations);
  const archive = earlier?.archive ?? new Map<number, Member[]>();
  const longest = 2 * search.maxComplexity;
  const offer = ({ formula, parent, how }: Child): ProposedFormula | undefined => {
    if (formula.code.length > longest || formula.values.length > Math.min(8, machine.rows / 2))
      return undefined;
    const fitted = fitConstants(affine(formula, 1, 0), machine, STEPS);
    if (fitted === undefined || !Number.isFinite(fitted.loss)) return undefined;
    const n = formula.values.length;
    // The offset is the last of the constants, the scale the first.
    const member: Member = {
      formula: { code: formula.code, values: fitted.values.slice(1, n + 1) },
      loss: fitted.loss,
      ancestors:
        parent === undefined
          ? []
          : [...parent.ancestors, { how: parent.how, formula: parent.formula }].slice(1 - MOST_STEPS),
      how,
    };
    const level = archive.get(formula.code.length) ?? [];
    if (level.some((one) => Math.abs(one.loss - member.loss) <= 1e-9 * member.loss)) return undefined;
    if (level.length >= WIDTH && level[level.length - 1].loss <= member.loss) return undefined;
    const best = [...archive].every(
      ([length, members]) => length > formula.code.length || members[0].loss > member.loss,
    );
    level.push(member);
    level.sort((a, b) => a.loss - b.loss);
    if (level.length > WIDTH) level.pop();
    archive.set(formula.code.length, level);
    const { code } = affine(formula, 1, 0);
    return best ? { code, values: fitted.values, ancestors: member.ancestors } : undefined;
  };
  let round = earlier?.round ?? 0;
  if (earlier === undefined) {
    const known = search.front.composed ? [] : search.front.members;
    for (const { formula, engine } of known)
      offer({ formula: { code: formula.code, values: formula.values }, how: engine });
    for (const { code, values } of search.guesses) offer({ formula: { code, values }, how: 'guess' });
    for (let i = 0; i < 200; i++)
      offer({ formula: randomFormula(search, 1 + random.integer(4)), how: 'drawn' });
  }
  // Asked for while a formula is on its way: the round it is of is over.
  search.resumable?.(() => stateText({ left: end - machine.evaluations, round: round + 1, archive }, search));
  for (; machine.evaluations < end; round++) {
    const parent = pick(archive, search);
    const best = offer({
      parent,
      ...(random.next() < 0.35
        ? {
            formula: crossed(parent.formula, pick(archive, search).formula, search),
            how: 'crossed with another',
          }
        : mutated(parent.formula, search)),
    });
    if (best !== undefined) yield best;
    else if (round % 64 === 0) yield undefined;
  }
};

type State = {
  /** Evaluations that may still be taken. */
  readonly left: number;
  readonly round: number;
  readonly archive: Map<number, Member[]>;
};

function stateText({ left, round, archive }: State, { random }: RegressSearch): string {
  const levels = [...archive].map(([length, members]) => [
    length,
    members.map(({ formula, loss, ancestors, how }) => [
      formula.code,
      numbersText(formula.values),
      numbersText([loss]),
      how,
      ancestors.map(stepRecord),
    ]),
  ]);
  return JSON.stringify({ left, round, random: random.save(), levels });
}

/** @throws NapierError for what `stateText` did not write */
function readState(text: string, { random, data }: RegressSearch): State {
  try {
    const {
      left,
      round,
      random: words,
      levels,
    } = JSON.parse(text) as {
      readonly left: number;
      readonly round: number;
      readonly random: readonly number[];
      readonly levels: readonly [number, readonly [number[], string, string, string, StepRecord[]][]][];
    };
    if (!Number.isInteger(left) || !Number.isInteger(round) || words.length !== 4) damaged();
    const archive = new Map(
      levels.map(([length, members]): [number, Member[]] => [
        length,
        members.map(([code, values, loss, how, ancestors]) => {
          const inputs = data.columns.length;
          const formula = formulaOfRecord({ code, values }, inputs);
          const steps = ancestors.map((one) => stepOfRecord(one, inputs));
          return { formula, loss: numbersOf(loss)[0], how: String(how), ancestors: steps };
        }),
      ]),
    );
    if (archive.size === 0 || [...archive.values()].some((level) => level.length === 0)) damaged();
    random.restore(words);
    return { left, round, archive };
  } catch {
    return damaged();
  }
}

function pick(archive: ReadonlyMap<number, readonly Member[]>, { random }: RegressSearch): Member {
  const lengths = [...archive.keys()];
  const level = archive.get(lengths[random.integer(lengths.length)]) as readonly Member[];
  // Two draws, the better: the levels are sorted.
  return level[Math.min(random.integer(level.length), random.integer(level.length))];
}

function randomFormula(search: RegressSearch, depth: number): Formula {
  const { random, operations, custom, data } = search;
  if (depth <= 0 || random.next() < 0.15) {
    return random.next() < 0.7
      ? variableFormula(random.integer(data.columns.length))
      : constantFormula(randomConstant(search));
  }
  const drawn = random.integer(operations.length + custom.length);
  const a = randomFormula(search, depth - 1);
  if (drawn >= operations.length) {
    const own = custom[drawn - operations.length];
    const { code, values } = expandCustom(own, own.arity === 1 ? [a] : [a, randomFormula(search, depth - 1)]);
    return { code, values };
  }
  const operation = operations[drawn];
  return isBinary(CODE[operation])
    ? combine(operation, a, randomFormula(search, depth - 1))
    : combine(operation, a);
}

function randomConstant({ random }: RegressSearch): number {
  const size = 10 ** (2 * random.next() - 1);
  return random.next() < 0.3 ? -size : size;
}

/** The part of a formula that ends at a position: its codes from `start`, its constants from `values`. */
function partAt(
  formula: Formula,
  end: number,
): { readonly start: number; readonly from: number; readonly to: number } {
  const children = childrenOf(formula.code);
  let start = end;
  while (children[start].length > 0) start = children[start][0];
  const constants = (stop: number): number =>
    formula.code.slice(0, stop).reduce((n, code) => n + (code === CONSTANT_CODE ? 1 : 0), 0);
  return { start, from: constants(start), to: constants(end + 1) };
}

function replaced(formula: Formula, end: number, part: Formula): Formula {
  const { start, from, to } = partAt(formula, end);
  return {
    code: [...formula.code.slice(0, start), ...part.code, ...formula.code.slice(end + 1)],
    values: [...formula.values.slice(0, from), ...part.values, ...formula.values.slice(to)],
  };
}

function partOf(formula: Formula, end: number): Formula {
  const { start, from, to } = partAt(formula, end);
  return { code: formula.code.slice(start, end + 1), values: formula.values.slice(from, to) };
}

function crossed(a: Formula, b: Formula, { random }: RegressSearch): Formula {
  return replaced(a, random.integer(a.code.length), partOf(b, random.integer(b.code.length)));
}

const OTHER_PART = 'another part';

function mutated(formula: Formula, search: RegressSearch): Pick<Child, 'formula' | 'how'> {
  const { random, operations } = search;
  const at = random.integer(formula.code.length);
  const part = partOf(formula, at);
  const arity = formula.code[at] < OPERATION_CODE ? 0 : isBinary(formula.code[at]) ? 2 : 1;
  const put = (one: Formula, how: string): Pick<Child, 'formula' | 'how'> => ({
    formula: replaced(formula, at, one),
    how,
  });
  switch (random.integer(6)) {
    case 0:
      return put(randomFormula(search, 1 + random.integer(3)), OTHER_PART);
    case 1: {
      const same = operations.filter((name) => (REGRESS_OPERATIONS.indexOf(name) < 5 ? 2 : 1) === arity);
      if (arity === 0 || same.length === 0) return put(randomFormula(search, 0), OTHER_PART);
      const code = [...formula.code];
      code[at] = CODE[same[random.integer(same.length)]];
      return { formula: { code, values: formula.values }, how: 'another operation' };
    }
    case 2: {
      const operation = operations[random.integer(operations.length)];
      const how = 'an operation around a part';
      if (!isBinary(CODE[operation])) return put(combine(operation, part), how);
      const other = randomFormula(search, random.integer(2));
      const swap = random.next() < 0.5;
      return put(combine(operation, ...(swap ? [other, part] : [part, other])), how);
    }
    case 3: {
      const children = childrenOf(formula.code)[at];
      if (children.length === 0) return put(randomFormula(search, 1), OTHER_PART);
      return put(partOf(formula, children[random.integer(children.length)]), 'an operation taken away');
    }
    case 4:
      return put(combine('mul', constantFormula(randomConstant(search)), part), 'a factor');
    default: {
      if (formula.values.length === 0) return put(randomFormula(search, 2), OTHER_PART);
      const values = formula.values.map((value) => value * 10 ** (random.next() - 0.5));
      return { formula: { code: formula.code, values }, how: 'other constants' };
    }
  }
}
