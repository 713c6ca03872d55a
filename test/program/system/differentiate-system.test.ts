import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivative } from '../../../src/expression/derivative.ts';
import { apply, integer, rational, variable, type Expression } from '../../../src/expression/expression.ts';
import type { OperationName } from '../../../src/expression/operations.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import type { Double } from '../../../src/number/mpfr.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { gradientSystem, tangentSystem } from '../../../src/program/system/differentiate-system.ts';
import { compileSystem } from '../../../src/program/system/evaluate-system.ts';
import { expressionsToSystem } from '../../../src/program/system/expression-to-system.ts';
import { CALLS, systemCost, type SystemProgram } from '../../../src/program/system/system.ts';

const INPUTS = ['x', 'y', 'z'];
const f64 = findFormat('f64');

const CHEAP = ['sqrt', 'exp', 'log', 'sin', 'cos', 'tan', 'atan', 'neg', 'asinh', 'sinh', 'cosh'] as const;

/** Terms that are shared in themselves, so that adjoints meet: a list of steps, each of earlier ones. */
function terms(unary: readonly OperationName[]): fc.Arbitrary<Expression> {
  const step = fc.tuple(
    fc.nat(9),
    fc.nat(),
    fc.nat(),
    fc.constantFrom(...unary),
    fc.integer({ min: -3, max: 7 }),
  );
  return fc.array(step, { minLength: 1, maxLength: 14 }).map((steps) => {
    const made: Expression[] = INPUTS.map((name) => variable(name));
    for (const [kind, i, j, operation, exponent] of steps) {
      // The later ones more often: deep, not broad.
      const pick = (k: number): Expression => made[made.length - 1 - (k % Math.min(made.length, 4))];
      const [a, b] = [pick(i), pick(j)];
      made.push(
        kind < 2
          ? apply('add', a, b)
          : kind === 2
            ? apply('sub', a, b)
            : kind < 5
              ? apply('mul', a, b)
              : kind === 5
                ? apply('div', a, b)
                : kind === 6
                  ? apply('pow', a, exponent === 0 ? rational(5n, 3n) : integer(exponent))
                  : apply(operation, a),
      );
    }
    return made[made.length - 1];
  });
}

const programOf = (expression: Expression): SystemProgram =>
  expressionsToSystem([{ name: 'f', expression }], INPUTS, true);

function run(program: SystemProgram, point: readonly number[]): Record<string, number> {
  const out = new Float64Array(program.outputs.length);
  compileSystem(program)(point, out);
  return Object.fromEntries(program.outputs.map(({ name }, i) => [name, out[i]]));
}

function truth(expression: Expression, point: readonly number[]): number | undefined {
  try {
    const value = createOracle(expression, INPUTS, { maxPrecision: 2_000 }).rounded(point as Double[], f64);
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const points = fc.tuple(...INPUTS.map(() => fc.double({ min: 0.2, max: 2, noNaN: true })));

describe('gradientSystem', () => {
  it('law: at most 5 instructions for each of the function’s', () => {
    fc.assert(
      fc.property(terms(CHEAP), (expression) => {
        const program = programOf(expression);
        const gradient = gradientSystem(program, 'f');
        expect(gradient.code.length).toBeLessThanOrEqual(5 * program.code.length);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });

  it('law: at most 5 times the cycles, whatever the library’s functions', () => {
    fc.assert(
      fc.property(terms(CALLS.filter((c) => !['pow', 'hypot', 'atan2'].includes(c))), (expression) => {
        const program = programOf(expression);
        expect(systemCost(gradientSystem(program, 'f'))).toBeLessThanOrEqual(5 * systemCost(program));
      }),
      { numRuns: 1_000, seed: 8 },
    );
  });

  it('has the values of the symbolic derivatives, and forward mode has them too', { timeout: 60_000 }, () => {
    let compared = 0;
    fc.assert(
      fc.property(terms([...CHEAP, 'cbrt', 'tanh', 'log1p', 'expm1']), points, (expression, point) => {
        const program = programOf(expression);
        const found = run(gradientSystem(program, 'f'), point);
        const tangent = tangentSystem(program);
        // Only what rounding has not lost: the value itself must be near the truth, and large numbers are not asked.
        const value = truth(expression, point);
        if (value === undefined || !(Math.abs(found.f - value) <= 1e-12 * Math.abs(value))) return;
        INPUTS.forEach((name, i) => {
          const exact = truth(derivative(expression, name), point);
          if (exact === undefined || Math.abs(exact) > 1e8) return;
          const along = run(tangent, [...point, ...INPUTS.map((_, k) => (k === i ? 1 : 0))]);
          const gap = 1e-7 * Math.max(1, Math.abs(exact));
          if (!Number.isFinite(found[`d_f_${name}`])) return;
          compared += 1;
          expect(Math.abs(found[`d_f_${name}`] - exact)).toBeLessThanOrEqual(gap);
          expect(Math.abs(along.dot_f - exact)).toBeLessThanOrEqual(gap);
          expect(along.f).toBe(found.f);
        });
      }),
      { numRuns: 300, seed: 9 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it.each([...CALLS, 'abs', 'min', 'max', 'sqrt', 'div'])(
    'knows the partial derivatives of %s',
    (operation) => {
      const two = ['pow', 'hypot', 'atan2', 'min', 'max', 'div'].includes(operation);
      const expression = parseExpression(two ? `${operation}(x, y)` : `${operation}(x)`);
      const point = operation === 'acosh' ? [1.75, 0.5, 1] : [0.625, 0.375, 1];
      const found = run(gradientSystem(programOf(expression), 'f'), point);
      for (const name of INPUTS) {
        const exact = truth(derivative(expression, name), point) as number;
        expect(Math.abs(found[`d_f_${name}`] - exact)).toBeLessThanOrEqual(4e-15 * Math.abs(exact));
      }
    },
  );

  it('takes what the output needs, and one run for a hundred inputs', () => {
    const names = Array.from({ length: 100 }, (_, i) => `x${i}`);
    const product = parseExpression(names.join('*'));
    const system = [
      { name: 'p', expression: product },
      { name: 'q', expression: parseExpression('floor(x1)') },
    ];
    const gradient = gradientSystem(expressionsToSystem(system, names, true), 'p');
    expect(gradient.outputs.map(({ name }) => name).slice(0, 2)).toEqual(['p', 'd_p_x0']);
    expect(gradient.code.length).toBeLessThanOrEqual(3 * 99);
    const out = new Float64Array(101);
    compileSystem(gradient)(
      names.map((_, i) => (i === 3 ? 0 : 1)),
      out,
    );
    expect(out[0]).toBe(0);
    expect(out[4]).toBe(1);
    expect(out[1]).toBe(0);
  });

  it('refuses what has no derivative or is not there', () => {
    const program = programOf(parseExpression('floor(x) + y'));
    expect(() => gradientSystem(program, 'f')).toThrow(/floor/);
    expect(() => tangentSystem(program)).toThrow(/floor/);
    expect(() => gradientSystem(program, 'g')).toThrow(/no output `g`/);
    const clash = expressionsToSystem([{ name: 'f', expression: variable('x') }], ['x', 'dot_x'], true);
    expect(() => tangentSystem(clash)).toThrow(/dot_x/);
  });
});
