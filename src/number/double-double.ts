import { exponentOf } from './double-bits.ts';
import { doubleWordArithmetic } from './double-word.ts';
import { productError, sumError } from './error-free.ts';
import { mpfr, ROUND, type Big } from './mpfr.ts';
import type { TwoWordFormat, Words } from './two-word-format.ts';
import { withWorkspace } from './workspace.ts';

/** Half an ulp of 1 in binary64, squared. */
const U_SQUARED = 2 ** -106;
/** More than the terms in u³ and the rounding of the product with it: 56/15 and 13/3 of u = 2^−53 are less. */
const HIGHER_TERMS = 1 + 2 ** -49;

const arithmetic = doubleWordArithmetic<number>({
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  sqrt: Math.sqrt,
  twice: (a) => 2 * a,
  sumError,
  productError,
});

const NAN: Words = [NaN, NaN];
const neg = ([high, low]: Words): Words => [-high, -low];

/** Binary64's words: `fastSum` of 0 has no error, and a low word of −0 is 0. */
const sqrt = (a: Words): Words => (a[0] === 0 ? [0, 0] : arithmetic.sqrt(a));

const sum = (factor: number, text: string, source: string) => ({
  relative: factor * U_SQUARED * HIGHER_TERMS,
  text,
  source,
});

/**
 * Double-double. Sums of a number and its opposite are +0. There are no infinities: what overflows, and what is made of
 * an infinite word, is NaN; so are products and quotients of numbers beyond 2^995, whose splitting overflows.
 */
export const doubleDouble: TwoWordFormat = {
  name: 'dd',
  description:
    'double-double: the sum of two numbers of binary64, the second at most half an ulp of the first',
  bits: 128,
  words: ['high: f64', 'low: f64'],
  sumOf: 'f64',
  unitBits: 53,
  precision: 107,
  // Below, the errors of products are lost to underflow.
  minNormal: [2 ** -916, 0],
  maxFinite: [Number.MAX_VALUE, 2 ** 969 * (1 - 2 ** -53)],
  bounds: {
    add: sum(3, '3u² + 13u³', 'Joldes, Muller & Popescu 2017, algorithm 6'),
    sub: sum(3, '3u² + 13u³', 'Joldes, Muller & Popescu 2017, algorithm 6'),
    mul: sum(5, '5u²', 'Joldes, Muller & Popescu 2017, algorithm 10; Muller & Rideau 2022'),
    div: sum(15, '15u² + 56u³', 'Joldes, Muller & Popescu 2017, algorithm 17'),
    sqrt: sum(25 / 8, '25u²/8', 'Lefèvre, Louvet, Muller, Picot & Rideau 2023'),
  },
  roundBig: (x: Big) => {
    const high = mpfr.mpfr_get_d(x, ROUND.NEAREST);
    if (!Number.isFinite(high)) return NAN;
    return withWorkspace(Math.max(mpfr.mpfr_get_prec(x), 53) + 64, (w) => {
      const rest = w.big();
      mpfr.mpfr_sub_d(rest, x, high, ROUND.NEAREST);
      return [high, mpfr.mpfr_get_d(rest, ROUND.NEAREST) + 0];
    });
  },
  toBig: (r, [high, low]) => {
    mpfr.mpfr_set_d(r, high, ROUND.NEAREST);
    mpfr.mpfr_add_d(r, r, low, ROUND.NEAREST);
  },
  bitsFor: ([high, low]) => (high === 0 || low === 0 ? 53 : exponentOf(high) - exponentOf(low) + 54),
  fromNumber: (x) => (Number.isFinite(x) ? [x + 0, 0] : NAN),
  toNumber: ([high]) => high,
  contains: ([high, low]) => (high === high ? high + low === high && Number.isFinite(high) : low !== low),
  neg,
  compare: (a, b) => {
    const [x, y] = a[0] === b[0] ? [a[1], b[1]] : [a[0], b[0]];
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN;
  },
  add: arithmetic.add,
  sub: (a, b) => arithmetic.add(a, neg(b)),
  mul: arithmetic.mul,
  div: arithmetic.div,
  fma: (a, b, c) => arithmetic.add(arithmetic.mul(a, b), c),
  sqrt,
};
