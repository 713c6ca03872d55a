import type { Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { integerRelations } from '../../number/exact/integer-relation.ts';
import { fromFixedPoint, toFixedPoint } from '../../number/fixed-point.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { ENGINE_BITS, rankBits, vectorBits } from './description-length.ts';
import { apply, integer, quotient, rational } from './build-terms.ts';
import { NAMED_CONSTANTS } from './named-constants.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';
import type { TargetNumber } from './target-number.ts';

/** y = f(x) and how to come back: x = inverse(y). `slope` bounds |f′| near x. */
type Transform = {
  readonly defined: (x: number) => boolean;
  readonly apply?: (out: Big, x: Big) => void;
  readonly slope: (x: number) => number;
  readonly inverse: (y: Expression, x: number) => Expression;
};

const TRANSFORMS: readonly Transform[] = [
  { defined: () => true, slope: () => 1, inverse: (y) => y },
  {
    defined: (x) => Math.abs(x) < 1e6,
    apply: (out, x) => void mpfr.mpfr_sqr(out, x, ROUND.NEAREST),
    slope: (x) => 2 * Math.abs(x),
    inverse: (y, x) => signed(apply('sqrt', y), x),
  },
  {
    defined: (x) => Math.abs(x) < 40,
    apply: (out, x) => void mpfr.mpfr_exp(out, x, ROUND.NEAREST),
    slope: Math.exp,
    inverse: (y) => apply('log', y),
  },
  {
    defined: (x) => Math.abs(x) > 1e-6 && Math.abs(x) < 1e12,
    apply: (out, x) => {
      mpfr.mpfr_abs(out, x, ROUND.NEAREST);
      mpfr.mpfr_log(out, out, ROUND.NEAREST);
    },
    slope: (x) => 1 / Math.abs(x),
    inverse: (y, x) => signed(apply('exp', y), x),
  },
];

/** Constants beyond this (or below its inverse) are combined linearly only. */
const FAR = 1e4;

function signed(term: Expression, x: number): Expression {
  return x < 0 ? tidyApply('neg', term) : term;
}

/** f(x), scaled, with its error in units. */
export function transformed(target: TargetNumber, transform: Transform): { value: bigint; error: number } {
  const { bits, value, error, approximate } = target;
  if (transform.apply === undefined) return { value, error };
  const { apply: f } = transform;
  return withWorkspace(bits + 96, (w) => {
    const x = w.big();
    fromFixedPoint(x, value, bits);
    const y = w.big();
    f(y, x);
    return { value: toFixedPoint(y, bits), error: transform.slope(approximate) * error * 1.01 + 2 };
  });
}

/**
 * Möbius transforms of one named constant c: x, x², eˣ or log|x| is (a + b·c)/(d + f·c), by the relation a + b·c − d·x −
 * f·c·x = 0 in four dimensions. Before the constants comes none at all: the transform is a fraction.
 */
export const linearValues: IdentifyEngine = (target, constants) => {
  const proposals: Proposal[] = [];
  const available = target.digits * Math.log2(10);
  const count = NAMED_CONSTANTS.length + 1;
  const scale = BigInt(target.bits);
  const one = 1n << scale;
  for (const [t, transform] of TRANSFORMS.entries()) {
    if (!transform.defined(target.approximate)) continue;
    const { value: y, error } = transformed(target, transform);
    if (Math.log2(error) > target.bits) continue;
    const overhead = ENGINE_BITS + rankBits(t, TRANSFORMS.length);
    const offer = (bits: number, inner: Expression): void => {
      if (bits > available) return;
      const expression = transform.inverse(inner, target.approximate);
      proposals.push({ form: 'value', expression, bits, engine: 'linear' });
    };
    if (t >= 2) {
      const [found] = integerRelations({ values: [[one], [y]], bits: target.bits, errors: [1, error] });
      if (found !== undefined && found[1] !== 0n) {
        offer(overhead + rankBits(0, count) + vectorBits(found), rational(-found[0], found[1]));
      }
    }
    for (const [rank, { text }] of NAMED_CONSTANTS.entries()) {
      const c = constants.text(text);
      const product = (y * c.value) >> scale;
      const size = Math.abs(c.approximate);
      // With a constant far from 1, fractions of it crowd around ordinary ones: other coefficients give the same digits.
      const ordinary = size < FAR && size > 1 / FAR;
      const [relation] = integerRelations({
        values: [[one], [c.value], [y], ...(ordinary ? [[product]] : [])],
        bits: target.bits,
        errors: [1, 1, error, size * error + Math.abs(Number(y >> scale)) + 2].slice(0, ordinary ? 4 : 3),
        coefficientBits: 34,
      });
      if (relation === undefined) continue;
      const found = ordinary ? relation : [...relation, 0n];
      if (isIdle(found)) continue;
      const bits = overhead + rankBits(rank + 1, count) + vectorBits(found);
      offer(bits, quotient(found.slice(0, 2), [-found[2], -found[3]], [integer(1), c.expression]));
    }
  }
  return proposals;
};

/** Does the relation say nothing of the number, or nothing of the constant? */
function isIdle([a, b, d, f]: readonly bigint[]): boolean {
  return (d === 0n && f === 0n) || (a === 0n && d === 0n) || (b === 0n && f === 0n);
}
