import { findFormat, type FormatName } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { breath } from '../breath.ts';
import type { Budget, EngineEvent } from '../engine.ts';
import { wantsCorrect, type Problem } from '../problem.ts';
import { accurateForms, isFormula } from './accurate-forms.ts';
import { activeRange } from './active-range.ts';
import { CloseLook } from './close-look.ts';
import { correctDrafts } from './correct-drafts.ts';
import { draftsOf, estimate, plainProgram, type Draft, type Scene } from './drafts.ts';
import { findIdentities } from './find-identities.ts';
import { FitCache } from './fit-cache.ts';
import { identityText } from './identity.ts';
import { nearZeroOf } from './near-zero.ts';
import { PartSample } from './part-sample.ts';
import { findPlans, planName, type Plan, type PlanSearch } from './plan.ts';
import { wholeFunction, type ReducedFunction } from './reduced-function.ts';
import { findSpecialCells } from './special-cases.ts';
import { stepContext } from './step-context.ts';
import { STEPS } from './steps.ts';
import { formulaStep } from './steps/formula.ts';
import { rewritingStep } from './steps/rewriting.ts';
import { splitStep } from './steps/split.ts';
import { aim, tuneDrafts } from './tune-drafts.ts';
import { WholeSample } from './whole-sample.ts';
import { zerosOfPeriod } from './zeros-of-period.ts';

/** Steps of a plan from root to end, at most. */
const DEPTH = 4;
const SAMPLE_POINTS = 1 << 14;
const HARD_POINTS = 1 << 11;

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
      ...zerosOfPeriod(findIdentities(f, problem.identities), active, storage),
    ],
  });
  const look = sample.complete ? undefined : CloseLook.of(problem, oracle, storage);
  const counter = { evaluations: 0 };
  const alone = (arithmetic: FormatName): boolean =>
    arithmetics.length === 1 && arithmetic === problem.format;
  // Where the function as it is was not enough: other forms of it, and kernels beside it. A single operation has neither.
  const passes = (isFormula(problem.function) ? [false, true] : [false]).flatMap((rewritten) =>
    arithmetics.map((arithmetic) => ({ arithmetic, rewritten })),
  );
  let settled = false;
  let best: Failure | undefined;
  for (const { arithmetic, rewritten } of passes) {
    if (rewritten && settled) return;
    const context = stepContext(problem, arithmetic, alone(arithmetic));
    const fits = new FitCache(context);
    const forms = rewritten ? { forms: accurateForms(problem, oracle, context) } : {};
    // In a format that is too wide to run every input a proof follows roundings, which is hard next to a zero.
    const nearZero = context.byAnalysis === true ? nearZeroOf(f, context) : [];
    const scene: Scene = { problem, arithmetic, context, special, sample, look, fits, nearZero, ...forms };
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
        await breath();
      }
      const proposals = wantsCorrect(problem)
        ? correctDrafts(f, drafts, scene, oracle, active, budget, counter)
        : tuneDrafts(drafts, scene, budget, counter);
      let reached = false;
      for await (const event of proposals) {
        if (event.kind === 'candidate') {
          const enough =
            problem.error === undefined || event.candidate.error.value <= aim(problem, problem.error);
          settled ||= enough || wantsCorrect(problem);
          reached ||= enough && problem.error !== undefined;
        }
        yield event;
      }
      if (reached && !wantsCorrect(problem)) return;
      best = nearest([...(best === undefined ? [] : [best]), ...drafts.map((draft) => ({ draft, scene }))]);
    } finally {
      fits.dispose();
    }
  }
  if (!settled) yield { kind: 'note', message: reasonOf(best, f) };
}

/** A program that is not good enough, and where it was made. */
type Failure = { readonly draft: Draft; readonly scene: Scene };

function nearest(failures: readonly Failure[]): Failure | undefined {
  return failures.reduce<Failure | undefined>(
    (a, b) => (a === undefined || b.draft.error < a.draft.error ? b : a),
    undefined,
  );
}

/** Why nothing was found: what errs least of all that was tried, and where; or that no way leads to a polynomial. */
function reasonOf(best: Failure | undefined, f: ReducedFunction): string {
  if (best === undefined) {
    const between = `[${f.lo.toPrecision(4)}, ${f.hi.toPrecision(4)}]`;
    return `reduction: no identity, form or split found takes the function on ${between} to intervals where polynomials serve`;
  }
  const { draft, scene } = best;
  const { value, worst } = scene.sample.measure(draft.build(draft.start));
  const size = Number.isFinite(value)
    ? `errs by ${value.toPrecision(3)} (${scene.problem.measure})`
    : 'gives no number or the wrong infinity';
  return `reduction: the best of its programs (${scene.arithmetic}, ${planName(draft.plan)}) ${size} at ${worst}`;
}

/** Where nothing but the last rounding may be lost, formulas of formulas are worth their operations. */
function waysOf(scene: Scene): Pick<PlanSearch, 'steps' | 'depth' | 'inexactness'> {
  const { forms, problem } = scene;
  const rewritten = forms !== undefined;
  const steps = rewritten ? [rewritingStep(problem.function, forms), ...STEPS, splitStep] : STEPS;
  // Nothing wider takes in what formulas of formulas lose: log1p in atanh, log in that.
  if (scene.context.byAnalysis) return { steps: [...steps, formulaStep], depth: DEPTH };
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
