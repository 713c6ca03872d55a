import { toHexFloat } from '../number/exact-constant.ts';
import { findFormat } from '../number/formats.ts';
import { withWorkspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { compileProgram } from '../program/evaluate.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';
import type { SpecialValue } from './certificate.ts';
import { formatDomain, infinitiesIn } from './exhaustive-domain.ts';
import { histogramBin } from './exhaustive-checker.ts';
import { histogramOf, type ExhaustivePart } from './exhaustive-job.ts';
import { JUDGE_PRECISION } from './exhaustive-judge.ts';
import { createTotalJudge } from './exhaustive-total.ts';

/** A whole function at its infinities as a part of the proof, and the record of these, NaN and the zeros. */
export function judgeSpecials(
  program: Program,
  specification: Specification,
  histogram = false,
): { readonly parts: readonly ExhaustivePart[]; readonly special: readonly SpecialValue[] } {
  const { function: term, variable, domain, measure } = specification;
  const format = findFormat(specification.format);
  const { first, last } = formatDomain(domain, format);
  const { negative, positive, nan } = infinitiesIn(domain);
  const run = compileProgram(program);
  return withWorkspace(JUDGE_PRECISION, (w) => {
    const judge = createTotalJudge(createOracle(term, [variable]), format, measure, w);
    const ends = [...(negative ? [-Infinity] : []), ...(positive ? [Infinity] : [])];
    const parts = ends.map((x): ExhaustivePart => {
      const { lower, upper, correct, wantsNan, wantsInfinity } = judge(x, run(x));
      return {
        points: 1,
        escalated: 1,
        correctlyRounded: correct ? 1 : 0,
        error: toHexFloat(upper),
        slack: '0x0p+0',
        worst: toHexFloat(x),
        lower: toHexFloat(lower),
        nan: wantsNan ? 1 : 0,
        infinite: wantsInfinity ? 1 : 0,
        special: [],
        ...(histogram && { histogram: oneError(upper) }),
      };
    });
    const zeros = [...(first <= -1n && last >= -1n ? [-0] : []), ...(first <= 0n && last >= 0n ? [0] : [])];
    const inputs = [...ends, ...(nan ? [NaN] : []), ...zeros];
    return { parts, special: inputs.map((x) => judge.special(x, run(x))) };
  });
}

function oneError(error: number): number[] {
  const bins = histogramOf(0, 0);
  bins[histogramBin(error)] = 1;
  return bins;
}
