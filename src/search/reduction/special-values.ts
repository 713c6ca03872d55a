import type { Format } from '../../number/format.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';

/** Exponents of the arguments at which a limit is looked for: 2^±e. */
const EXPONENTS = [400, 20_000, 1_000_000];

/**
 * The result wanted where f has no value: its limit from inside its domain when it has one (infinite at a pole), else
 * NaN. Seen, not proved: by values at a few arguments ever nearer. A candidate's own measure; proofs have their own.
 */
export function wantedSpecial(oracle: Oracle, x: number, format: Format): number {
  if (x !== x) return NaN;
  if (Math.abs(x) === Infinity) return limit(oracle, format, EXPONENTS.map((e) => ({ sign: Math.sign(x), e, about: 0 })));
  // A pole has values on at least one side, however near.
  for (const sign of x < 0 || Object.is(x, -0) ? [-1, 1] : [1, -1]) {
    const found = limit(oracle, format, EXPONENTS.map((e) => ({ sign, e: -e, about: x })));
    if (found === found) return found;
  }
  return NaN;
}

type Approach = { readonly sign: number; readonly e: number; readonly about: number };

function limit(oracle: Oracle, format: Format, approaches: readonly Approach[]): number {
  const values = approaches.map((approach) => valueAt(oracle, approach));
  if (values.some((value) => value !== value)) return NaN;
  const rounded = values.map((value) => format.round(value));
  if (rounded.every((value) => Object.is(value, rounded[0]))) return rounded[0];
  const [a, b, c] = values.map(Math.abs);
  const oneSign = values.every((value) => value > 0) || values.every((value) => value < 0);
  // Growing without end, perhaps as slowly as a logarithm.
  if (oneSign && b > 2 * a && (c > 2 * b || c === Infinity)) return values[0] > 0 ? Infinity : -Infinity;
  return NaN;
}

/** f at about + sign·2^e as a double; NaN where it has no value. */
function valueAt(oracle: Oracle, { sign, e, about }: Approach): number {
  return withWorkspace(about === 0 ? 64 : Math.abs(e) > 5_000 ? 64 : 2_200, (w) => {
    const [x, y] = w.bigs(2);
    mpfr.mpfr_set_si_2exp(x, sign, e, ROUND.NEAREST);
    if (about !== 0) {
      // Further away where it takes too many bits to be nearer: three steps of a pole all the same.
      mpfr.mpfr_set_si_2exp(x, sign, Math.max(e, e < -5_000 ? (e < -500_000 ? -2_000 : -1_000) : e), ROUND.NEAREST);
      const sum = w.big(2_200);
      mpfr.mpfr_add_d(sum, x, about, ROUND.NEAREST);
      return oracle.value([{ lo: sum, hi: sum }], y).kind === 'enclosed' ? mpfr.mpfr_get_d(y, ROUND.NEAREST) : NaN;
    }
    return oracle.value([{ lo: x, hi: x }], y).kind === 'enclosed' ? mpfr.mpfr_get_d(y, ROUND.NEAREST) : NaN;
  });
}
