import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certifyFinding } from '../../../src/discover/certify-finding.ts';
import { chooseEntry } from '../../../src/discover/choose-entry.ts';
import { defaultEngines, DEFAULT_EVALUATIONS } from '../../../src/discover/approximate.ts';
import type { ApproximationFinding } from '../../../src/discover/finding.ts';
import { problemRecord } from '../../../src/discover/problem-record.ts';
import { makeShipped } from '../../../src/discover/shipped/make-shipped.ts';
import {
  EMPTY_MANIFEST,
  readManifest,
  sha256,
  shippedRow,
  withRow,
  writeManifest,
} from '../../../src/discover/shipped/manifest.ts';
import {
  loadManifest,
  loadShipped,
  MANIFEST_PATH,
  SHIPPED_FOLDER,
} from '../../../src/discover/shipped/shipped-folder.ts';
import {
  SHIPPED_NAMES,
  shippedPath,
  shippedProblem,
  shippedTitle,
  TIERS,
  type ShippedKey,
} from '../../../src/discover/shipped/shipped-functions.ts';
import { writeFinding } from '../../../src/discover/write-finding.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { NapierError } from '../../../src/error/fault.ts';

const atZeros = ({ front }: ApproximationFinding): number[] => {
  const run = compileProgram(front[0].program);
  return [run(-0), run(0)];
};

/**
 * How far a bound may lie above the largest error that its proof attains, where it is not within 1.5 times that: in f64's tier `fast`,
 * whose proofs add up roundings of many operations that are hardly ever all at their worst.
 */
const FAR_ABOVE: Readonly<Record<string, number>> = {
  'tan, f64, fast, fma': 2.47,
  'sinpi, f64, fast, fma': 1.65,
  'cospi, f64, fast, fma': 1.56,
  'silu, f64, fast': 1.54,
  'atanh, f64, fast': 1.56,
  'sinh, f64, fast': 1.59,
  'softplus, f64, fast': 1.76,
  'softplus, f64, fast, fma': 1.69,
};

const DEEP = process.env.NAPIER_DEEP === '1';
const manifest = loadManifest();

describe('functions/', () => {
  it('holds the files of the manifest and no others', () => {
    const files = readdirSync(SHIPPED_FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.napier.json'))
      .map((file) => relative(SHIPPED_FOLDER, join(SHIPPED_FOLDER, file)).split(sep).join('/'));
    expect(files.toSorted()).toEqual(manifest.shipped.map(shippedPath).toSorted());
    expect(writeManifest(readManifest(readFileSync(MANIFEST_PATH, 'utf8')))).toBe(
      readFileSync(MANIFEST_PATH, 'utf8'),
    );
  });

  it('has most functions in f16, and says of the others what came of the search', () => {
    const f16 = manifest.shipped.filter(({ format, tier }) => format === 'f16' && tier === 'precise');
    expect(f16.length).toBeGreaterThanOrEqual(30);
    const known = [...manifest.shipped, ...manifest.missing].filter(
      ({ format, tier, fma }) => format === 'f16' && tier === 'precise' && !fma,
    );
    expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining([...SHIPPED_NAMES]));
  });

  for (const row of manifest.shipped) {
    it(`${shippedTitle(row)}: the finding answers what was asked, with its proof and histogram`, () => {
      const text = readFileSync(join(SHIPPED_FOLDER, shippedPath(row)), 'utf8');
      expect(sha256(text)).toBe(row.sha256);
      const finding = loadShipped(row);
      expect(writeFinding(finding)).toBe(text);
      const asked = shippedProblem(row);
      expect(finding.problem).toEqual(problemRecord(asked, defaultEngines(asked), DEFAULT_EVALUATIONS));
      expect(shippedRow(row, finding, text)).toEqual(row);

      expect(finding.front).toHaveLength(1);
      const { certificate } = finding.front[0];
      if (row.format === 'f64') {
        if (certificate?.method !== 'supremum+roundoff') throw new Error('proved on pieces of the inputs');
        expect(certificate.subintervals).toBeGreaterThan(100);
        expect(exactDouble(certificate.bound)).toBeLessThanOrEqual(TIERS[row.tier]);
        const above = (row.tier === 'fast' ? FAR_ABOVE[shippedTitle(row)] : undefined) ?? 1.5;
        expect(exactDouble(certificate.bound)).toBeLessThan(above * exactDouble(certificate.lower));
        expect((certificate.special ?? []).filter(({ status }) => status === 'wrong')).toEqual([]);
        return;
      }
      if (certificate?.method !== 'exhaustive') throw new Error('proved by running every input');
      const patterns = 2n ** BigInt(findFormat(row.format).bits);
      expect(BigInt(certificate.points)).toBe(patterns);
      expect(exactDouble(certificate.bound)).toBeLessThanOrEqual(TIERS[row.tier]);
      expect((certificate.histogram ?? []).reduce((sum, n) => sum + BigInt(n), 0n)).toBe(patterns);
      const { special = [] } = certificate.whole ?? {};
      expect(special.map(({ input }) => input)).toEqual(expect.arrayContaining(['inf', '-inf', 'nan']));
      expect(special.filter(({ status }) => status === 'wrong')).toEqual([]);
      expect(special.some(({ status }) => status === 'zero-sign')).toBe(!row.signedZeros);
    });
  }

  // C99, F.9; gelu, silu and mish go through 0 like x/2.
  const ODD = 'sin sinpi tan asin atan sinh tanh asinh atanh cbrt erf expm1 log1p gelu silu mish'.split(' ');
  it('give the zero of their argument in f16 where they change their sign at 0', () => {
    const found = manifest.shipped
      .filter(({ format, name }) => format === 'f16' && ODD.includes(name))
      .map((row) => [row.name, atZeros(loadShipped(row)), row.signedZeros]);
    expect(new Set(found.map(([name]) => name)).size).toBe(ODD.length);
    expect(found).toEqual(found.map(([name]) => [name, [-0, 0], true]));
  });

  const small = manifest.shipped.filter(({ format }) => format === 'f16');
  const certified = small.filter((_, i) => DEEP || i % 6 === 1);
  for (const row of certified) {
    it(`${shippedTitle(row)}: certified again`, async () => {
      const verdicts = await certifyFinding(loadShipped(row));
      expect(verdicts.map(({ verdict }) => verdict)).toEqual(['proved']);
    });
  }

  const made: ShippedKey[] = ['rsqrt', 'log', ...(DEEP ? ['tanh', 'sin'] : [])].map((name) => ({
    name,
    format: 'f16',
    tier: 'precise',
    fma: false,
  }));
  it.each(made.map((key) => [key.name, key] as const))('%s in f16: the same bytes twice', async (_, key) => {
    const texts: string[] = [];
    for (let i = 0; i < 2; i++) {
      const result = await makeShipped(key);
      if (result.kind !== 'made') throw new Error(result.reason);
      texts.push(writeFinding(result.finding));
    }
    expect(texts[1]).toBe(texts[0]);
    // With the engines of today it is also what is shipped: `npm run functions` after a change of engines.
    if (DEEP) {
      const row = manifest.shipped.find((one) => shippedPath(one) === shippedPath(key));
      expect(sha256(texts[0])).toBe(row?.sha256);
    }
  });
});

describe('the manifest', () => {
  const key: ShippedKey = { name: 'tan', format: 'f32', tier: 'fast', fma: true };
  const row = {
    ...key,
    operations: 9,
    arithmetic: 'f64' as const,
    entries: 3,
    bound: '3.5',
    signedZeros: true,
    sha256: sha256('x'),
  };

  it('has one row a function, whatever came of it last', () => {
    const one = withRow(withRow(EMPTY_MANIFEST, { ...key, reason: 'none' }), row);
    expect(one).toEqual({ shipped: [row], missing: [] });
    expect(withRow(one, { ...row, operations: 8 }).shipped).toEqual([{ ...row, operations: 8 }]);
    const two = withRow(one, { ...row, name: 'exp' });
    expect(two.shipped.map(({ name }) => name)).toEqual(['exp', 'tan']);
    expect(readManifest(writeManifest(two))).toEqual(two);
  });

  it('is read with suspicion', () => {
    const text = writeManifest({ shipped: [row], missing: [] });
    for (const [from, to] of [
      ['"tan"', '"tahn"'],
      ['"3.5"', '"-1"'],
      ['"fma": true', '"fma": 1'],
      [row.sha256, 'abc'],
      ['"operations": 9', '"operations": 9.5'],
    ]) {
      expect(text).toContain(from);
      expect(() => readManifest(text.replace(from, to)), to).toThrow(NapierError);
    }
  });

  it('names the file that was changed, and the command that makes it again', () => {
    const [first] = manifest.shipped;
    const other = { shipped: [{ ...first, sha256: sha256('other') }], missing: [] };
    expect(() => loadShipped(first, other)).toThrow(/is not the file that functions\/manifest.json names/);
    expect(() => loadShipped(key, { shipped: [], missing: [{ ...key, reason: 'too hard' }] })).toThrow(
      'tan, f32, fast, fma: not shipped (too hard)',
    );
  });
});

it('every shipped finding has an entry that it stands for', () => {
  for (const row of manifest.shipped) expect(chooseEntry(loadShipped(row)), shippedTitle(row)).toBeDefined();
});
