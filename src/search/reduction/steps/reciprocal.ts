import { constantDouble, splitConstant } from '../constant-value.ts';
import { reducedFunction } from '../reduced-function.ts';
import { total, type Reduction, type Step } from '../step.ts';

/** f(1/x) = c ± f(x): what lies above 1 is computed at 1/x. */
export const reciprocalStep: Step = {
  name: 'reciprocal',
  description: 'f(1/x) = c + f(x) or c - f(x): compute at 1/x where x > 1',
  reductions: (f, identities, { division, arithmetic }) => {
    const list: Reduction[] = [];
    if (!division || f.lo < 0 || f.hi <= 1) return list;
    for (const found of identities) {
      if (found.kind !== 'reciprocal' || Math.abs(found.times) !== 1) continue;
      if (constantDouble(found.plus) === undefined) continue;
      for (const words of constantDouble(found.plus) === 0 ? [1] : [1, 2]) {
        const [high, low] = splitConstant(found.plus, arithmetic, words, arithmetic.precision);
        list.push({
          step: 'reciprocal',
          parameters: { words },
          identity: found.identity,
          inners: [reducedFunction(f.expression, f.variable, 0, 1)],
          emit: (e, x, inner) => {
            const one = e.number(1);
            const far = e.op('lt', one, x);
            const value = total(e, inner(e, e.op('select', far, e.op('div', one, x), x)));
            if (high === 0 && found.times === 1) return { tail: value };
            // c ± f as a sum of the high word of c and ±(f ± the low word).
            const [join, turn] = found.times === 1 ? (['add', 'add'] as const) : (['sub', 'sub'] as const);
            const rest = low === undefined ? value : e.op(turn, value, e.number(low));
            return { tail: e.op('select', far, e.op(join, e.number(high), rest), value) };
          },
        });
      }
    }
    return list;
  },
};
