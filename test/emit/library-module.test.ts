import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libraryFiles } from '../../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../../src/discover/shipped/shipped-folder.ts';
import { shippedTitle } from '../../src/discover/shipped/shipped-functions.ts';
import { chooseEntry } from '../../src/discover/choose-entry.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { needs } from '../tool.ts';

type Library = Record<
  string,
  ((x: number) => number) & { map(x: Float32Array, y?: Float32Array): Float32Array }
>;

type HalfFunction = ((x: number) => number) & { map(x: Uint16Array, y?: Uint16Array): Uint16Array };

const DEEP = process.env.NAPIER_DEEP === '1';
const COUNT = DEEP ? 1_000_000 : 20_000;
const manifest = loadManifest();
const rows = manifest.shipped.filter(({ format, fma }) => format === 'f32' && !fma);

/** Every bit pattern is as likely as any other; special values come first. */
function inputs(count: number): Float32Array {
  const random = createRandom(7);
  const patterns = Uint32Array.from({ length: count }, () => Number(random.bits64() & 0xffffffffn));
  const numbers = new Float32Array(patterns.buffer);
  numbers.set([0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 2 ** -126, 88.7, -104, 0.5]);
  return numbers;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'napier-library-'));
  for (const { path, contents } of libraryFiles(manifest, (key) => loadShipped(key, manifest))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = async (path: string): Promise<Library> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href)) as Library;

describe('modules of functions of f16', () => {
  const small = manifest.shipped.filter(({ format, fma }) => format === 'f16' && !fma);
  const format = findFormat('f16');
  const patterns = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const numbers = Array.from(patterns, (bits) => format.decode(BigInt(bits)));

  it.each(small.filter((_, i) => DEEP || i % 5 === 0).map((row) => [shippedTitle(row), row] as const))(
    '%s: the reference at every number, one by one and over arrays of patterns',
    async (_, row) => {
      const program = chooseEntry(loadShipped(row))?.program;
      if (program === undefined) throw new Error('nothing is proved');
      const run = compileProgram(program);
      const f = (await load(`f16/${row.tier}/${row.name}.js`))[row.name] as unknown as HalfFunction;
      const mapped = f.map(patterns);
      const wrong = numbers.filter((x, i) => {
        const wanted = run(x);
        return !Object.is(f(x), wanted) || !Object.is(format.decode(BigInt(mapped[i])), wanted);
      });
      expect(wrong).toEqual([]);
    },
  );

  it('round what they are given to f16, and check their arrays', async () => {
    const { rsqrt } = (await load('f16.js')) as unknown as Record<string, HalfFunction>;
    const random = createRandom(3);
    for (let i = 0; i < 5000; i++) {
      const x = random.next() * 2 ** (random.integer(50) - 30);
      expect(rsqrt(x)).toBe(rsqrt(format.round(x)));
    }
    expect(() => rsqrt.map(new Uint16Array(3), new Uint16Array(2))).toThrow(RangeError);
    expect(() => rsqrt.map(new Float32Array(3) as unknown as Uint16Array)).toThrow(TypeError);
    const place = patterns.slice();
    expect(rsqrt.map(place, place)).toEqual(rsqrt.map(patterns));
  });
});

describe('modules of shipped functions', () => {
  it.each(rows.map((row) => [shippedTitle(row), row] as const))(
    '%s: one by one and over arrays, the bits of the reference',
    async (_, row) => {
      const program = chooseEntry(loadShipped(row))?.program;
      if (program === undefined) throw new Error('nothing is proved');
      const run = compileProgram(program);
      const f = (await load(`f32/${row.tier}/${row.name}.js`))[row.name];
      const x = inputs(COUNT);
      const mapped = f.map(x);
      const wrong: unknown[] = [];
      for (let i = 0; i < COUNT; i++) {
        const wanted = run(x[i]);
        if (!Object.is(f(x[i]), wanted) || !Object.is(mapped[i], wanted))
          wrong.push([x[i], wanted, f(x[i]), mapped[i]]);
      }
      expect(wrong.slice(0, 5)).toEqual([]);
    },
  );

  it('are given by the module of their tier, and by a stricter one where a tier lacks them', async () => {
    const [all, precise, fast] = await Promise.all(['f32.js', 'f32/precise.js', 'f32/fast.js'].map(load));
    const named = (tier: string): string[] => rows.filter((row) => row.tier === tier).map(({ name }) => name);
    expect(Object.keys(all).toSorted()).toEqual(Object.keys(precise).toSorted());
    expect(Object.keys(precise)).toEqual(expect.arrayContaining(named('precise')));
    expect(Object.keys(fast).toSorted()).toEqual([...new Set(rows.map(({ name }) => name))].toSorted());
    for (const name of named('precise').filter((one) => !named('fast').includes(one)))
      expect(fast[name]).toBe(precise[name]);
  });

  it('map: output given or made, in place, overlapping, longer, empty, several blocks', async () => {
    const { exp } = await load('f32.js');
    const x = Float32Array.from({ length: 10_001 }, (_, i) => i / 1000 - 5);
    const wanted = x.map(exp);
    const fresh = exp.map(x);
    expect(fresh).toEqual(wanted);
    const longer = new Float32Array(10_003).fill(7);
    expect(exp.map(x, longer)).toBe(longer);
    expect(longer.slice(-3)).toEqual(Float32Array.of(wanted[10_000], 7, 7));
    const place = x.slice();
    expect(exp.map(place, place)).toEqual(wanted);
    for (const shift of [1, 5000]) {
      const shared = new Float32Array(10_001 + shift);
      for (const [from, to] of [
        [0, shift],
        [shift, 0],
      ]) {
        shared.set(x, from);
        exp.map(shared.subarray(from, from + 10_001), shared.subarray(to, to + 10_001));
        expect(shared.slice(to, to + 10_001)).toEqual(wanted);
      }
    }
    expect(exp.map(new Float32Array(0))).toEqual(new Float32Array(0));
    expect(() => exp.map(x, new Float32Array(3))).toThrow(RangeError);
    expect(() => exp.map([1, 2] as unknown as Float32Array)).toThrow(TypeError);
    expect(() => exp.map(new Float64Array(2) as unknown as Float32Array)).toThrow(TypeError);
  });
});

describe('modules of functions of f64', () => {
  type DoubleFunction = ((x: number) => number) & { map(x: Float64Array, y?: Float64Array): Float64Array };
  const doubles = manifest.shipped.filter(({ format, fma }) => format === 'f64' && !fma);
  const loadDoubles = async (path: string): Promise<Record<string, DoubleFunction>> =>
    (await load(path)) as unknown as Record<string, DoubleFunction>;
  /** Half any pattern, half of usual sizes. */
  const doubleInputs = (count: number): Float64Array => {
    const random = createRandom(11);
    const patterns = BigUint64Array.from({ length: count }, () => random.bits64());
    const numbers = new Float64Array(patterns.buffer);
    for (let i = 0; i < count; i += 2) numbers[i] = (random.next() - 0.5) * 2 ** (random.integer(24) - 13);
    numbers.set([
      0,
      -0,
      1,
      -1,
      Infinity,
      -Infinity,
      NaN,
      2 ** -1074,
      -(2 ** -1074),
      2 ** -1022,
      709.7,
      -745.1,
    ]);
    return numbers;
  };

  it('has them', () => {
    expect(doubles.map(({ name }) => name)).toEqual(expect.arrayContaining(['exp']));
  });

  it.each(doubles.map((row) => [shippedTitle(row), row] as const))(
    '%s: one by one and over arrays, the bits of the reference',
    async (_, row) => {
      const program = chooseEntry(loadShipped(row))?.program;
      if (program === undefined) throw new Error('nothing is proved');
      const run = compileProgram(program);
      const f = (await loadDoubles(`f64/${row.tier}/${row.name}.js`))[row.name];
      const x = doubleInputs(COUNT);
      const mapped = f.map(x);
      const wrong: unknown[] = [];
      for (let i = 0; i < COUNT; i++) {
        const wanted = run(x[i]);
        if (!Object.is(f(x[i]), wanted) || !Object.is(mapped[i], wanted))
          wrong.push([x[i], wanted, f(x[i]), mapped[i]]);
      }
      expect(wrong.slice(0, 5)).toEqual([]);
    },
  );

  it('are given by `f64`, and map several blocks in place', async () => {
    const { exp } = await loadDoubles('f64.js');
    const x = Float64Array.from({ length: 10_001 }, (_, i) => i / 1000 - 5);
    const wanted = x.map(exp);
    const place = x.slice();
    expect(exp.map(place, place)).toEqual(wanted);
    expect(exp(1)).toBeCloseTo(Math.E, 15);
    expect(() => exp.map(new Float32Array(2) as unknown as Float64Array)).toThrow(TypeError);
  });
});

needs('chromium')('modules in a browser', () => {
  it(
    'load without a build, compile on the main thread, and give the bits of Node',
    { timeout: 120_000 },
    async () => {
      const server: Server = createServer((request, response) => {
        const path = (request.url ?? '/').slice(1);
        const isPage = path === '';
        response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
        try {
          response.end(isPage ? PAGE : readFileSync(join(folder, path)));
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        await page.waitForFunction('globalThis.library !== undefined');
        const x = inputs(5000);
        const seen = (await page.evaluate(
          (patterns: number[]) => {
            const { library } = globalThis as unknown as { library: Library };
            const numbers = new Float32Array(Uint32Array.from(patterns).buffer);
            return Object.entries(library).map(([name, f]) => [
              name,
              [...new Uint32Array(f.map(numbers).map((y) => (Number.isNaN(y) ? NaN : y)).buffer)],
            ]);
          },
          [...new Uint32Array(x.buffer)],
        )) as [string, number[]][];
        const here = await load('f32.js');
        expect(seen.map(([name]) => name).toSorted()).toEqual(Object.keys(here).toSorted());
        for (const [name, patterns] of seen) {
          const there = new Float32Array(Uint32Array.from(patterns).buffer);
          expect(Buffer.compare(bytes(there), bytes(here[name].map(x))), name).toBe(0);
        }
      } finally {
        await browser.close();
        server.close();
      }
    },
  );
});

const PAGE =
  '<!doctype html><script type="module">import * as library from "/f32.js"; globalThis.library = library;</script>';

/** All NaNs are one. */
function bytes(numbers: Float32Array): Buffer {
  return Buffer.from(numbers.map((y) => (Number.isNaN(y) ? NaN : y)).buffer);
}
