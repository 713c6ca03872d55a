import { findFormat, type FormatName } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import type { Program } from '../../program/program.ts';
import type { Budget, Candidate, EngineEvent } from '../engine.ts';
import { searchCoefficients } from '../machine/coefficient-search.ts';
import type { Problem } from '../problem.ts';
import { activeRange } from './active-range.ts';
import { Emitter } from './emitter.ts';
import { KernelFits, type FittedKernel } from './fit-kernel.ts';
import { identityText } from './identity.ts';
import { emitKernel, type KernelForm } from './kernel.ts';
import { findPlans, planName, type Plan } from './plan.ts';
import { reducedFunction } from './reduced-function.ts';
import { emitWithSpecials, findSpecialCells, type SpecialCells } from './special-cases.ts';
import { total, type StepContext } from './step.ts';
import { STEPS } from './steps.ts';
import { WholeSample } from './whole-sample.ts';

const SAMPLE_POINTS = 1 << 14;
const HARD_POINTS = 1 << 11;
/** Drafts that measure up to this many times the error asked for are worth moving their coefficients. */
const WORTH_TUNING = 1.5;
/** A proof's bound is a little above the measured error. */
const SPARE = 0.985;
/** Drafts tuned, in all and of one cost, and runs of each. */
const TUNED = 30;
const TUNED_PER_COST = 3;
const RUNS = 600;

/** A plan with a kernel in it. */
type Draft = {
  readonly plan: Plan;
  readonly kernel: FittedKernel;
  readonly build: (coefficients: readonly number[]) => Program;
  readonly cost: number;
  readonly error: number;
};

/** Everything that is the same for all plans of a problem in one format of computing. */
type Scene = {
  readonly problem: Problem;
  readonly arithmetic: FormatName;
  readonly context: StepContext;
  readonly special: SpecialCells;
  readonly sample: WholeSample;
};

/** All plans of a problem, each with kernels by need; those that meet the error asked for, cheapest first. */
export async function* searchPlans(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
  arithmetics: readonly FormatName[],
): AsyncGenerator<EngineEvent, void, void> {
  const storage = findFormat(problem.format);
  const special = findSpecialCells(problem, oracle, storage);
  if (special === undefined) {
    yield { kind: 'note', message: 'reduction: found no input where the function has a value' };
    return;
  }
  const active = activeRange(oracle, special, storage);
  const sample = new WholeSample(problem, oracle, {
    count: SAMPLE_POINTS,
    hard: HARD_POINTS,
    active,
    places: [active.lo, active.hi, storage.fromOrdinal(special.first), storage.fromOrdinal(special.last)],
  });
  const counter = { evaluations: 0 };
  for (const arithmetic of arithmetics) {
    const context: StepContext = {
      arithmetic: findFormat(arithmetic),
      storage,
      fma: problem.fma,
      division: problem.division,
      tables: true,
    };
    const scene: Scene = { problem, arithmetic, context, special, sample };
    const f = reducedFunction(
      problem.function,
      problem.variable,
      storage.fromOrdinal(special.first),
      storage.fromOrdinal(special.last),
    );
    const plans = findPlans(f, STEPS, context);
    yield* told(plans);
    const drafts: Draft[] = [];
    for (const [core, group] of byCore(plans)) {
      if (budget.stopped() !== undefined || counter.evaluations >= budget.evaluations) return;
      const fits = KernelFits.of(core, context.arithmetic, context.arithmetic.precision > storage.precision + 12);
      if (fits === undefined) continue;
      try {
        for (const plan of group) for (const draft of draftsOf(plan, fits, scene, counter)) drafts.push(draft);
      } finally {
        fits.dispose();
      }
      yield { kind: 'progress', evaluations: counter.evaluations };
      await pause();
    }
    let reached = false;
    for await (const event of tune(drafts, scene, budget, counter)) {
      if (event.kind === 'candidate')
        reached ||= problem.error !== undefined && event.candidate.error.value <= problem.error * SPARE;
      yield event;
    }
    if (reached) return;
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function* told(plans: readonly Plan[]): Generator<EngineEvent> {
  const names = new Set<string>();
  for (const { identities } of plans) {
    for (const identity of identities) {
      const text = identityText(identity);
      if (names.has(text)) continue;
      names.add(text);
      yield { kind: 'note', message: `reduction: confirmed ${text}` };
    }
  }
}

/** Plans that leave the same function on the same interval share its fits. */
function byCore(plans: readonly Plan[]): [Plan['core'], Plan[]][] {
  const groups = new Map<string, [Plan['core'], Plan[]]>();
  for (const plan of plans) {
    const { expression, lo, hi } = plan.core;
    const key = `${expression.id} ${lo} ${hi}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [plan.core, [plan]]);
    else group[1].push(plan);
  }
  return [...groups.values()];
}

const FORMS: readonly KernelForm[] = [
  { heads: 0, split: false, scheme: 'horner' },
  { heads: 1, split: false, scheme: 'horner' },
  { heads: 2, split: false, scheme: 'horner' },
  { heads: 1, split: true, scheme: 'horner' },
];

/** The relative errors of kernels that are of interest: from barely enough to far below what rounding makes. */
function errorsOfInterest(problem: Problem, context: StepContext): readonly [most: number, least: number] {
  const unit = 2 ** (1 - context.storage.precision);
  if (problem.error === undefined) return [problem.measure === 'ulp' ? 4096 * unit : 1, unit / 64];
  const asked = problem.measure === 'ulp' ? problem.error * unit : problem.measure === 'relative' ? problem.error : 1;
  return [asked, Math.min(unit, asked) / 48];
}

function* draftsOf(
  plan: Plan,
  fits: KernelFits,
  scene: Scene,
  counter: { evaluations: number },
): Generator<Draft> {
  const { problem, context, sample } = scene;
  for (const terms of fits.worthwhile(...errorsOfInterest(problem, context))) {
    for (const form of FORMS) {
      const kernel = fits.fit(terms, form);
      if (kernel === undefined) continue;
      const build = (coefficients: readonly number[]): Program => buildProgram(plan, { ...kernel, coefficients }, scene);
      const program = build(kernel.coefficients);
      counter.evaluations++;
      const cost = COST_MODELS[problem.cost].cost(program);
      yield { plan, kernel, build, cost, error: sample.screen(program) };
    }
  }
}

function buildProgram(plan: Plan, kernel: FittedKernel, { problem, arithmetic, context, special }: Scene): Program {
  const make = (): Emitter =>
    new Emitter({ arithmetic, storage: problem.format, variable: problem.variable, fma: problem.fma });
  return emitWithSpecials(
    make,
    (e) => total(e, plan.emit(e, e.x, (inside, r) => emitKernel(inside, r, kernel))),
    special,
    context.storage,
  );
}

/** Moves the coefficients of the promising drafts, cheapest first, and tells of what came of each. */
async function* tune(
  drafts: readonly Draft[],
  { problem, context, sample }: Scene,
  budget: Budget,
  counter: { evaluations: number },
): AsyncGenerator<EngineEvent, void, void> {
  const goal = problem.error === undefined ? 0.5 : problem.error * SPARE;
  const worth = problem.error === undefined ? Infinity : problem.error * WORTH_TUNING;
  const wide = context.arithmetic.precision > context.storage.precision + 12;
  if (process.env.DEBUG_R) for (const d of [...drafts].sort((a,b)=>a.error-b.error).slice(0,12)) console.log('draft', d.cost, d.error, planName(d.plan), d.kernel.powers.length, JSON.stringify(d.kernel.form), JSON.stringify([sample.measure(d.build(d.kernel.coefficients)), sample.failures(d.build(d.kernel.coefficients), 4).slice(0,8)]));
  const promising = drafts
    .filter(({ error }) => error <= worth)
    .toSorted((a, b) => a.cost - b.cost || a.error - b.error);
  let [enough, tuned] = [Infinity, 0];
  const perCost = new Map<number, number>();
  const known = new Set<string>();
  for (const { plan, kernel, build, cost, error } of promising) {
    // Dearer than one that is good enough, or hopelessly behind one no dearer.
    if (cost > enough || tuned >= TUNED) break;
    if (budget.stopped() !== undefined || counter.evaluations >= budget.evaluations) return;
    const key = JSON.stringify(build(kernel.coefficients));
    const before = perCost.get(cost) ?? 0;
    if (known.has(key) || before >= TUNED_PER_COST) continue;
    known.add(key);
    perCost.set(cost, before + 1);
    const search = !wide && error > goal;
    tuned += search ? 1 : 0;
    const found = searchCoefficients(
      [kernel.coefficients],
      build,
      {
        format: context.arithmetic,
        screen: (program) => sample.screen(program),
        harden: (program, places, radius) => sample.harden(program, places, radius),
      },
      { maxRuns: search ? RUNS : 1, goal, fixed: kernel.fixed },
    );
    counter.evaluations += found.runs;
    if (!Number.isFinite(found.error.value)) continue;
    if (found.error.value <= goal) enough = Math.min(enough, cost);
    const { program } = found;
    const origin: Candidate['origin'] = {
      steps: planName(plan),
      terms: kernel.powers.length,
      form: `${kernel.form.heads}${kernel.form.split ? ' split' : ''}`,
      arithmetic: context.arithmetic.name,
    };
    yield {
      kind: 'candidate',
      candidate: { program, cost, error: found.error, engine: 'reduction', origin },
    };
    yield { kind: 'progress', evaluations: counter.evaluations };
    await pause();
  }
}
