import { fail } from '../error/fault.ts';
import { countDenominators, type FractionBox } from '../search/identify/fractions/fraction-box.ts';
import type { FractionCounts, FractionHit } from '../search/identify/fractions/scan-fractions.ts';
import { Field } from './json/fields.ts';
import { readJson } from './json/read-json.ts';
import { writeJson } from './json/write-json.ts';
import { VERSION } from './version.ts';

/**
 * Where a scan for continued fractions stands: what a checkpoint of it holds. Denominators are looked at in a fixed order, so a
 * scan resumed from here ends with the same bytes as one that was never stopped.
 */
export type ScanState = {
  /** The constant, as given. */
  readonly constant: string;
  readonly box: FractionBox;
  /** Denominators looked at. */
  readonly from: number;
  readonly counts: FractionCounts;
  readonly hits: readonly FractionHit[];
};

export const SCAN_STATE_LIMIT = 64 * 2 ** 20;
const KIND = 'fraction-scan-checkpoint';
const COUNTS = ['finite', 'periodic', 'divergent', 'searched', 'undecided'] as const;
const VALUE = ['p', 'q', 'r', 's'] as const;
const HINT = 'give --resume what `identify --continued-fraction … --checkpoint` wrote';

export function writeScanState({ constant, box, from, counts, hits }: ScanState): string {
  return `${writeJson({
    napier: VERSION,
    kind: KIND,
    constant,
    box: { degrees: box.degrees, coefficients: box.coefficients },
    from,
    counts: { ...counts },
    hits: hits.map(({ a, b, value }) => ({ a, b, value: { ...value } })),
  })}\n`;
}

/** Reads a checkpoint of this very version. @throws NapierError */
export function readScanState(source: string): ScanState {
  const root = new Field(source, readJson(source));
  if (new Map(root.entries(1_000)).get('kind')?.scalar() !== KIND) {
    return fail({ kind: 'file', message: 'this file is not a checkpoint of a scan', hint: HINT });
  }
  const f = root.object(['napier', 'kind', 'constant', 'box', 'from', 'counts', 'hits']);
  if (f.napier.string() !== VERSION) f.napier.refuse(`this is Napier ${VERSION}: start the run again`);
  const b = f.box.object(['degrees', 'coefficients']);
  const [x = 0, y = 0] = b.degrees.items(2).map((degree) => degree.count());
  const box: FractionBox = { degrees: [x, y], coefficients: b.coefficients.count() };
  const from = f.from.count();
  if (from > countDenominators(box)) f.from.refuse('the box has fewer denominators');
  const counted = f.counts.object([...COUNTS]);
  const polynomial = (field: Field): number[] =>
    field
      .items(100)
      .map((c) => (Number.isSafeInteger(c.number()) ? c.number() : c.refuse('expected a whole number')));
  return {
    constant: f.constant.string(),
    box,
    from,
    counts: Object.fromEntries(COUNTS.map((key) => [key, counted[key].count()])) as FractionCounts,
    hits: f.hits.items(1_000_000).map((item) => {
      const hit = item.object(['a', 'b', 'value']);
      const value = hit.value.object([...VALUE]);
      const [p, q, r, s] = VALUE.map((key) => value[key].number());
      return { a: polynomial(hit.a), b: polynomial(hit.b), constant: 0, value: { p, q, r, s } };
    }),
  };
}
