import { doubleTerm } from '../../expression/double-term.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import type { Budget } from '../engine.ts';
import { hardInputs } from '../in-type/hard-inputs.ts';
import {
  createListSession,
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
  /** The same before something was done to its result, not larger than a few units of the arithmetic's last place. */
  readonly plain: Program;
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
/** Inputs rounded wrongly that may be hoped to be mended by other constants. */
const HOPEFUL = 2048;
/** Programs whose constants are refitted at most, and of one cost. */
const TRIES = 16;
const TRIES_PER_COST = 2;
/** Inputs that a sweep of a program tells at most. */
const TOLD = 256;
const POINTS = 4e6;
/** Formats of no more bits are run as a whole in no time. */
const QUICK_BITS = 16;
/** Wider ones are judged by the inputs whose values come as near (relatively) to the middle of two numbers as this. */
const WITHIN = 2 ** -41;
/** More inputs than these are no rare chance: values lie on midpoints throughout, as x/2 does. */
const MOST_HARD = 1 << 18;
/** The error of a program, seen at a sample, may be so many times larger elsewhere. */
const UNSEEN = 8;

/** How a program is judged and refitted: by every input, or by all that it can miss. */
type Bench = {
  readonly session: RefitSession;
  /** Inputs that are rounded wrongly, so far as is seen at once. */
  readonly missesOf: (program: Program) => number[];
  readonly hard: readonly number[];
};

/**
 * Programs whose every result is the correctly rounded one, as far as is seen: from those whose arithmetic is wide
 * enough that few inputs lie too near the middle of two numbers. Constants are moved until the accepted interval of
 * every input is met (RLIBM), and inputs that are left are set right one by one. Each one told is cheaper than those before.
 */
export function* roundCorrectly(
  programs: readonly Unrounded[],
  problem: Problem,
  oracle: Oracle,
  sample: WholeSample,
  active: ActiveRange,
  budget: Budget,
): Generator<CorrectProgram | undefined, void, void> {
  const { format } = sample;
  const bench =
    format.bits <= QUICK_BITS
      ? benchOfAll(problem, oracle, sample, active, budget)
      : benchOfHard(problem, oracle, sample, active, budget);
  if (bench === undefined) return;
  const inputs = Number(format.ordinal(active.hi) - format.ordinal(active.lo)) + 1;
  const tooFar = format.bits <= QUICK_BITS ? Infinity : (WITHIN / UNSEEN) * 2 ** (format.precision - 1);
  const { cost: costOf } = COST_MODELS[problem.cost];
  // A result is rounded wrongly where the true value is nearer to a midpoint than the program's error is large.
  const known = new Map<Program, number>();
  const inexactness = (plain: Program): number => {
    const error = known.get(plain) ?? sample.inexactness(plain);
    known.set(plain, error);
    return error;
  };
  const ranked = programs
    .map((one) => ({ ...one, inexactness: inexactness(one.plain) }))
    .filter(({ inexactness }) => (inexactness * inputs) / 2 <= HOPEFUL && inexactness <= tooFar)
    .toSorted(
      (a, b) => Number(a.wrongZero) - Number(b.wrongZero) || a.cost - b.cost || a.inexactness - b.inexactness,
    );
  let enough = Infinity;
  let tries = 0;
  const perCost = new Map<number, number>();
  const missed = new Map<Program, number[]>();
  try {
    // What selections alone do is known at once, and bounds the cost of what other constants are sought for.
    for (const refit of [false, true]) {
      for (const { program, cost, free, wrongZero } of ranked) {
        // A zero of the wrong sign is no wrong result, but second to any program without.
        if ((wrongZero && enough < Infinity) || budget.stopped() !== undefined) break;
        if (cost >= enough) continue;
        const misses = missed.get(program) ?? bench.missesOf(program);
        missed.set(program, misses);
        const before = perCost.get(cost) ?? 0;
        if (refit) {
          const hopeless = misses.length > HOPEFUL || before >= TRIES_PER_COST || tries >= TRIES;
          if (misses.length === 0 || free.length === 0 || hopeless) continue;
          perCost.set(cost, before + 1);
          tries++;
        } else if (misses.length > PATCHES) continue;
        const settled = settle(program, refit ? free : [], misses, problem, sample, bench, budget);
        if (settled !== undefined) {
          const found = { ...settled, cost: costOf(settled.program) };
          if (found.cost < enough) {
            enough = found.cost;
            yield found;
            continue;
          }
        }
        yield undefined;
      }
    }
  } finally {
    disposeRefitSession(bench.session);
  }
}

/** Every input is run, by the sweeps of a refit. */
function benchOfAll(
  problem: Problem,
  oracle: Oracle,
  sample: WholeSample,
  active: ActiveRange,
  budget: Budget,
): Bench {
  const session = createRefitSession(activeSpecification(problem, active), oracle);
  const stopped = (): boolean => budget.stopped() !== undefined;
  const missesOf = (program: Program): number[] => {
    const known = sample.misses(program, TOLD);
    if (known.length > TOLD / 2) return known;
    const swept = session.sweep.run(program, { kind: 'correct' }, 'all', TOLD, stopped);
    return [...new Set([...known, ...swept.violators])];
  };
  return { session, missesOf, hard: [] };
}

/** The inputs that a program of little error can miss are found once; no program is run on all of them. */
function benchOfHard(
  problem: Problem,
  oracle: Oracle,
  sample: WholeSample,
  active: ActiveRange,
  budget: Budget,
): Bench | undefined {
  const { format } = sample;
  const hard = hardInputs(oracle, problem.variable, format, problem.domain, {
    within: WITHIN,
    most: MOST_HARD,
    stopped: () => budget.stopped() !== undefined,
  });
  if (hard === undefined) return undefined;
  const session = createListSession(activeSpecification(problem, active), oracle, hard);
  const numbers = session.store.add(hard);
  const missesOf = (program: Program): number[] => {
    const swept = session.sweep.run(program, { kind: 'correct' }, 'all', numbers.length);
    return [...new Set([...sample.misses(program, MOST_HARD), ...swept.violators])];
  };
  return { session, missesOf, hard };
}

function settle(
  start: Program,
  free: readonly number[],
  missed: readonly number[],
  problem: Problem,
  sample: WholeSample,
  { session, missesOf, hard }: Bench,
  budget: Budget,
): Omit<CorrectProgram, 'cost'> | undefined {
  const stopped = (): boolean => budget.stopped() !== undefined;
  let program = start;
  let misses = missed;
  let refitted = false;
  if (misses.length > 0 && free.length > 0) {
    const refit = refitInType(program, free, session.store.specification, {
      goal: { kind: 'correct' },
      extent: 'blocks',
      evaluations: POINTS,
      seed: problem.seed,
      session,
      inputs: [...hard, ...misses],
      stopped,
    });
    if (refit !== undefined) {
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
  return { start, program: withPatches(program, patched), patched: patched.size, refitted };
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
    domain: { lo: doubleTerm(lo), hi: doubleTerm(hi), open: [false, false] },
  };
}
