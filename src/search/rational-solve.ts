import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { FitBasis } from './remez-basis.ts';
import type { CurvePoint } from './remez-curve.ts';
import { solveLinear } from './remez-linear.ts';

/**
 * A rational in its fit's basis: x^prefix·Σ numerator[k]·u^k / Σ denominator[j]·u^j with denominator[0] = 1 (its
 * value in the middle of the interval, which is not 0 where there is no pole). `level` is the signed error
 * at the first point of the reference.
 */
export type RationalParts = { readonly numerator: Big[]; readonly denominator: Big[]; level: number };

const NEWTON_STEPS = 40;
const CONVERGED = 1e-13;

/**
 * Solves weight·((p + fixed)/q − f) = ±E, alternating on the reference, by Newton's method from the values in
 * `parts`, which receive the solution.
 *
 * @returns false when it does not converge (`parts` are then useless)
 */
export function levelRational(
  reference: readonly CurvePoint[],
  numerator: FitBasis,
  denominator: FitBasis,
  parts: RationalParts,
  w: Workspace,
): boolean {
  const mark = w.mark();
  const level = w.number(parts.level);
  try {
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const inner = w.mark();
      const solution = solveLinear(newtonRows(reference, numerator, denominator, parts, level, w), w);
      if (solution === undefined) return false;
      const next = solution[solution.length - 1];
      const change = w.big();
      mpfr.mpfr_sub(change, next, level, ROUND.NEAREST);
      mpfr.mpfr_div(change, change, next, ROUND.NEAREST);
      const moved = Math.abs(mpfr.mpfr_get_d(change, ROUND.NEAREST));
      let shift = 0;
      const m = parts.numerator.length;
      for (const [k, c] of parts.numerator.entries()) mpfr.mpfr_set(c, solution[k], ROUND.NEAREST);
      for (let j = 1; j < parts.denominator.length; j++) {
        mpfr.mpfr_sub(change, solution[m + j - 1], parts.denominator[j], ROUND.NEAREST);
        shift += Math.abs(mpfr.mpfr_get_d(change, ROUND.NEAREST));
        mpfr.mpfr_set(parts.denominator[j], solution[m + j - 1], ROUND.NEAREST);
      }
      mpfr.mpfr_set(level, next, ROUND.NEAREST);
      parts.level = mpfr.mpfr_get_d(level, ROUND.NEAREST);
      w.release(inner);
      if (!Number.isFinite(moved) || !Number.isFinite(shift)) return false;
      // Quadratic convergence: a change this small leaves an error of about its square.
      if (moved < CONVERGED && shift < 1e-7) return true;
    }
    return false;
  } finally {
    w.release(mark);
  }
}

/** wp·p − (wf + σE₀)·(q − 1) − σq₀·E = w·rest + σE₀(1 − q₀), linear in p, q, E around (q₀, E₀); σ = ±1 alternating. */
function newtonRows(
  reference: readonly CurvePoint[],
  numerator: FitBasis,
  denominator: FitBasis,
  parts: RationalParts,
  level: Big,
  w: Workspace,
): Big[][] {
  const m = parts.numerator.length;
  const n = parts.denominator.length - 1;
  const factor = w.big();
  const q = w.big();
  return reference.map((point, i) => {
    const row = w.bigs(m + n + 1);
    const powers = w.bigs(n + 1);
    numerator.row(point.u, row.slice(0, m));
    mpfr.mpfr_mul(factor, point.weight, point.prefix, ROUND.NEAREST);
    for (let k = 0; k < m; k++) mpfr.mpfr_mul(row[k], row[k], factor, ROUND.NEAREST);
    denominator.row(point.u, powers);
    denominator.evaluate(parts.denominator, point.u, q);
    const signed = w.copy(level);
    if (i % 2 === 1) mpfr.mpfr_neg(signed, signed, ROUND.NEAREST);
    mpfr.mpfr_mul(factor, point.weight, point.sample.f, ROUND.NEAREST);
    mpfr.mpfr_add(factor, factor, signed, ROUND.NEAREST);
    mpfr.mpfr_neg(factor, factor, ROUND.NEAREST);
    for (let j = 1; j <= n; j++) mpfr.mpfr_mul(row[m + j - 1], powers[j], factor, ROUND.NEAREST);
    if (i % 2 === 0) mpfr.mpfr_neg(row[m + n], q, ROUND.NEAREST);
    else mpfr.mpfr_set(row[m + n], q, ROUND.NEAREST);
    const right = w.big();
    mpfr.mpfr_d_sub(right, 1, q, ROUND.NEAREST);
    mpfr.mpfr_mul(right, right, signed, ROUND.NEAREST);
    mpfr.mpfr_mul(factor, point.weight, point.rest, ROUND.NEAREST);
    mpfr.mpfr_add(right, right, factor, ROUND.NEAREST);
    return [...row, right];
  });
}

/** The rational with (p + fixed) − f·q = 0 at the points (one fewer than the parameters and the level), into `parts`. */
export function interpolateRational(
  points: readonly CurvePoint[],
  numerator: FitBasis,
  denominator: FitBasis,
  parts: RationalParts,
  w: Workspace,
): boolean {
  const mark = w.mark();
  const m = parts.numerator.length;
  const n = parts.denominator.length - 1;
  const factor = w.big();
  const rows = points.map((point) => {
    const row = w.bigs(m + n + 1);
    const powers = w.bigs(n + 1);
    numerator.row(point.u, row.slice(0, m));
    mpfr.mpfr_mul(factor, point.weight, point.prefix, ROUND.NEAREST);
    for (let k = 0; k < m; k++) mpfr.mpfr_mul(row[k], row[k], factor, ROUND.NEAREST);
    denominator.row(point.u, powers);
    mpfr.mpfr_mul(factor, point.weight, point.sample.f, ROUND.NEAREST);
    mpfr.mpfr_neg(factor, factor, ROUND.NEAREST);
    for (let j = 1; j <= n; j++) mpfr.mpfr_mul(row[m + j - 1], powers[j], factor, ROUND.NEAREST);
    mpfr.mpfr_mul(row[m + n], point.weight, point.rest, ROUND.NEAREST);
    return row;
  });
  const solution = solveLinear(rows, w);
  if (solution !== undefined) {
    for (let k = 0; k < m; k++) mpfr.mpfr_set(parts.numerator[k], solution[k], ROUND.NEAREST);
    for (let j = 1; j <= n; j++) mpfr.mpfr_set(parts.denominator[j], solution[m + j - 1], ROUND.NEAREST);
  }
  w.release(mark);
  return solution !== undefined;
}
