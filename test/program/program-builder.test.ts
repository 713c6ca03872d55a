import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import { programText } from '../../src/program/program-text.ts';
import { validateProgram } from '../../src/program/validate-program.ts';
import { arbitraryProgram, testInputs } from './conformance-programs.ts';

describe('ProgramBuilder', () => {
  it('shares equal work and leaves unused work out', () => {
    const b = new ProgramBuilder('f32', ['x', 'y']);
    const [x, y] = [b.input(0), b.input(1)];
    b.sqrt(b.constant('0x1p+1'));
    const sum = b.add(x, y);
    expect(b.add(y, x)).toBe(sum);
    expect(b.sub(y, x)).not.toBe(b.sub(x, y));
    expect(b.min(y, x)).not.toBe(b.min(x, y));
    expect(b.fma(x, y, sum)).toBe(b.fma(y, x, sum));
    const program = b.build(b.mul(sum, b.constant('0x1.8p+1')));
    expect(program).toEqual({
      format: 'f32',
      inputs: ['x', 'y'],
      constants: ['0x1.8p+1'],
      code: [
        { op: 'add', args: ['x', 'y'] },
        { op: 'mul', args: ['t0', 'c0'] },
      ],
    });
    expect(programText(program)).toBe('t0 = x + y; t1 = t0 * 0x1.8p+1');
    expect(programText(program, '\n')).toBe('t0 = x + y\nt1 = t0 * 0x1.8p+1');
  });

  it('ends in the result asked for, whatever it is', () => {
    const result = (pick: (b: ProgramBuilder) => string) => {
      const b = new ProgramBuilder('f64', ['x', 'y']);
      b.add(b.input(0), b.input(1));
      return compileProgram(b.build(pick(b)))(3, -0);
    };
    expect(result((b) => b.input(0))).toBe(3);
    expect(result((b) => b.input(1))).toBe(-0);
    expect(result((b) => b.constant('0x1.4p+2'))).toBe(5);
    // A result that is not the last instruction made: later ones are unused and go.
    expect(
      result((b) => {
        const product = b.mul(b.input(0), b.input(0));
        b.sqrt(product);
        return product;
      }),
    ).toBe(9);
  });

  it('rebuilds any program into a valid one of the same values, no longer than before', () => {
    fc.assert(
      fc.property(arbitraryProgram('f32'), (program) => {
        const b = new ProgramBuilder(program.format, program.inputs);
        const made: string[] = [];
        const operand = (name: string) =>
          program.inputs.includes(name)
            ? b.input(program.inputs.indexOf(name))
            : name.startsWith('c')
              ? b.constant(program.constants[Number(name.slice(1))])
              : made[Number(name.slice(1))];
        for (const { op, args } of program.code) made.push(b.operation(op, ...args.map(operand)));
        const rebuilt = validateProgram(b.build(made[made.length - 1]));
        expect(rebuilt.code.length).toBeLessThanOrEqual(program.code.length);
        const [before, after] = [compileProgram(program), compileProgram(rebuilt)];
        const inputs = program.inputs.map((_, i) => testInputs(FORMATS.f32, createRandom(i), 100));
        for (let i = 0; i < 100; i++) {
          const point = inputs.map((values) => values[i]);
          expect(after(...point)).toBe(before(...point));
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
