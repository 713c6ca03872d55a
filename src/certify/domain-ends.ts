import { fail } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import type { Expression } from '../expression/expression.ts';
import { nextDown, nextUp } from '../number/double-bits.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { newInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';

export type DomainEnds = {
  /** Doubles with the domain between them. */
  readonly outerLo: number;
  readonly outerHi: number;
  /** The least and greatest double inside the domain. May cross when no double lies in it. */
  readonly innerLo: number;
  readonly innerHi: number;
};

/**
 * A domain's ends as doubles, outside and inside. Open ends count as closed on the outside: the supremum over the
 * closure is the same for a continuous error.
 * @throws NapierError `unsupported` for an infinite end, `domain` for one that is undefined or an empty domain
 */
export function domainEnds(domain: Domain): DomainEnds {
  const lo = endDoubles(domain.lo, 'lower');
  const hi = endDoubles(domain.hi, 'upper');
  // An end that is itself a double is left out when open; one that is not lies strictly between its two doubles.
  const innerLo = lo.below === lo.above && domain.open[0] ? nextUp(lo.above) : lo.above;
  const innerHi = hi.below === hi.above && domain.open[1] ? nextDown(hi.below) : hi.below;
  if (!(lo.below <= hi.above))
    fail({ kind: 'domain', message: 'the domain is empty', hint: 'write [lower, upper]' });
  return { outerLo: lo.below, outerHi: hi.above, innerLo, innerHi };
}

function endDoubles(end: Expression, which: string): { below: number; above: number } {
  if (isInfinite(end)) {
    fail({
      kind: 'unsupported',
      message: `the domain's ${which} end is infinite: no supremum proof on unbounded domains`,
      hint: 'give finite ends, for example the range in which the result is neither 0 nor infinite',
    });
  }
  return withWorkspace(128, (w) => {
    const out = newInterval(w);
    const enclosure = createOracle(end, []).enclose([], 80, out);
    if (enclosure.kind !== 'enclosed') {
      return fail({ kind: 'domain', message: `the domain's ${which} end has no value: ${enclosure.reason}` });
    }
    const below = mpfr.mpfr_get_d(out.lo, ROUND.DOWN) + 0;
    const above = mpfr.mpfr_get_d(out.hi, ROUND.UP) + 0;
    if (!Number.isFinite(below) || !Number.isFinite(above)) {
      fail({ kind: 'unsupported', message: `the domain's ${which} end is beyond the range of binary64` });
    }
    return { below, above };
  });
}

function isInfinite(end: Expression): boolean {
  if (end.kind === 'constant') return end.name === 'inf';
  return end.kind === 'apply' && end.operation === 'neg' && isInfinite(end.args[0]);
}
