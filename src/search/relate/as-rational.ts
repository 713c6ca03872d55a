import type { Expression } from '../../expression/expression.ts';

/** The fraction that a term of numbers, negation and one division writes: 2, -1/3. */
export function asRational(
  term: Expression,
): { readonly numerator: bigint; readonly denominator: bigint } | undefined {
  if (term.kind === 'number') return term;
  if (term.kind !== 'apply') return undefined;
  const args = term.args.map(asRational);
  const [a, b] = args;
  if (a === undefined) return undefined;
  if (term.operation === 'neg') return { numerator: -a.numerator, denominator: a.denominator };
  if (term.operation !== 'div' || b === undefined || b.numerator === 0n) return undefined;
  const sign = b.numerator < 0n ? -1n : 1n;
  const [n, d] = [sign * a.numerator * b.denominator, sign * a.denominator * b.numerator];
  // Only whether it is whole matters here.
  return n % d === 0n ? { numerator: n / d, denominator: 1n } : { numerator: n, denominator: d };
}
