import { expect, it } from 'vitest';
import { readManifest, withRow, writeManifest } from '../../../src/discover/shipped/manifest.ts';
import { loadManifest } from '../../../src/discover/shipped/shipped-folder.ts';

it('is read back as it was written, and a row is written once', () => {
  const manifest = loadManifest();
  expect(readManifest(writeManifest(manifest))).toEqual(manifest);
  expect(withRow(manifest, manifest.shipped[3])).toEqual(manifest);
});

it('refuses two rows of one program, found or missing', () => {
  const { shipped } = loadManifest();
  const { name, format, tier, fma } = shipped[0];
  const read = (rows: Parameters<typeof writeManifest>[0]) => () => readManifest(writeManifest(rows));
  expect(read({ shipped: [...shipped, shipped[0]], missing: [] })).toThrow(
    'exp, f32, correct has a row already',
  );
  expect(read({ shipped, missing: [{ name, format, tier, fma, reason: 'not found' }] })).toThrow(
    'has a row already',
  );
});
