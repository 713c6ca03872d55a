import { discreteMinimax } from '../machine/discrete-minimax.ts';
import type { FactoredJacobian } from './chebyshev-factor.ts';

export type ChebyshevStep = {
  /** Change of each parameter. */
  readonly step: Float64Array;
  /** Largest |residual| that the linear model leaves (in the residuals' unit). */
  readonly predicted: number;
  /** The damping has no hand in the step. */
  readonly free: boolean;
};

/**
 * The damped Gauss–Newton step in the maximum norm: the d that makes max(|rᵢ + Σ Jᵢⱼ·dⱼ|, damping·|sⱼ·dⱼ|) least,
 * sⱼ the largest |Jᵢⱼ| (Osborne and Watson, 1969, with the damping of Levenberg as rows of the same problem, so that
 * it has a solution for every Jacobian).
 * @returns `undefined` when nothing depends on the parameters, or the exchange fails.
 */
export function chebyshevStep(
  residual: Float64Array,
  { count, kept, scale, directions, inverse }: FactoredJacobian,
  damping: number,
): ChebyshevStep | undefined {
  const n = kept.length;
  if (n === 0) return undefined;
  const m = residual.length;
  const basis = directions.map((direction, c) => {
    const extended = new Float64Array(m + n);
    extended.set(direction);
    for (let j = 0; j < n; j++) extended[m + j] = damping * inverse[j][c];
    return extended;
  });
  const right = new Float64Array(m + n);
  right.set(residual);
  let worst = 0;
  for (let i = 1; i < m; i++) if (Math.abs(residual[i]) > Math.abs(residual[worst])) worst = i;
  // The damping's rows and one more: a reference that is never singular.
  const start = [...kept.map((_, j) => m + j), worst];
  const solved = discreteMinimax(right, basis, start, 60 + 12 * n);
  if (solved === undefined) return undefined;
  const step = new Float64Array(count);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let c = j; c < n; c++) sum += inverse[j][c] * solved.coordinates[c];
    step[kept[j]] = sum / scale[kept[j]];
  }
  if (!step.every(Number.isFinite)) return undefined;
  return { step, predicted: solved.error, free: !solved.reference.some((i) => i >= m) };
}
