import { formatDomain } from '../certify/exhaustive-domain.ts';
import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { bigToHex, readBig } from '../number/big-text.ts';
import { findFormat } from '../number/formats.ts';
import { mpfr } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { FitTarget } from './fit-target.ts';
import type { Problem } from './problem.ts';
import type { Structure } from './structure.ts';

/** Bits of an end such as π/4 in the `real` format. */
const END_PRECISION = 512;

/** The interval of a problem: for a machine format from its first to its last number in the domain. */
export function problemInterval(problem: Problem): { readonly lo: string; readonly hi: string } {
  if (problem.format === 'real') return { lo: endText(problem.domain.lo), hi: endText(problem.domain.hi) };
  const format = findFormat(problem.format);
  const range = formatDomain(problem.domain, format);
  // Adding 0 takes the sign off −0, which the fit has no use for.
  const text = (ordinal: bigint): string => toHexFloat(format.fromOrdinal(ordinal) + 0);
  return { lo: text(range.first), hi: text(range.last) };
}

/**
 * What a fit with the given structure is to approximate: odd and even powers are fitted on the magnitudes of the
 * interval alone, since their error is the same at x and −x.
 */
export function problemTarget(problem: Problem, oracle: Oracle, structure: Structure): FitTarget {
  let { lo, hi } = problemInterval(problem);
  if (structure.stride === 2) ({ lo, hi } = magnitudes(lo, hi));
  const format = problem.format === 'real' ? undefined : findFormat(problem.format);
  return { oracle, lo, hi, measure: problem.measure, format };
}

/** The range of |x| on [lo, hi]; the texts are hexadecimal floats. */
function magnitudes(lo: string, hi: string): { lo: string; hi: string } {
  const flip = (text: string): string => (text.startsWith('-') ? text.slice(1) : `-${text}`);
  if (!lo.startsWith('-')) return { lo, hi };
  if (hi.startsWith('-')) return { lo: flip(hi), hi: flip(lo) };
  const loIsFurther = withWorkspace(END_PRECISION, (w) => {
    const [a, b] = w.bigs(2);
    readBig(a, lo);
    readBig(b, hi);
    return mpfr.mpfr_cmpabs(a, b) > 0;
  });
  return { lo: '0x0p+0', hi: loIsFurther ? flip(lo) : hi };
}

function endText(end: Expression): string {
  return withWorkspace(END_PRECISION, (w) => {
    const value = w.big();
    const told = createOracle(end, []).value([], value);
    if (told.kind !== 'enclosed') {
      fail({ kind: 'domain', message: `the end ${toText(end)} of the domain: ${told.reason}` });
    }
    return bigToHex(value);
  });
}
