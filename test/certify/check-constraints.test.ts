import { describe, expect, it } from 'vitest';
import { brokenConstraint, refuseUncheckable } from '../../src/certify/check-constraints.ts';
import { NapierError } from '../../src/error/fault.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { FORMATS } from '../../src/number/formats.ts';
import type { Constraints } from '../../src/program/constraints.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import type { Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';

const specification = (domain: string, format = 'f16'): Specification => ({
  function: parseExpression('sin(x)'),
  variable: 'x',
  domain: parseDomain(domain),
  format,
  measure: 'ulp',
});
const program = (constants: string[], ...code: [Program['code'][number]['op'], ...string[]][]): Program => ({
  format: 'f16',
  inputs: ['x'],
  constants,
  code: code.map(([op, ...args]) => ({ op, args })),
});
/** x·(1 − x²/8): odd, and rising up to 1.63. */
const cubic = program(
  ['0x1p-3', '0x1p+0'],
  ['mul', 'x', 'x'],
  ['mul', 't0', 'c0'],
  ['sub', 'c1', 't1'],
  ['mul', 'x', 't2'],
);
const broken = (of: Program, domain: string, constraints: Constraints): string | undefined =>
  brokenConstraint(of, specification(domain), constraints);

describe('constraints on programs', () => {
  it('odd: at every input', () => {
    expect(broken(cubic, '[-1,1]', { odd: true })).toBeUndefined();
    const offset = program(['0x1p-20'], ['add', 'x', 'c0']);
    // Only where x is small does the sum tell.
    expect(broken(offset, '[-1,1]', { odd: true })).toMatch(/^it is not odd: f\(/);
    // x − x³/8 gives +0 at −0.
    const sum = program(
      ['0x1p-3'],
      ['mul', 'x', 'x'],
      ['mul', 't0', 'x'],
      ['mul', 't1', 'c0'],
      ['sub', 'x', 't2'],
    );
    expect(broken(sum, '[-1,1]', { odd: true })).toBe(
      'it is not odd: f(-0x0p+0) = 0x0p+0, f of its negative 0x0p+0',
    );
    const square = program([], ['mul', 'x', 'x']);
    expect(broken(square, '[-1,1]', { odd: true })).toContain('not odd');
  });

  it('monotone: agrees with a walk over all numbers', () => {
    const { f16 } = FORMATS;
    for (const top of ['1', '1.5', '1.7', '2']) {
      const run = compileProgram(cubic);
      let falls = false;
      const last = f16.ordinal(f16.round(Number(top)));
      for (let o = 1n; o <= last; o++) falls ||= run(f16.fromOrdinal(o)) < run(f16.fromOrdinal(o - 1n));
      expect([top, broken(cubic, `[0,${top}]`, { monotone: true }) !== undefined]).toEqual([top, falls]);
    }
    const falling = program([], ['neg', 'x']);
    expect(broken(falling, '[-2,2]', { monotone: true })).toBeUndefined();
  });

  it('exact: the zeros are one', () => {
    const pair = (input: string, result: string): Constraints => ({ exact: [{ input, result }] });
    expect(broken(cubic, '[-1,1]', pair('0x0p+0', '0x0p+0'))).toBeUndefined();
    expect(broken(cubic, '[-1,1]', pair('0x1p+0', '0x1p+0'))).toBe('at 0x1p+0 it gives 0x1.cp-1, not 0x1p+0');
  });

  it('branch-free: no comparison, no selection', () => {
    const chosen = program(['0x1p+0'], ['lt', 'x', 'c0'], ['select', 't0', 'x', 'c0']);
    expect(broken(chosen, '[0,2]', { branchFree: true })).toContain('`lt`');
    expect(broken(program(['0x1p+0'], ['min', 'x', 'c0']), '[0,2]', { branchFree: true })).toBeUndefined();
  });

  it('a sample refutes, and runs numbers of any machine format', () => {
    const wide = { ...cubic, format: 'f64' };
    expect(
      brokenConstraint(wide, specification('[0,2]', 'f64'), { monotone: true }, { extent: 'sample' }),
    ).toContain('monotone');
  });

  it('refuses what cannot be checked', () => {
    const refused = (domain: string, format: string, constraints: Constraints): string => {
      try {
        refuseUncheckable(specification(domain, format), constraints);
        return '';
      } catch (error) {
        return (error as NapierError).fault.message;
      }
    };
    expect(refused('[-1,1]', 'f64', { monotone: true })).toBe(
      '--monotone is checked by running every input: f64 has too many',
    );
    expect(refused('[-1,1]', 'real', { odd: true })).toContain('real has too many');
    expect(refused('[0,1]', 'f32', { odd: true })).toContain('the same on both sides of 0');
    expect(refused('[0,1]', 'real', { branchFree: true })).toBe('');
  });
});
