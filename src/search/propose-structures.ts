import type { Oracle } from '../oracle/oracle.ts';
import type { Budget, EngineEvent, EngineName } from './engine.ts';
import type { Problem } from './problem.ts';
import { problemInterval, problemTarget } from './problem-target.ts';
import { proposeByDegree, type FitStep } from './propose-by-degree.ts';
import { SampleStore } from './sample-store.ts';
import { findStructures, type Structure } from './structure.ts';

/** The fits of one engine, a group a degree, in the structures that suit the function; one sample store a structure. */
export type FitGroups = (
  structures: readonly Structure[],
  stores: readonly SampleStore[],
  problem: Problem,
) => Iterable<FitStep[]>;

/** Finds the structures of the problem's function, samples it once for each, and proposes the engine's fits. */
export async function* proposeStructures(
  engine: EngineName,
  groups: FitGroups,
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  const { lo, hi } = problemInterval(problem);
  const structures = findStructures(oracle, lo, hi, problem.measure !== 'absolute');
  const stores = structures.map((structure) => new SampleStore(problemTarget(problem, oracle, structure)));
  try {
    yield* proposeByDegree(engine, groups(structures, stores, problem), problem, oracle, budget);
  } finally {
    for (const store of stores) store.dispose();
  }
}
