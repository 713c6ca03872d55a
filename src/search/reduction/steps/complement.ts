import { apply, rational } from '../../../expression/expression.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import { reducedFunction } from '../reduced-function.ts';
import { total, type Reduction, type Step } from '../step.ts';

/**
 * f(c − x) = ±f(x) + p: the function on one side of c/2. Only for c that is a number of the format: c − x is then exact where
 * x is at least c/2 (Sterbenz), and the step asks for that side alone to be moved.
 */
export const complementStep: Step = {
  name: 'complement',
  description: 'f(c - x) = p + f(x) or p - f(x): compute below c/2, above it from there',
  reductions: (f, identities, { arithmetic }) => {
    const list: Reduction[] = [];
    for (const found of identities) {
      if (found.kind !== 'complement') continue;
      const centre = constantDouble(apply('mul', found.about, rational(1n, 2n)));
      if (centre === undefined || !(centre > f.lo && centre < f.hi) || centre <= 0) continue;
      if (!arithmetic.contains(2 * centre) || constantDouble(found.about) !== 2 * centre) continue;
      const [plus] = splitConstant(found.plus, arithmetic, 1, arithmetic.precision);
      // Above the middle there may be more of the domain than below it.
      const lo = Math.min(f.lo, 2 * centre - f.hi);
      list.push({
        step: 'complement',
        parameters: {},
        identity: found.identity,
        inners: [reducedFunction(f.expression, f.variable, lo, centre)],
        emit: (e, x, inner) => {
          const other = e.op('sub', e.number(2 * centre), x);
          const value = total(e, inner(e, e.op('min', x, other)));
          if (found.times === 1 && plus === 0) return { tail: value };
          const there =
            plus === 0 ? e.op('neg', value) : e.op(found.times === 1 ? 'add' : 'sub', e.number(plus), value);
          return { tail: e.op('select', e.op('lt', e.number(centre), x), there, value) };
        },
      });
    }
    return list;
  },
};
