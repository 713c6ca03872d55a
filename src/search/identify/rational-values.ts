import { rational } from '../../expression/expression.ts';
import { ENGINE_BITS, integerBits, positiveBits } from './description-length.ts';
import type { IdentifyEngine } from './proposal.ts';

/** The simplest fraction in the target's interval (Stern–Brocot descent by continued fractions). */
export const rationalValues: IdentifyEngine = (target) => {
  const negative = target.hi < 0n;
  const [lo, hi] = negative ? [-target.hi, -target.lo] : [target.lo, target.hi];
  if (lo <= 0n) return [];
  const unit = 1n << BigInt(target.bits);
  const [p, q] = simplestBetween(lo, unit, hi, unit);
  const bits = ENGINE_BITS + integerBits(p) + positiveBits(q);
  return [{ form: 'value', expression: rational(negative ? -p : p, q), bits, engine: 'rational' }];
};

/** The fraction of the least denominator in [a/b, c/d], 0 < a/b ≤ c/d. */
function simplestBetween(a: bigint, b: bigint, c: bigint, d: bigint): [bigint, bigint] {
  const whole = a / b;
  if (whole * b === a) return [whole, 1n];
  if (whole < c / d) return [whole + 1n, 1n];
  const [p, q] = simplestBetween(d, c - whole * d, b, a - whole * b);
  return [whole * p + q, p];
}
