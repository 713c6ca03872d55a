import { findFormat, type FormatName } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { tableBytes } from '../../program/table-bytes.ts';
import type { Operand, Program } from '../../program/program.ts';
import type { Budget, Candidate, EngineEvent } from '../engine.ts';
import { searchCoefficients } from '../machine/coefficient-search.ts';
import { wantsCorrect, type Problem } from '../problem.ts';
import type { Expression } from '../../expression/expression.ts';
import { accurateForms } from './accurate-forms.ts';
import { activeRange } from './active-range.ts';
import { CloseLook } from './close-look.ts';
import { Emitter } from './emitter.ts';
import { findIdentities } from './find-identities.ts';
import { finishesOf } from './finishes.ts';
import { FitCache } from './fit-cache.ts';
import type { FittedKernel } from './fit-kernel.ts';
import { freeConstants } from './free-constants.ts';
import { identityText } from './identity.ts';
import { emitKernel } from './kernel.ts';
import { findPlans, planName, type Plan, type PlanSearch } from './plan.ts';
import { fixedCoefficients, plainKernels, planKernels } from './plan-kernels.ts';
import { PartSample } from './part-sample.ts';
import { estimateProof } from './proof-estimate.ts';
import { wholeFunction, type ReducedFunction } from './reduced-function.ts';
import { roundCorrectly } from './round-correctly.ts';
import {
  emitRepairs,
  findRepairs,
  findSpecialCells,
  repairedArgument,
  type Repairs,
  type SpecialCells,
} from './special-cases.ts';
import { stepContext } from './step-context.ts';
import { total, type EmitValue, type StepContext } from './step.ts';
import { formulaStep } from './steps/formula.ts';
import { rewritingStep } from './steps/rewriting.ts';
import { STEPS } from './steps.ts';
import { WholeSample, type ActiveRange } from './whole-sample.ts';
import { zerosOfPeriod } from './zeros-of-period.ts';

/** Steps of a plan from root to end, at most. */
const DEPTH = 4;
const SAMPLE_POINTS = 1 << 14;
const HARD_POINTS = 1 << 11;
/** Drafts that measure up to this many times the error asked for are worth moving their coefficients. */
const WORTH_TUNING = 1.4;
/** A proof's bound is a little above the measured error: this share of what rounding alone leaves is aimed for. */
const SPARE = 0.97;
/** Formats of more bits have too many inputs to run: a proof adds up worst cases. */
const EXHAUSTIVE_BITS = 32;
/** Inputs near which such a proof's bound is estimated. */
const ESTIMATED = 400;
/** Drafts tuned, in all and of one cost, and runs of each. */
const TUNED = 16;
const TUNED_PER_COST = 2;
const RUNS = 400;
/** Blocks of inputs that are run before a program is proposed. */
const LOOKS = 12;
/** Errors (ulp) of programs that may round correctly once their constants are settled. */
const NEARLY = 0.56;

/** A plan with its kernels. */
type Draft = {
  readonly plan: Plan;
  readonly kernels: readonly FittedKernel[];
  /** From the coefficients of all kernels, in one list. */
  readonly build: (coefficients: readonly number[]) => Program;
  readonly cost: number;
  readonly error: number;
  /** The sign of f(±0) = 0 is wrong: it is second to any other of the same cost. */
  readonly wrongZero: boolean;
};

/** Everything that is the same for all plans of a problem in one format of computing. */
type Scene = {
  readonly problem: Problem;
  readonly arithmetic: FormatName;
  readonly context: StepContext;
  readonly special: SpecialCells;
  readonly sample: WholeSample;
  readonly look: CloseLook | undefined;
  readonly fits: FitCache;
  /** Other forms of the function that plans may begin with. */
  readonly forms: readonly Expression[];
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
  const f = wholeFunction(problem, special, storage);
  const sample = new WholeSample(problem, oracle, {
    count: SAMPLE_POINTS,
    hard: HARD_POINTS,
    active,
    places: [
      active.lo,
      active.hi,
      f.lo,
      f.hi,
      ...zerosOfPeriod(findIdentities(f, problem.identities), active),
    ],
  });
  const look = sample.complete ? undefined : CloseLook.of(problem, oracle, storage);
  const counter = { evaluations: 0 };
  const alone = (arithmetic: FormatName): boolean =>
    arithmetics.length === 1 && arithmetic === problem.format;
  // Other forms of the function where the given one is not enough.
  const passes = [false, true].flatMap((rewritten) =>
    arithmetics.map((arithmetic) => ({ arithmetic, rewritten })),
  );
  let reached = false;
  for (const { arithmetic, rewritten } of passes) {
    if (rewritten && reached) return;
    const context = stepContext(problem, arithmetic, alone(arithmetic));
    const forms = rewritten ? accurateForms(problem, oracle, context) : [];
    if (rewritten && forms.length === 0) continue;
    const fits = new FitCache(context);
    const scene: Scene = { problem, arithmetic, context, special, sample, look, fits, forms };
    try {
      const plans = findPlans(f, {
        ...waysOf(scene),
        context,
        estimate: (plan) => estimate(plan, scene),
        own: { expression: problem.function, rows: problem.identities ?? [] },
      });
      yield* told(plans);
      const drafts: Draft[] = [];
      for (const plan of plans) {
        if (budget.stopped() !== undefined || counter.evaluations >= budget.evaluations) return;
        for (const draft of draftsOf(plan, scene, counter)) drafts.push(draft);
        yield { kind: 'progress', evaluations: counter.evaluations };
        await pause();
      }
      if (wantsCorrect(problem)) {
        for await (const event of correct(f, drafts, scene, oracle, active, budget, counter)) {
          reached ||= event.kind === 'candidate';
          yield event;
        }
        continue;
      }
      for await (const event of tune(drafts, scene, budget, counter)) {
        if (event.kind === 'candidate')
          reached ||=
            problem.error !== undefined && event.candidate.error.value <= aim(problem, problem.error);
        yield event;
      }
      if (reached) return;
    } finally {
      fits.dispose();
    }
  }
}

/** Where nothing but the last rounding may be lost, formulas of formulas are worth their operations. */
function waysOf(scene: Scene): Pick<PlanSearch, 'steps' | 'depth' | 'inexactness'> {
  const { forms, problem } = scene;
  const steps = forms.length === 0 ? STEPS : [rewritingStep(problem.function, forms), ...STEPS];
  if (!scene.context.correct) return { steps, depth: DEPTH };
  const samples = new Map<string, PartSample>();
  const inexactness = (plan: Plan, f: ReducedFunction): number => {
    const key = `${f.expression.id} ${f.lo} ${f.hi}`;
    const sample = samples.get(key) ?? new PartSample(f);
    samples.set(key, sample);
    const program = plainProgram(plan, scene, scene.arithmetic);
    return program === undefined ? Infinity : sample.error(program);
  };
  return { steps: [...steps, formulaStep], depth: DEPTH + 1, inexactness };
}

/** The measured error to end at, below the one asked for. */
export function aim({ measure }: Problem, error: number): number {
  const least = measure === 'ulp' ? Math.min(0.5, error) : 0;
  return least + (error - least) * SPARE;
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

function* draftsOf(plan: Plan, scene: Scene, counter: { evaluations: number }): Generator<Draft> {
  const { problem, sample } = scene;
  for (const kernels of planKernels(plan, scene)) {
    const plain = emitterOf(scene);
    const repairs = findRepairs(
      plain.build(emitPlan(plain, plan, kernels)),
      scene.special,
      scene.context.storage,
    );
    const build = (coefficients: readonly number[]): Program => {
      let next = 0;
      const moved = kernels.map((kernel) => {
        const own = coefficients.slice(next, (next += kernel.coefficients.length));
        return { ...kernel, coefficients: own };
      });
      return buildProgram(plan, moved, scene, repairs);
    };
    const program = build(kernels.flatMap((kernel) => kernel.coefficients));
    counter.evaluations++;
    const cost = COST_MODELS[problem.cost].cost(program);
    if (program.code.length > (problem.maxOperations ?? Infinity)) continue;
    if (tableBytes(program) > scene.context.maxTable) continue;
    yield {
      plan,
      kernels,
      build,
      cost,
      error: sample.screen(program),
      wrongZero: sample.hasWrongZero(program),
    };
  }
}

/** What a plan costs about: with plain kernels of the accuracy needed, and no care for special inputs. */
function estimate(plan: Plan, scene: Scene): number {
  const { context, problem } = scene;
  const program = plainProgram(plan, scene, problem.format);
  if (program === undefined || tableBytes(program) > context.maxTable) return Infinity;
  return COST_MODELS[problem.cost].cost(program);
}

/** A plan's program from a format to it, with plain kernels of the accuracy needed; `undefined` when there are none. */
function plainProgram(plan: Plan, scene: Scene, storage: FormatName): Program | undefined {
  const kernels = plainKernels(plan, scene);
  if (kernels === undefined) return undefined;
  const e = emitterOf(scene, storage);
  return e.build(emitPlan(e, plan, kernels));
}

function emitterOf({ problem, arithmetic }: Scene, storage = problem.format): Emitter {
  return new Emitter({ arithmetic, storage, variable: problem.variable, fma: problem.fma });
}

function emitPlan(e: Emitter, plan: Plan, kernels: readonly FittedKernel[], x: Operand = e.x): Operand {
  const emits = kernels.map(
    (kernel): EmitValue =>
      (inside, r, rest) =>
        emitKernel(inside, r, kernel, rest),
  );
  return total(e, plan.emit(e, x, emits));
}

function buildProgram(plan: Plan, kernels: readonly FittedKernel[], scene: Scene, repairs: Repairs): Program {
  const e = emitterOf(scene);
  const { storage } = scene.context;
  const value = emitPlan(e, plan, kernels, repairedArgument(e, repairs, storage));
  return e.build(emitRepairs(e, value, repairs, storage));
}

/** Correctly rounded programs from the drafts, each told with the error of its results over the sample. */
async function* correct(
  f: ReducedFunction,
  drafts: readonly Draft[],
  { problem, context, sample }: Scene,
  oracle: Oracle,
  active: ActiveRange,
  budget: Budget,
  counter: { evaluations: number },
): AsyncGenerator<EngineEvent, void, void> {
  const plans = new Map<Program, Draft & { readonly finish: string }>();
  const known = new Set<string>();
  const finishes = finishesOf(f, context);
  const { cost: costOf } = COST_MODELS[problem.cost];
  const starts = drafts
    .filter(({ error }) => error <= NEARLY)
    .flatMap((draft) => {
      const coefficients = draft.kernels.flatMap((kernel) => kernel.coefficients);
      const plain = draft.build(coefficients);
      const fixed = fixedCoefficients(draft.kernels);
      const moved = coefficients.filter((_, k) => !fixed.has(k));
      return finishes.map(({ name, apply }) => {
        const program = apply(plain);
        plans.set(program, { ...draft, finish: name });
        const free = freeConstants(program, moved);
        return { program, plain, cost: costOf(program), free, wrongZero: sample.hasWrongZero(program) };
      });
    })
    .filter(({ program }) => {
      const key = JSON.stringify(program);
      return !known.has(key) && known.add(key);
    });
  for (const found of roundCorrectly(starts, problem, oracle, sample, active, budget)) {
    counter.evaluations += 1;
    if (found !== undefined) {
      const { plan, kernels, finish } = plans.get(found.start) as Draft & { readonly finish: string };
      const origin: Candidate['origin'] = {
        ...originOf(plan, kernels, context),
        ...(finish === 'none' ? {} : { finish }),
        refitted: found.refitted,
        patched: found.patched,
      };
      const { program, cost } = found;
      const candidate = {
        program,
        cost,
        error: sample.measure(program),
        engine: 'reduction',
        origin,
      } as const;
      yield { kind: 'candidate', candidate };
    }
    yield { kind: 'progress', evaluations: counter.evaluations };
    await pause();
  }
}

function originOf(
  plan: Plan,
  kernels: readonly FittedKernel[],
  { arithmetic }: StepContext,
): Candidate['origin'] {
  return {
    steps: planName(plan),
    terms: kernels.map(({ powers }) => powers.length).join(', '),
    form: kernels
      .map(
        ({ form }) =>
          `${form.heads}${form.fused ? ' fused' : form.split ? ' split' : form.kept ? ' kept' : ''}`,
      )
      .join(', '),
    arithmetic: arithmetic.name,
  };
}

/** Of drafts in the order of cost, those first that err less than any before them: the others seldom come to more. */
function bestFirst(drafts: readonly Draft[]): Draft[] {
  let least = Infinity;
  const [front, others]: [Draft[], Draft[]] = [[], []];
  for (const draft of drafts) {
    (draft.error < least ? front : others).push(draft);
    least = Math.min(least, draft.error);
  }
  return [...front, ...others];
}

/** Moves the coefficients of the promising drafts, cheapest first, and tells of what came of each. */
async function* tune(
  drafts: readonly Draft[],
  { problem, context, sample, look }: Scene,
  budget: Budget,
  counter: { evaluations: number },
): AsyncGenerator<EngineEvent, void, void> {
  const goal = problem.error === undefined ? 0.5 : aim(problem, problem.error);
  const worth = problem.error === undefined ? Infinity : problem.error * WORTH_TUNING;
  const wide = context.arithmetic.precision > context.storage.precision + 12;
  const byCost = drafts
    .filter(({ error }) => error <= worth)
    .toSorted((a, b) => a.cost - b.cost || Number(a.wrongZero) - Number(b.wrongZero) || a.error - b.error);
  const promising = wide ? byCost : bestFirst(byCost);
  let [enough, tuned] = [Infinity, 0];
  let rightZero = Infinity;
  const perCost = new Map<string, number>();
  const known = new Set<string>();
  const { format } = sample;
  const inputs =
    problem.error !== undefined && format.bits > EXHAUSTIVE_BITS ? sample.spreadInputs(ESTIMATED) : [];
  const canBeProved = (program: Program): boolean =>
    inputs.length === 0 || estimateProof(program, problem, format, inputs) <= (problem.error ?? Infinity);
  for (const { plan, kernels, build, cost, error, wrongZero } of promising) {
    const start = kernels.flatMap((kernel) => kernel.coefficients);
    // Dearer than one that is good enough, or hopelessly behind one no dearer.
    if (tuned >= TUNED) break;
    if (cost > enough) continue;
    if (wrongZero && cost >= rightZero) continue;
    if (budget.stopped() !== undefined || counter.evaluations >= budget.evaluations) return;
    const key = JSON.stringify(build(start));
    const kind = `${cost} ${wrongZero}`;
    const before = perCost.get(kind) ?? 0;
    if (known.has(key) || before >= TUNED_PER_COST) continue;
    known.add(key);
    perCost.set(kind, before + 1);
    const search = !wide && error > goal;
    tuned += search ? 1 : 0;
    const found = searchCoefficients(
      [start],
      build,
      {
        format: context.arithmetic,
        screen: (program) => sample.screen(program),
        harden: (program, places, radius) => {
          const error = sample.harden(program, places, radius);
          if (look === undefined || error.value > goal) return error;
          sample.include(look.worstNear(program, sample.worstInputs(program, LOOKS)));
          return sample.measure(program);
        },
      },
      { maxRuns: search ? RUNS : 1, goal, fixed: fixedCoefficients(kernels) },
    );
    counter.evaluations += found.runs;
    if (!Number.isFinite(found.error.value) || !canBeProved(found.program)) continue;
    if (found.error.value <= goal) {
      enough = Math.min(enough, cost);
      if (!wrongZero) rightZero = Math.min(rightZero, cost);
    }
    const { program } = found;
    const origin = originOf(plan, kernels, context);
    yield {
      kind: 'candidate',
      candidate: { program, cost, error: found.error, engine: 'reduction', origin },
    };
    yield { kind: 'progress', evaluations: counter.evaluations };
    await pause();
  }
}
