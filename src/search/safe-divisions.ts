import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { resolveOperand } from '../program/operand.ts';
import { compileProgramBig } from '../program/evaluate-big.ts';
import type { Program } from '../program/program.ts';
import type { Problem } from './problem.ts';
import { problemInterval } from './problem-target.ts';
import { readBig } from '../number/big-text.ts';

const POINTS = 256;
const PRECISION = 128;

/**
 * Does every divisor of a program keep one sign over the problem's interval, as seen at 257 points? A continued
 * fraction may pass through infinity where its value is finite; such programs are of no use.
 */
export function safeDivisions(program: Program, problem: Problem): boolean {
  return withWorkspace(PRECISION, (w) => {
    const divisors = program.code
      .filter(({ op }) => op === 'div')
      .map(({ args }) => resolveOperand(program, args[1]))
      .filter((operand) => operand?.kind === 'instruction')
      .map((operand) =>
        compileProgramBig(
          { ...program, code: program.code.slice(0, (operand as { index: number }).index + 1) },
          w,
        ),
      );
    const [x, lo, width] = w.bigs(3) as [Big, Big, Big];
    const ends = problemInterval(problem);
    readBig(lo, ends.lo);
    readBig(width, ends.hi);
    mpfr.mpfr_sub(width, width, lo, ROUND.NEAREST);
    const signs = divisors.map(() => 0);
    for (let i = 0; i <= POINTS; i++) {
      mpfr.mpfr_mul_d(x, width, i / POINTS, ROUND.NEAREST);
      mpfr.mpfr_add(x, x, lo, ROUND.NEAREST);
      for (const [d, run] of divisors.entries()) {
        const sign = Math.sign(mpfr.mpfr_sgn(run([x])));
        if (sign === 0 || (signs[d] !== 0 && sign !== signs[d])) return false;
        signs[d] = sign;
      }
    }
    return true;
  });
}
