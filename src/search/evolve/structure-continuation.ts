import type { FitKernel, FitPoints } from './kernel-fit.ts';
import { polish } from './polish.ts';
import { blendTarget } from './structure-blend.ts';
import type { StructureTarget } from './structure-target.ts';
import type { Structure } from './structure.ts';

/** A power of 2. */
const STAGES = 8;
const STEPS = 40;
const FINE_STAGES = 16;
const FINE = { rough: true, grid: 32, tolerance: 1e-2, maxSteps: 24 } as const;
// Constants that change by more than this factor in a stage are not extrapolated.
const MOST_CHANGE = 4;

/**
 * Constants that a structure inherited, led to the target: the target is deformed from what the structure computes
 * now to the function, in eight stages, each fitted from where the
 * last two lead. So v → v·v on a fitted v, which computes f²,
 * becomes a fit of f. The path is g^(1−s)·f^s where both have one sign (by square roots alone: the same on every
 * machine), else (1−s)·g + s·f.
 * @param points those of the kernel, which is cleared
 * @param steps of a fit, at most
 * @returns `undefined` when the structure has a value that is not finite at a point, or a stage fails.
 */
export function continueFit(
  kernel: FitKernel,
  structure: Structure,
  inherited: ArrayLike<number>,
  { f, w }: Omit<FitPoints, 'x'>,
  steps: number = STEPS,
): Float64Array | undefined {
  kernel.clear();
  kernel.push(structure, inherited);
  const g = Float64Array.from(kernel.values()[0]);
  if (!g.every(Number.isFinite)) return undefined;
  const sign = Math.sign(f[0]);
  const geometric = ofOneSign(g, f);
  let before: ArrayLike<number> = inherited;
  let constants: ArrayLike<number> = inherited;
  for (let stage = 1; stage <= STAGES; stage++) {
    const goal = f.map((v, i) =>
      geometric ? sign * between(Math.abs(g[i]), Math.abs(v), stage) : g[i] + (v - g[i]) * (stage / STAGES),
    );
    // Relative weights follow the values, absolute ones stay.
    const weights = w.map((weight, i) => (geometric ? weight * (f[i] / goal[i]) : weight));
    kernel.clear();
    const target = { f: goal, w: weights };
    kernel.push(structure, extrapolate(before, constants), target);
    kernel.push(structure, constants, target);
    kernel.fit(steps);
    const better = kernel.sum(0) <= kernel.sum(1) ? 0 : 1;
    if (!(kernel.sum(better) < Infinity)) return undefined;
    before = constants;
    constants = kernel.constants(better);
  }
  return Float64Array.from(constants);
}

/**
 * The same in multiple precision, by minimax steps: for structures better than doubles can tell. Follows the optimum
 * itself, so it stays on its branch.
 * @returns texts; `undefined` when a stage has a pole or no value.
 */
export function continuePolish(
  structure: Structure,
  inherited: ArrayLike<number | string>,
  target: StructureTarget,
  geometric: boolean,
): readonly (number | string)[] | undefined {
  let before: readonly (number | string)[] = Array.from(inherited);
  let constants = before;
  for (let stage = 1; stage < FINE_STAGES; stage++) {
    const goal = blendTarget(target, structure, inherited, stage / FINE_STAGES, geometric);
    const start = extrapolate(before.map(Number), constants.map(Number));
    const found = polish(structure, start, goal, FINE);
    if (found.kind === 'failure') return undefined;
    before = constants;
    constants = found.constants;
  }
  return Array.from(extrapolate(before.map(Number), constants.map(Number)));
}

/** Can f be reached from g by powers? */
export function ofOneSign(g: Float64Array, f: Float64Array): boolean {
  const sign = Math.sign(f[0]);
  return g.every((v) => v * sign > 0) && f.every((v) => v * sign > 0);
}

/** The next of two sequences of constants, by their ratios. */
function extrapolate(before: ArrayLike<number>, now: ArrayLike<number>): Float64Array {
  return Float64Array.from(now, (c, i) => {
    const ratio = c / before[i];
    return ratio < MOST_CHANGE && ratio > 1 / MOST_CHANGE ? c * ratio : c;
  });
}

/** a^(1 − stage/STAGES)·b^(stage/STAGES), the exponents dyadic. */
function between(a: number, b: number, stage: number): number {
  let result = 1;
  let bits = stage;
  // From the lowest bit up: each level takes the root of what is below it, times a or b.
  for (let size = STAGES; size > 1; size /= 2, bits >>= 1) {
    result = Math.sqrt(result * (bits & 1 ? b / a : 1));
  }
  return bits === 1 ? b : a * result;
}
