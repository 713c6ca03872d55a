import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { validateProgram } from '../../src/program/validate-program.ts';
import { arbitraryProgram } from './conformance-programs.ts';

const good = {
  format: 'f32',
  inputs: ['x'],
  constants: ['0x1.8p-1'],
  code: [
    { op: 'mul', args: ['x', 'c0'] },
    { op: 'fma', args: ['t0', 'x', 'c0'] },
  ],
};

describe('validateProgram', () => {
  it('keeps what is valid and drops other properties', () => {
    expect(validateProgram({ ...good, text: 'y = x' })).toEqual(good);
    fc.assert(
      fc.property(arbitraryProgram('f64'), (program) => {
        expect(validateProgram(program)).toEqual(program);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('names the place and the mistake', () => {
    const code = (op: unknown, args: unknown) => ({ ...good, code: [good.code[0], { op, args }] });
    const cases: [unknown, RegExp, RegExp?][] = [
      [null, /expected an object/],
      [{ ...good, format: 'f31' }, /unknown format `f31`/, /f32/],
      [{ ...good, format: 7 }, /unknown format `7`/],
      [{ ...good, inputs: [] }, /no inputs/],
      [{ ...good, inputs: 'x' }, /`inputs` must be a list/],
      [{ ...good, inputs: ['x', 'x'] }, /input 1: `x` is there twice/],
      [{ ...good, inputs: ['t0'] }, /input 0: `t0` is the name of/, /rename/],
      [{ ...good, inputs: ['a b'] }, /input 0: `a b` is not a name/],
      [{ ...good, constants: [1.5] }, /constants 0: expected text, found `1.5`/],
      [{ ...good, constants: ['0.75'] }, /constant 0: `0.75` is not a hexadecimal float/],
      [{ ...good, constants: ['0x1.000001p0'] }, /constant 0: .* is not a number of f32/, /0x1p\+0/],
      [{ ...good, format: 'real', constants: ['one'] }, /constant 0: `one` is not a number/],
      [
        { ...good, format: 'real', constants: ['1'.repeat(20_000)] },
        /constant 0: more than 10000 characters/,
      ],
      [{ ...good, constants: [] }, /instruction 0: nothing is named `c0`/],
      [code('mull', ['x', 'x']), /instruction 1: unknown operation `mull`/, /mul/],
      [code('toString', ['x']), /unknown operation `toString`/],
      [code('mul', ['x']), /instruction 1: `mul` takes 2 operands, found 1/],
      [code('neg', ['x', 'x']), /`neg` takes 1 operand, found 2/],
      [code('neg', ['t1']), /`t1` is used before it is computed/],
      [code('neg', ['t00']), /nothing is named `t00`/],
      [code('neg', [0]), /`args` must be a list of operand names/],
      [{ ...good, code: [3] }, /instruction 0: expected an object/],
      [{ ...good, code: Array.from({ length: 100_001 }, () => good.code[0]) }, /more than 100000 entries/],
    ];
    for (const [data, message, hint] of cases) {
      try {
        validateProgram(data);
      } catch (error) {
        if (!(error instanceof NapierError)) throw error;
        expect(error.fault.message).toMatch(message);
        if (hint) expect(error.fault.hint).toMatch(hint);
        continue;
      }
      expect.fail(`accepted: ${message}`);
    }
  });

  it('throws nothing but NapierError, whatever it is given', () => {
    const anything = fc.anything();
    const nearly = fc.record({
      format: fc.constantFrom('f32', 'real', 'x'),
      inputs: fc.array(fc.string()),
      constants: fc.array(fc.string()),
      code: fc.array(fc.record({ op: fc.constantFrom('mul', 'neg', 'x'), args: fc.array(fc.string()) })),
    });
    fc.assert(
      fc.property(fc.oneof(anything, nearly), (data) => {
        try {
          validateProgram(data);
        } catch (error) {
          expect(error).toBeInstanceOf(NapierError);
        }
      }),
      { seed: 2, numRuns: 2000 },
    );
  });
});
