import { describe, expect, it } from 'vitest';
import { createChecker } from '../../src/certify/exhaustive-kernel.ts';
import { loadManifest, loadShipped } from '../../src/discover/shipped/shipped-folder.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { commonPath } from '../../src/program/common-path.ts';
import { compilePaths } from '../../src/program/compile-paths.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { hasFusedVectors } from '../../src/program/fused-vectors.ts';
import { Kernel } from '../../src/program/kernel.ts';
import type { Program } from '../../src/program/program.ts';
import { subProgram } from '../../src/program/sub-program.ts';

const POINTS = 1024;
const { shipped } = loadManifest();
const programs = shipped
  .filter(({ format, fma }) => format === 'f32' && (!fma || hasFusedVectors()))
  .map((row): [string, Program] => {
    const { text: _, ...program } = loadShipped(row).front[0].program;
    return [`${row.name}${row.fma ? ', fma' : ''}`, program];
  })
  .filter(([, program]) => commonPath(program) !== undefined);

describe('the ways through a program, compiled apart', () => {
  it('are there for functions that are shipped', () => {
    expect(programs.length).toBeGreaterThan(5);
    for (const [, program] of programs) expect(compilePaths(new Kernel(), program)).toBeDefined();
  });

  it.each(programs)(
    '%s: blocks of one way and of both give the reference evaluator’s results',
    (_, program) => {
      const checker = createChecker(program, FORMATS.f32, 'ulp');
      const reference = compileProgram(program);
      // About every boundary between the ways (found by bisection on the condition), within both, and at the specials.
      const starts = [0, 0x00800000, 0x3f800000, 0x7f7ffc00, 0x7f800000 - 512, ...boundaries(program)];
      for (const negative of [false, true])
        for (const start of starts) {
          checker.run(negative, start, POINTS);
          for (let i = 0; i < POINTS; i++) {
            const x = checker.input(i);
            if (x === x && !Object.is(checker.result(i), reference(x)))
              expect([x, checker.result(i)]).toEqual([x, reference(x)]);
          }
        }
    },
  );

  it('a value of a program is a program', () => {
    const [[, program]] = programs;
    const path = commonPath(program);
    if (path === undefined) throw new Error('no path');
    const [short, long] = [path.value, path.other].map((one) => compileProgram(subProgram(program, one)));
    const whole = compileProgram(program);
    for (const x of [0.5, -3, 1e-42, 3e38, -0, Infinity])
      expect([short(x), long(x)].some((y) => Object.is(y, whole(x)))).toBe(true);
    expect(() => subProgram(program, program.inputs[0])).toThrow(RangeError);
  });
});

/** Magnitudes half a block before those at which the condition changes, of both signs. */
function boundaries(program: Program): number[] {
  const path = commonPath(program);
  if (path === undefined) return [];
  const condition = subProgram(program, path.condition);
  const next = program.constants.length;
  const asked = compileProgram({
    ...condition,
    constants: [...program.constants, '0x1p+0', '0x0p+0'],
    code: [
      ...condition.code,
      { op: 'select', args: [`t${condition.code.length - 1}`, `c${next}`, `c${next + 1}`] },
    ],
  });
  const holds = (magnitude: number): boolean => asked(FORMATS.f32.fromOrdinal(BigInt(magnitude))) === 1;
  let [low, high] = [0x3f800000, 0x7f800000];
  if (!holds(low) || holds(high)) return [];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return [Math.max(0, high - POINTS / 2)];
}
