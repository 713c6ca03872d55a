import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { convergenceOf } from './convergence.ts';
import { depthOf, doubleValue, type DoubleValue } from './double-value.ts';
import { fineValue } from './fine-value.ts';
import { denominatorAt, numerators, type FractionBox } from './fraction-box.ts';
import { MoebiusSearch } from './moebius-search.ts';
import { at, type MoebiusRelation, type PolynomialFraction } from './polynomial-fraction.ts';
import { slowValue } from './slow-value.ts';

/** A share of a scan: plain data. Constants are sums of two doubles; denominators `from` to before `to`. */
export type FractionScanJob = {
  readonly box: FractionBox;
  readonly constants: readonly (readonly [high: number, low: number])[];
  readonly from: number;
  readonly to: number;
};

/** What came of the fractions looked at, each counted once. */
export type FractionCounts = {
  /** Not searched: rational, rational or quadratic, without a limit. */
  finite: number;
  periodic: number;
  divergent: number;
  /** Valued to {@link ENOUGH} and searched. */
  searched: number;
  /** Valued to fewer digits, so that a relation could be missed. */
  undecided: number;
};

export type FractionHit = PolynomialFraction & {
  /** The index of the constant. */
  readonly constant: number;
  readonly value: MoebiusRelation;
};

export type FractionScanPart = { readonly counts: FractionCounts; readonly hits: readonly FractionHit[] };

/** The relative error to which values are worked out. */
const ENOUGH = 1e-26;
/** Bits of values that double-double arithmetic loses too much of. */
const FINE_BITS = 256;

/** Looks at every fraction of a share: its value in double-double, and its relations to the constants. */
export function scanFractions({ box, constants, from, to }: FractionScanJob): FractionScanPart {
  const searches = constants.map(([high, low]) => new MoebiusSearch(high, low));
  const counts: FractionCounts = { finite: 0, periodic: 0, divergent: 0, searched: 0, undecided: 0 };
  const hits: FractionHit[] = [];
  const value: DoubleValue = { high: 0, low: 0, error: 0 };
  const all = [...numerators(box)];
  for (let k = from; k < to; k++) {
    const a = denominatorAt(box, k);
    for (const b of all) {
      const fraction = { a, b };
      const what = valueOf(fraction, value);
      counts[what] += 1;
      if (what !== 'searched') continue;
      for (const [constant, search] of searches.entries()) {
        const found = search.find(value.high, value.low, value.error);
        if (found !== undefined) hits.push({ a, b, constant, value: found });
      }
    }
  }
  return { counts, hits };
}

/** The value of a fraction into `out`, or why there is none to search. */
export function valueOf(fraction: PolynomialFraction, out: DoubleValue): keyof FractionCounts {
  const { kind } = convergenceOf(fraction);
  if (kind === 'finite' || kind === 'periodic' || kind === 'divergent') return kind;
  if (kind === 'slow') {
    const refused = slowValue(fraction, out);
    if (refused !== undefined) return refused === 'divergent' ? 'divergent' : 'undecided';
  } else {
    const depth = depthOf(fraction);
    if (depth === undefined) out.error = Infinity;
    else doubleValue(fraction, depth, { high: at(fraction.a, depth), low: 0 }, out);
  }
  if (!Number.isFinite(out.high)) return 'divergent';
  if (out.error <= ENOUGH) return 'searched';
  return withWorkspace(FINE_BITS, (w) => {
    const [fine, rest] = w.bigs(2);
    const bits = fineValue(fraction, fine);
    if (bits === undefined || bits < 96) return 'undecided';
    out.high = mpfr.mpfr_get_d(fine, ROUND.NEAREST);
    mpfr.mpfr_sub_d(rest, fine, out.high, ROUND.NEAREST);
    out.low = mpfr.mpfr_get_d(rest, ROUND.NEAREST);
    out.error = 2 ** -Math.min(bits - 4, 102);
    return Number.isFinite(out.high) ? 'searched' : 'divergent';
  });
}
