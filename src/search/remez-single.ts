import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { FitBasis } from './remez-basis.ts';
import type { CurvePoint } from './remez-curve.ts';
import { solveLinear } from './remez-linear.ts';

/**
 * Signs of the errors on a reference when the basis is not a Haar system (odd powers on an interval around 0, …):
 * those of the coefficients of the one linear relation between its rows. `undefined` when the rows are dependent.
 */
export function referenceSigns(
  reference: readonly CurvePoint[],
  basis: FitBasis,
  precision: number,
): number[] | undefined {
  for (const last of [(i: number) => (i % 2 === 0 ? 1 : -1), () => 1]) {
    const relation = solveRelation(
      reference,
      reference.map((_, i) => last(i)),
      undefined,
      basis,
      precision,
    );
    if (relation !== undefined) return relation.map((x) => (x < 0 ? -1 : 1));
  }
  return undefined;
}

/**
 * One step of Stiefel's exchange, the simplex method on the dual (Powell, Approximation Theory and Methods, 1981, ch. 8):
 * the entering point takes the place of the one that keeps the relation's signs, so the level rises. No Haar condition.
 *
 * @returns false when no point can leave (rounding)
 */
export function exchangeOne(
  reference: CurvePoint[],
  signs: number[],
  entering: CurvePoint,
  basis: FitBasis,
  precision: number,
): boolean {
  const sign = Math.sign(entering.error);
  const weights = solveRelation(reference, signs, undefined, basis, precision);
  const direction = solveRelation(reference, signs, entering, basis, precision);
  if (weights === undefined || direction === undefined) return false;
  let leaving = -1;
  let least = Infinity;
  for (const [i, weight] of weights.entries()) {
    const slope = direction[i] * signs[i];
    if (slope <= 1e-14) continue;
    const ratio = Math.max(0, weight * signs[i]) / slope;
    if (ratio < least) {
      least = ratio;
      leaving = i;
    }
  }
  if (leaving < 0) return false;
  reference[leaving] = entering;
  signs[leaving] = sign;
  return true;
}

/**
 * Coefficients over the reference whose combination of the weighted basis rows is 0, signed sum 1; or, with
 * `entering`, whose combination is that point's row times the sign of its error, signed sum 1.
 */
function solveRelation(
  reference: readonly CurvePoint[],
  signs: readonly number[],
  entering: CurvePoint | undefined,
  basis: FitBasis,
  precision: number,
): number[] | undefined {
  return withWorkspace(precision, (w) => {
    const n = reference.length - 1;
    const column = (point: CurvePoint): Big[] => {
      const row = w.bigs(n);
      const factor = w.big();
      basis.row(point.u, row);
      mpfr.mpfr_mul(factor, point.weight, point.prefix, ROUND.NEAREST);
      for (const c of row) mpfr.mpfr_mul(c, c, factor, ROUND.NEAREST);
      return row;
    };
    const columns = reference.map(column);
    const right =
      entering === undefined ? w.bigs(n).map((c) => (mpfr.mpfr_set_zero(c, 0), c)) : column(entering);
    if (entering !== undefined && entering.error < 0)
      for (const c of right) mpfr.mpfr_neg(c, c, ROUND.NEAREST);
    const rows = Array.from({ length: n }, (_, k) => [...columns.map((c) => c[k]), right[k]]);
    rows.push([...signs.map((s) => w.number(s)), w.number(1)]);
    return solveLinear(rows, w)?.map((x) => mpfr.mpfr_get_d(x, ROUND.NEAREST));
  });
}
