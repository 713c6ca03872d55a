import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TARGETS } from '../../src/emit/targets.ts';
import type { TargetName } from '../../src/emit/target.ts';
import { NapierError } from '../../src/error/fault.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { findTwoWordFormat } from '../../src/number/two-word-formats.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { compileProgramBig } from '../../src/program/evaluate-big.ts';
import { compileTwoWord } from '../../src/program/evaluate-two-word.ts';
import type { Instruction, Program } from '../../src/program/program.ts';
import { writeOutWords } from '../../src/program/write-out-words.ts';
import { exponentialSeries, horner, specification, straightLine } from '../certify/real-cases.ts';
import { needs } from '../tool.ts';

const DD = findTwoWordFormat('dd');
const PAIR = findTwoWordFormat('pair');
const N = ROUND.NEAREST;
const OPERATIONS = ['add', 'sub', 'mul', 'div', 'fma', 'neg', 'sqrt'] as const;
const ARITY = { add: 2, sub: 2, mul: 2, div: 2, fma: 3, neg: 1, sqrt: 1 } as const;

/** A program of random operations; roots are of squares plus 1, quotients by them too. */
function randomProgram(random: Random): Program {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(items.length * random.next())];
  const constants = [
    '0.1',
    '-3.3333333333333333333333333333333333',
    '0x1.8p+1',
    '2.718281828459045235360287',
  ];
  const code: Instruction[] = [];
  const operands = ['x', 'c0', 'c1', 'c2', 'c3'];
  const push = (op: Instruction['op'], ...args: string[]): string => {
    code.push({ op, args });
    return `t${code.length - 1}`;
  };
  for (let i = 0; i < 8; i++) {
    const op = pick(OPERATIONS);
    const args = Array.from({ length: ARITY[op] }, () => pick(operands));
    if (op === 'div' || op === 'sqrt') {
      const last = args.length - 1;
      args[last] = push('add', push('mul', args[last], args[last]), 'c0');
    }
    operands.push(push(op, ...args));
  }
  return { format: 'real', inputs: ['x'], constants, code };
}

describe('programs in formats of two words', () => {
  it('written out give the first word that the reference gives', () => {
    const random = createRandom(2);
    let compared = 0;
    for (let i = 0; i < 150; i++) {
      const program = randomProgram(random);
      const [reference, written] = [compileTwoWord(program, DD), compileProgram(writeOutWords(program, DD))];
      for (let k = 0; k < 40; k++) {
        const x = (random.next() - 0.5) * 2 ** (6 * random.next());
        const wanted = DD.toNumber(reference(DD.fromNumber(x)));
        if (!(Math.abs(wanted) < 1e200 && Math.abs(wanted) > 1e-200)) continue;
        compared++;
        expect(written(x)).toBe(wanted);
      }
    }
    expect(compared).toBeGreaterThan(3000);
  });

  it.each([
    ['dd', DD, 2 ** -100],
    ['pair', PAIR, 2 ** -20],
  ])('%s is as near to the real value as its bounds allow', (_, format, tolerance) => {
    // All terms are positive: no cancellation.
    const program = horner(exponentialSeries(24));
    const run = compileTwoWord(program, format);
    const random = createRandom(4);
    withWorkspace(400, (w) => {
      const exact = compileProgramBig(program, w);
      for (let i = 0; i < 500; i++) {
        const x = format.fromNumber(Math.fround(random.next()));
        const [input, result] = w.bigs(2);
        format.toBig(input, x);
        format.toBig(result, run(x));
        const truth = exact([input]);
        mpfr.mpfr_sub(result, result, truth, N);
        mpfr.mpfr_div(result, result, truth, N);
        expect(Math.abs(mpfr.mpfr_get_d(result, N))).toBeLessThan(tolerance);
      }
    });
  });

  it('pairs hold what no double does: x^16 of 10^30', () => {
    const program = straightLine([], 'mul x x; mul t0 t0; mul t1 t1; mul t2 t2; sqrt t3; div t3 t4');
    const run = compileTwoWord(program, PAIR);
    expect(Math.abs(PAIR.toNumber(run(PAIR.fromNumber(1e30))) / 1e240 - 1)).toBeLessThan(2 ** -18);
    expect(run(PAIR.fromNumber(2 ** 100))).toEqual([1, 800]);
    expect(compileTwoWord(straightLine([], 'min x x; max t0 x; abs t1'), PAIR)([-1.5, 3])).toEqual([1.5, 3]);
  });

  it('refuses what it cannot do, in one line', () => {
    const real = straightLine([], 'floor x');
    for (const run of [() => compileTwoWord(real, DD), () => writeOutWords(real, DD)]) {
      expect(run).toThrow(NapierError);
      expect(run).toThrow('there is no floor in dd');
    }
    expect(() => writeOutWords(straightLine([], 'mul x x'), PAIR)).toThrow(/not written out/);
    expect(() => writeOutWords(straightLine([], 'mul x x', 'f32'), DD)).toThrow(/over the reals.*of f32/);
  });
});

describe('in a language', () => {
  const folder = mkdtempSync(join(tmpdir(), 'napier-dd-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = writeOutWords(
    straightLine(
      ['0.1', '0.33333333333333333333333333333333333333'],
      'mul x c1; add t0 c0; div t1 x; mul t2 t2; add t3 c1; sqrt t4; sub t5 t1',
    ),
    DD,
  );
  const write = (target: TargetName): void => {
    const f = {
      name: 'two',
      program,
      specification: specification('x', '[0.5,4]', 'ulp', 'f64'),
      arithmetic: 'dd',
      command: 'test',
      version: 'test',
    };
    for (const { path, contents } of TARGETS[target].emit([f], 'two'))
      writeFileSync(join(folder, path), contents);
  };
  const run = (...words: string[]): string =>
    execFileSync(words[0], words.slice(1), {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  needs('gcc')('C', () => {
    it.each([['-O0'], ['-O3', '-march=native']])('gives the reference’s bits (%s)', (...flags) => {
      write('c');
      run('gcc', ...flags, '-Wall', '-Werror', '-DNAPIER_SELF_TEST', '-o', 'two', 'two.c', '-lm');
      expect(run('./two')).toMatch(/: 0 of \d\d+ vectors differ/);
    });
  });
  needs('rustc')('Rust', () => {
    it('gives the reference’s bits', () => {
      write('rust');
      run('rustc', '-O', '--test', '-o', 'two-rust', 'two.rs');
      expect(run('./two-rust')).toMatch(/test result: ok/);
    });
  });
  it('JavaScript gives the reference’s bits', () => {
    write('js');
    expect(run(process.execPath, 'two.self-test.js')).toMatch(/: 0 of \d\d+ vectors differ/);
  });
});
