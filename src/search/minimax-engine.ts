import { variablesOf } from '../expression/expression.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Budget, Engine, EngineEvent } from './engine.ts';
import { fitPolynomial } from './fit-polynomial.ts';
import type { Problem } from './problem.ts';
import { problemInterval, problemTarget } from './problem-target.ts';
import { proposeByDegree, type FitStep } from './propose-by-degree.ts';
import { SampleStore } from './sample-store.ts';
import { findStructures, type Structure } from './structure.ts';

const DEFAULT_DEGREE = 30;

/** Best polynomials of rising degree, in all powers, or the odd, even or vanishing ones that suit the function. */
export const minimaxEngine: Engine = {
  name: 'minimax',
  description: 'best polynomials by the exchange algorithm (Remez), degree by degree',
  refuses: (problem) =>
    variablesOf(problem.function).length > 1 ? 'minimax fits functions of one variable' : undefined,
  propose,
};

async function* propose(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  const { lo, hi } = problemInterval(problem);
  const structures = findStructures(oracle, lo, hi, problem.measure !== 'absolute');
  const stores = structures.map((structure) => new SampleStore(problemTarget(problem, oracle, structure)));
  try {
    yield* proposeByDegree('minimax', groups(structures, stores, problem), problem, oracle, budget);
  } finally {
    for (const store of stores) store.dispose();
  }
}

function* groups(
  structures: readonly Structure[],
  stores: readonly SampleStore[],
  problem: Problem,
): Generator<FitStep[], void, void> {
  const most = problem.maxDegree ?? DEFAULT_DEGREE;
  for (let degree = 0; degree <= most; degree++) {
    const group: FitStep[] = [];
    for (const [i, { name, first, stride }] of structures.entries()) {
      if (degree < first || (degree - first) % stride !== 0) continue;
      const powers = Array.from({ length: (degree - first) / stride + 1 }, (_, k) => first + k * stride);
      group.push({
        origin: { degree, powers: name },
        fit: () => fitPolynomial(stores[i].target, powers, { samples: stores[i] }),
      });
    }
    if (group.length > 0) yield group;
  }
}
