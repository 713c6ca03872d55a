import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { carriesOver } from '../search/identify/fractions/carry-over.ts';
import { convergenceOf } from '../search/identify/fractions/convergence.ts';
import { checkEquivalence, type ValuedFraction } from '../search/identify/fractions/equivalence.ts';
import type { Matrix } from '../search/identify/fractions/matrix.ts';
import { COEFFICIENT_LIMIT } from '../search/identify/fractions/polynomial-fraction.ts';
import { readExactPolynomial } from '../search/identify/fractions/read-polynomial.ts';
import { seedsOf } from '../search/identify/fractions/study-fraction.ts';
import type { FractionEntry } from './fraction-identification.ts';
import { moebiusText } from './fraction-record.ts';
import { constantValue } from './identify-fractions.ts';

/**
 * Makes the proof of a fraction's value again, from the entry alone: the polynomials are read, the identity
 * H(n)·U(n+1) ∝ U(n)·S(n) and det U(n) ≠ 0 checked exactly, the value taken over from the theorem's, and its limit carried over.
 * @param constant the problem's, as given
 * @returns what is wrong; undefined when it is proved
 */
export function refuteFraction(entry: FractionEntry, constant: string): string | undefined {
  const fraction = fractionOf(entry);
  if (fraction === undefined) return 'a or b is no polynomial in n as Napier writes it';
  const term = parseExpression(constant);
  const name = toText(term);
  const [approximate] = constantValue(term, constant);
  if (toText(parseExpression(moebiusText(fraction.value, name, approximate))) !== entry.expression) {
    return 'the relation makes another expression';
  }
  const { kind } = convergenceOf(fraction);
  if (kind !== entry.convergence) return `the fraction is ${kind}`;
  const { proof } = entry;
  if (proof === undefined) return 'there is no proof';
  const seed = seedsOf(name).find((one) => one.name === proof.theorem);
  if (seed === undefined) return `no theorem of ${name} has the name ${proof.theorem}`;
  const polynomials = proof.matrix.map(readExactPolynomial);
  if (polynomials.includes(undefined)) return 'the matrix has an entry that is no polynomial in n';
  const equivalence = { fold: proof.fold, matrix: polynomials as unknown as Matrix<bigint[]> };
  if (!checkEquivalence(fraction, seed, equivalence)) return 'the equivalence does not hold';
  if (!carriesOver(fraction, seed, equivalence)) return 'the limit is not shown to carry over';
  return undefined;
}

/** The fraction of an entry with its value: undefined when the texts are not what Napier writes. */
export function fractionOf({ a, b, relation: [p, q, r, s] }: FractionEntry): ValuedFraction | undefined {
  const [f, g] = [a, b].map((text) => readExactPolynomial(text)?.map(Number));
  if (f === undefined || g === undefined || ![...f, ...g].every((c) => Math.abs(c) <= COEFFICIENT_LIMIT)) {
    return undefined;
  }
  return { a: f, b: g, value: { p, q, r, s } };
}
