import { formatDomain } from '../certify/exhaustive-domain.ts';
import { isUnbounded, type Domain } from '../expression/domain.ts';
import { findFormat, FORMATS, type FormatName } from '../number/formats.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { compileProgram } from '../program/evaluate.ts';
import { evaluateProgramBig } from '../program/evaluate-big.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';

/** The signed error in columns across the domain: lowest and highest of the points sampled in each. */
export type ErrorColumns = {
  /** Column edges; one more than columns. */
  readonly x: readonly number[];
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  readonly pointsPerColumn: number;
  readonly scale: 'linear' | 'log';
  /** `x` is ordinals of this format, not values: every number of it takes the same room. */
  readonly ordinals?: FormatName;
};

/** A domain's end as a double (nearest). */
function endOf(end: Domain['lo']): number {
  return createOracle(end, []).rounded([], FORMATS.f64);
}

/** Wide positive domains are sampled evenly in log x, others evenly in x. */
function edges(lo: number, hi: number, columns: number): { x: number[]; scale: 'linear' | 'log' } {
  const scale = lo > 0 && hi / lo > 1000 ? 'log' : 'linear';
  const x = Array.from({ length: columns + 1 }, (_, i) => {
    const t = i / columns;
    return scale === 'log' ? Math.exp(Math.log(lo) * (1 - t) + Math.log(hi) * t) : lo * (1 - t) + hi * t;
  });
  return { x, scale };
}

const PRECISION = 256;

/** Signed error of `program` at an exact point, in the specification's measure; NaN where undefined. */
function createErrorAt(program: Program, s: Specification, w: Workspace): (x: number) => number {
  const oracle = createOracle(s.function, [s.variable]);
  const [truth, difference] = w.bigs(2);
  const format = s.format === 'real' ? undefined : findFormat(s.format);
  const run = format === undefined ? undefined : compileProgram(program);
  return (x) => {
    if (oracle.value([x], truth).kind !== 'enclosed') return NaN;
    const mark = w.mark();
    const got: Big = run === undefined ? evaluateProgramBig(program, [w.number(x)], w) : w.number(run(x));
    mpfr.mpfr_sub(difference, got, truth, ROUND.NEAREST);
    w.release(mark);
    if (s.measure === 'absolute') return mpfr.mpfr_get_d(difference, ROUND.NEAREST);
    if (s.measure === 'ulp') {
      const ulp = (format ?? FORMATS.f64).ulp(mpfr.mpfr_get_d(truth, ROUND.ZERO));
      mpfr.mpfr_div_d(difference, difference, ulp, ROUND.NEAREST);
    } else if (mpfr.mpfr_zero_p(truth)) {
      return mpfr.mpfr_zero_p(difference) ? 0 : Infinity;
    } else mpfr.mpfr_div(difference, difference, truth, ROUND.NEAREST);
    return mpfr.mpfr_get_d(difference, ROUND.NEAREST);
  };
}

/** Samples the signed error of a program over its domain. Points outside the domain's open ends are left out. */
export function sampleError(
  program: Program,
  s: Specification,
  columns = 430,
  pointsPerColumn = 24,
): ErrorColumns {
  const format = s.format === 'real' ? FORMATS.f64 : findFormat(s.format);
  if (isUnbounded(s.domain) && s.format !== 'real') {
    return sampleByOrdinal(program, s, s.format, columns, pointsPerColumn);
  }
  const [lo, hi] = [endOf(s.domain.lo), endOf(s.domain.hi)];
  const { x, scale } = edges(lo, hi, columns);
  return withWorkspace(PRECISION, (w) => {
    const errorAt = createErrorAt(program, s, w);
    const lows: number[] = [];
    const highs: number[] = [];
    for (let c = 0; c < columns; c++) {
      let [low, high] = [Infinity, -Infinity];
      for (let i = 0; i < pointsPerColumn; i++) {
        const t = (i + 0.5) / pointsPerColumn;
        const point = format.round(x[c] * (1 - t) + x[c + 1] * t);
        if (
          point < lo ||
          point > hi ||
          (s.domain.open[0] && point === lo) ||
          (s.domain.open[1] && point === hi)
        )
          continue;
        const error = errorAt(point);
        if (Number.isNaN(error)) continue;
        low = Math.min(low, error);
        high = Math.max(high, error);
      }
      lows.push(low === Infinity ? 0 : low);
      highs.push(high === -Infinity ? 0 : high);
    }
    return { x, lo: lows, hi: highs, pointsPerColumn, scale };
  });
}

/** On domains without an end, columns are equal numbers of the format's finite numbers. */
function sampleByOrdinal(
  program: Program,
  s: Specification,
  name: FormatName,
  columns: number,
  pointsPerColumn: number,
): ErrorColumns {
  const format = findFormat(name);
  const { first, last } = formatDomain(s.domain, format);
  const edge = (c: number): bigint => first + ((last - first) * BigInt(c)) / BigInt(columns);
  const x = Array.from({ length: columns + 1 }, (_, c) => Number(edge(c)));
  return withWorkspace(PRECISION, (w) => {
    const errorAt = createErrorAt(program, s, w);
    const lows: number[] = [];
    const highs: number[] = [];
    for (let c = 0; c < columns; c++) {
      const width = edge(c + 1) - edge(c);
      let [low, high] = [Infinity, -Infinity];
      for (let i = 0; i < pointsPerColumn; i++) {
        const ordinal = edge(c) + (width * BigInt(2 * i + 1)) / BigInt(2 * pointsPerColumn);
        const error = errorAt(format.fromOrdinal(ordinal));
        // Where f or its program is not a finite number there is no error to draw; the proof looks at those by itself.
        if (!Number.isFinite(error)) continue;
        low = Math.min(low, error);
        high = Math.max(high, error);
      }
      lows.push(low === Infinity ? 0 : low);
      highs.push(high === -Infinity ? 0 : high);
    }
    return { x, lo: lows, hi: highs, pointsPerColumn, scale: 'linear', ordinals: name };
  });
}
