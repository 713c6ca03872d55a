import { fail } from '../error/fault.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';

import { domainText } from '../expression/domain-text.ts';
import { isInfinite, type Domain } from '../expression/domain.ts';
import { toText } from '../expression/to-text.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { hasWholeFunctions } from '../search/reduction/reduction-engine.ts';

/** The outermost doubles inside a domain. An end that is open and itself a double is marked. */
export type DomainBounds = {
  readonly lo: number;
  readonly hi: number;
  /** `lo`, `hi` is an end that the domain leaves out. */
  readonly open: readonly [lo: boolean, hi: boolean];
};

const PRECISION = 128;

/**
 * Reads the ends of a domain and checks that numbers lie between them.
 * @throws NapierError `value` (reversed, empty, no number of the format inside), `domain` (an end is undefined) or
 *   `unsupported` (an infinite end, in a format that no whole functions are made in; in others it is the last number)
 */
export function domainBounds(domain: Domain, format: FormatName): DomainBounds {
  const source = domainText(domain);
  const span = [0, source.length] as const;
  return withWorkspace(PRECISION, (w) => {
    const [lo, hi] = [domain.lo, domain.hi].map((end) => {
      const enclosure = { lo: w.big(), hi: w.big() };
      if (isInfinite(end) && hasWholeFunctions(format)) {
        const limit = findFormat(format).maxFinite;
        for (const side of [enclosure.lo, enclosure.hi])
          mpfr.mpfr_set_d(side, end.kind === 'constant' ? limit : -limit, ROUND.NEAREST);
        return enclosure;
      }
      checkEnd(end, source);
      const known = createOracle(end, []).enclose([], PRECISION - 8, enclosure);
      if (known.kind !== 'enclosed') {
        fail({
          kind: 'domain',
          message: `the end ${toText(end)} of the domain: ${known.reason}`,
          source,
          span,
        });
      }
      return enclosure;
    });
    if (mpfr.mpfr_greater_p(lo.lo, hi.hi)) {
      fail({
        kind: 'value',
        message: `the domain is reversed: ${toText(domain.lo)} is above ${toText(domain.hi)}`,
        source,
        span,
        hint: 'write the smaller end first',
      });
    }
    if (mpfr.mpfr_greaterequal_p(lo.hi, hi.lo)) {
      const open = domain.open[0] || domain.open[1];
      const message = open
        ? 'the domain is empty'
        : 'the domain is a single point: there is nothing to approximate';
      fail({ kind: 'value', message, source, span, hint: 'write two different ends, as in [0,1]' });
    }
    if (format !== 'real') {
      const record = findFormat(format);
      const first = record.roundBig(lo.lo, 'up');
      const last = record.roundBig(hi.hi, 'down');
      const openLo = domain.open[0] && mpfr.mpfr_cmp_d(lo.lo, first) === 0;
      const openHi = domain.open[1] && mpfr.mpfr_cmp_d(hi.hi, last) === 0;
      const count =
        first !== first || last !== last
          ? 0n
          : record.ordinal(last) - record.ordinal(first) + 1n - (openLo ? 1n : 0n) - (openHi ? 1n : 0n);
      // A format that ends without infinities rounds what lies beyond it back inside, or to NaN.
      const outside = !(mpfr.mpfr_cmp_d(lo.lo, first) <= 0) || !(mpfr.mpfr_cmp_d(hi.hi, last) >= 0);
      if (outside || first > last || count < 1n) {
        fail({
          kind: 'value',
          message: `no ${format} number lies in the domain`,
          source,
          span,
          hint: 'widen it',
        });
      }
      if (!Number.isFinite(first) || !Number.isFinite(last)) {
        const limit = `${record.maxFinite}`;
        fail({
          kind: 'value',
          message: `the domain goes beyond ${format}, which ends at ${limit}`,
          source,
          span,
        });
      }
    }
    const bounds = { lo: mpfr.mpfr_get_d(lo.hi, ROUND.UP), hi: mpfr.mpfr_get_d(hi.lo, ROUND.DOWN) };
    if (!(bounds.lo < bounds.hi) || !Number.isFinite(bounds.lo) || !Number.isFinite(bounds.hi)) {
      fail({
        kind: 'unsupported',
        message: 'the domain is narrower, or wider, than doubles can tell',
        source,
        span,
      });
    }
    return {
      ...bounds,
      open: [
        domain.open[0] && mpfr.mpfr_cmp_d(lo.lo, bounds.lo) === 0,
        domain.open[1] && mpfr.mpfr_cmp_d(hi.hi, bounds.hi) === 0,
      ] as const,
    };
  });
}

function checkEnd(end: Expression, source: string): void {
  const span = [0, source.length] as const;
  const [name] = variablesOf(end);
  if (name !== undefined) {
    fail({
      kind: 'value',
      message: `an end of the domain must be a constant, but has \`${name}\` in it`,
      source,
      span,
    });
  }
  if (isInfinite(end)) {
    fail({
      kind: 'unsupported',
      message: 'a domain without an end is not searched',
      source,
      span,
      hint: 'give finite ends; outside them the function is often constant, or follows from symmetry',
    });
  }
}
