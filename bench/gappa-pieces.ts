/**
 * Gappa on the proofs of shipped f64 functions: for every piece of the inputs on which a program is one real function, a script for Gappa
 * (`emit --target gappa` writes those of a part next to the worst input), its bound on the rounding errors there taken into ulp, and cells of the
 * piece by themselves where that is above what Napier's certificate has for the whole function. What remains Napier's own: that the program is what
 * the script has (pieces, integers, selections), and the error of approximation. Sine and cosine are not asked about: their pieces follow from
 * a proof about all multiples of the period at once.
 *
 *   npx tsx bench/gappa-pieces.ts [NAME] [fast|precise] [--fma] [--every K]     (writes bench/gappa.json; K 1 is every piece; needs gappa)
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emitFunctionOf } from '../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../src/discover/shipped/shipped-folder.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { gappaBound, straightPieces } from '../test/emit/in-gappa.ts';
import { readGappaRecords, writeGappaRecord, type GappaRecord } from './gappa-records.ts';

/** Cells of a piece at most. */
const CELLS = 8;

const words = process.argv.slice(2);
const tier = words.includes('fast') ? 'fast' : 'precise';
const [name = 'exp2'] = words.filter(
  (word) => /^[a-z]\w*$/.test(word) && !['fast', 'precise'].includes(word),
);
const fma = words.includes('--fma');
const every = Number(words[words.indexOf('--every') + 1] ?? 1) || 1;

const manifest = loadManifest();
const row = manifest.shipped.find(
  (each) => each.format === 'f64' && each.name === name && each.tier === tier && each.fma === fma,
);
if (row === undefined)
  throw new RangeError(`${name} is not shipped in f64, ${tier}${fma ? ', with fma' : ''}`);
const { program, specification, certificate } = emitFunctionOf(name, loadShipped(row, manifest));
if (certificate?.method !== 'supremum+roundoff') throw new RangeError('not proved on pieces');
const ours = exactDouble(certificate.rounding);
const folder = mkdtempSync(join(tmpdir(), 'napier-gappa-'));
const start = process.hrtime.bigint();
const record = { pieces: 0, asked: 0, above: 0, without: 0, largest: 0, lo: 0, hi: 0 };
try {
  for (const piece of straightPieces(program, specification)) {
    if (record.pieces++ % every !== 0) continue;
    record.asked++;
    if ('reason' in piece) {
      record.without++;
      console.log(`from ${piece.lo} to ${piece.hi}: ${piece.reason}`);
      continue;
    }
    const { bound, reason } = gappaBound(
      piece,
      specification,
      certificate,
      join(folder, 'piece.gappa'),
      CELLS,
    );
    if (reason !== undefined) record.without++;
    else if (bound > ours) record.above++;
    if (reason !== undefined || bound > ours)
      console.log(`from ${piece.lo} to ${piece.hi}: ${reason ?? bound}`);
    if (reason === undefined && bound > record.largest)
      Object.assign(record, { largest: bound, lo: piece.lo, hi: piece.hi });
    if (record.asked % 100 === 0) console.error(`${record.asked} pieces, largest ${record.largest}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
const all: GappaRecord = { name, tier: row.tier, fma, sha256: row.sha256, ...record };
writeGappaRecord(all);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  `${name}, ${tier}${fma ? ', fma' : ''}: ${all.asked} of ${all.pieces} pieces, ${all.above} above Napier's ${ours}, ${all.without} without a bound; largest ${all.largest} from ${all.lo} to ${all.hi}; ${seconds.toFixed(0)} s`,
);
console.log(`${readGappaRecords().length} records`);
