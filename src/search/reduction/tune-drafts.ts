import { EXHAUSTIVE_BITS } from '../../certify/exhaustive.ts';
import type { Format } from '../../number/format.ts';
import type { Program } from '../../program/program.ts';
import { breath } from '../breath.ts';
import type { Budget, Candidate, EngineEvent } from '../engine.ts';
import { searchCoefficients } from '../machine/coefficient-search.ts';
import type { Problem } from '../problem.ts';
import { originOf, type Draft, type Scene } from './drafts.ts';
import { estimateElsewhere } from './elsewhere-estimate.ts';
import { fixedCoefficients } from './plan-kernels.ts';
import { estimateProof, inputsNextToZero } from './proof-estimate.ts';

/** Drafts that measure up to this many times the error asked for are worth moving their coefficients. */
const WORTH_TUNING = 1.4;
/** A proof's bound is a little above the measured error: this share of what rounding alone leaves is aimed for. */
const SPARE = 0.97;
/** Inputs near which such a proof's bound is estimated, and how far the proof's own lies above that, relatively. */
const ESTIMATED = 400;
const LOOSE = 1.05;
/** So many programs for which that leaves no room are proposed where there are no others. */
const DOUBTFUL = 4;
/** Where this times the estimate at so many times fewer inputs is above the error asked for, no coefficients will do. */
const HOPELESS = 0.95;
const FEWER = 8;
/** Inputs at equal distances about which pieces as a proof has them are looked at. */
const IN_PIECES = 200;
/** Drafts tuned, in all and of one cost, and runs of each. */
const TUNED = 16;
const TUNED_PER_COST = 2;
const RUNS = 400;
/** Binades above the least normal number's at which such a proof's bound is estimated too. */
const NEAR_SUBNORMAL = [-3, -2, -1, 0, 1, 2, 3];
/** Blocks of inputs that are run before a program is proposed. */
const LOOKS = 12;

/** The measured error to end at, below the one asked for. */
export function aim({ measure }: Problem, error: number): number {
  const least = measure === 'ulp' ? Math.min(0.5, error) : 0;
  return least + (error - least) * SPARE;
}

/**
 * Of drafts in the order of cost, those first that err less than any before them: the others seldom come to more. Then
 * those that err by `good` at most, whose coefficients need no moving.
 */
function bestFirst(drafts: readonly Draft[], good: number): Draft[] {
  let least = Infinity;
  const [front, ready, others]: [Draft[], Draft[], Draft[]] = [[], [], []];
  for (const draft of drafts) {
    (draft.error < least ? front : draft.error <= good ? ready : others).push(draft);
    least = Math.min(least, draft.error);
  }
  return [...front, ...ready, ...others];
}

/** Inputs in the binades about the least normal number: what operations lose there may be more than anywhere else, and samples have few of them. */
function inputsNearSubnormal({ minNormal }: Format): number[] {
  return NEAR_SUBNORMAL.flatMap((exponent) =>
    [-1, 1].map((sign) => sign * 1.375 * minNormal * 2 ** exponent),
  );
}

/** Moves the coefficients of the promising drafts, cheapest first, and tells of what came of each. */
export async function* tuneDrafts(
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
  const narrow = context.arithmetic.bits > EXHAUSTIVE_BITS ? goal : 0;
  const promising = wide ? byCost : bestFirst(byCost, narrow);
  // By what they do about 0: how a proof takes that the estimate does not tell.
  const enough = new Map<number, number>();
  let tuned = 0;
  let rightZero = Infinity;
  const perCost = new Map<string, number>();
  const known = new Set<string>();
  // Good ones of which a proof may come to a little more than is asked, or not.
  const doubtful: { readonly candidate: Candidate; readonly bound: number }[] = [];
  const { format } = sample;
  const inputs =
    problem.error !== undefined && format.bits > EXHAUSTIVE_BITS
      ? [...sample.spreadInputs(ESTIMATED), ...inputsNearSubnormal(format)]
      : [];
  // Where 0 is no zero too: there 1 − x changes from one number to the next.
  if (inputs.length > 0) inputs.push(...inputsNextToZero(sample.range));
  const even = inputs.length > 0 ? sample.evenInputs(IN_PIECES) : [];
  const few = inputs.filter((_, i) => i % FEWER === 0);
  // Inputs near which programs were refused, the latest first: the next one mostly is where the one before was. Then from the last on:
  // those next to a zero tell of most programs that there is no proof.
  const refused = new Set<number>();
  const asked = problem.error ?? Infinity;
  const boundNear = (program: Program, near: readonly number[], most: number, inPieces: boolean): number => {
    if (near.length === 0) return 0;
    // What is known of other inputs is as near to what a proof finds as it can be told.
    if (!inPieces && estimateElsewhere(program, problem, format, near) > most) return Infinity;
    const first = [...refused].filter((x) => near.includes(x)).toReversed();
    const order = new Set([...first, ...near.toReversed()]);
    const { bound, worst } = estimateProof(program, problem, format, order, most, inPieces);
    if (bound <= most) return bound;
    refused.delete(worst);
    refused.add(worst);
    return Infinity;
  };
  /** A proof's bound, roughly; infinite where it is above what is asked. */
  const estimateOf = (program: Program): number => {
    const bound = boundNear(program, inputs, asked, false);
    return Number.isFinite(boundNear(program, even, asked, true)) ? bound : Infinity;
  };
  for (const { plan, kernels, start, build, cost, error, wrongZero, termsNearZero } of promising) {
    // Dearer than one that is good enough, or hopelessly behind one no dearer.
    if (tuned >= TUNED) break;
    const least = enough.get(termsNearZero) ?? Infinity;
    if (cost > least) continue;
    if (wrongZero && cost >= rightZero) continue;
    if (budget.stopped() !== undefined || counter.evaluations >= budget.evaluations) return;
    const key = JSON.stringify(build(start));
    const kind = `${cost} ${wrongZero} ${termsNearZero}`;
    const before = perCost.get(kind) ?? 0;
    if (known.has(key) || before >= TUNED_PER_COST) continue;
    known.add(key);
    perCost.set(kind, before + 1);
    const search = !wide && error > goal;
    // Moving coefficients changes what is rounded but little.
    if (search && !Number.isFinite(boundNear(build(start), few, asked / HOPELESS, false))) continue;
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
    if (!Number.isFinite(found.error.value)) continue;
    const bound = estimateOf(found.program);
    if (bound > asked) continue;
    const { program } = found;
    const origin = originOf(plan, kernels, context);
    const candidate: Candidate = { program, cost, error: found.error, engine: 'reduction', origin };
    if (bound * LOOSE > asked) {
      if (found.error.value <= goal) doubtful.push({ candidate, bound });
      continue;
    }
    if (found.error.value <= goal) {
      enough.set(termsNearZero, Math.min(least, cost));
      if (!wrongZero) rightZero = Math.min(rightZero, cost);
    }
    yield { kind: 'candidate', candidate };
    yield { kind: 'progress', evaluations: counter.evaluations };
    await breath();
  }
  if (enough.size > 0) return;
  for (const { candidate } of doubtful.toSorted((a, b) => a.bound - b.bound).slice(0, DOUBTFUL))
    yield { kind: 'candidate', candidate };
}
