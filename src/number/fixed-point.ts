import { bigToHex } from './big-text.ts';
import { mpfr, ROUND, type Big, type Round } from './mpfr.ts';

/** round(x · 2^bits) to nearest, for a finite x. */
export function toFixedPoint(x: Big, bits: number): bigint {
  const match = /^(-?)0x([01])\.?([0-9a-f]*)p([+-]\d+)$/.exec(bigToHex(x));
  if (match === null) throw new RangeError('toFixedPoint: not a finite number');
  const [, sign, lead, fraction, exponent] = match;
  const shift = Number(exponent) - 4 * fraction.length + bits;
  const digits = BigInt(`0x${lead}${fraction}`);
  const magnitude =
    shift >= 0 ? digits << BigInt(shift) : (digits + (1n << BigInt(-shift - 1))) >> BigInt(-shift);
  return sign === '-' ? -magnitude : magnitude;
}

/** value · 2^−bits, rounded to the precision of `out`. */
export function fromFixedPoint(out: Big, value: bigint, bits: number, round: Round = ROUND.NEAREST): void {
  const text = mpfr.malloc_cstr(value.toString(16));
  mpfr.mpfr_set_str(out, text, 16, round);
  mpfr.free(text);
  mpfr.mpfr_mul_2si(out, out, -bits, round);
}
