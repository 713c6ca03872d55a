import { fail } from '../../error/fault.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { createRandom, type Random } from '../../number/random.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { Kernel } from '../../program/kernel.ts';
import { storageOf, type Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import type { Goal } from './accepted.ts';
import { InputStore } from './input-store.ts';
import { Refitting, type Attempt } from './refitting.ts';
import { createListSweep, createSweep, type Extent, type Sweep } from './sweep.ts';

/** What all refits of one contract share: true values, and the pieces that sweeps compare with. */
export type RefitSession = { readonly store: InputStore; readonly sweep: Sweep; readonly kernel: Kernel };

export type RefitOptions = {
  /** What every input must meet; `least`: the largest error as small as possible. @defaultValue `least` */
  readonly goal?: Goal | { readonly kind: 'least' };
  /** How much of the domain must show no input that misses the goal. @defaultValue 'sixteenth' */
  readonly extent?: Extent;
  /** Points at which the program is run by the search, at most (sweeps come besides). @defaultValue 2e7, or 1e6 where programs run on the reference evaluator */
  readonly evaluations?: number;
  readonly seed?: number;
  /** Inputs that are known to be hard: constants are judged there from the start. */
  readonly inputs?: readonly number[];
  readonly stopped?: () => boolean;
  /** From {@link createRefitSession}, of the same specification. */
  readonly session?: RefitSession;
};

export type Refit = {
  readonly program: Program;
  /** Values of the free constants. */
  readonly constants: readonly number[];
  /** Largest error that the last sweep saw, in the contract's measure, where (hexadecimal float), and on how many inputs. */
  readonly error: number;
  readonly worst: string;
  readonly points: number;
  /** The last sweep ran every input of the domain. */
  readonly complete: boolean;
  /** No input of the last sweep misses the goal; for `least`, the search ended by itself. */
  readonly met: boolean;
  /** Why not: see {@link Attempt}. */
  readonly obstacle?: Attempt['obstacle'];
  readonly rounds: number;
  /** Points run by the search, sweeps left out. */
  readonly evaluations: number;
};

const EVALUATIONS = 2e7;
const SLOW_EVALUATIONS = 1e6;
const SAMPLE = 4096;
const SLOW_SAMPLE = 1024;

/** Keep one while refitting several programs to the same contract; `disposeRefitSession` when done. */
export function createRefitSession(specification: Specification, oracle: Oracle): RefitSession {
  const store = new InputStore(specification, oracle);
  const kernel = new Kernel();
  return { store, kernel, sweep: createSweep(store, oracle, kernel) };
}

/** The same where no other inputs than these can miss the goal: they alone are looked at, beside an even sample. */
export function createListSession(
  specification: Specification,
  oracle: Oracle,
  inputs: readonly number[],
): RefitSession {
  const store = new InputStore(specification, oracle);
  const kernel = new Kernel();
  const numbers = [...store.addSample(SAMPLE), ...store.add(inputs)];
  return { store, kernel, sweep: createListSweep(store, kernel, numbers) };
}

export function disposeRefitSession({ sweep }: RefitSession): void {
  sweep.dispose();
}

/**
 * New values for some constants of a program, numbers of its format, such that the program as it runs (its own order
 * of operations, every rounding) meets the goal at the inputs of the contract. By counterexamples: a linear program
 * over the hardest inputs known, where the rounding seen there counts as part of the problem (RLIBM: Lim, Aanjaneya,
 * Gustafson & Nagarakatte, POPL 2021; with the order of evaluation inside: FPERLIBM, Park, Aanjaneya, Gustafson & Nagarakatte,
 * CGO 2023); its solution carried over to the format by a search in the reduced lattice of constants; then a sweep
 * over the domain, whose misses join the inputs known. Nothing here is a proof: `certify` is.
 *
 * The same arguments give the same constants. `undefined` when the program cannot be measured (no constant is free,
 * the function has no value on the domain, a result is not finite whatever is tried).
 * @throws NapierError `value` for a program of several inputs, or in another format than the contract's
 */
export function refitInType(
  program: Program,
  free: readonly number[],
  specification: Specification,
  options: RefitOptions = {},
): Refit | undefined {
  if (program.inputs.length !== 1)
    fail({
      kind: 'value',
      message: `constants are refitted in programs of one input, not ${program.inputs.length}`,
    });
  const storage = storageOf(program);
  if (storage !== specification.format)
    fail({
      kind: 'value',
      message: `the program is in ${storage}, the specification in ${specification.format}`,
    });
  const own = options.session === undefined;
  const session =
    options.session ??
    createRefitSession(specification, createOracle(specification.function, [specification.variable]));
  const mark = session.kernel.mark();
  try {
    return refit(program, free, session, options);
  } finally {
    session.kernel.release(mark);
    if (own) disposeRefitSession(session);
  }
}

function refit(
  program: Program,
  free: readonly number[],
  session: RefitSession,
  options: RefitOptions,
): Refit | undefined {
  const fast = Kernel.supports(program.format);
  const {
    goal = { kind: 'least' },
    extent = 'sixteenth',
    evaluations = fast ? EVALUATIONS : SLOW_EVALUATIONS,
    seed = 1,
    stopped = () => false,
  } = options;
  const sample = session.store.addSample(fast ? SAMPLE : SLOW_SAMPLE);
  sample.push(...session.store.add(options.inputs ?? []));
  if (free.length === 0 || sample.length === 0) return undefined;
  const random: Random = createRandom(seed);
  const refitting = new Refitting(program, free, session, { sample, evaluations, random, stopped });
  const attempt = goal.kind === 'least' ? refitting.least(extent) : refitting.meet(goal, extent);
  if (attempt === undefined) return undefined;
  const { values, swept, met, obstacle, rounds } = attempt;
  return {
    program: refitting.tuner.programWith(values),
    constants: values,
    error: swept.error,
    worst: toHexFloat(swept.worst),
    points: swept.points,
    complete: swept.complete,
    met,
    ...(obstacle === undefined ? {} : { obstacle }),
    rounds,
    evaluations: refitting.evaluations,
  };
}
