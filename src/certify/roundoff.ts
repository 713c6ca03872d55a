import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { nextUp } from '../number/double-bits.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { findFormat } from '../number/formats.ts';
import { ROUND } from '../number/mpfr.ts';
import { createRandom } from '../number/random.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import type { RoundoffCertificate } from './certificate.ts';
import { domainEnds } from './domain-ends.ts';
import { boundRoundoff } from './roundoff-bound.ts';
import { RoundoffAnalysis } from './roundoff-error.ts';
import { MachineError } from './roundoff-sample.ts';
import { programTerm, scaled, type SupremumOptions } from './supremum.ts';
import { boundSupremum } from './supremum-bound.ts';

/** Inputs tried for `lower`, besides those the proof points at. */
const SAMPLES = 600;
const SAMPLE_PRECISION = 256;
/** So many inputs on either side of 0, and both zeros, are run: there the analysis' own rounding would show. */
const TINY_INPUTS = 64;

/**
 * Proves a bound on |p̂(x) − f(x)| for every input of the format in the domain, p̂ the program as the machine runs
 * it: the supremum of |p − f| with p over the reals, plus the largest rounding error |p̂ − p|, both in the measure.
 * Establishes on the way that nothing overflows and nothing is divided by 0.
 * @throws NapierError `not-proved` with the place where no bound was found; `domain` where the error is undefined
 */
export function certifyRoundoff(
  program: Program,
  specification: Specification,
  options: SupremumOptions = {},
): RoundoffCertificate {
  const analysis = new RoundoffAnalysis(program, findFormat(program.format));
  return proveRoundoff(program, programTerm(program, specification), analysis, specification, options);
}

/**
 * The same by another analysis: of a `program` that means `term` over the reals, without any rounding, and whose rounding
 * errors `analysis` bounds.
 * @param last the analysis leaves out one rounding to nearest at the end; the measure is `ulp`, and what is before that
 *   rounding is bounded relative to the function, which is never more than 2^precision ulps of itself
 * @throws NapierError as {@link certifyRoundoff}
 */
export function proveRoundoff(
  program: Program,
  term: Expression,
  analysis: Pick<RoundoffAnalysis, 'error'>,
  specification: Specification,
  options: SupremumOptions = {},
  last = false,
): RoundoffCertificate {
  const format = findFormat(program.format);
  const { function: truth, variable } = specification;
  const inner: Specification = last ? { ...specification, measure: 'relative' } : specification;
  const units = last ? 2 ** format.precision : 1;
  const approximation = boundSupremum(term, inner, options);
  const upper = units * scaled(approximation.upper, approximation.scale, ROUND.UP);
  const { innerLo, innerHi } = domainEnds(specification.domain);
  const rounding = boundRoundoff(
    analysis,
    truth,
    variable,
    inner.measure,
    format,
    innerLo,
    innerHi,
    (TINY_INPUTS + 1) * format.minPositive,
  );
  const within = units * rounding.bound;
  if (!Number.isFinite(within + upper)) {
    fail({
      kind: 'not-proved',
      message: `no bound on rounding near ${variable} = ${rounding.lo}: ${rounding.reason ?? 'the function may be 0 there'}`,
    });
  }
  const own = last ? nextUp(within + lastRounding(nextUp(upper + within))) : within;

  return withWorkspace(SAMPLE_PRECISION, (w) => {
    const machine = new MachineError(program, specification, format);
    let worst = search(machine, w, [approximation.worst, rounding.lo, rounding.hi], innerLo, innerHi);
    let nearZero = 0;
    for (let k = -TINY_INPUTS; k <= TINY_INPUTS; k++) {
      for (const x of k === 0 ? [0, -0] : [k * format.minPositive]) {
        if (x < innerLo || x > innerHi) continue;
        const mark = w.mark();
        const error = machine.at(x, w);
        w.release(mark);
        if (error === undefined || !Number.isFinite(error.high)) {
          fail({ kind: 'not-proved', message: `the error at ${variable} = ${x} has no bound` });
        }
        nearZero = Math.max(nearZero, error.high);
        if (error.low > worst.error) worst = { x, error: error.low };
      }
    }
    const total = upper + own;
    const bound = Math.max(total === 0 ? 0 : nextUp(total), nearZero);
    return {
      method: 'supremum+roundoff',
      format: program.format,
      measure: specification.measure,
      bound: toHexFloat(bound),
      lower: toHexFloat(worst.error),
      worst: toHexFloat(worst.x),
      approximation: toHexFloat(upper),
      rounding: toHexFloat(own),
      subintervals: approximation.subintervals + rounding.cells,
      order: approximation.order,
      precision: approximation.precision,
    };
  });
}

/**
 * What one rounding to nearest adds to an error of so many ulps of f. What is rounded lies in f's binade, or in a lower
 * one: half an ulp of f at most. Or in a higher one: then a power of two lies between, and the result is as near to it as
 * that is.
 */
function lastRounding(error: number): number {
  return Math.max(0.5, error);
}

/** The largest error found on a fixed sample: over the domain, near its ends, and where the bounds are largest. */
function search(
  machine: MachineError,
  w: Workspace,
  hints: readonly number[],
  lo: number,
  hi: number,
): { x: number; error: number } {
  const random = createRandom(1);
  let best = { x: lo, error: 0 };
  const spans: [number, number][] = [[lo, hi]];
  for (const hint of hints) {
    const radius = (hi - lo) * 2 ** -10;
    spans.push([Math.max(lo, hint - radius), Math.min(hi, hint + radius)]);
  }
  for (const [a, b] of spans) {
    const count = a === lo && b === hi ? SAMPLES / 2 : SAMPLES / 6;
    for (let i = 0; i < count; i++) {
      const x = machine.format.round(i === 0 ? a : i === 1 ? b : a + (b - a) * random.next());
      if (!(x >= lo && x <= hi)) continue;
      const mark = w.mark();
      const error = machine.at(x, w);
      w.release(mark);
      if (error !== undefined && error.low > best.error) best = { x, error: error.low };
    }
  }
  return best;
}
