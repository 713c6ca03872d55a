import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chunked } from '../../../src/emit/system/chunks.ts';
import { SYSTEM_TARGET_NAMES, type EmitSystem } from '../../../src/emit/system/system-target.ts';
import { SYSTEM_TARGETS } from '../../../src/emit/system/system-targets.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import { compileSystem } from '../../../src/program/system/evaluate-system.ts';
import { optimiseSystem } from '../../../src/rewrite/compile/optimise-system.ts';
import { needs } from '../../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'napier-system-'));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
afterAll(() => rmSync(folder, { recursive: true }));

/** A system with every operation that needs no library, and vectors with special values. */
function exactSystem(name: string, equations: number): EmitSystem {
  const texts = ['x*y - z/w', 'min(x, y) + max(z, w)', 'sqrt(abs(x)) - abs(y*z)', 'floor(x) + ceil(y) - round(z)*trunc(w)', '-x', '7', 'w', 'x/3 + y^5']; // prettier-ignore
  const system = Array.from({ length: equations }, (_, i) => ({
    name: `f${i}`,
    expression: parseExpression(`(${texts[i % texts.length]})${i < texts.length ? '' : ` + ${i}*x*y`}`),
  }));
  return emitted(name, system, ['x', 'y', 'z', 'w']);
}

function emitted(name: string, system: Parameters<typeof optimiseSystem>[0], inputs: string[]): EmitSystem {
  const program = optimiseSystem(system, inputs);
  const run = compileSystem(program);
  const random = createRandom(9);
  const special = [0, -0, 1, -2.5, 0.5, 1.5, Infinity, -Infinity, NaN, 5e-324, 1e308, -7.25];
  const vectors = Array.from({ length: 41 }, () => {
    const point = inputs.map(() =>
      random.integer(3) === 0 ? special[random.integer(special.length)] : 20 * random.next() - 10,
    );
    const outputs = new Float64Array(system.length);
    run(point, outputs);
    return { inputs: point, outputs: [...outputs] };
  });
  return { name, program, contract: ['of a test: */ */'], vectors };
}

function write(system: EmitSystem): void {
  for (const target of SYSTEM_TARGET_NAMES) {
    for (const { path, contents } of SYSTEM_TARGETS[target].emit(system))
      writeFileSync(join(folder, path), contents);
  }
}

const node = (file: string): string =>
  execFileSync(process.execPath, [join(folder, file)], { encoding: 'utf8' });

describe.each([
  ['small', 8],
  // Longer than one piece of code.
  ['large', 2_500],
])('a %s system', (name, equations) => {
  const system = exactSystem(name, equations);
  write(system);

  it('has the reference bits in JavaScript', () => {
    expect(node(`${name}.self-test.js`)).toContain(': 0 values differ');
  });

  it('has the reference bits in WebAssembly, one state and two at a time', () => {
    expect(node(`${name}.wasm.self-test.js`)).toContain(': 0 values differ');
  });

  needs('gcc')('with gcc', () => {
    it('has the reference bits in C', { timeout: 60_000 }, () => {
      const args = ['-O2', '-std=c11', '-Wall', '-Wextra', '-Werror', '-DNAPIER_SELF_TEST', `${name}.c`, '-lm', '-o', `${name}-c`]; // prettier-ignore
      execFileSync('gcc', args, { cwd: folder });
      expect(execFileSync(join(folder, `${name}-c`), { encoding: 'utf8' })).toContain(': 0 values differ');
    });
  });
});

it('calls the library of JavaScript with the same bits in JavaScript and WebAssembly', () => {
  const texts = ['exp(x) + sin(y)', 'x^y', 'atan2(x, y) - hypot(x, y)', 'log(abs(x)) + cbrt(y) + tanh(x)'];
  const system = texts.map((text, i) => ({ name: `g${i}`, expression: parseExpression(text) }));
  write(emitted('calls', system, ['x', 'y']));
  expect(node('calls.self-test.js')).toContain(': 0 values differ');
  expect(node('calls.wasm.self-test.js')).toContain(': 0 values differ');
});

it('every value that crosses pieces has a place', () => {
  const { program } = exactSystem('pieces', 60);
  const { chunks, slots } = chunked(program, 25);
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.flatMap(({ outputs }) => outputs).toSorted((a, b) => a - b)).toEqual(
    program.outputs.map((_, i) => i),
  );
  for (const { reads, from } of chunks) {
    for (const j of reads) {
      expect(j).toBeLessThan(from);
      expect(slots.has(j)).toBe(true);
    }
  }
});
