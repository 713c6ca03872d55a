import { apply, integer, rational, type Expression } from '../../expression/expression.ts';
import { readRational, toHexFloat, type ExactRational } from '../../number/exact-constant.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import type { Budget } from '../engine.ts';
import {
  createRefitSession,
  disposeRefitSession,
  refitInType,
  type RefitSession,
} from '../in-type/refit-in-type.ts';
import type { Problem } from '../problem.ts';
import { patchInputs } from './patch-inputs.ts';
import type { ActiveRange, WholeSample } from './whole-sample.ts';

/** A program that may be made to round correctly. */
export type Unrounded = {
  readonly program: Program;
  readonly cost: number;
  /** Numbers of the constants that may change. */
  readonly free: readonly number[];
  readonly wrongZero: boolean;
};

export type CorrectProgram = {
  /** What it was made of. */
  readonly start: Program;
  readonly program: Program;
  readonly cost: number;
  /** Inputs that have a selection of their own. */
  readonly patched: number;
  readonly refitted: boolean;
};

/** Inputs that a program may have set right by a selection each. */
const PATCHES = 8;
/** Inputs rounded wrongly that may be hoped to be mended: few where a run of all inputs takes its time. */
const HOPEFUL = { quick: 2048, slow: 24 } as const;
/** Programs tried at most, and of one cost. */
const TRIES = { quick: 12, slow: 3 } as const;
const TRIES_PER_COST = 2;
/** Inputs that a sweep of a program tells at most. */
const TOLD = 256;
const POINTS = 4e6;
/** Formats of no more bits are run as a whole in no time. */
const QUICK_BITS = 16;

/**
 * Programs whose every result is the correctly rounded one, as far as a run of every input tells: from those whose
 * arithmetic is wide enough that few inputs lie too near the middle of two numbers. Constants are moved until the
 * accepted interval of every input is met (RLIBM), and inputs that are left are set right one by one.
 */
export function* roundCorrectly(
  programs: readonly Unrounded[],
  problem: Problem,
  oracle: Oracle,
  sample: WholeSample,
  active: ActiveRange,
  budget: Budget,
): Generator<CorrectProgram | undefined, void, void> {
  const session = createRefitSession(activeSpecification(problem, active), oracle);
  const { format } = sample;
  const inputs = Number(format.ordinal(active.hi) - format.ordinal(active.lo)) + 1;
  const pace = format.bits <= QUICK_BITS ? 'quick' : 'slow';
  let enough = Infinity;
  let tries = 0;
  const perCost = new Map<number, number>();
  // A result is rounded wrongly where the true value is nearer to a midpoint than the program's error is large.
  const expected = (program: Program): number => (sample.inexactness(program) * inputs) / 2;
  const ranked = programs
    .map((one) => ({ ...one, misses: expected(one.program) }))
    .filter(({ misses }) => misses <= HOPEFUL[pace])
    .map((one) => ({ ...one, rank: one.cost + (pace === 'slow' ? 2 * Math.floor(one.misses) : 0) }))
    .toSorted((a, b) => a.rank - b.rank || Number(a.wrongZero) - Number(b.wrongZero) || a.misses - b.misses);
  try {
    for (const { program, cost, free } of ranked) {
      if (cost >= enough) continue;
      if (tries >= TRIES[pace] || budget.stopped() !== undefined) break;
      const before = perCost.get(cost) ?? 0;
      if (before >= TRIES_PER_COST) continue;
      perCost.set(cost, before + 1);
      tries++;
      const found = settle(program, free, problem, sample, session, budget);
      yield found;
      if (found === undefined) continue;
      enough = Math.min(enough, found.cost);
      if (pace === 'slow') break;
    }
  } finally {
    disposeRefitSession(session);
  }
}

function settle(
  start: Program,
  free: readonly number[],
  problem: Problem,
  sample: WholeSample,
  session: RefitSession,
  budget: Budget,
): CorrectProgram | undefined {
  const stopped = (): boolean => budget.stopped() !== undefined;
  const missesOf = (program: Program): number[] => {
    const known = sample.misses(program, TOLD);
    if (known.length > TOLD / 2) return known;
    const swept = session.sweep.run(program, { kind: 'correct' }, 'all', TOLD, stopped);
    return [...new Set([...known, ...swept.violators])];
  };
  let program = start;
  let misses = missesOf(program);
  let refitted = false;
  if (misses.length > 0 && free.length > 0) {
    const refit = refitInType(program, free, session.store.specification, {
      goal: { kind: 'correct' },
      extent: 'blocks',
      evaluations: POINTS,
      seed: problem.seed,
      session,
      inputs: misses,
      stopped,
    });
    if (refit?.met === true) {
      const after = missesOf(refit.program);
      if (after.length < misses.length) [program, misses, refitted] = [refit.program, after, true];
    }
  }
  // A sweep tells the worst miss of a stretch alone: more may show once that is set right.
  const patched = new Map<number, number>();
  while (misses.length > 0) {
    for (const input of misses) {
      const result = sample.wanted(input);
      if (patched.get(input) === result) return undefined;
      patched.set(input, result);
    }
    if (patched.size > PATCHES) return undefined;
    misses = missesOf(withPatches(program, patched));
  }
  if (stopped()) return undefined;
  const whole = withPatches(program, patched);
  const cost = COST_MODELS[problem.cost].cost(whole);
  return { start, program: whole, cost, patched: patched.size, refitted };
}

function withPatches(program: Program, patched: ReadonlyMap<number, number>): Program {
  const patches = [...patched].map(([input, result]) => ({ input, result }));
  return patchInputs(
    program,
    patches.toSorted((a, b) => a.input - b.input),
  );
}

/** The contract where the function does something: a sweep need not run where results are constant. */
function activeSpecification(problem: Problem, { lo, hi }: ActiveRange): Specification {
  const { function: f, variable, format } = problem;
  return {
    function: f,
    variable,
    format,
    measure: 'ulp',
    domain: { lo: exact(lo), hi: exact(hi), open: [false, false] },
  };
}

function exact(value: number): Expression {
  if (Number.isSafeInteger(value)) return value < 0 ? apply('neg', integer(-value)) : integer(value);
  const { numerator, denominator } = readRational(toHexFloat(value)) as ExactRational;
  return rational(numerator, denominator);
}
