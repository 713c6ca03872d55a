/**
 * How often fractions stand as factors or addends in the 120 equations of Feynman's lectures and the books beside them (AI Feynman's
 * list), signs, powers and π apart.
 */
const COUNTS: Readonly<Record<string, number>> = {
  '1': 40,
  '1/2': 33,
  '2': 18,
  '1/4': 12,
  '4': 5,
  '1/3': 3,
  '3/4': 2,
  '1/6': 1,
  '1/8': 1,
  '3/2': 1,
  '3/8': 1,
  '3/20': 1,
  '4/3': 1,
  '8/3': 1,
  '32/5': 1,
};
const COUNTED = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
/** How many counts the law of shares is worth that speaks for fractions which were not counted. */
const PRIOR = 60;
/** −log₂ of what makes the shares (p·q)^−2 of all fractions in lowest terms sum to 1. */
const NORM = 1.32;

/**
 * Bits of a fraction in lowest terms, its sign one of them: −log₂ of its share among the numbers of laws, which is what was counted
 * with a prior of shares that fall as (p·q)^−2. Each of the 121 coded by the 120 others, they take 502 bits (with priors worth 30 and
 * 121 counts 502 and 507); by 1 + 2·log₂(n + 1) for numerator and denominator 705, as that makes a half dearer than 5.
 */
export function rationalBits(numerator: number, denominator = 1): number {
  if (numerator === 0) return 1;
  const p = Math.abs(numerator);
  const count = COUNTS[denominator === 1 ? `${p}` : `${p}/${denominator}`] ?? 0;
  return 1 - Math.log2((count + (PRIOR * 2 ** -NORM) / (p * denominator) ** 2) / (COUNTED + PRIOR));
}
