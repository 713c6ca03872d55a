import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/number/random.ts';
import { CODE } from '../../../../src/search/regress/regress-operations.ts';
import { DifferentialSystem } from '../../../../src/search/regress/ode/differential-system.ts';
import { estimateSlopes } from '../../../../src/search/regress/ode/estimate-derivatives.ts';
import { fitByIntegration } from '../../../../src/search/regress/ode/fit-by-integration.ts';
import { integrate } from '../../../../src/search/regress/ode/integrate.ts';
import { searchSystem } from '../../../../src/search/regress/ode/search-system.ts';
import type { InputSource, Trajectory } from '../../../../src/search/regress/ode/trajectory.ts';
import { formulaOf, formulaToExpression, type Formula } from '../../../../src/search/regress/formula.ts';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { toText } from '../../../../src/expression/to-text.ts';

const times = (end: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => (end * i) / (count - 1));

function trajectory(
  right: (y: Float64Array, out: Float64Array) => void,
  start: readonly number[],
  end: number,
  count: number,
): Trajectory {
  const at = times(end, count);
  const solution = integrate((_, y, out) => right(y, out), start, at, { tolerance: 1e-12 });
  const states = start.map((_, i) => at.map((__, k) => solution[k * start.length + i]));
  return { times: at, states, drivers: [] };
}

describe('integrate', () => {
  it('follows an oscillation and a decay to its tolerance, at the times asked for', () => {
    const at = times(20, 41);
    const solution = integrate(
      (t, y, out) => {
        [out[0], out[1], out[2]] = [y[1], -y[0], -2 * t * y[2]];
      },
      [0, 1, 1],
      at,
      { tolerance: 1e-10 },
    );
    for (const [k, t] of at.entries()) {
      expect(Math.abs(solution[3 * k] - Math.sin(t))).toBeLessThan(1e-8);
      expect(Math.abs(solution[3 * k + 2] - Math.exp(-t * t))).toBeLessThan(1e-8);
    }
  });

  it('ends in NaN where the solution blows up', () => {
    const at = times(2, 21);
    const solution = integrate((_, y, out) => (out[0] = y[0] * y[0]), [1], at);
    expect(Math.abs(solution[5] - 2)).toBeLessThan(1e-6);
    expect(solution[20]).toBeNaN();
  });
});

describe('DifferentialSystem', () => {
  it('gives the derivatives of solutions in starts and constants that differences give', () => {
    const names = ['x', 'y', 't'];
    const sources: InputSource[] = [
      { kind: 'state', index: 0 },
      { kind: 'state', index: 1 },
      { kind: 'time' },
    ];
    const formulas = ['1.5*x - 1.2*x*y + 0.1*sin(t)', '-3.1*y + 0.7*x*y/(1.3 + x^2)'].map((text) => {
      const { code, values } = formulaOf(parseExpression(text), names) as Formula;
      return { code, values };
    });
    const system = new DifferentialSystem(formulas, sources);
    const one: Trajectory = {
      times: times(2, 5),
      states: [new Float64Array(5), new Float64Array(5)],
      drivers: [],
    };
    const segment = { trajectory: one, from: 0, to: 5 };
    const constants = formulas.map(({ values }) => [...values]);
    const [n, p] = [2, system.free.length];
    const all = system.solveWithDerivatives(segment, [1, 0.8], constants, 1e-12);
    const row = (start: readonly number[], values: readonly (readonly number[])[]) =>
      system.solve(segment, start, values, 1e-12).subarray(8, 10);
    const h = 1e-5;
    for (let j = 0; j < n + p; j++) {
      const at = (shift: number) => {
        const start = [1, 0.8].map((v, i) => (i === j ? v + shift : v));
        const moved = constants.map((values, f) =>
          values.map((v, c) =>
            j >= n && system.free[j - n].formula === f && system.free[j - n].constant === c ? v + shift : v,
          ),
        );
        return row(start, moved);
      };
      const [up, down] = [at(h), at(-h)];
      for (let i = 0; i < n; i++) {
        const difference = (up[i] - down[i]) / (2 * h);
        const derivative = all[4 * (n + n * (n + p)) + n + i * (n + p) + j];
        expect(Math.abs(derivative - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
      }
    }
  });
});

describe('estimateSlopes', () => {
  it('is exact on exact data and smooths noise', () => {
    const at = times(10, 101);
    const random = createRandom(3);
    const one: Trajectory = { times: at, states: [], drivers: [] };
    const rms = (noise: number): number => {
      const column = at.map((t) => Math.sin(t) + noise * (random.next() - 0.5));
      const { derivatives } = estimateSlopes(one, column);
      return Math.sqrt(derivatives.reduce((sum, d, i) => sum + (d - Math.cos(at[i])) ** 2, 0) / 101);
    };
    expect(rms(0)).toBeLessThan(1e-8);
    // A difference of neighbours alone would err by 0.04.
    expect(rms(0.01)).toBeLessThan(0.01);
  });
});

describe('fitByIntegration', () => {
  it('brings constants from afar to those of the data', () => {
    const one = trajectory((y, out) => (out[0] = 0.8 * y[0] * (1 - y[0] / 7)), [0.5], 10, 60);
    const formula: Formula = {
      code: [1000, 0, CODE.mul, 1000, 0, CODE.sqr, CODE.mul, CODE.sub],
      values: [0.5, 0.05],
    };
    const fit = fitByIntegration(
      [formula],
      [{ kind: 'state', index: 0 }],
      [{ trajectory: one, from: 0, to: 60 }],
      { weights: [1], steps: 40, tolerance: 1e-10 },
    );
    expect(fit?.constants[0][0]).toBeCloseTo(0.8, 7);
    expect(fit?.constants[0][1]).toBeCloseTo(0.8 / 7, 7);
  });
});

describe('searchSystem', () => {
  it('finds a predator and its prey with exact constants', () => {
    const right = (y: Float64Array, out: Float64Array): void => {
      out[0] = 1.5 * y[0] - y[0] * y[1];
      out[1] = -3 * y[1] + 0.7 * y[0] * y[1];
    };
    const found = searchSystem(
      {
        trajectories: [trajectory(right, [1, 1], 5, 101), trajectory(right, [2, 0.5], 5, 101)],
        inputs: ['x', 'y'],
        sources: [
          { kind: 'state', index: 0 },
          { kind: 'state', index: 1 },
        ],
      },
      { engines: ['linear', 'power'], operations: ['add', 'sub', 'mul'] },
    );
    const texts = found.systems[0].formulas.map((one) => toText(formulaToExpression(one, ['x', 'y'])));
    expect(texts).toEqual(['1.5*x - x*y', '-3*y + 0.7*x*y']);
    expect(found.stop).toBe('error');
  });
});
