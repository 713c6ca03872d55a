import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, rational, variable } from '../../src/expression/expression.ts';
import { REAL_OPERATIONS } from '../../src/program/machine-operations.ts';
import { OPERATION_NAMES } from '../../src/expression/operations.ts';
import { programToExpression } from '../../src/program/program-to-expression.ts';
import { arbitraryProgram } from './conformance-programs.ts';

describe('programToExpression', () => {
  it('is the term, constants exact', () => {
    const term = programToExpression({
      format: 'real',
      inputs: ['x'],
      constants: ['-0.1', '0x1.8p+1'],
      code: [
        { op: 'mul', args: ['x', 'c0'] },
        { op: 'fma', args: ['t0', 't0', 'c1'] },
      ],
    });
    const product = apply('mul', variable('x'), rational(-1n, 10n));
    expect(term).toBe(apply('fma', product, product, rational(3n)));
    expect(programToExpression({ format: 'f32', inputs: ['y'], constants: [], code: [] })).toBe(
      variable('y'),
    );
  });

  it('has a term for every operation', () => {
    for (const op of REAL_OPERATIONS) expect(OPERATION_NAMES).toContain(op);
    fc.assert(
      fc.property(arbitraryProgram('f32'), (program) => {
        expect(programToExpression(program)).toMatchObject({
          kind: 'apply',
          operation: program.code.at(-1)?.op,
        });
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('refuses constants that are not real', () => {
    const program = {
      format: 'f32',
      inputs: ['x'],
      constants: ['inf'],
      code: [{ op: 'add', args: ['x', 'c0'] }],
    } as const;
    expect(() => programToExpression(program)).toThrow(/`inf` is not a real number/);
  });
});
