import type { Expression } from '../../expression/expression.ts';
import type { FormatName } from '../../number/formats.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { inlineProgram } from '../../program/inline-program.ts';
import type { Operand, Program } from '../../program/program.ts';
import { tableBytes } from '../../program/table-bytes.ts';
import type { Candidate } from '../engine.ts';
import type { Problem } from '../problem.ts';
import type { CloseLook } from './close-look.ts';
import { Emitter } from './emitter.ts';
import type { FitCache } from './fit-cache.ts';
import type { FittedKernel } from './fit-kernel.ts';
import { emitKernel, type KernelForm } from './kernel.ts';
import { withNearZero, type NearZero } from './near-zero.ts';
import { planName, type Plan } from './plan.ts';
import { JUDGED_FORMS, plainKernels, planKernels } from './plan-kernels.ts';
import {
  emitRepairs,
  findRepairs,
  repairedArgument,
  type Repairs,
  type SpecialCells,
} from './special-cases.ts';
import { total, type EmitValue, type StepContext } from './step.ts';
import type { WholeSample } from './whole-sample.ts';

/** A program that errs by up to so many times the error asked for may do so about 0 alone. */
const WORTH_MENDING = 2;

/** A plan whose plain program errs by more than so many times the error asked for is left. */
const HOPELESS = 64;

/** A plan with its kernels. */
export type Draft = {
  readonly plan: Plan;
  readonly kernels: readonly FittedKernel[];
  /** The coefficients of all kernels, in one list. */
  readonly start: readonly number[];
  /** From such a list. */
  readonly build: (coefficients: readonly number[]) => Program;
  readonly cost: number;
  readonly error: number;
  /** The sign of f(±0) = 0 is wrong: it is second to any other of the same cost. */
  readonly wrongZero: boolean;
  /** Terms of f's own that it is next to 0; 0: nothing is apart there. */
  readonly termsNearZero: number;
};

/** Everything that is the same for all plans of a problem in one format of computing. */
export type Scene = {
  readonly problem: Problem;
  readonly arithmetic: FormatName;
  readonly context: StepContext;
  readonly special: SpecialCells;
  readonly sample: WholeSample;
  readonly look: CloseLook | undefined;
  readonly fits: FitCache;
  /** What it is about a zero at 0, where programs may do with that. */
  readonly nearZero: readonly NearZero[];
  /** Where the function as it is was not enough: other forms of it that plans may begin with. */
  readonly forms?: readonly Expression[];
};

export function* draftsOf(plan: Plan, scene: Scene, counter: { evaluations: number }): Generator<Draft> {
  const { problem, sample } = scene;
  if (isHopeless(plan, scene)) return;
  for (const kernels of planKernels(plan, scene)) {
    const repairs = repairsOf(plan, kernels, scene);
    const build = (coefficients: readonly number[]): Program => {
      let next = 0;
      const moved = kernels.map((kernel) => {
        const own = coefficients.slice(next, (next += kernel.coefficients.length));
        return { ...kernel, coefficients: own };
      });
      return buildProgram(plan, moved, scene, repairs);
    };
    const start = kernels.flatMap((kernel) => kernel.coefficients);
    const first = build(start);
    // A zero of the wrong sign is set right by a selection: what a program without it would save is no gain.
    const wrong = sample.hasWrongZero(first);
    const mended = wrong ? (list: readonly number[]): Program => withZeroOf(build(list), scene) : build;
    const program = wrong ? mended(start) : first;
    counter.evaluations++;
    const draft = draftFrom(program, mended, 0);
    if (draft === undefined) continue;
    yield draft;
    if (!(draft.error <= WORTH_MENDING * (problem.error ?? Infinity))) continue;
    for (const near of scene.nearZero) {
      const apart = (list: readonly number[]): Program => withNearZero(emitterOf(scene), build(list), near);
      const other = draftFrom(apart(start), apart, near.second === undefined ? 1 : 2);
      if (other !== undefined) yield other;
    }

    function draftFrom(program: Program, build: Draft['build'], termsNearZero: number): Draft | undefined {
      const cost = COST_MODELS[problem.cost].cost(program);
      if (program.code.length > (problem.maxOperations ?? Infinity)) return undefined;
      if (tableBytes(program) > scene.context.maxTable) return undefined;
      const [error, wrongZero] = [sample.screen(program), sample.hasWrongZero(program)];
      return { plan, kernels, start, build, cost, error, wrongZero, termsNearZero };
    }
  }
}

/**
 * Does a plan err by more than any form of its kernels mends, as it overflows or cancels? Asked where plans are many: formulas of
 * formulas.
 */
function isHopeless(plan: Plan, scene: Scene): boolean {
  const { problem, sample, context } = scene;
  if (context.byAnalysis !== true || problem.error === undefined) return false;
  const [near] = scene.nearZero.toReversed();
  return JUDGED_FORMS.every((form) => {
    const kernels = plainKernels(plan, scene, form);
    if (kernels === undefined) return false;
    const program = buildProgram(plan, kernels, scene, repairsOf(plan, kernels, scene));
    const best = near === undefined ? program : withNearZero(emitterOf(scene), program, near);
    return !(sample.screen(best) <= HOPELESS * (problem.error as number));
  });
}

/** What a plan costs about: with plain kernels of the accuracy needed, and no care for special inputs. */
export function estimate(plan: Plan, scene: Scene): number {
  const { context, problem } = scene;
  const program = plainProgram(plan, scene, problem.format);
  if (program === undefined || tableBytes(program) > context.maxTable) return Infinity;
  return COST_MODELS[problem.cost].cost(program);
}

/** A plan's program from a format to it, with plain kernels of the accuracy needed; `undefined` when there are none. */
export function plainProgram(plan: Plan, scene: Scene, storage: FormatName): Program | undefined {
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

/** What is to be set right of a plan's program without any care for special inputs. */
function repairsOf(plan: Plan, kernels: readonly FittedKernel[], scene: Scene): Repairs {
  const e = emitterOf(scene);
  return findRepairs(e.build(emitPlan(e, plan, kernels)), scene.special, scene.context.storage);
}

function buildProgram(plan: Plan, kernels: readonly FittedKernel[], scene: Scene, repairs: Repairs): Program {
  const e = emitterOf(scene);
  const { storage } = scene.context;
  const value = emitPlan(e, plan, kernels, repairedArgument(e, repairs, storage));
  return e.build(emitRepairs(e, value, repairs, storage));
}

/** A program whose result at ±0 is the input, or that with its sign turned. */
function withZeroOf(program: Program, scene: Scene): Program {
  const e = emitterOf(scene);
  const value = inlineProgram(e.builder, program, [e.x]);
  const zero = scene.sample.zeroIsInput === true ? e.x : e.op('neg', e.x);
  return e.build(e.op('select', e.op('eq', e.x, e.number(0)), zero, value));
}

/** `2 kept`, `1 deep split`, `1 deep split twice`: for the history. */
function formName({ heads, fused, split, kept, deep, twice }: KernelForm): string {
  const mark = fused
    ? ['fused']
    : [...(deep ? ['deep'] : []), ...(split ? ['split'] : kept ? ['kept'] : []), ...(twice ? ['twice'] : [])];
  return [heads, ...mark].join(' ');
}

export function originOf(
  plan: Plan,
  kernels: readonly FittedKernel[],
  { arithmetic }: StepContext,
): Candidate['origin'] {
  return {
    steps: planName(plan),
    terms: kernels.map(({ powers }) => powers.length).join(', '),
    form: kernels.map(({ form }) => formName(form)).join(', '),
    arithmetic: arithmetic.name,
  };
}
