import type { Expression } from '../expression/expression.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import type { BigInterval } from '../oracle/big-interval.ts';
import { constantValue, rationalValue } from '../oracle/constant-values.ts';

/**
 * What is known of a real number wherever it has a value: it lies in [lo, hi] (doubles, ends may be infinite), and
 * `flags` hold. Facts only ever get sharper; the open end of (0, 1] is `lo = 0` with NONZERO.
 */
export type Facts = { readonly lo: number; readonly hi: number; readonly flags: number };

/** Flags of {@link Facts}. EVEN and ODD imply INTEGER. */
export const FLAG = { NONZERO: 1, INTEGER: 2, EVEN: 4, ODD: 8 } as const;

/** Nothing is known. */
export const NO_FACTS: Facts = Object.freeze({ lo: -Infinity, hi: Infinity, flags: 0 });

/** Facts with their consequences drawn: signs, whole ends of integers. The same object when nothing follows. */
export function settle(lo: number, hi: number, flags: number): Facts {
  if (lo !== lo || hi !== hi) return flags === 0 ? NO_FACTS : settle(-Infinity, Infinity, flags);
  if (lo === -Infinity && hi === Infinity && flags === 0) return NO_FACTS;
  if (flags & (FLAG.EVEN | FLAG.ODD)) flags |= FLAG.INTEGER;
  if (lo > 0 || hi < 0 || flags & FLAG.ODD) flags |= FLAG.NONZERO;
  if (flags & FLAG.INTEGER) {
    lo = Math.ceil(lo);
    hi = Math.floor(hi);
    if (flags & FLAG.NONZERO) {
      if (lo === 0) lo = 1;
      if (hi === 0) hi = -1;
    }
  }
  return { lo: lo === 0 ? 0 : lo, hi: hi === 0 ? 0 : hi, flags };
}

/** Both hold. The first argument itself when the second adds nothing. */
export function meet(a: Facts, b: Facts): Facts {
  if (b === NO_FACTS || a === b) return a;
  const lo = Math.max(a.lo, b.lo);
  const hi = Math.min(a.hi, b.hi);
  const flags = a.flags | b.flags;
  if (lo === a.lo && hi === a.hi && flags === a.flags) return a;
  return settle(lo, hi, flags);
}

/** No number fits: where such a term stands, nothing has a value. */
export function isContradiction(facts: Facts): boolean {
  const parities = FLAG.EVEN | FLAG.ODD;
  return (
    facts.lo > facts.hi ||
    (facts.flags & parities) === parities ||
    (facts.lo === 0 && facts.hi === 0 && (facts.flags & FLAG.NONZERO) !== 0)
  );
}

export function isPositive(facts: Facts): boolean {
  return facts.lo > 0 || (facts.lo === 0 && (facts.flags & FLAG.NONZERO) !== 0);
}

export function isNegative(facts: Facts): boolean {
  return facts.hi < 0 || (facts.hi === 0 && (facts.flags & FLAG.NONZERO) !== 0);
}

/** The doubles around an enclosure. */
export function factsOfEnclosure(value: BigInterval): Facts {
  return settle(mpfr.mpfr_get_d(value.lo, ROUND.DOWN), mpfr.mpfr_get_d(value.hi, ROUND.UP), 0);
}

/** The facts of a literal or a named constant; of a variable or an operation, none. */
export function factsOfLeaf(term: Expression): Facts {
  if (term.kind === 'number') {
    const range = withWorkspace(64, (w) =>
      factsOfEnclosure(rationalValue(term.numerator, term.denominator, w)),
    );
    let flags = term.numerator === 0n ? 0 : FLAG.NONZERO;
    if (term.denominator === 1n) flags |= (term.numerator & 1n) === 1n ? FLAG.ODD : FLAG.EVEN;
    return settle(range.lo, range.hi, flags);
  }
  if (term.kind === 'constant' && term.name !== 'inf') {
    const name = term.name;
    return withWorkspace(64, (w) => factsOfEnclosure(constantValue(name, w)));
  }
  return NO_FACTS;
}
