/** What Gappa proved of the pieces of shipped f64 functions (`bench/gappa-pieces.ts`), kept beside conformance. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export type GappaRecord = {
  readonly name: string;
  readonly tier: string;
  readonly fma: boolean;
  /** Of the finding whose program it was. */
  readonly sha256: string;
  /** Pieces of the inputs, and those that Gappa was asked about. */
  readonly pieces: number;
  readonly asked: number;
  /** Those with a bound above the certificate's for the whole function, and those without any. */
  readonly above: number;
  readonly without: number;
  /** The largest of Gappa's bounds on rounding, in ulp, and the piece that has it. */
  readonly largest: number;
  readonly lo: number;
  readonly hi: number;
};

const PATH = new URL('gappa.json', import.meta.url);

export function readGappaRecords(): GappaRecord[] {
  return existsSync(PATH) ? (JSON.parse(readFileSync(PATH, 'utf8')) as GappaRecord[]) : [];
}

/** Keeps a record in the place of the function's last one. */
export function writeGappaRecord(record: GappaRecord): void {
  const title = ({ name, tier, fma }: GappaRecord): string => `${name} ${tier} ${fma}`;
  const others = readGappaRecords().filter((each) => title(each) !== title(record));
  const all = [...others, record].toSorted((a, b) => (title(a) < title(b) ? -1 : 1));
  writeFileSync(PATH, `${JSON.stringify(all, undefined, 1)}\n`);
}
