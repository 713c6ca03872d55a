import { describe, expect, it } from 'vitest';
import { jacobian } from '../../../src/expression/jacobian.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom } from '../../../src/number/random.ts';
import { compileSystem } from '../../../src/program/system/evaluate-system.ts';
import {
  expressionsToSystem,
  type NamedExpression,
} from '../../../src/program/system/expression-to-system.ts';
import { optimiseSystem } from '../../../src/rewrite/compile/optimise-system.ts';
import { shareCofactors, type OpenSum } from '../../../src/rewrite/compile/shared-cofactors.ts';

const system = (...texts: string[]): NamedExpression[] =>
  texts.map((text, i) => ({ name: `f${i}`, expression: parseExpression(text) }));

describe('cofactors of a sum that another sum has', () => {
  it('are computed once: a rate and its derivative', () => {
    // x(ab + cd + ef) and ab + cd + ef: 5 operations and one product.
    const program = optimiseSystem(system('a*b*x + c*d*x + e1*f*x', 'a*b + c*d + e1*f'), ['a', 'b', 'c', 'd', 'e1', 'f', 'x']); // prettier-ignore
    expect(program.code.length).toBe(6);
    const scaled = optimiseSystem(system('2*a*b*x + 2*c*d*x + 2*e1*f*x + x', '3*a*b + 3*c*d + 3*e1*f - x'), ['a', 'b', 'c', 'd', 'e1', 'f', 'x']); // prettier-ignore
    expect(scaled.code.length).toBeLessThanOrEqual(10);
  });

  it('need three terms, the same ratio, and a sum that has them', () => {
    const rows = (): OpenSum[] => [
      { id: 100, row: new Map([[10, 2], [11, 2], [12, 4], [5, 1]]) },
      { id: 101, row: new Map([[20, 1], [21, 1], [22, 1]]) },
    ]; // prettier-ignore
    const run = (sums: OpenSum[]): number[] => {
      const made: number[] = [];
      // Products 10, 11, 12 are factor 1 times 20, 21, 22.
      shareCofactors(sums, {
        factorsOf: (member) => (member >= 10 && member < 13 ? new Map([[1, 1], [member + 10, 1]]) : undefined), // prettier-ignore
        known: (row) => (row.size === 1 ? [...row.keys()][0] : undefined),
        addSum: () => made.push(200) && 200,
        times: (factor, sum) => 1000 * factor + sum,
      });
      return made;
    };
    const two = rows();
    expect(run(two)).toEqual([]);
    expect(two[0].row.size).toBe(4);
    const three = rows();
    three[0].row.set(12, 2);
    expect(run(three)).toEqual([]);
    expect([...three[0].row]).toEqual([[5, 1], [1101, 2]]); // prettier-ignore
    const part = rows();
    part[0].row.set(12, 2);
    part[1].row.set(23, 7);
    expect(run(part)).toEqual([200]);
    expect([...part[0].row]).toEqual([[5, 1], [1200, 2]]); // prettier-ignore
    expect([...part[1].row]).toEqual([[23, 7], [200, 1]]); // prettier-ignore
  });

  it('keep the values of random networks with their Jacobians', () => {
    const random = createRandom(8);
    for (let round = 0; round < 60; round++) {
      const names = ['x0', 'x1', 'x2', 'x3', 'k0', 'k1', 'k2'];
      const term = (): string =>
        `${random.integer(5) - 2}*k${random.integer(3)}*x${random.integer(4)}${random.integer(2) === 0 ? '' : `*x${random.integer(4)}`}`;
      const rates = system(...[0, 1, 2].map(() => Array.from({ length: 7 }, term).join(' + ')));
      const matrix = jacobian(
        rates.map(({ expression }) => expression),
        names.slice(0, 4),
      );
      const whole = [
        ...rates,
        ...matrix.entries.map(({ value }, i) => ({ name: `j${i}`, expression: value })),
      ];
      const point = names.map(() => random.integer(9) - 4);
      const [wanted, got] = [new Float64Array(whole.length), new Float64Array(whole.length)];
      compileSystem(expressionsToSystem(whole, names, false))(point, wanted);
      compileSystem(optimiseSystem(whole, names))(point, got);
      // Small integers: every operation is exact.
      got.forEach((value, i) => expect(value + 0).toBe(wanted[i] + 0));
    }
  });
});
