import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certifyFinding } from '../../src/discover/certify-finding.ts';
import { readFinding } from '../../src/discover/read-finding.ts';

const folder = new URL('../../bench/findings/', import.meta.url);

// Found by long runs (the file's own provenance says which); what they claim is proved again here.
describe.each(readdirSync(folder))('the finding %s', (name) => {
  const finding = readFinding(readFileSync(new URL(name, folder), 'utf8'));

  it('holds every proof it claims', { timeout: 60_000 }, async () => {
    const verdicts = await certifyFinding(finding);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(finding.front.map(() => 'proved'));
  });
});

it('the front of 2^x from single operations has these digits', () => {
  const finding = readFinding(readFileSync(new URL('exp2-real.napier.json', folder), 'utf8'));
  const digits = finding.front.map(({ operations, error }) => [operations, error.digits]);
  expect(digits).toEqual([
    [1, 1.44],
    [2, 1.52],
    [3, 3.05],
    [4, 3.66],
    [5, 5.35],
    [6, 6.56],
    [7, 9.24],
    [8, 11.04],
    [9, 13.62],
    [10, 16.03],
    [11, 16.48],
    [12, 18.26],
  ]);
});
