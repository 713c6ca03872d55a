import { COST_MODELS } from '../../program/cost.ts';
import type { Candidate } from '../engine.ts';
import type { Problem } from '../problem.ts';
import type { EvolveState } from './evolve-state.ts';
import type { Seed } from './seed.ts';
import { isInSpace, type SearchSpace } from './space.ts';
import { canonicalStructure } from './structure-canonical.ts';
import { programToStructure } from './structure-program.ts';

/** A program that is no better than a seed by this share is not worth telling: it may be the same one, fitted anew. */
const WORTH = 1e-3;

/** How a seed is marked in its descendants' ancestry. */
const FROM = 'from ';
export const isSeed = ({ how }: { readonly how: string }): boolean => how.startsWith(FROM);

/**
 * A run that knows what other engines found: it begins with those of their programs that are in the space, tells
 * only what is better than they are, and, where one of them reaches the error asked for, looks for cheaper ones alone.
 */
export function withSeeds(
  state: EvolveState,
  candidates: readonly Candidate[],
  problem: Problem,
  space: SearchSpace,
): EvolveState {
  let { maxOperations } = state;
  const told: (number | null)[] = Array.from({ length: maxOperations }, () => null);
  const seeds: Seed[] = [];
  for (const { program, error, engine } of candidates) {
    const operations = COST_MODELS.operations.cost(program);
    if (problem.cost === 'operations' && problem.error !== undefined && error.value <= problem.error) {
      maxOperations = Math.min(maxOperations, operations - 1);
    }
    for (let n = Math.max(operations, 1); n <= told.length; n++) {
      told[n - 1] = Math.min(told[n - 1] ?? Infinity, error.value * (1 - WORTH));
    }
    const { structure, constants } = programToStructure(program);
    const canonical = canonicalStructure(structure, constants.map(Number));
    if (canonical === undefined || !canonical.constants.every(Number.isFinite)) continue;
    if (isInSpace(canonical.structure, space)) seeds.push({ ...canonical, how: `${FROM}${engine}` });
  }
  maxOperations = Math.max(0, maxOperations);
  told.length = maxOperations;
  const fitting = seeds.filter(({ structure }) => isInSpace(structure, { ...space, maxOperations }));
  return { ...state, maxOperations, seeds: fitting, told, hall: told.map(() => null) };
}
