import { describe, expect, it } from 'vitest';
import type { Instruction, Program } from '../../../src/program/program.ts';
import { passesNaN } from '../../../src/search/reduction/nan-flow.ts';

const program = (constants: string[], ...code: [Instruction['op'], ...string[]][]): Program => ({
  format: 'f32',
  inputs: ['x'],
  constants,
  code: code.map(([op, ...args]) => ({ op, args })),
});

describe('passesNaN', () => {
  it('follows arithmetic and the first operand of min and max', () => {
    expect(passesNaN(program(['0x1p+0'], ['add', 'x', 'c0']))).toBe(true);
    expect(passesNaN(program(['0x1p+0'], ['min', 'x', 'c0']))).toBe(true);
    expect(passesNaN(program(['0x1p+0'], ['min', 'c0', 'x']))).toBe(false);
  });

  it('follows comparisons to where false leads', () => {
    expect(passesNaN(program(['inf'], ['lt', 'x', 'c0'], ['select', 't0', 'c0', 'x']))).toBe(true);
    expect(passesNaN(program(['inf'], ['lt', 'x', 'c0'], ['select', 't0', 'x', 'c0']))).toBe(false);
  });

  it('keeps a NaN whose sign is changed, and no other made of its bits', () => {
    const sign = ['i:-2147483648', 'i:31', 'i:1'];
    const flip: [Instruction['op'], ...string[]][] = [
      ['bits', 'x'],
      ['ishl', 't0', 'c1'],
      ['ixor', 't0', 't1'],
      ['float', 't2'],
    ];
    expect(passesNaN(program(sign, ...flip))).toBe(true);
    expect(passesNaN(program(sign, ['bits', 'x'], ['isub', 't0', 'c2'], ['float', 't1']))).toBe(false);
    expect(passesNaN(program(sign, ['bits', 'x'], ['fromint', 't0']))).toBe(false);
  });
});
