import { bigToHex, readBig } from '../../number/big-text.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../../number/workspace.ts';

/**
 * p/q = head(u) + scale₁/(part₁(u) + scale₂/(part₂(u) + …)), every part monic: a J-fraction, three operations a level
 * when all parts are of degree 1.
 */
export type ContinuedFraction = {
  /** Coefficients by power; empty for 0. */
  readonly head: readonly string[];
  readonly levels: readonly { readonly scale: string; readonly part: readonly string[] }[];
};

/**
 * Euclid's algorithm on the coefficients (by power, numbers of one variable u), with constants rounded to `bits` bits.
 * `undefined` when a remainder's leading coefficient all but vanishes: the constants would be huge.
 */
export function continuedFraction(
  numerator: readonly string[],
  denominator: readonly string[],
  bits: number,
): ContinuedFraction | undefined {
  return withWorkspace(4 * bits + 256, (w) => {
    const load = (texts: readonly string[]): Big[] =>
      trim(
        texts.map((text) => {
          const c = w.big();
          readBig(c, text);
          return c;
        }),
      );
    const write = (c: Big): string => {
      const short = w.big(bits);
      mpfr.mpfr_set(short, c, ROUND.NEAREST);
      if (mpfr.mpfr_zero_p(short)) mpfr.mpfr_set_zero(short, 0);
      return bigToHex(short);
    };
    let above = load(numerator);
    let below = load(denominator);
    if (below.length === 0) return undefined;
    let { quotient, remainder } = divide(above, below, w);
    const head = quotient.map(write);
    const levels: { scale: string; part: string[] }[] = [];
    // scale/part pairs: below/remainder = k·(part + …) with part monic, so remainder/below = (1/k)/(part + …).
    let carried = w.number(1);
    while (remainder.length > 0) {
      [above, below] = [below, remainder];
      const leading = w.big();
      mpfr.mpfr_div(leading, above[above.length - 1], below[below.length - 1], ROUND.NEAREST);
      if (Math.abs(mpfr.mpfr_get_exp(leading)) > bits) return undefined;
      ({ quotient, remainder } = divide(above, below, w));
      const scale = w.big();
      mpfr.mpfr_div(scale, carried, leading, ROUND.NEAREST);
      levels.push({
        scale: write(scale),
        part: quotient.map((c) => {
          mpfr.mpfr_div(c, c, leading, ROUND.NEAREST);
          return write(c);
        }),
      });
      carried = w.number(1);
      mpfr.mpfr_div(carried, carried, leading, ROUND.NEAREST);
    }
    return { head, levels };
  });
}

/** Polynomial division; coefficients that cancelled to rounding are dropped from the remainder. */
function divide(
  above: readonly Big[],
  below: readonly Big[],
  w: Workspace,
): { quotient: Big[]; remainder: Big[] } {
  const rest = above.map((c) => w.copy(c));
  const quotient: Big[] = [];
  const product = w.big();
  for (let shift = above.length - below.length; shift >= 0; shift--) {
    const factor = w.big();
    mpfr.mpfr_div(factor, rest[shift + below.length - 1], below[below.length - 1], ROUND.NEAREST);
    quotient[shift] = factor;
    for (let j = 0; j < below.length; j++) {
      mpfr.mpfr_mul(product, factor, below[j], ROUND.NEAREST);
      mpfr.mpfr_sub(rest[shift + j], rest[shift + j], product, ROUND.NEAREST);
    }
  }
  const short = rest.slice(0, Math.min(above.length, below.length - 1));
  return { quotient, remainder: trim(short, above) };
}

/** Without leading coefficients that are 0, or rounding against the sizes in `scale`. */
function trim(list: Big[], scale: readonly Big[] = list): Big[] {
  const exponent = (c: Big): number => (mpfr.mpfr_zero_p(c) ? -Infinity : mpfr.mpfr_get_exp(c));
  const top = Math.max(-Infinity, ...scale.map(exponent));
  const out = [...list];
  while (out.length > 0) {
    const last = out[out.length - 1];
    if (exponent(last) > top - (mpfr.mpfr_get_prec(last) * 3) / 4) break;
    out.pop();
  }
  return out;
}
