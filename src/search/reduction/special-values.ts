import type { Format } from '../../number/format.ts';
import { FORMATS } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';

/** Exponents of the arguments at which a limit is looked for: 2^±e. */
const EXPONENTS = [120, 400, 1000];

/**
 * The result wanted where f has no value: its limit from inside its domain when it has one (infinite at a pole), else
 * NaN. Seen, not proved: by values at a few arguments ever nearer. A candidate's own measure; proofs have their own.
 */
export function wantedSpecial(oracle: Oracle, x: number, format: Format): number {
  if (x !== x) return NaN;
  const at = (point: number): number => oracle.rounded([point], FORMATS.f64);
  if (Math.abs(x) === Infinity)
    return limit(
      EXPONENTS.map((e) => at(Math.sign(x) * 2 ** e)),
      format,
    );
  if (x !== 0) return NaN;
  for (const sign of Object.is(x, -0) ? [-1, 1] : [1, -1]) {
    const found = limit(
      EXPONENTS.map((e) => at(sign * 2 ** -e)),
      format,
    );
    if (found === found) return found;
  }
  return NaN;
}

function limit(values: readonly number[], format: Format): number {
  if (values.some((value) => value !== value)) return NaN;
  const rounded = values.map((value) => format.round(value));
  if (rounded.every((value) => Object.is(value, rounded[0]))) return rounded[0];
  const [a, b, c] = values.map(Math.abs);
  const oneSign = values.every((value) => value > 0) || values.every((value) => value < 0);
  // Growing without end, perhaps as slowly as a logarithm.
  if (oneSign && b > 2 * a && (c > 2 * b || c === Infinity)) return values[0] > 0 ? Infinity : -Infinity;
  return NaN;
}
