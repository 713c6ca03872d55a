import { wantsCorrect, type Problem } from '../problem.ts';
import type { FitCache } from './fit-cache.ts';
import type { FittedKernel, KernelFits } from './fit-kernel.ts';
import type { KernelForm } from './kernel.ts';
import type { Plan } from './plan.ts';
import { exactEnough } from './step-context.ts';
import { keepsProducts, type StepContext } from './step.ts';

type Circumstances = { readonly problem: Problem; readonly context: StepContext; readonly fits: FitCache };

const PLAIN: KernelForm = { heads: 0, split: false, scheme: 'horner' };
const FORMS: readonly KernelForm[] = [
  PLAIN,
  { heads: 1, split: false, scheme: 'horner' },
  { heads: 2, split: false, scheme: 'horner' },
  { heads: 1, split: true, scheme: 'horner' },
];
const KEPT: KernelForm = { heads: 2, split: false, scheme: 'horner', kept: true };
const DEEP: KernelForm = { heads: 0, split: false, scheme: 'horner', deep: true };
const PAIRED: KernelForm = { heads: 0, split: true, scheme: 'horner', deep: true };
const TWICE: KernelForm = { ...PAIRED, twice: true };
/** The plainest forms, and those that take up what an argument's second number holds. */
export const JUDGED_FORMS: readonly KernelForm[] = [PLAIN, DEEP, PAIRED];
const FUSED: KernelForm = { heads: 1, split: true, scheme: 'horner', fused: true };

/** Fused sums pay where nothing is rounded but in the format of the results. */
function formsOf(context: StepContext): readonly KernelForm[] {
  const { alone, fma, arithmetic, storage } = context;
  const fused = fma && arithmetic === storage ? [FUSED] : [];
  const deep = keepsProducts(context) ? [DEEP, PAIRED] : [];
  const kept = alone === true ? [KEPT, ...deep, ...(fma ? [TWICE] : [])] : [];
  return [...FORMS, ...fused, ...kept];
}

/** How far below the unit, or what is asked, kernels' errors go; and where the rest of every product is kept by many operations, of which a term more is few. */
const [FAR, FARTHER] = [48, 192];

/** The relative errors of kernels that are of interest: from barely enough to far below what rounding makes. */
function errorsOfInterest({ problem, context }: Circumstances): readonly [most: number, least: number] {
  const unit = 2 ** (1 - context.storage.precision);
  if (wantsCorrect(problem)) {
    const least = exactEnough(context.arithmetic, context.storage);
    return [2 ** 16 * least, least / 4];
  }
  if (problem.error === undefined) return [problem.measure === 'ulp' ? 4096 * unit : 1, unit / 64];
  const asked =
    problem.measure === 'ulp' ? problem.error * unit : problem.measure === 'relative' ? problem.error : 1;
  // What is left beside the last rounding, where that is little.
  const left = context.alone && problem.measure === 'ulp' ? Math.max(0, problem.error - 0.5) * unit : unit;
  const below = keepsProducts(context) && !context.fma ? FARTHER : FAR;
  return [asked, Math.min(unit / below, asked / below, left / 8)];
}

/** The kernels of a plan: for one core every promising number of terms and form, for several all to one accuracy. */
export function* planKernels(plan: Plan, scene: Circumstances): Generator<FittedKernel[]> {
  const { fits } = scene;
  const [most, least] = errorsOfInterest(scene);
  if (plan.cores.length === 0) {
    yield [];
    return;
  }
  const all = plan.cores.map((core) => fits.of(core));
  if (all.some((fit) => fit === undefined)) return;
  const known = all as KernelFits[];
  if (known.length === 1) {
    for (const terms of known[0].worthwhile(most, least))
      for (const form of formsOf(scene.context)) {
        const kernel = known[0].fit(terms, form);
        if (kernel !== undefined) yield [kernel];
      }
    return;
  }
  const told = new Set<string>();
  for (let error = most; error >= least; error /= 3) {
    const terms = known.map((fit) => fit.worthwhile(error, error)[0]);
    if (terms.some((count) => count === undefined)) return;
    if (told.has(terms.join())) continue;
    told.add(terms.join());
    for (const form of formsOf(scene.context)) {
      const kernels = known.map((fit, i) => fit.fit(terms[i], form) ?? fit.fit(terms[i], PLAIN));
      if (kernels.every((kernel) => kernel !== undefined)) yield kernels;
    }
  }
}

/**
 * The least kernels that are accurate enough, of the plainest form; `undefined` where there are none.
 * @param form another one where a kernel has it
 */
export function plainKernels(
  plan: Plan,
  { context, fits }: Circumstances,
  form: KernelForm = PLAIN,
): FittedKernel[] | undefined {
  const kernels: FittedKernel[] = [];
  for (const core of plan.cores) {
    const fit = fits.of(core);
    const [terms] = fit?.worthwhile(context.tolerance, context.tolerance) ?? [];
    const kernel = terms === undefined ? undefined : (fit?.fit(terms, form) ?? fit?.fit(terms, PLAIN));
    if (kernel === undefined) return undefined;
    kernels.push(kernel);
  }
  return kernels;
}

/** Which coefficients may not move, by their numbers in the list of all kernels' coefficients. */
export function fixedCoefficients(kernels: readonly FittedKernel[]): Set<number> {
  const fixed = new Set<number>();
  let offset = 0;
  for (const kernel of kernels) {
    for (const k of kernel.fixed) fixed.add(offset + k);
    offset += kernel.coefficients.length;
  }
  return fixed;
}
