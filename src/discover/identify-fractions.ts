import type { Executor } from '../certify/certificate.ts';
import { fail } from '../error/fault.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { integerRelations } from '../number/exact/integer-relation.ts';
import { toFixedPoint } from '../number/fixed-point.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { inThread } from '../run/in-thread.ts';
import { Stopped, type StopCause, type StopSignal } from '../run/stop-signal.ts';
import { boxSize, countDenominators, type FractionBox } from '../search/identify/fractions/fraction-box.ts';
import {
  clusterKey,
  fractionDynamics,
  type FractionCluster,
  type FractionClusterJob,
} from '../search/identify/fractions/fraction-clusters.ts';
import type { PolynomialFraction } from '../search/identify/fractions/polynomial-fraction.ts';
import type { FractionFamily, FractionFamilyJob } from '../search/identify/fractions/fraction-families.ts';
import type { SignedFraction } from '../search/identify/fractions/signed-fractions.ts';
import type {
  FractionCounts,
  FractionHit,
  FractionScanJob,
  FractionScanPart,
} from '../search/identify/fractions/scan-fractions.ts';
import type { FractionStudy, FractionStudyJob } from '../search/identify/fractions/study-fraction.ts';
import { FRACTION_LIMITS, type FractionEntry } from './fraction-identification.ts';
import { fractionGroups } from './fraction-groups.ts';
import { entryOf, familyOf, signedOf } from './fraction-record.ts';
import { termInterval } from './given-number.ts';
import type { HistoryRecord } from './provenance.ts';

import type { IdentificationFinding } from './identification.ts';
import type { ScanState } from './scan-state.ts';
import { VERSION } from './version.ts';

export type IdentifyFractionsOptions = {
  /** Largest degrees of a(n) and b(n). @defaultValue [2, 2] */
  readonly degrees?: readonly [number, number];
  /** Largest size of a coefficient. @defaultValue 5 */
  readonly coefficients?: number;
  /** Measure how all fractions of the box converge, and group them by it: about 70 µs each. @defaultValue false */
  readonly dynamics?: boolean;
  /** Where jobs run; default: this thread. Never changes the result. */
  readonly executor?: Executor;
  readonly signal?: StopSignal;
  /** A checkpoint of the same constant and box, to go on from. */
  readonly resume?: ScanState;
  /** Said as the scan goes on: where it can be gone on from. */
  readonly onState?: (state: () => ScanState) => void;
  /** Fractions looked at, of how many, and hits so far. */
  readonly onProgress?: (done: number, total: number, hits: number) => void;
};

/** Bits of the constant in the search, and in the test whether it is rational or quadratic. */
const CONSTANT_BITS = 160;
const ALGEBRAIC_BITS = 400;
/** Fractions in a job, about; jobs between two looks at the clock. */
const JOB_SIZE = 15_000;
const BATCH = 8;

/**
 * Polynomial continued fractions of a constant: all in a box are valued, and related to it.
 * @param source an expression without variables, neither rational nor quadratic
 * @throws NapierError `syntax`, `name`, `value`, `limit`, `domain`
 */
export async function identifyFractions(
  source: string,
  options: IdentifyFractionsOptions = {},
): Promise<IdentificationFinding> {
  const box: FractionBox = {
    degrees: options.degrees ?? [2, 2],
    coefficients: options.coefficients ?? 5,
  };
  checkBox(box);
  const term = readConstant(source);
  const constant = toText(term);
  const executor = options.executor ?? inThread(options.signal?.throwIfStopped);
  const value = constantValue(term, source);
  const scan = await scanBox(source.trim(), box, value, executor, options);
  const studies = await studyHits(scan.hits, constant, executor, options.signal);
  const front: FractionEntry[] = [];
  for (const [i, result] of studies.results.entries()) {
    if (result !== undefined) front.push(entryOf(scan.hits[i], constant, value[0], result));
  }
  const order = front.map((entry, i) => ({ entry, i }));
  order.sort((x, y) => x.entry.spent - y.entry.spent || x.i - y.i);
  const { counts } = scan;
  const right = scan.hits.filter((_, i) => studies.results[i] !== undefined);
  const rest = await beyond(right, constant, executor, options.signal);
  const grouped = options.dynamics ? await clusterBox(box, right, executor, options.signal) : undefined;
  const stop = scan.stop ?? studies.stop ?? rest.stop ?? grouped?.stop;
  const families = rest.families.map((family) => familyOf(family, front));
  return {
    napier: VERSION,
    kind: 'identification',
    problem: { question: 'continued-fraction', constant: source.trim(), box },
    front: [...order.map(({ entry }) => entry), ...families, ...signedOf(rest.signed, constant, value[0])],
    provenance: {
      evaluations: scan.done,
      distinct: scan.hits.length,
      stop: stop ?? 'exhausted',
      history: [
        { phase: 'scan', fractions: scan.done, total: boxSize(box) / 2, ...counts },
        {
          phase: 'study',
          hits: scan.hits.length,
          checked: front.length,
          proved: front.filter(({ status }) => status === 'proved').length,
          unknown: front.filter(({ known }) => known === undefined).length,
        },
        ...fractionGroups(front, families),
        ...(grouped?.records ?? []),
      ],
    },
  };
}

function checkBox({ degrees, coefficients }: FractionBox): void {
  const { degree, coefficients: most, fractions } = FRACTION_LIMITS;
  const bad = degrees.find((d) => !Number.isInteger(d) || d < 0 || d > degree);
  if (bad !== undefined) {
    fail({ kind: 'limit', message: `degree ${bad} of a polynomial`, hint: `degrees go from 0 to ${degree}` });
  }
  if (!Number.isInteger(coefficients) || coefficients < 1 || coefficients > most) {
    fail({
      kind: 'limit',
      message: `coefficients to ${coefficients}`,
      hint: `give a whole number from 1 to ${most}`,
    });
  }
  const size = boxSize({ degrees, coefficients });
  if (size > fractions) {
    fail({
      kind: 'limit',
      message: `the box has ${size.toPrecision(3)} fractions; ${fractions.toPrecision(3)} at most are scanned`,
      hint: 'lower the degrees or the coefficients: degrees 2,2 with coefficients to 5 are 1.77 million',
    });
  }
}

/** The constant's term: not digits, no variables, and neither rational nor quadratic. */
function readConstant(source: string): Expression {
  const span = [0, source.length] as const;
  const hint = 'such as pi, e, ln2, catalan, zeta(3) or gamma(1/4)';
  const term = parseExpression(source);
  const [free] = variablesOf(term);
  if (free !== undefined) {
    const at = source.indexOf(free);
    fail({ kind: 'value', message: `\`${free}\` has no value`, source, span: [at, at + free.length], hint });
  }
  const known = withWorkspace(ALGEBRAIC_BITS + 64, (w) => {
    const { lo } = termInterval(term, ALGEBRAIC_BITS, w, source);
    const size = Math.max(0, mpfr.mpfr_get_exp(lo));
    const square = w.copy(lo);
    mpfr.mpfr_sqr(square, square, ROUND.NEAREST);
    const bits = ALGEBRAIC_BITS - 2 * size - 8;
    const one = 1n << BigInt(bits);
    const values = [[one], [toFixedPoint(lo, bits)], [toFixedPoint(square, bits)]];
    return integerRelations({ values, bits, errors: [1, 2, 4], coefficientBits: 60 })[0];
  });
  if (known !== undefined) {
    const kind = known[2] === 0n || isSquare(known) ? 'rational' : 'quadratic';
    fail({
      kind: 'value',
      message: `this is ${kind}, to ${Math.floor(ALGEBRAIC_BITS * Math.log10(2))} digits`,
      source,
      span,
      hint: `its fractions end or repeat: \`napier identify "${source.trim()}"\` tells the number; fractions are searched for others, ${hint}`,
    });
  }
  return term;
}

/** Whether a quadratic relation's discriminant is a square: its zeros are rational. */
function isSquare([c, b, a]: readonly bigint[]): boolean {
  const d = b * b - 4n * a * c;
  if (d < 0n) return false;
  let root = BigInt(Math.floor(Math.sqrt(Number(d))));
  while (root * root > d) root -= 1n;
  while ((root + 1n) * (root + 1n) <= d) root += 1n;
  return root * root === d;
}

type Scan = {
  /** Fractions looked at. */
  readonly done: number;
  readonly counts: FractionCounts;
  readonly hits: readonly FractionHit[];
  readonly stop?: StopCause;
};

async function scanBox(
  constantText: string,
  box: FractionBox,
  constant: readonly [number, number],
  executor: Executor,
  { onProgress, onState, resume }: IdentifyFractionsOptions,
): Promise<Scan> {
  const rows = countDenominators(box);
  const width = boxSize(box) / 2 / rows;
  const step = Math.max(1, Math.round(JOB_SIZE / width));
  const counts: FractionCounts = resume
    ? { ...resume.counts }
    : { finite: 0, periodic: 0, divergent: 0, searched: 0, undecided: 0 };
  const hits: FractionHit[] = [...(resume?.hits ?? [])];
  for (let from = resume?.from ?? 0; from < rows;) {
    const jobs: FractionScanJob[] = [];
    for (; jobs.length < BATCH && from < rows; from += step) {
      jobs.push({ box, constants: [constant], from, to: Math.min(rows, from + step) });
    }
    let parts: FractionScanPart[];
    try {
      parts = await executor<FractionScanJob, FractionScanPart>('fraction-scan', jobs);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return { done: jobs[0].from * width, counts, hits, stop: error.cause };
    }
    for (const part of parts) {
      hits.push(...part.hits);
      for (const key of Object.keys(counts) as (keyof FractionCounts)[]) counts[key] += part.counts[key];
    }
    const done = Math.min(from, rows);
    onState?.(() => ({ constant: constantText, box, from: done, counts, hits }));
    onProgress?.(Math.min(from, rows) * width, rows * width, hits.length);
  }
  return { done: rows * width, counts, hits };
}

async function studyHits(
  hits: readonly FractionHit[],
  constant: string,
  executor: Executor,
  signal: StopSignal | undefined,
): Promise<{ results: (FractionStudy | undefined)[]; stop?: StopCause }> {
  const results: (FractionStudy | undefined)[] = [];
  for (let from = 0; from < hits.length; from += BATCH) {
    const jobs = hits.slice(from, from + BATCH).map(({ a, b, value }) => ({ a, b, value, constant }));
    try {
      signal?.throwIfStopped();
      results.push(...(await executor<FractionStudyJob, FractionStudy | undefined>('fraction-study', jobs)));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return { results, stop: error.cause };
    }
  }
  return { results };
}

/** Families among the hits, and signed fractions: nothing of either when the run is stopped before. */
async function beyond(
  hits: readonly FractionHit[],
  constant: string,
  executor: Executor,
  signal: StopSignal | undefined,
): Promise<{ families: readonly FractionFamily[]; signed: readonly SignedFraction[]; stop?: StopCause }> {
  try {
    signal?.throwIfStopped();
    const job = { hits: hits.map(({ a, b }) => ({ a, b })), constant };
    const [families] = await executor<FractionFamilyJob, FractionFamily[]>('fraction-families', [job]);
    const [signed] = await executor<string, SignedFraction[]>('signed-fractions', [constant]);
    return { families, signed };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { families: [], signed: [], stop: error.cause };
  }
}

/** Clusters that are told: those with hits first, then the largest. */
const MOST_CLUSTERS = 40;

/** All fractions of the box by how they converge, as records; none when the run is stopped before. */
async function clusterBox(
  box: FractionBox,
  hits: readonly PolynomialFraction[],
  executor: Executor,
  signal: StopSignal | undefined,
): Promise<{ readonly records: readonly HistoryRecord[]; readonly stop?: StopCause }> {
  const rows = countDenominators(box);
  const step = Math.max(1, Math.round((JOB_SIZE * rows) / (boxSize(box) / 2)));
  const all = new Map<string, { cluster: FractionCluster; fractions: number; hits: number }>();
  try {
    for (let from = 0; from < rows;) {
      signal?.throwIfStopped();
      const jobs: FractionClusterJob[] = [];
      for (; jobs.length < BATCH && from < rows; from += step)
        jobs.push({ box, from, to: Math.min(rows, from + step) });
      for (const part of await executor<FractionClusterJob, FractionCluster[]>('fraction-clusters', jobs)) {
        for (const cluster of part) {
          const key = clusterKey(cluster);
          const known = all.get(key) ?? { cluster, fractions: 0, hits: 0 };
          all.set(key, known);
          known.fractions += cluster.fractions;
        }
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { records: [], stop: error.cause };
  }
  for (const hit of hits) {
    const dynamics = fractionDynamics(hit);
    const known = dynamics && all.get(clusterKey(dynamics));
    if (known !== undefined) known.hits += 1;
  }
  const list = [...all.values()].toSorted(
    (x, y) =>
      y.hits - x.hits ||
      y.fractions - x.fractions ||
      (clusterKey(x.cluster) < clusterKey(y.cluster) ? -1 : 1),
  );
  const count = (some: typeof list): number => some.reduce((sum, { fractions }) => sum + fractions, 0);
  return {
    records: [
      {
        phase: 'dynamics',
        fractions: count(list),
        clusters: list.length,
        withHits: list.filter((one) => one.hits > 0).length,
        above: count(list.filter(({ cluster }) => cluster.delta > 0)),
      },
      ...list.slice(0, MOST_CLUSTERS).map(({ cluster: { kind, ratio, growth, delta }, ...counts }) => ({
        phase: 'cluster',
        kind,
        ratio,
        growth,
        delta,
        ...counts,
      })),
    ],
  };
}

/** The constant to about 100 bits. @throws NapierError when it has no value, or is 0 */
export function constantValue(term: Expression, source: string): readonly [high: number, low: number] {
  return withWorkspace(CONSTANT_BITS + 32, (w) => {
    const { lo } = termInterval(term, CONSTANT_BITS, w, source);
    const high = mpfr.mpfr_get_d(lo, ROUND.NEAREST);
    mpfr.mpfr_sub_d(lo, lo, high, ROUND.NEAREST);
    return [high, mpfr.mpfr_get_d(lo, ROUND.NEAREST)];
  });
}
