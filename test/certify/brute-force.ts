import { parseExpression } from '../../src/expression/parse.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import type { Format } from '../../src/number/format.ts';
import { findFormat, type FormatName } from '../../src/number/formats.ts';
import type { Measure } from '../../src/number/measure.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import type { Program } from '../../src/program/program.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Specification } from '../../src/program/specification.ts';
import { formatDomain } from '../../src/certify/exhaustive-domain.ts';

export function specification(
  text: string,
  [lo, hi]: readonly [string, string],
  format: FormatName,
  measure: Measure = 'ulp',
  open: readonly [boolean, boolean] = [false, false],
): Specification {
  const domain = { lo: parseExpression(lo), hi: parseExpression(hi), open };
  return { function: parseExpression(text), variable: 'x', domain, format, measure };
}

/** A polynomial in Horner's form with coefficients (constant term first) rounded to the format. */
export function polynomial(format: FormatName, coefficients: readonly number[]): Program {
  const b = new ProgramBuilder(format, ['x']);
  const record = findFormat(format);
  const terms = coefficients.map((c) => b.constant(toHexFloat(record.round(c))));
  let r = terms[terms.length - 1];
  for (let k = terms.length - 2; k >= 0; k--) r = b.add(b.mul(r, b.input(0)), terms[k]);
  return b.build(r);
}

export type BruteForce = { error: number; worst: number[]; correct: number; points: number };

/** The error of every input, each from 250 bits, without pieces, kernels or enclosures. */
export function bruteForce(program: Program, s: Specification): BruteForce {
  const format: Format = findFormat(s.format);
  const range = formatDomain(s.domain, format);
  const oracle = createOracle(s.function, [s.variable]);
  const run = compileProgram(program);
  const found: BruteForce = { error: -1, worst: [], correct: 0, points: 0 };
  withWorkspace(250, (w) => {
    const [truth, difference] = w.bigs(2);
    for (let o = range.first; o <= range.last; o++) {
      const x = format.fromOrdinal(o);
      const y = run(x);
      oracle.value([x], truth);
      found.points++;
      if (y === format.roundBig(truth)) found.correct++;
      let error = Infinity;
      if (Number.isFinite(y)) {
        mpfr.mpfr_sub_d(difference, truth, y, ROUND.NEAREST);
        mpfr.mpfr_abs(difference, difference, ROUND.NEAREST);
        if (mpfr.mpfr_zero_p(difference)) mpfr.mpfr_set_d(difference, 0, ROUND.NEAREST);
        else if (s.measure === 'relative') mpfr.mpfr_div(difference, difference, truth, ROUND.NEAREST);
        else if (s.measure === 'ulp') {
          mpfr.mpfr_div_d(
            difference,
            difference,
            format.ulp(mpfr.mpfr_get_d(truth, ROUND.ZERO)),
            ROUND.NEAREST,
          );
        }
        error = Math.abs(mpfr.mpfr_get_d(difference, ROUND.NEAREST));
      }
      if (error > found.error) [found.error, found.worst] = [error, [x]];
      else if (error === found.error) found.worst.push(x);
    }
  });
  return found;
}
