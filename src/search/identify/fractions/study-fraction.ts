import { parseExpression } from '../../../expression/parse.ts';
import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { newInterval } from '../../../oracle/big-interval.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import { carriesOver } from './carry-over.ts';
import { findEquivalence, type Equivalence, type ValuedFraction } from './equivalence.ts';
import { findKnown } from './find-known.ts';
import { fineValue } from './fine-value.ts';
import { fractionMetrics, type FractionMetrics } from './fraction-metrics.ts';
import { SEED_FRACTIONS, type SeedFraction } from './seed-fractions.ts';

/** Digits to which a fraction must meet its formula. */
export const CHECK_DIGITS = 1_000;
const CHECK_BITS = Math.ceil((CHECK_DIGITS + 12) * Math.log2(10));

export type FractionStudyJob = ValuedFraction & {
  /** The constant, as text. */
  readonly constant: string;
};

/** All that is made of a hit, plain data: undefined where it does not hold to 1,000 digits. */
export type FractionStudy = {
  /** Digits agreed. */
  readonly digits: number;
  readonly metrics?: FractionMetrics;
  readonly proof?: FractionProof;
  /** Where it is known from. */
  readonly known?: string;
};

/** The theorem (by name) that the value follows from, and how. */
export type FractionProof = Equivalence & { readonly seed: string };

/** Checks a hit to 1,000 digits, measures its convergence, names it if known, and proves it if it follows from a seed. */
export function studyFraction({ constant, ...hit }: FractionStudyJob): FractionStudy | undefined {
  return withWorkspace(CHECK_BITS, (w) => {
    const value = w.big();
    const bits = fineValue(hit, value);
    if (bits === undefined || !mpfr.mpfr_number_p(value)) return undefined;
    const digits = agreedDigits(hit, constant, value, bits);
    if (digits < CHECK_DIGITS) return undefined;
    const metrics = fractionMetrics(hit, value);
    const proof = proveFraction(hit, constant);
    const known = findKnown(hit);
    return {
      digits,
      ...(metrics === undefined ? {} : { metrics }),
      ...(proof === undefined ? {} : { proof }),
      ...(known === undefined ? {} : { known }),
    };
  });
}

/** Decimal digits to which v·(r + s·c) and p + q·c agree: at most what v is known to. */
function agreedDigits(
  { value: { p, q, r, s } }: ValuedFraction,
  constant: string,
  v: Big,
  bits: number,
): number {
  return withWorkspace(CHECK_BITS + 64, (w) => {
    const c = newInterval(w);
    if (createOracle(parseExpression(constant), []).enclose([], CHECK_BITS + 40, c).kind !== 'enclosed')
      return 0;
    const [left, right] = w.bigs(2);
    mpfr.mpfr_mul_d(left, c.lo, s, ROUND.NEAREST);
    mpfr.mpfr_add_d(left, left, r, ROUND.NEAREST);
    mpfr.mpfr_mul(left, left, v, ROUND.NEAREST);
    mpfr.mpfr_mul_d(right, c.lo, q, ROUND.NEAREST);
    mpfr.mpfr_add_d(right, right, p, ROUND.NEAREST);
    mpfr.mpfr_sub(left, left, right, ROUND.NEAREST);
    const agreed = mpfr.mpfr_zero_p(left) ? bits : mpfr.mpfr_get_exp(right) - mpfr.mpfr_get_exp(left);
    return Math.floor(Math.min(agreed, bits) * Math.log10(2));
  });
}

/** Other ways to write the constants of the seeds. */
const SAME: Readonly<Record<string, string>> = { 'log(2)': 'ln2', 'exp(1)': 'e', 'pi^2/6': 'zeta(2)' };

/** The seeds for a constant. */
export function seedsOf(constant: string): SeedFraction[] {
  const wanted = parseExpression(SAME[constant] ?? constant);
  return SEED_FRACTIONS.filter((seed) => parseExpression(seed.constant) === wanted);
}

/** Steps taken at a time that are tried: of the fraction, of the seed. */
const FOLDS = [
  [1, 1],
  [1, 2],
  [2, 1],
] as const;

/** An equivalence with a seed of the same constant that carries the seed's limit over. */
export function proveFraction(fraction: ValuedFraction, constant: string): FractionProof | undefined {
  const seeds = seedsOf(constant);
  for (const fold of FOLDS) {
    for (const seed of seeds) {
      const found = findEquivalence(fraction, seed, fold);
      if (found !== undefined && carriesOver(fraction, seed, found)) return { seed: seed.name, ...found };
    }
  }
  return undefined;
}
