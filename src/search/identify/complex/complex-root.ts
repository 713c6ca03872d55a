import { integerRelations } from '../../../number/exact/integer-relation.ts';
import { mpfr, ROUND, type Big } from '../../../number/mpfr.ts';
import { readBig } from '../../../number/big-text.ts';
import { withWorkspace, type Workspace } from '../../../number/workspace.ts';
import {
  addIntervals,
  containsInterval,
  divIntervals,
  midpoint,
  mulIntervals,
  negInterval,
  newInterval,
  setDoubles,
  setInterval,
  setPoint,
  sqrInterval,
  subIntervals,
  widenInterval,
  type BigInterval,
} from '../../../oracle/big-interval.ts';
import { minimalPolynomial } from '../minimal-polynomial.ts';
import type { ComplexBox, ComplexTarget } from './complex-target.ts';

/** An integer polynomial with the number as a zero, coefficients of powers 0, 1, …: the least degree that explains it. */
export function complexPolynomial(target: ComplexTarget): bigint[] | undefined {
  return minimalPolynomial((degree) => shortestRelation(target, degree), target.digits * Math.log2(10));
}

function shortestRelation(target: ComplexTarget, degree: number): bigint[] | undefined {
  const { bits, re, im, modulus, error } = target;
  const scale = BigInt(bits);
  const values: [bigint, bigint][] = [[1n << scale, 0n]];
  const errors = [1];
  for (let k = 1; k <= degree; k++) {
    const [x, y] = values[k - 1];
    values.push([(x * re - y * im) >> scale, (x * im + y * re) >> scale]);
    errors.push(Math.max(1, k * modulus ** (k - 1) * error * 1.5 + 2 * k));
  }
  if (errors.some((size) => !Number.isFinite(size) || Math.log2(size) > bits)) return undefined;
  return integerRelations({ values, bits, errors })[0];
}

const NEWTON_STEPS = 12;

/**
 * Whether a polynomial certainly has a zero in a box: after Newton's steps from its middle, a disk of radius n·|p/p′| around
 * the point has one (Laguerre), and it lies in the box. By intervals.
 */
export function hasRootInBox(m: readonly bigint[], box: ComplexBox): boolean {
  const degree = m.length - 1;
  return withWorkspace(2 * mpfr.mpfr_get_prec(box.re.hi) + 64, (w) => {
    const [x, y] = w.bigs(2);
    midpoint(x, box.re);
    midpoint(y, box.im);
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const mark = w.mark();
      const { value, slope } = evaluate(m, x, y, w);
      const quotient = divide(value, slope, w);
      if (quotient === undefined) return false;
      const move = w.big();
      midpoint(move, quotient.re);
      mpfr.mpfr_sub(x, x, move, ROUND.NEAREST);
      midpoint(move, quotient.im);
      mpfr.mpfr_sub(y, y, move, ROUND.NEAREST);
      w.release(mark);
    }
    const { value, slope } = evaluate(m, x, y, w);
    const quotient = divide(value, slope, w);
    if (quotient === undefined) return false;
    const radius = w.big(64);
    const part = w.big(64);
    mpfr.mpfr_set_zero(radius, 1);
    for (const { lo, hi } of [quotient.re, quotient.im]) {
      for (const end of [lo, hi]) {
        mpfr.mpfr_abs(part, end, ROUND.UP);
        mpfr.mpfr_add(radius, radius, part, ROUND.UP);
      }
    }
    mpfr.mpfr_mul_ui(radius, radius, degree, ROUND.UP);
    return [box.re, box.im].every((side, k) => {
      const disk = newInterval(w);
      setPoint(disk, k === 0 ? x : y);
      widenInterval(disk, disk, radius);
      return containsInterval(side, disk);
    });
  });
}

type Complex = { readonly re: BigInterval; readonly im: BigInterval };

function complex(w: Workspace): Complex {
  const out = { re: newInterval(w), im: newInterval(w) };
  setDoubles(out.re, 0);
  setDoubles(out.im, 0);
  return out;
}

/** The polynomial and its derivative at x + iy, by Horner's rule. */
function evaluate(
  m: readonly bigint[],
  x: Big,
  y: Big,
  w: Workspace,
): { readonly value: Complex; readonly slope: Complex } {
  const z = complex(w);
  setPoint(z.re, x);
  setPoint(z.im, y);
  const [value, slope] = [complex(w), complex(w)];
  const coefficient = newInterval(w);
  for (const entry of m.toReversed()) {
    multiplyInto(slope, z, w);
    addIntervals(slope.re, slope.re, value.re);
    addIntervals(slope.im, slope.im, value.im);
    multiplyInto(value, z, w);
    readBig(coefficient.lo, entry.toString(), ROUND.DOWN);
    readBig(coefficient.hi, entry.toString(), ROUND.UP);
    addIntervals(value.re, value.re, coefficient);
  }
  return { value, slope };
}

/** a = a·b */
function multiplyInto(a: Complex, b: Complex, w: Workspace): void {
  const mark = w.mark();
  const [p, q, r, s] = [newInterval(w), newInterval(w), newInterval(w), newInterval(w)];
  mulIntervals(p, a.re, b.re);
  mulIntervals(q, a.im, b.im);
  mulIntervals(r, a.re, b.im);
  mulIntervals(s, a.im, b.re);
  subIntervals(a.re, p, q);
  addIntervals(a.im, r, s);
  w.release(mark);
}

function divide(a: Complex, b: Complex, w: Workspace): Complex | undefined {
  const [norm, part] = [newInterval(w), newInterval(w)];
  sqrInterval(norm, b.re);
  sqrInterval(part, b.im);
  addIntervals(norm, norm, part);
  const conjugate = complex(w);
  setInterval(conjugate.re, b.re);
  negInterval(conjugate.im, b.im);
  multiplyInto(conjugate, a, w);
  if (!divIntervals(conjugate.re, conjugate.re, norm)) return undefined;
  if (!divIntervals(conjugate.im, conjugate.im, norm)) return undefined;
  return conjugate;
}
