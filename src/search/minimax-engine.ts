import { variablesOf } from '../expression/expression.ts';
import type { Engine } from './engine.ts';
import { fitPolynomial } from './fit-polynomial.ts';
import type { Problem } from './problem.ts';
import type { FitStep } from './propose-by-degree.ts';
import { proposeStructures } from './propose-structures.ts';
import type { SampleStore } from './sample-store.ts';
import type { Structure } from './structure.ts';

const DEFAULT_DEGREE = 30;

/** Best polynomials of rising degree, in all powers, or the odd, even or vanishing ones that suit the function. */
export const minimaxEngine: Engine = {
  name: 'minimax',
  description: 'best polynomials by the exchange algorithm (Remez), degree by degree',
  refuses: (problem) =>
    variablesOf(problem.function).length > 1 ? 'minimax fits functions of one variable' : undefined,
  propose: (problem, oracle, budget) => proposeStructures('minimax', groups, problem, oracle, budget),
};

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
