import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Operand } from '../../src/program/program.ts';

function unary(format: string, body: (b: ProgramBuilder, x: Operand) => Operand): (x: number) => number {
  const b = new ProgramBuilder(format, ['x']);
  return compileProgram(b.build(body(b, b.input(0))));
}

describe('programs in fixed point', () => {
  it('have no opposite of the least number, and no zero with a sign', () => {
    const negate = unary('q(1.6)', (b, x) => b.neg(x));
    expect([negate(-2), negate(0.5), negate(0)]).toEqual([127 / 64, -0.5, 0]);
    const magnitude = unary('q(1.6)', (b, x) => b.abs(x));
    expect([magnitude(-2), magnitude(-0.5)]).toEqual([127 / 64, 0.5]);
    expect(unary('q(1.6,wrap)', (b, x) => b.neg(x))(-2)).toBe(-2);
    expect(unary('uq(1.6)', (b, x) => b.neg(x))(0.5)).toBe(0);
  });

  it('have their count of units as bits, in two’s complement', () => {
    // −1/64 shifted left once, with its sign: −2/64.
    const twice = unary('q(1.6)', (b, x) =>
      b.operation('float', b.operation('ishl', b.operation('bits', x), b.integer(1))),
    );
    expect([twice(-1 / 64), twice(0.25), twice(1)]).toEqual([-2 / 64, 0.5, -2]);
    const unsigned = unary('uq(0.8)', (b, x) => b.operation('float', b.operation('bits', x)));
    expect([unsigned(255 / 256), unsigned(0.5)]).toEqual([255 / 256, 0.5]);
  });

  it('give 0 for what is no number: beyond the ends of a table', () => {
    const beyond = unary('q(1.6)', (b, x) =>
      b.operation('lookup', b.table('float', ['0x1p-1']), b.operation('bits', x)),
    );
    expect([beyond(0), beyond(1), beyond(-1)]).toEqual([0.5, 0, 0]);
  });
});
