import { integer } from '../../../expression/expression.ts';
import { reducedFunction } from '../reduced-function.ts';
import { total, type Reduction, type Step } from '../step.ts';
import { withSignOf } from '../with-sign-of.ts';

const ZERO = integer(0);

/** f(−x) = ±f(x): half of the arguments are enough. */
export const parityStep: Step = {
  name: 'parity',
  description: 'f(-x) = f(x) or -f(x): compute at |x|, give the result the sign of x if f is odd',
  reductions: (f, identities) => {
    const list: Reduction[] = [];
    for (const found of identities) {
      if (found.kind !== 'reflection' || found.slope !== ZERO || found.plus !== ZERO) continue;
      if (f.lo >= 0 || f.hi <= 0) continue;
      const inner = reducedFunction(f.expression, f.variable, 0, Math.max(-f.lo, f.hi));
      list.push({
        step: 'parity',
        parameters: { parity: found.times === 1 ? 'even' : 'odd' },
        identity: found.identity,
        inners: [inner],
        emit: (e, x, kernel) => {
          const value = kernel(e, e.op('abs', x));
          return found.times === 1 ? value : { tail: withSignOf(e, total(e, value), x) };
        },
      });
    }
    return list;
  },
};
