/** What `bench/gappa-pieces.ts` kept of long runs of Gappa, looked at again where it says most. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readGappaRecords } from '../../bench/gappa-records.ts';
import { emitFunctionOf } from '../../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../../src/discover/shipped/shipped-folder.ts';
import type { RoundoffCertificate } from '../../src/certify/certificate.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { needs } from '../tool.ts';
import { gappaBound, straightOn, straightPieces } from './in-gappa.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-gappa-'));
afterAll(() => rmSync(folder, { recursive: true }));
const script = join(folder, 'piece.gappa');
const manifest = loadManifest();
const records = readGappaRecords().map(
  (record) => [`${record.name}${record.fma ? ', fma' : ''}`, record] as const,
);

const shippedAs = (record: (typeof records)[number][1]) => {
  const row = manifest.shipped.find(({ format, name, tier, fma }) => format === 'f64' && name === record.name && tier === record.tier && fma === record.fma); // prettier-ignore
  if (row === undefined) throw new Error(`${record.name} is shipped`);
  const f = emitFunctionOf(row.name, loadShipped(row, manifest));
  return { ...f, sha256: row.sha256, certificate: f.certificate as RoundoffCertificate };
};

it('every record is of a program that is shipped, and exp2 is proved on all its pieces', () => {
  for (const [, record] of records) expect(record.sha256).toBe(shippedAs(record).sha256);
  const [, exp2] = records.find(([title]) => title === 'exp2, fma') ?? [];
  expect(exp2).toMatchObject({ pieces: 2100, asked: 2100, above: 0, without: 0 });
});

needs('gappa')('Gappa proves what is kept', () => {
  it.each(records)('%s, on the piece of its largest bound', { timeout: 300_000 }, (_, record) => {
    const { program, specification, certificate } = shippedAs(record);
    const piece = straightOn(program, specification, record.lo, record.hi);
    // The script is about what the program computes there.
    const [run, straight] = [program, piece.program].map((one) => compileProgram(one));
    for (let i = 0; i <= 200; i++) {
      const x = record.lo + ((record.hi - record.lo) * i) / 200;
      expect(straight(x)).toBe(run(x));
    }
    const { bound } = gappaBound(piece, specification, certificate, script, 8);
    expect(bound).toBeCloseTo(record.largest, 6);
    if (record.above === 0) expect(bound).toBeLessThanOrEqual(exactDouble(certificate.rounding));
  });

  it('a piece with a wrong constant has another bound', { timeout: 60_000 }, () => {
    const [, record] = records.find(([title]) => title === 'exp2, fma') as (typeof records)[number];
    const { program, specification, certificate } = shippedAs(record);
    const piece = straightOn(program, specification, -774.5, -773.5);
    const right = gappaBound(piece, specification, certificate, script, 1).bound;
    const constants = piece.program.constants.map((text) => (text === '0x1p+0' ? '0x1p+3' : text));
    expect(constants).not.toEqual(piece.program.constants);
    const wrong = gappaBound({ ...piece, program: { ...piece.program, constants } }, specification, certificate, script, 1); // prettier-ignore
    expect(wrong.bound).toBeGreaterThan(4 * right);
  });

  it('and every piece', { skip: process.env.NAPIER_DEEP !== '1', timeout: 7_200_000 }, () => {
    const [, record] = records.find(([title]) => title === 'exp2, fma') as (typeof records)[number];
    const { program, specification, certificate } = shippedAs(record);
    let pieces = 0;
    for (const piece of straightPieces(program, specification)) {
      if ('reason' in piece) throw new Error(piece.reason);
      pieces++;
      const { bound } = gappaBound(piece, specification, certificate, script, 8);
      expect(bound).toBeLessThanOrEqual(exactDouble(certificate.rounding));
    }
    expect(pieces).toBe(record.pieces);
  });
});
