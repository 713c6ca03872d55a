import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { bitsOfError } from '../../../src/search/rewrite/bits-of-error.ts';
import { machineFunction } from '../../../src/search/rewrite/machine-function.ts';
import { MachineValues } from '../../../src/search/rewrite/machine-values.ts';
import { expressionCost, OPERATION_COSTS } from '../../../src/search/rewrite/operation-costs.ts';

const f64 = findFormat('f64');
const f32 = findFormat('f32');

describe('functions of a machine', () => {
  it('are correctly rounded', () => {
    // exp(1) and sin(10^22), from Muller, Elementary Functions (3rd ed.), correctly rounded.
    expect(machineFunction('exp', f64)(1, 0, 0)).toBe(Math.E);
    expect(machineFunction('sin', f64)(1e22, 0, 0)).toBe(-0.8522008497671888);
    expect(machineFunction('exp', f32)(1, 0, 0)).toBe(Math.fround(Math.E));
    expect(machineFunction('add', f32)(1, 2 ** -30, 0)).toBe(1);
  });

  it('do with infinities, poles and NaN as IEEE 754 says', () => {
    expect(machineFunction('exp', f64)(-Infinity, 0, 0)).toBe(0);
    expect(machineFunction('exp', f64)(710, 0, 0)).toBe(Infinity);
    expect(machineFunction('log', f64)(0, 0, 0)).toBe(-Infinity);
    expect(machineFunction('log', f64)(-1, 0, 0)).toBeNaN();
    expect(machineFunction('atan', f64)(Infinity, 0, 0)).toBe(Math.PI / 2);
    expect(machineFunction('sin', f64)(Infinity, 0, 0)).toBeNaN();
    expect(machineFunction('pow', f64)(2, NaN, 0)).toBeNaN();
    expect(machineFunction('sin', f64)(-0, 0, 0)).toBe(-0);
  });

  it('make up the values of expressions, every operation rounded', () => {
    const machine = new MachineValues(f64, ['x'], [Float64Array.of(1e-17, 1, 1e300)]);
    expect([...machine.of(parseExpression('(x + 1) - 1'))]).toEqual([0, 1, 1e300]);
    const narrow = new MachineValues(f32, ['x'], [Float64Array.of(1)]);
    expect([...narrow.of(parseExpression('x/3'))]).toEqual([Math.fround(1 / 3)]);
  });
});

describe('bits of error', () => {
  it('count the numbers between', () => {
    const bits = bitsOfError(f64);
    expect(bits(1, 1)).toBe(0);
    expect(bits(1 + 2 ** -52, 1)).toBe(1);
    expect(bits(1 + 3 * 2 ** -52, 1)).toBe(2);
    expect(bits(0, 1)).toBeCloseTo(Math.log2(1023 * 2 ** 52), 6);
    expect(bits(-1, 1)).toBeCloseTo(Math.log2(2046 * 2 ** 52), 6);
    expect(bits(NaN, 1)).toBe(64);
    expect(bitsOfError(f32)(NaN, 1)).toBe(32);
    expect(bitsOfError(f32)(1 + 2 ** -22, 1)).toBeCloseTo(Math.log2(3));
  });
});

describe('costs', () => {
  it('count shared parts once and constants not at all', () => {
    const { operations, libm } = OPERATION_COSTS;
    expect(expressionCost(parseExpression('sqrt(x+1)*sqrt(x+1) + exp(2)'), operations)).toBe(4);
    expect(expressionCost(parseExpression('sqrt(x+1)'), libm)).toBe(6);
  });
});
