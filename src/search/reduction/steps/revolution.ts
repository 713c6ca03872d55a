import { constantDouble } from '../constant-value.ts';
import { reducedFunction } from '../reduced-function.ts';
import { roundingReach } from '../round-to-integer.ts';
import type { Step } from '../step.ts';

/**
 * f(x + P) = f(x) for a power of two P: x less the nearest multiple of P is a number of the format, whatever x is, so
 * arguments of any size take three exact operations. Other steps go on from there.
 */
export const revolutionStep: Step = {
  name: 'revolution',
  description:
    'f(x + P) = f(x) for a power of two P: the nearest multiple of P off the argument, exactly, at any size',
  reductions: (f, identities, { arithmetic }) =>
    identities.flatMap((found) => {
      if (found.kind !== 'shift' || Math.abs(found.times) !== 1) return [];
      const size = (constantDouble(found.by) ?? NaN) * (found.times === 1 ? 1 : 2);
      const isPowerOfTwo = size > 0 && Number.isInteger(Math.log2(size));
      // Smaller arguments are `period`'s.
      const largest = Math.max(Math.abs(f.lo), Math.abs(f.hi));
      if (!isPowerOfTwo || !(largest / size > roundingReach(arithmetic))) return [];
      return {
        step: 'revolution',
        parameters: { size },
        identity: found.identity,
        inners: [reducedFunction(f.expression, f.variable, -size / 2, size / 2)],
        emit: (e, x, inner) => {
          const n = e.op('round', e.op('mul', x, e.number(1 / size)));
          return inner(e, e.subtractMultiple(x, n, size));
        },
      };
    }),
};
