import { describe, expect, it } from 'vitest';
import { predict, regress, type RegressOptions } from '../../../src/discover/regress.ts';
import { readAnyFinding } from '../../../src/discover/read-any-finding.ts';
import type { Table } from '../../../src/discover/data/table.ts';
import { writeFinding } from '../../../src/discover/write-finding.ts';
import { createRandom } from '../../../src/number/random.ts';
import { NapierError, type Fault } from '../../../src/error/fault.ts';

function table(
  ranges: Record<string, readonly [number, number]>,
  rows: number,
  law: (...x: number[]) => number,
): Table {
  const random = createRandom(3);
  const columns = Object.values(ranges).map(([lo, hi]) =>
    Float64Array.from({ length: rows }, () => lo + (hi - lo) * random.next()),
  );
  const y = Float64Array.from({ length: rows }, (_, i) => law(...columns.map((column) => column[i])));
  return { names: [...Object.keys(ranges), 'y'], columns: [...columns, y], rows };
}

function faultOf(body: () => unknown): Fault {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error('no fault');
}

function law(data: Table, options: Omit<RegressOptions, 'target'>): string {
  const { front } = regress(data, { target: 'y', evaluations: 0, ...options });
  return front.find(({ chosen }) => chosen)!.expression;
}

const operations = new Map([
  ['add', 1],
  ['sub', 1],
  ['mul', 1],
  ['div', 1],
  ['sqrt', 1],
  ['sin', 1],
] as const);

/** Enough where a simple formula is all there is. */
const small = {
  evaluations: 0,
  maxComplexity: 7,
  operations: new Map([
    ['add', 1],
    ['mul', 1],
    ['cos', 1],
  ] as const),
};

describe('a known form', () => {
  it('is filled, its parameters fitted with what fills it', () => {
    const data = table({ x: [0, 3] }, 40, (x) => Math.exp(-0.7 * x) * Math.sin(3 * x));
    expect(law(data, { form: 'exp(-a*x) * ?(x)' })).toBe('exp(-0.7*x)*sin(3*x)');
  });

  it('may have no unknown part', () => {
    const data = table({ x: [0.1, 4] }, 30, (x) => (3.2 * x) / (0.45 + x));
    expect(law(data, { form: 'a*x/(b + x)' })).toBe('3.2*x/(0.45 + x)');
  });

  it('may hide its unknown part behind operations that can be undone', () => {
    const data = table({ x: [0.5, 2], z: [1, 2] }, 30, (x, z) => z / Math.sqrt(1 + x * x));
    const found = regress(data, { target: 'y', evaluations: 0, form: 'z / sqrt(?(x))' });
    const chosen = found.front.find((entry) => entry.chosen)!;
    expect(chosen.expression).toMatch(/^z\/sqrt\((1 \+ x\^2|x\^2 \+ 1)\)$/);
    expect(readAnyFinding(writeFinding(found))).toEqual(found);
  });

  it.each([
    ['x*? + ?', 'may stand once'],
    ['x*?(w)', '`w` is no input'],
    ['x*(?', 'never closed'],
    ['x*?()', 'empty'],
    ['? + gamma(x)', 'does not know'],
  ])('refuses %s', (form, message) => {
    const data = table({ x: [1, 2] }, 20, (x) => x * x);
    expect(faultOf(() => law(data, { form })).message).toContain(message);
  });
});

describe('units', () => {
  it('reduce the search to groups without one', () => {
    const data = table({ m: [1, 5], v: [1, 2], c: [3, 10] }, 40, (m, v, c) => {
      return (m * c * c) / Math.sqrt(1 - (v / c) ** 2);
    });
    const found = regress(data, {
      target: 'y',
      evaluations: 0,
      operations,
      maxComplexity: 10,
      units: 'm: kg, v: km/s, c: m/s, y: J',
    });
    expect(found.front.find(({ chosen }) => chosen)!.expression).toBe('m*c^2/sqrt(1 - v^2/c^2)');
    expect(found.provenance.history).toContainEqual({ phase: 'units', scale: 'm*c^(2)', groups: 'v*c^(-1)' });
    const chosen = found.front.find((entry) => entry.chosen)!;
    predict(chosen, found.problem.inputs, data).forEach((value, i) => {
      expect(value).toBeCloseTo(data.columns[3][i], 8);
    });
  });

  it('tell errors in the unit of the target', () => {
    const data = table({ a: [1, 3], b: [1, 3] }, 40, (a, b) => a * b + 0.01 * Math.sin(1e4 * a));
    const { front } = regress(data, { target: 'y', ...small, units: 'a: m, b: m, y: m^2' });
    const chosen = front.find((entry) => entry.chosen)!;
    expect(chosen.expression).toMatch(/^(a\*b|b\*a)$/);
    expect(chosen.error.value).toBeGreaterThan(0.004);
    expect(chosen.error.value).toBeLessThan(0.01);
  });

  it('take guesses along, and refuse those that do not balance', () => {
    const data = table({ m: [1, 5], v: [1, 2], g: [9, 10], h: [1, 4], l: [1, 3] }, 30, (m, v, g, h, l) => {
      return 0.5 * m * v * v + 0.731 * m * g * h * Math.exp(-h / l);
    });
    const asked = {
      target: 'y',
      evaluations: 0,
      operations,
      maxComplexity: 30,
      units: 'm: kg, v: m/s, g: m/s^2, h: m, l: m, y: J',
    };
    const found = regress(data, { ...asked, guess: '0.3*m*v^2 + 0.5*m*g*h*exp(-h/l)' });
    const chosen = found.front.find((one) => one.chosen)!;
    expect(chosen.engine).toBe('guess');
    expect(chosen.error.value).toBeLessThan(1e-12);
    predict(chosen, found.problem.inputs, data).forEach((value, i) => {
      expect(value).toBeCloseTo(data.columns[5][i], 8);
    });
    const fault = faultOf(() => regress(data, { ...asked, guess: 'm*v^2; m*v + 1' }));
    expect(fault.message).toBe('the units of this guess do not balance');
    expect(fault.span).toEqual([6, 14]);
  });

  it.each([
    ['m: kg, v: m/s, y: J', '`c` has no unit'],
    ['m: kg, v: m/s, c: K, y: mol', 'units cannot balance'],
    ['m: kg, v: m/sec, c: m/s, y: J', 'unknown unit `sec`'],
    ['m: kg, v: m//s, c: m/s, y: J', 'unknown unit `/`'],
    ['m: kg, w: m/s, c: m/s, y: J', 'no column `w`'],
    ['m: kg, m: kg, c: m/s, y: J', 'two units'],
    ['m: kg^x, v: 1, c: 1, y: J', 'exponent'],
    ['m kg', 'no unit of a column'],
  ])('refuses %s', (units, message) => {
    const data = table({ m: [1, 5], v: [1, 2], c: [3, 10] }, 20, (m, v) => m * v);
    expect(faultOf(() => law(data, { units })).message).toContain(message);
  });
});

describe('requirements', () => {
  const noisy = table({ x: [-1, 2] }, 40, (x) => Math.cos(x) + 0.02 * Math.sin(1e5 * x));

  it('leave only formulas that meet them', () => {
    const { front, problem } = regress(noisy, {
      target: 'y',
      ...small,
      require: 'even(x); through(x=0, y=1)',
    });
    for (const entry of front) {
      const points = { names: ['x'], columns: [Float64Array.of(0, 0.7, -0.7)], rows: 3 };
      const [zero, right, left] = predict(entry, problem.inputs, points);
      expect(zero).toBeCloseTo(1, 3);
      expect(right).toBeCloseTo(left, 8);
    }
    expect(front.find(({ chosen }) => chosen)!.expression).toBe('cos(x)');
  });

  it('keep formulas monotone and constants in their bounds', () => {
    const data = table({ x: [0, 3] }, 40, (x) => x + 0.4 * Math.sin(4 * x));
    const options = { target: 'y', ...small } as const;
    const free = regress(data, options).front;
    const { front, problem } = regress(data, { ...options, require: 'increasing(x); constants(-2, 2)' });
    const at = { names: ['x'], columns: [Float64Array.from({ length: 50 }, (_, i) => i * 0.06)], rows: 50 };
    const rises = (entry: (typeof front)[number]): boolean => {
      const values = predict(entry, problem.inputs, at);
      return values.every((y, i) => i === 0 || y >= values[i - 1] - 1e-6);
    };
    expect(free.some((entry) => !rises(entry))).toBe(true);
    expect(front.every(rises)).toBe(true);
  });

  it('end without a formula when none meets them', () => {
    const require = 'negative; uses(x)';
    const fault = faultOf(() => law(noisy, { ...small, require, operations: new Map([['sqrt', 1]]) }));
    expect(fault.kind).toBe('not-found');
  });

  it.each([
    ['even(x); odd(x)', 'contradicts even'],
    ['increasing(x); decreasing(x)', 'contradicts increasing'],
    ['positive; through(x=0, y=-1)', 'contradicts positive'],
    ['through(x=0, y=1); through(x=0, y=2)', 'contradicts through'],
    ['rising(x)', 'not a requirement'],
    ['even(z)', '`z` is no input'],
    ['through(x=0)', 'value of `y`'],
    ['constants(3, 1)', 'no number'],
    ['constants(a, 1)', 'not a number'],
  ])('refuse %s', (require, message) => {
    expect(faultOf(() => law(noisy, { require })).message).toContain(message);
  });
});

describe('functions of the user, and guesses', () => {
  const data = table({ x: [0.1, 4] }, 30, (x) => (3.2 * x) / (0.45 + x));
  const sums = new Map([
    ['add', 1],
    ['mul', 1],
  ] as const);

  it('are searched with', () => {
    expect(law(data, { define: 'mm(t) = t/(t + 0.45)', operations: sums })).toBe('3.2*x/(x + 0.45)');
  });

  it('are where a search begins', () => {
    const guess = 'sqrt(x); 2*x/(1 + x)';
    expect(law(data, { guess, operations: sums })).toBe('3.2*x/(0.45 + x)');
  });

  it.each([
    [{ define: 'f(x) = x + z' }, 'uses another name'],
    [{ define: 'sin(x) = x' }, 'is taken'],
    [{ define: 'f(a, b, c) = a' }, 'one or two'],
    [{ define: 'f = 3' }, 'no definition'],
    [{ guess: 'w*x' }, '`w` is no input'],
  ])('refuse %o', (options, message) => {
    expect(faultOf(() => law(data, options)).message).toContain(message);
  });
});
