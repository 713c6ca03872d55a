import { variablesOf } from '../expression/expression.ts';
import type { Engine } from './engine.ts';
import { fitRational } from './fit-rational.ts';
import type { Problem } from './problem.ts';
import type { FitStep } from './propose-by-degree.ts';
import { proposeStructures } from './propose-structures.ts';
import type { SampleStore } from './sample-store.ts';
import type { Structure } from './structure.ts';

const DEFAULT_DEGREE = 16;

/** Best rational functions, numerator and denominator of about the same degree, with the structure of the function. */
export const rationalEngine: Engine = {
  name: 'rational',
  description: 'best rational functions by the exchange algorithm, as quotients and continued fractions',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'rational fits functions of one variable';
    return problem.division ? undefined : 'rational functions need division, which the problem excludes';
  },
  propose: (problem, oracle, budget) => proposeStructures('rational', groups, problem, oracle, budget),
};

/** Types (m, n), m + n = total in powers of x^stride, with |m − n| ≤ 2 and n ≥ 1, by total degree in x. */
function* groups(
  structures: readonly Structure[],
  stores: readonly SampleStore[],
  problem: Problem,
): Generator<FitStep[], void, void> {
  const most = problem.maxDegree ?? DEFAULT_DEGREE;
  for (let degree = 1; degree <= most; degree++) {
    const group: FitStep[] = [];
    for (const [i, { name, first, stride }] of structures.entries()) {
      const total = (degree - first) / stride;
      if (!Number.isInteger(total) || total < 1) continue;
      for (let n = 1; n <= total; n++) {
        const m = total - n;
        if (Math.abs(m - n) > 2) continue;
        const numerator = Array.from({ length: m + 1 }, (_, k) => first + k * stride);
        const denominator = Array.from({ length: n + 1 }, (_, k) => k * stride);
        group.push({
          origin: { numerator: first + m * stride, denominator: n * stride, powers: name },
          fit: () => fitRational(stores[i].target, numerator, denominator, { samples: stores[i] }),
        });
      }
    }
    if (group.length > 0) yield group;
  }
}
