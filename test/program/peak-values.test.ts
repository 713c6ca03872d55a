import { expect, it } from 'vitest';
import { peakValues } from '../../src/program/peak-values.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Program } from '../../src/program/program.ts';

function build(write: (b: ProgramBuilder) => string): Program {
  const b = new ProgramBuilder('f64', ['x']);
  return b.build(write(b));
}
const result = ({ code }: Program): string => `t${code.length - 1}`;

it('a chain of x holds x and its own value', () => {
  const program = build((b) => {
    const x = b.input(0);
    let y = b.mul(x, b.constant('0x1.8p+0'));
    for (const c of ['0x1p-1', '0x1p-2', '0x1p-3']) y = b.mul(b.add(y, b.constant(c)), x);
    return y;
  });
  expect(peakValues(program, result(program))).toBe(2);
});

it('a sum of squares holds as many as are wanted at once', () => {
  // Both roots of the sum wait for each other.
  const program = build((b) => {
    const x = b.input(0);
    const [p, q, r] = ['0x1p-1', '0x1p-2', '0x1p-3'].map((c) => b.sqrt(b.add(x, b.constant(c))));
    return b.add(b.mul(p, q), r);
  });
  expect(peakValues(program, result(program))).toBe(3);
});

it('what a value does not take is not counted, and written early is not held early', () => {
  const program = build((b) => {
    const x = b.input(0);
    const early = ['0x1p-1', '0x1p-2', '0x1p-3', '0x1p-4'].map((c) => b.mul(x, b.constant(c)));
    let y = b.sqrt(x);
    for (const one of early) y = b.sqrt(b.sub(y, one));
    return b.add(y, b.constant('0x1p+0'));
  });
  // x, the sum so far, and the product that is taken off next.
  expect(peakValues(program, result(program))).toBe(3);
  expect(peakValues(program, program.code[0].args[0])).toBe(0);
  expect(peakValues(program, 't0')).toBe(1);
});
