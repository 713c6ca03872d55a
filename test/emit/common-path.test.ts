/**
 * Programs with a common path (`select(usual, short, whole)`): code that runs the short way alone for a block of usual
 * inputs, or returns early, gives the reference evaluator's bits for every mixture of inputs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import { createRandom } from '../../src/number/random.ts';
import { commonPath } from '../../src/program/common-path.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Operand, Program } from '../../src/program/program.ts';
import { needs } from '../tool.ts';
import { emitted, expectSame } from './typed-cases.ts';

type Condition = (b: ProgramBuilder, x: Operand) => Operand;

/** Bounds on a magnitude and on a pattern, which blocks ask their largest value, and a condition that is none. */
const CONDITIONS = {
  'at most': (b, x) => b.operation('le', b.abs(x), b.constant('0x1p+0')),
  below: (b, x) => b.operation('lt', b.abs(x), b.constant('0x1.000002p+0')),
  // From 2^-126 to 1: f32's patterns, less the first of them and 2^31.
  pattern: (b, x) =>
    b.operation(
      'ilt',
      b.operation('isub', b.operation('bits', x), b.constant('i:0x80800000')),
      b.constant('i:0xbf000001'),
    ),
  within: (b, x) =>
    b.operation(
      'eq',
      x,
      b.operation('max', b.operation('min', x, b.constant('0x1p+0')), b.constant('-0x1p+0')),
    ),
} satisfies Record<string, Condition>;
type ConditionName = keyof typeof CONDITIONS;

const CASES: readonly (readonly ['f32' | 'f64', ConditionName])[] = [
  ['f32', 'at most'],
  ['f32', 'below'],
  ['f32', 'pattern'],
  ['f32', 'within'],
  ['f64', 'at most'],
  ['f64', 'within'],
];

/** x³ + 1 where |x| ≤ 1 or so, elsewhere a longer way to another function: which was taken shows in every result. */
function cubeOrChain(format: 'f32' | 'f64', condition: ConditionName): Program {
  const b = new ProgramBuilder(format, ['x'], 'f32');
  const x = b.input(0);
  const one = b.constant('0x1p+0');
  const usual = CONDITIONS[condition](b, x);
  const square = b.mul(x, x);
  const short = b.add(b.mul(square, x), one);
  let long = b.sub(square, b.constant('0x1.8p+0'));
  for (const text of ['0x1.2p-1', '0x1.4p-2', '-0x1.6p-3', '0x1.ap-1'])
    long = b.add(b.mul(long, b.constant(text)), x);
  return b.build(b.operation('select', usual, short, long));
}

/** Stretches of usual inputs, of others, and of both; so long that blocks of each kind are among them. */
function inputs(): Float32Array {
  const random = createRandom(3);
  const kinds = [() => 2 * random.next() - 1, () => 40 * random.next() + 1.5, () => 8 * random.next() - 4];
  const list = Float32Array.from({ length: 5003 }, (_, i) => kinds[Math.floor(i / 417) % 3]());
  list.set([NaN, Infinity, -Infinity, -0, 0, 1, -1], 300);
  return list;
}

const folder = mkdtempSync(join(tmpdir(), 'napier-common-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(target: TargetName, program: Program, name: string): void {
  for (const { path, contents } of TARGETS[target].emit([emitted(program, 'f')], name))
    writeFileSync(join(folder, path), contents);
}

describe.each(CASES)('a common path, computed in %s, %s', (format, condition) => {
  const program = cubeOrChain(format, condition);
  const tag = `${format}_${condition.replaceAll(' ', '_')}`;
  const x = inputs();

  it('is found', () => {
    const path = commonPath(program);
    expect(path?.limit === undefined).toBe(condition === 'within');
    expect(path?.short.size).toBe(3);
  });

  it('JavaScript returns early', async () => {
    write('js', program, `js_${tag}`);
    const source = TARGETS.js.emit([emitted(program, 'f')], 'm')[0].contents as string;
    expect(source.slice(source.indexOf('export function')).match(/return/g)).toHaveLength(2);
    const { f } = (await import(pathToFileURL(join(folder, `js_${tag}.js`)).href)) as {
      f: (x: number) => number;
    };
    expectSame(program, x, x.map(f));
  });

  it('WebAssembly: vectors of usual inputs and others', async () => {
    write('wasm', program, `wasm_${tag}`);
    type Emitted = ((x: number) => number) & { map(x: Float32Array): Float32Array };
    const { f } = (await import(pathToFileURL(join(folder, `wasm_${tag}.wasm.js`)).href)) as {
      f: Emitted;
    };
    expectSame(program, x, f.map(x));
    expectSame(
      program,
      x,
      x.map((one) => f(one)),
    );
    const all = f.map(x);
    const mixed: number[] = [];
    for (let length = 0; length <= 560; length++)
      for (const start of [0, 417]) {
        const part = f.map(x.subarray(start, start + length));
        if (!part.every((y, i) => Object.is(y, all[start + i]))) mixed.push(length);
      }
    expect(mixed, 'lengths at which an array differs from a longer one').toEqual([]);
  });

  for (const compiler of ['gcc', 'clang']) {
    needs(compiler)(compiler, () => {
      for (const target of ['c', 'c-array'] as const) {
        it(
          target,
          () => {
            const name = `${compiler}_${tag}_${target === 'c' ? 'one' : 'many'}`;
            write(target, program, name);
            const file = target === 'c' ? name : `${name}_array`;
            const run =
              target === 'c'
                ? 'for (size_t i = 0; i < n; i++) y[i] = napier_ff(x[i]);'
                : 'napier_ff_array(x, y, n);';
            const same = target === 'c' ? '' : 'napier_ff_array(x, x, n); fwrite(x, sizeof *x, n, stdout);';
            writeFileSync(
              join(folder, `${file}-driver.c`),
              `#include <stdio.h>\n#include <stdlib.h>\n#include "${file}.c"\nint main(void) { size_t n = ${x.length}; float *x = malloc(n * sizeof *x), *y = malloc(n * sizeof *y); if (fread(x, sizeof *x, n, stdin) != n) return 1; ${run} fwrite(y, sizeof *y, n, stdout); ${same} return 0; }\n`,
            );
            const binary = join(folder, file);
            const flags = ['-std=c99', '-O3', '-Wall', '-Wextra', '-Werror'];
            execFileSync(compiler, [...flags, '-o', binary, `${binary}-driver.c`, '-lm'], { stdio: 'pipe' });
            const out = execFileSync(binary, { input: Buffer.from(x.buffer), maxBuffer: 2 ** 26 });
            const copies = out.byteLength / x.byteLength;
            expect(copies).toBe(target === 'c' ? 1 : 2);
            for (let k = 0; k < copies; k++)
              expectSame(
                program,
                x,
                new Float32Array(
                  new Uint8Array(out.subarray(k * x.byteLength, (k + 1) * x.byteLength)).buffer,
                ),
              );
          },
          60_000,
        );
      }
    });
  }
});
