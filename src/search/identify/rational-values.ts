import { rational } from '../../expression/expression.ts';
import { simplestFraction } from '../../number/exact/simplest-fraction.ts';
import { ENGINE_BITS, integerBits, positiveBits } from './description-length.ts';
import type { IdentifyEngine } from './proposal.ts';

/** The simplest fraction in the target's interval. */
export const rationalValues: IdentifyEngine = (target) => {
  const negative = target.hi < 0n;
  const [lo, hi] = negative ? [-target.hi, -target.lo] : [target.lo, target.hi];
  if (lo <= 0n) return [];
  const unit = 1n << BigInt(target.bits);
  const [p, q] = simplestFraction(lo, unit, hi, unit);
  const bits = ENGINE_BITS + integerBits(p) + positiveBits(q);
  return [{ form: 'value', expression: rational(negative ? -p : p, q), bits, engine: 'rational' }];
};
