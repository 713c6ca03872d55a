import { rational, type Expression, type NumberTerm } from './expression.ts';

/**
 * The d with f(λx) = λ^d·f(x) for λ > 0 and x > 0 wherever f is defined, read off a term's operations; `undefined` where they do not
 * tell.
 */
export function degreeOf(e: Expression): NumberTerm | undefined {
  if (e.kind === 'variable') return rational(1n);
  if (e.kind !== 'apply') return rational(0n);
  const degrees = e.args.map(degreeOf);
  const [a, b] = degrees;
  if (degrees.some((degree) => degree === undefined) || a === undefined) return undefined;
  if (degrees.every((degree) => degree?.numerator === 0n)) return rational(0n);
  switch (e.operation) {
    case 'neg':
    case 'abs':
      return a;
    case 'sqrt':
      return times(a, 1n, 2n);
    case 'cbrt':
      return times(a, 1n, 3n);
    case 'rsqrt':
      return times(a, -1n, 2n);
    case 'add':
    case 'sub':
      return a === b ? a : undefined;
    case 'mul':
      return b && sum(a, b);
    case 'div':
      return b && sum(a, times(b, -1n, 1n));
    case 'pow': {
      const [, exponent] = e.args;
      return exponent.kind === 'number' ? times(a, exponent.numerator, exponent.denominator) : undefined;
    }
    default:
      return undefined;
  }
}

const times = ({ numerator, denominator }: NumberTerm, by: bigint, over: bigint): NumberTerm =>
  rational(numerator * by, denominator * over);

const sum = (a: NumberTerm, b: NumberTerm): NumberTerm =>
  rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
