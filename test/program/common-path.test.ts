import { describe, expect, it } from 'vitest';
import { commonPath } from '../../src/program/common-path.ts';
import { COST_MODELS } from '../../src/program/cost.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { inlineProgram } from '../../src/program/inline-program.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Operand, Program } from '../../src/program/program.ts';

/** `select(condition, x⁴ + 1, a chain of so many operations)`. */
function choice(length: number, condition: (b: ProgramBuilder, x: Operand) => Operand): Program {
  const b = new ProgramBuilder('f32', ['x']);
  const x = b.input(0);
  let long = x;
  for (let i = 0; i < length; i++) long = b.add(long, b.constant(`0x1p-${i + 1}`));
  const square = b.mul(x, x);
  const short = b.add(b.mul(square, square), b.constant('0x1p+0'));
  return b.build(b.operation('select', condition(b, x), short, long));
}
const small = (b: ProgramBuilder, x: Operand): Operand => b.operation('le', b.abs(x), b.constant('0x1p+0'));

describe('the common path', () => {
  it('is the condition and the value where it holds', () => {
    const path = commonPath(choice(8, small));
    expect([...(path?.test ?? [])].length).toBe(2);
    expect([...(path?.short ?? [])].length).toBe(3);
    expect([...(path?.long ?? [])].length).toBe(8);
  });

  it('is none where little is spared, where the test is long, and where nothing is chosen', () => {
    expect(commonPath(choice(5, small))).toBeUndefined();
    const long = (b: ProgramBuilder, x: Operand): Operand =>
      b.operation('lt', b.sqrt(b.sqrt(b.sqrt(b.sqrt(x)))), b.constant('0x1p+0'));
    expect(commonPath(choice(8, long))).toBeUndefined();
    const c = new ProgramBuilder('f32', ['x']);
    let chain = c.input(0);
    for (let i = 0; i < 8; i++) chain = c.add(chain, c.constant(`0x1p-${i + 1}`));
    const special = c.operation('select', small(c, c.input(0)), c.constant('0x1p+0'), chain);
    expect(commonPath(c.build(special))).toBeUndefined();
    const b = new ProgramBuilder('f32', ['x']);
    expect(commonPath(b.build(b.mul(b.input(0), b.input(0))))).toBeUndefined();
  });

  it('is what measured throughput counts, and no other cost', () => {
    const [few, many] = [choice(8, small), choice(20, small)];
    const { operations } = COST_MODELS;
    const throughput = COST_MODELS['zen5-throughput'];
    expect(throughput.cost(few)).toBe(throughput.cost(many));
    expect(operations.cost(many)).toBe(operations.cost(few) + 12);
  });
});

describe('a program within another', () => {
  it('gives what it gives alone', () => {
    const inner = choice(8, small);
    const b = new ProgramBuilder('f32', ['y']);
    const outer = b.build(b.neg(inlineProgram(b, inner, [b.add(b.input(0), b.constant('0x1p+0'))])));
    const [alone, within] = [compileProgram(inner), compileProgram(outer)];
    for (const y of [-3, -1.5, -0.25, 0, 2]) expect(within(y)).toBe(-alone(y + 1));
  });
});
