import { describe, expect, it } from 'vitest';
import { apply, integer, rational, variable, type Expression } from '../../../src/expression/expression.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { createRandom, type Random } from '../../../src/number/random.ts';
import { compileSystem } from '../../../src/program/system/evaluate-system.ts';
import { expressionsToSystem, nearestDouble } from '../../../src/program/system/expression-to-system.ts';
import { systemCost, type SystemProgram } from '../../../src/program/system/system.ts';
import { commonPairs, type Row } from '../../../src/rewrite/compile/common-pairs.ts';
import { optimiseSystem } from '../../../src/rewrite/compile/optimise-system.ts';

const INPUTS = ['x', 'y', 'z'];
const system = (...texts: string[]) =>
  texts.map((text, i) => ({ name: `f${i}`, expression: parseExpression(text) }));

function valuesOf(program: SystemProgram, point: readonly number[]): number[] {
  const out = new Float64Array(program.outputs.length);
  compileSystem(program)(point, out);
  return [...out];
}

function randomTerm(random: Random, depth: number): Expression {
  if (depth === 0 || random.integer(7) === 0) {
    return random.integer(4) === 0
      ? rational(BigInt(random.integer(9) - 4), 3n)
      : variable(INPUTS[random.integer(3)]);
  }
  const part = (): Expression => randomTerm(random, depth - 1);
  switch (random.integer(8)) {
    case 0:
    case 1:
      return apply('add', part(), part());
    case 2:
      return apply('sub', part(), part());
    case 3:
    case 4:
      return apply('mul', part(), part());
    case 5:
      return apply('div', part(), apply('add', apply('exp', part()), integer(1)));
    case 6:
      return apply('pow', part(), integer(1 + random.integer(4)));
    default:
      return apply(random.integer(2) === 0 ? 'sin' : 'neg', part());
  }
}

describe('optimiseSystem', () => {
  it('keeps the values of random systems', () => {
    const random = createRandom(4);
    for (let i = 0; i < 300; i++) {
      const given = [0, 1, 2].map((k) => ({ name: `f${k}`, expression: randomTerm(random, 4) }));
      const written = expressionsToSystem(given, INPUTS, false);
      const programs = [expressionsToSystem(given, INPUTS, true), optimiseSystem(given, INPUTS)];
      for (let k = 0; k < 3; k++) {
        const point = INPUTS.map(() => 0.25 + random.next());
        const wanted = valuesOf(written, point);
        for (const program of programs) {
          valuesOf(program, point).forEach((value, j) => {
            const scale = Math.max(1, Math.abs(wanted[j])) * 1e-6;
            // The same on both sides of what overflows.
            if (!Number.isFinite(wanted[j]) || Math.abs(wanted[j]) > 1e6) return;
            expect(Math.abs(value - wanted[j]), toText(given[j].expression)).toBeLessThan(scale);
          });
        }
      }
    }
  });

  it.each([
    // One product and one difference, twice used.
    [system('x*y - z', '(x*y - z)*2', 'z - x*y'), 4],
    // x(y + z)
    [system('x*y + x*z'), 2],
    // 2(x + y)
    [system('2*x + 2*y'), 2],
    // x·y once
    [system('x*y*z', 'x*y + 1', 'y*x'), 3],
    [system('x^8'), 3],
    [system('0*x + 3', 'x - x'), 0],
  ] as const)('takes so few operations: case %#', (given, count) => {
    expect(optimiseSystem(given, INPUTS).code.length).toBeLessThanOrEqual(count);
  });

  it('is never dearer than the system written line by line', () => {
    const random = createRandom(6);
    for (let i = 0; i < 60; i++) {
      const given = [0, 1].map((k) => ({ name: `f${k}`, expression: randomTerm(random, 3) }));
      expect(systemCost(expressionsToSystem(given, INPUTS, true))).toBeLessThanOrEqual(
        systemCost(expressionsToSystem(given, INPUTS, false)),
      );
    }
  });

  it('refuses what no library has, and inputs that are not there', () => {
    expect(() => optimiseSystem(system('zeta(x)'), INPUTS)).toThrow(/cannot be compiled/);
    expect(() => optimiseSystem(system('q + 1'), INPUTS)).toThrow(/not an input/);
  });
});

it('pairs that rows share become one member', () => {
  const rows: Row[] = [
    new Map([[1, 1], [2, -1], [3, 1]]), // prettier-ignore
    new Map([[1, -2], [2, 2]]), // prettier-ignore
  ];
  expect(commonPairs(rows, 'sum', 10)).toEqual([{ member: 10, left: 1, right: 2, ratio: -1 }]);
  expect(rows.map((row) => [...row])).toEqual([[[3, 1], [10, 1]], [[10, -2]]]); // prettier-ignore
});

it('rational numbers become the nearest doubles', () => {
  expect(nearestDouble(1n, 3n)).toBe(1 / 3);
  expect(nearestDouble(-(10n ** 40n), 3n * 10n ** 39n)).toBe(-10 / 3);
  expect(nearestDouble(2n ** 53n + 1n, 1n)).toBe(2 ** 53);
  expect(nearestDouble(1n, 10n ** 30n)).toBe(1e-30);
});
