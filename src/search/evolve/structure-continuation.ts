import type { FitKernel, FitPoints } from './kernel-fit.ts';
import type { Structure } from './structure.ts';

const STAGES = 4;
const STEPS = 16;

/**
 * Constants that a structure inherited, led to the target: the target is deformed from what the structure computes
 * now to the function, in four stages, each fitted from the last. So v → v·v on a fitted v, which computes f²,
 * becomes a fit of f. The path is g^(1−s)·f^s where both have one sign (by square roots alone: the same on every
 * machine), else (1−s)·g + s·f.
 * @param points those of the kernel, which is cleared
 * @returns `undefined` when the structure has a value that is not finite at a point, or a stage fails.
 */
export function continueFit(
  kernel: FitKernel,
  structure: Structure,
  inherited: ArrayLike<number>,
  { f, w }: Omit<FitPoints, 'x'>,
): Float64Array | undefined {
  kernel.clear();
  kernel.push(structure, inherited);
  const g = Float64Array.from(kernel.values()[0]);
  if (!g.every(Number.isFinite)) return undefined;
  const sign = Math.sign(f[0]);
  const geometric = g.every((v) => v * sign > 0) && f.every((v) => v * sign > 0);
  let constants: ArrayLike<number> = inherited;
  for (let stage = 1; stage <= STAGES; stage++) {
    const goal = f.map((v, i) =>
      geometric ? sign * between(Math.abs(g[i]), Math.abs(v), stage) : g[i] + (v - g[i]) * (stage / STAGES),
    );
    // Relative weights follow the values, absolute ones stay.
    const weights = w.map((weight, i) => (geometric ? weight * (f[i] / goal[i]) : weight));
    kernel.clear();
    kernel.push(structure, constants, { f: goal, w: weights });
    kernel.fit(STEPS);
    if (!(kernel.sum(0) < Infinity)) return undefined;
    constants = kernel.constants(0);
  }
  return Float64Array.from(constants);
}

/** a^(1 − stage/4)·b^(stage/4) */
function between(a: number, b: number, stage: number): number {
  const middle = Math.sqrt(a) * Math.sqrt(b);
  if (stage === 2) return middle;
  if (stage === STAGES) return b;
  return Math.sqrt(stage === 1 ? a : b) * Math.sqrt(middle);
}
