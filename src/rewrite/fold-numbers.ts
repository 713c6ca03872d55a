import { rational, type NumberTerm } from '../expression/expression.ts';

/** Largest integer power that is worked out, and the largest numbers that take part, in bits. */
const MAX_EXPONENT = 64n;
const MAX_BITS = 2048;

const FOLDED = new Set(['add', 'sub', 'mul', 'div', 'neg', 'pow', 'abs', 'min', 'max']);

/** Operations of rational numbers that have a rational value. */
export function isFolded(operation: string): boolean {
  return FOLDED.has(operation);
}

function bits(n: bigint): number {
  return 4 * (n < 0n ? -n : n).toString(16).length;
}

function less(a: NumberTerm, b: NumberTerm): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

/** The exact value of an operation of rational numbers; `undefined` where it has none, or a huge one. */
export function foldNumbers(operation: string, args: readonly NumberTerm[]): NumberTerm | undefined {
  if (args.some((x) => bits(x.numerator) + bits(x.denominator) > MAX_BITS)) return undefined;
  const [a, b] = args;
  switch (operation) {
    case 'add':
      return rational(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      );
    case 'sub':
      return rational(
        a.numerator * b.denominator - b.numerator * a.denominator,
        a.denominator * b.denominator,
      );
    case 'mul':
      return rational(a.numerator * b.numerator, a.denominator * b.denominator);
    case 'div':
      if (b.numerator === 0n) return undefined;
      return rational(a.numerator * b.denominator, a.denominator * b.numerator);
    case 'neg':
      return rational(-a.numerator, a.denominator);
    case 'abs':
      return rational(a.numerator < 0n ? -a.numerator : a.numerator, a.denominator);
    case 'min':
      return less(b, a) ? b : a;
    case 'max':
      return less(a, b) ? b : a;
    case 'pow': {
      const size = b.numerator < 0n ? -b.numerator : b.numerator;
      if (b.denominator !== 1n || size > MAX_EXPONENT) return undefined;
      if (a.numerator === 0n && b.numerator < 0n) return undefined;
      const n = a.numerator ** size;
      const d = a.denominator ** size;
      return b.numerator < 0n ? rational(d, n) : rational(n, d);
    }
    default:
      return undefined;
  }
}
