import { fail } from '../error/fault.ts';
import { toText } from '../expression/to-text.ts';
import { nextDown } from '../number/double-bits.ts';
import { fromHexFloat, toHexFloat } from '../number/exact-constant.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import type { Measure } from '../number/measure.ts';
import { storageOf, type Program } from '../program/program.ts';
import { isStaged, type StagedProgram } from '../program/staged-program.ts';
import type { Specification } from '../program/specification.ts';
import type { ExhaustiveCertificate, Executor, SpecialValue, WholeFunction } from './certificate.ts';
import { formatDomain, infinitiesIn, isTotal } from './exhaustive-domain.ts';
import {
  exhaustiveBound,
  runExhaustiveJob,
  type ExhaustiveJob,
  type ExhaustivePart,
} from './exhaustive-job.ts';
import { SPECIAL_LIMIT } from './exhaustive-tally.ts';
import { judgeSpecials } from './exhaustive-special.ts';
import { PIECE_GRID } from './piece-cover.ts';

/** The widest format whose every input is run. */
export const EXHAUSTIVE_BITS = 32;

/**
 * Inputs a job: a multiple of the grid on which pieces are laid out, so cutting into jobs changes nothing. Few, as some
 * stretches of inputs take a hundred times as long as others, and threads are not to wait for one of them.
 */
const JOB_SIZE = BigInt(2 * PIECE_GRID);
/** Jobs handed to an executor at once: between waves, progress is told and a stop is heard. */
const WAVE = 256;

export type ExhaustiveOptions = {
  /** Where jobs run. @defaultValue this thread */
  readonly executor?: Executor;
  /** Told after each wave of jobs: inputs done, inputs in all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly stopped?: () => boolean;
  /**
   * An input (hexadecimal float) known to err much: the proof begins there, and errors below its own are not looked for
   * elsewhere. What is proved does not depend on it.
   */
  readonly suspect?: string;
  /** Give up once an input errs by more: a program that misses the error asked for needs no full proof. */
  readonly refuteAbove?: number;
  /** Count the errors by size, in the measure `ulp`: about a tenth more time. @defaultValue false */
  readonly histogram?: boolean;
  /** Leave out the inputs at which the function has no value that the format can hold. @defaultValue false: a fault */
  readonly partial?: boolean;
};

/** An input whose error is larger than was asked for: what {@link certifyExhaustive} found instead of a proof. */
export class Refutation extends Error {
  readonly worst: string;
  readonly error: number;
  /** Inputs run until then. */
  readonly points: number;
  constructor(worst: string, error: number, points: number) {
    super(`the error at ${worst} is ${error}`);
    this.name = 'Refutation';
    this.worst = worst;
    this.error = error;
    this.points = points;
  }
}

/**
 * Cuts the proof into jobs of consecutive inputs, ascending. The jobs depend on the program and the specification
 * alone.
 * @throws NapierError for a format that is too wide, a program of another format or of several inputs, or a domain
 *   without numbers
 */
export function planExhaustive(
  program: Program | StagedProgram,
  specification: Specification,
  jobSize: bigint = JOB_SIZE,
  histogram = false,
  partial = false,
): ExhaustiveJob[] {
  const { format: name, measure, variable } = specification;
  const format = findFormat(name);
  if (format.bits > EXHAUSTIVE_BITS) {
    fail({
      kind: 'unsupported',
      message: `${name} has too many numbers to run every one`,
      hint: `formats of up to ${EXHAUSTIVE_BITS} bits are proved so`,
    });
  }
  const storage = isStaged(program) ? program.format : storageOf(program);
  if (storage !== name) {
    fail({ kind: 'value', message: `the program is in ${storage}, the specification in ${name}` });
  }
  if (program.inputs.length !== 1) {
    fail({ kind: 'unsupported', message: `the program has ${program.inputs.length} inputs, not one` });
  }
  if (isStaged(program) && (name !== 'f32' || isTotal(specification.domain))) {
    fail({ kind: 'unsupported', message: 'stages are run in f32, on domains of finite numbers' });
  }
  if (isTotal(specification.domain) && !(format.contains(Infinity) && format.contains(NaN))) {
    fail({
      kind: 'unsupported',
      message: `${name} has no infinities, or no NaN: the domain cannot take them in`,
      hint: 'leave infinite ends out: (-inf, inf) is every finite number',
    });
  }
  const range = formatDomain(specification.domain, format);
  const common = {
    program,
    function: toText(specification.function),
    variable,
    format: name as Exclude<FormatName, 'real'>,
    measure,
    total: isTotal(specification.domain),
    ...(partial && { partial }),
    histogram: histogram && measure === 'ulp',
    domain: [`${range.first}`, `${range.last}`] as const,
  };
  const jobs: ExhaustiveJob[] = [];
  if (infinitiesIn(specification.domain).nan) {
    // Beyond the infinity's ordinal, up to all ones.
    const [first, last] = [format.ordinal(format.maxFinite) + 2n, 2n ** BigInt(format.bits - 1) - 1n];
    jobs.push(
      { ...common, inputs: [`${-1n - last}`, `${-1n - first}`] },
      { ...common, inputs: [`${first}`, `${last}`] },
    );
  }
  for (let first = range.first; first <= range.last;) {
    // Ordinal −1 is −0: multiples of the job size are aligned on both sides, and no job crosses zero.
    const block = first >= 0n ? first / jobSize : -((-first - 1n) / jobSize) - 1n;
    const end = (block + 1n) * jobSize - 1n;
    const last = end < range.last ? end : range.last;
    jobs.push({ ...common, inputs: [`${first}`, `${last}`] });
    first = last + 1n;
  }
  return jobs;
}

/**
 * Joins the parts of a proof. The order and number of parts do not matter.
 * @param special for a whole function: what is known of its infinities, NaN and zeros
 */
export function mergeExhaustive(
  format: FormatName,
  measure: Measure,
  parts: readonly ExhaustivePart[],
  special?: readonly SpecialValue[],
): ExhaustiveCertificate {
  let [points, escalated, correctlyRounded] = [0n, 0n, 0n];
  let skipped = 0n;
  let slack = 0;
  let worst = parts[0];
  for (const part of parts) {
    points += BigInt(part.points);
    escalated += BigInt(part.escalated);
    correctlyRounded += BigInt(part.correctlyRounded);
    skipped += BigInt(part.skipped ?? 0);
    slack = Math.max(slack, double(part.slack));
    if (isWorse(part, worst)) worst = part;
  }
  const computed = exhaustiveBound(double(worst.error), slack, measure);
  // A correctly rounded result is half an ulp off at most, also where the next number has a larger ulp.
  const rounded = measure === 'ulp' && correctlyRounded === points - skipped;
  return {
    method: 'exhaustive',
    measure,
    format,
    bound: toHexFloat(rounded ? Math.min(computed, 0.5) : computed),
    lower: worst.lower,
    worst: worst.worst,
    points: `${points}`,
    escalated: `${escalated}`,
    correctlyRounded: `${correctlyRounded}`,
    ...(parts[0].skipped !== undefined && { skipped: `${skipped}` }),
    ...(parts[0].histogram && { histogram: sumOf(parts) }),
    ...(special === undefined ? {} : { whole: wholeFunction(parts, special) }),
  };
}

function sumOf(parts: readonly ExhaustivePart[]): string[] {
  const sums = (parts[0].histogram ?? []).map(() => 0n);
  for (const { histogram = [] } of parts) histogram.forEach((n, i) => (sums[i] += BigInt(n)));
  return sums.map(String);
}

function wholeFunction(parts: readonly ExhaustivePart[], special: readonly SpecialValue[]): WholeFunction {
  let [nan, infinite] = [0n, 0n];
  for (const part of parts) {
    nan += BigInt(part.nan);
    infinite += BigInt(part.infinite);
  }
  const known = new Set(special.map(({ input }) => input));
  const others = parts
    .flatMap((part) => part.special)
    .filter(({ input }) => !known.has(input))
    .toSorted(
      (a, b) => Math.abs(double(a.input)) - Math.abs(double(b.input)) || double(a.input) - double(b.input),
    );
  return { nan: `${nan}`, infinite: `${infinite}`, special: [...special, ...others.slice(0, SPECIAL_LIMIT)] };
}

/** Larger error; on a tie the input nearer to zero, then the negative one. */
function isWorse(a: ExhaustivePart, b: ExhaustivePart): boolean {
  const [ea, eb] = [double(a.error), double(b.error)];
  if (ea !== eb) return ea > eb;
  const [xa, xb] = [double(a.worst), double(b.worst)];
  // NaN comes last.
  if (xa !== xa || xb !== xb) return xa === xa;
  if (Math.abs(xa) !== Math.abs(xb)) return Math.abs(xa) < Math.abs(xb);
  return a.worst.startsWith('-') && !b.worst.startsWith('-');
}

function double(hex: string): number {
  return fromHexFloat(hex) as number;
}

/**
 * Runs every input of the domain through the program and compares each result with the true value. The bound holds
 * for every input; a result that is not finite makes it infinite, and is then the worst input. On a domain with
 * infinities the program is held to what `Specification` says of whole functions, and no input is refused.
 * @throws NapierError `domain` where the function is undefined or beyond the format's largest number, `not-proved`
 *   when stopped or when a value could not be decided
 * @throws Refutation when `refuteAbove` is given and an input errs by more
 */
export async function certifyExhaustive(
  program: Program | StagedProgram,
  specification: Specification,
  options: ExhaustiveOptions = {},
): Promise<ExhaustiveCertificate> {
  const {
    executor = inThisThread,
    onProgress,
    stopped,
    suspect,
    refuteAbove = Infinity,
    histogram = false,
    partial = false,
  } = options;
  const planned = planExhaustive(program, specification, JOB_SIZE, histogram, partial);
  const jobs = suspect === undefined ? planned : nearestFirst(planned, suspect);
  const total = jobs.reduce(
    (sum, { inputs: [first, last] }) => sum + Number(BigInt(last) - BigInt(first)) + 1,
    0,
  );
  const specials =
    isTotal(specification.domain) && !isStaged(program)
      ? judgeSpecials(program, specification, planned[0].histogram)
      : undefined;
  const parts: ExhaustivePart[] = [...(specials?.parts ?? [])];
  let floor: string | undefined;
  let done = 0;
  for (let at = 0, wave: number; at < jobs.length; at += wave) {
    if (stopped?.()) {
      fail({ kind: 'not-proved', message: `stopped after ${done} of ${total} inputs` });
    }
    wave = executor === inThisThread || (at === 0 && suspect !== undefined) ? 1 : WAVE;
    const next = jobs.slice(at, at + wave).map((job) => (floor === undefined ? job : { ...job, floor }));
    const found = await executor<ExhaustiveJob, ExhaustivePart>('exhaustive', next);
    parts.push(...found);
    // Below the error of the first job, so that an equal one nearer to zero is still found.
    if (at === 0 && suspect !== undefined) floor = toHexFloat(nextDown(double(found[0].error)));
    for (const part of found) {
      done += part.points;
      // In job order, so the wave's size (how many threads there are) does not change what is reported.
      if (double(part.lower) > refuteAbove) {
        throw new Refutation(part.worst, double(part.lower), done);
      }
    }
    onProgress?.(done, total);
  }
  return mergeExhaustive(specification.format, specification.measure, parts, specials?.special);
}

/** The jobs by their distance from the one that holds `suspect`. */
function nearestFirst(jobs: readonly ExhaustiveJob[], suspect: string): ExhaustiveJob[] {
  const [first] = jobs;
  const format = findFormat(first.format);
  const x = format.round(fromHexFloat(suspect) ?? NaN);
  if (x !== x) return [...jobs];
  const at = format.ordinal(x);
  const distance = ({ inputs: [lo, hi] }: ExhaustiveJob): bigint => {
    if (at < BigInt(lo)) return BigInt(lo) - at;
    return at > BigInt(hi) ? at - BigInt(hi) : 0n;
  };
  return jobs.toSorted((a, b) => {
    const [da, db] = [distance(a), distance(b)];
    return da < db ? -1 : da > db ? 1 : 0;
  });
}

/** Runs jobs here, letting other work in between. */
const inThisThread = (async (_task: string, jobs: readonly ExhaustiveJob[]): Promise<ExhaustivePart[]> => {
  await new Promise((resolve) => setImmediate(resolve));
  return jobs.map(runExhaustiveJob);
}) as unknown as Executor;
