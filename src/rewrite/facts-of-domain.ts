import { fail } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import { domainText } from '../expression/domain-text.ts';
import type { Expression } from '../expression/expression.ts';
import { withWorkspace } from '../number/workspace.ts';
import { newInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { FLAG, NO_FACTS, factsOfEnclosure, settle, type Facts } from './facts.ts';

/**
 * What a variable's domain says about it. Ends are rounded outward to doubles; an open end at 0 excludes 0.
 * @throws NapierError `domain` when the domain is empty, or an end has no value
 */
export function factsOfDomain(domain: Domain): Facts {
  const empty = (): never =>
    fail({ kind: 'domain', message: `the domain ${domainText(domain)} holds no number` });
  const lo = endOf(domain.lo, -Infinity);
  const hi = endOf(domain.hi, Infinity);
  if (lo.lo > hi.hi) empty();
  if (domain.lo === domain.hi && (domain.open[0] || domain.open[1])) empty();
  const zeroOut = (lo.hi === 0 && domain.open[0]) || (hi.lo === 0 && domain.open[1]);
  return settle(lo.lo, hi.hi, zeroOut ? FLAG.NONZERO : 0);
}

function endOf(end: Expression, infinite: number): Facts {
  if (end.kind === 'constant' && end.name === 'inf') return { ...NO_FACTS, lo: Infinity, hi: Infinity };
  if (
    end.kind === 'apply' &&
    end.operation === 'neg' &&
    end.args[0].kind === 'constant' &&
    end.args[0].name === 'inf'
  ) {
    return { ...NO_FACTS, lo: -Infinity, hi: -Infinity };
  }
  return withWorkspace(80, (w) => {
    const out = newInterval(w);
    const found = createOracle(end, []).enclose([], 60, out);
    if (found.kind === 'enclosed') return factsOfEnclosure(out);
    if (found.kind === 'undecided') return { ...NO_FACTS, lo: infinite, hi: infinite };
    return fail({ kind: 'domain', message: `an end of the domain has no value: ${found.reason}` });
  });
}
