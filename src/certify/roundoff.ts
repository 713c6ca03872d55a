import { fail } from '../error/fault.ts';
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
  const format = findFormat(program.format);
  const { function: truth, variable, measure } = specification;
  const analysis = new RoundoffAnalysis(program, format);
  const approximation = boundSupremum(programTerm(program, specification), specification, options);
  const upper = scaled(approximation.upper, approximation.scale, ROUND.UP);
  const { innerLo, innerHi } = domainEnds(specification.domain);
  const rounding = boundRoundoff(
    analysis,
    truth,
    variable,
    measure,
    format,
    innerLo,
    innerHi,
    (TINY_INPUTS + 1) * format.minPositive,
  );
  if (!Number.isFinite(rounding.bound + upper)) {
    fail({
      kind: 'not-proved',
      message: `no bound on rounding near ${variable} = ${rounding.lo}: ${rounding.reason ?? 'the function may be 0 there'}`,
    });
  }

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
    const total = upper + rounding.bound;
    const bound = Math.max(total === 0 ? 0 : nextUp(total), nearZero);
    return {
      method: 'supremum+roundoff',
      format: program.format,
      measure,
      bound: toHexFloat(bound),
      lower: toHexFloat(worst.error),
      worst: toHexFloat(worst.x),
      approximation: toHexFloat(upper),
      rounding: toHexFloat(rounding.bound),
      subintervals: approximation.subintervals + rounding.cells,
      order: approximation.order,
      precision: approximation.precision,
    };
  });
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
