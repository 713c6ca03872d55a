import { mpfr, ROUND } from '../number/mpfr.ts';
import { findFormat } from '../number/formats.ts';
import { withWorkspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { compileProgram } from '../program/evaluate.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import { domainEnds } from './domain-ends.ts';
import { formatDomain, infinitiesIn, isTotal } from './exhaustive-domain.ts';
import { JUDGE_PRECISION } from './exhaustive-judge.ts';
import { createTotalJudge } from './exhaustive-total.ts';
import { MachineError } from './roundoff-sample.ts';
import { programTerm } from './supremum.ts';
import { PointError } from './supremum-point.ts';

/** Precisions tried until the error shows. */
const PRECISIONS = [128, 256, 512, 1024, 2048];

/**
 * A lower bound on the error of a program at one input, in the measure: as the machine runs it, or over the reals
 * for `real`. Tight to about 1e-10, rounded down.
 * @returns `undefined` when x is not an input in the domain, or the error has no value there
 */
export function attainedError(program: Program, specification: Specification, x: number): number | undefined {
  if (isTotal(specification.domain)) return wholeAttained(program, specification, x);
  const { innerLo, innerHi } = domainEnds(specification.domain);
  if (!(x >= innerLo && x <= innerHi)) return undefined;
  const { format: name, function: truth, variable, measure } = specification;
  if (name !== 'real' && !findFormat(name).contains(x)) return undefined;
  const real =
    name === 'real'
      ? new PointError(programTerm(program, specification), truth, variable, measure)
      : undefined;
  const machine = name === 'real' ? undefined : new MachineError(program, specification, findFormat(name));
  let best: number | undefined;
  for (const precision of PRECISIONS) {
    const error = withWorkspace(precision, (w) => {
      if (machine !== undefined) return machine.at(x, w);
      const found = real?.at(x, w);
      if (found === undefined) return undefined;
      return { low: mpfr.mpfr_get_d(found.lo, ROUND.DOWN), high: mpfr.mpfr_get_d(found.hi, ROUND.UP) };
    });
    if (error === undefined) continue;
    best = error.low;
    if (error.high === error.low || error.high - error.low <= 1e-10 * error.low) break;
  }
  return best;
}

/** The same for a whole function, whose inputs may be infinite. */
function wholeAttained(program: Program, specification: Specification, x: number): number | undefined {
  const { function: term, variable, domain, format: name, measure } = specification;
  const format = findFormat(name);
  if (x !== x || !format.contains(x)) return undefined;
  const { first, last } = formatDomain(domain, format);
  const { negative, positive } = infinitiesIn(domain);
  const infinite = !Number.isFinite(x);
  if (infinite && !(x < 0 ? negative : positive)) return undefined;
  if (!infinite && (format.ordinal(x) < first || format.ordinal(x) > last)) return undefined;
  return withWorkspace(JUDGE_PRECISION, (w) => {
    const judge = createTotalJudge(createOracle(term, [variable]), format, measure, w);
    return judge(x, compileProgram(program)(x)).lower;
  });
}
