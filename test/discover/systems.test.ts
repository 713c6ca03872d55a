import { describe, expect, it } from 'vitest';
import type { Table } from '../../src/discover/data/table.ts';
import { predictSystem } from '../../src/discover/predict-system.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { regressOde } from '../../src/discover/regress-ode.ts';
import { regressTargets } from '../../src/discover/regress-targets.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';
import { renderSystem } from '../../src/report/system-page.ts';

function table(columns: Readonly<Record<string, readonly number[]>>): Table {
  const all = Object.values(columns).map((column) => Float64Array.from(column));
  return { names: Object.keys(columns), columns: all, rows: all[0].length };
}

function fault(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return error.fault.message;
    throw error;
  }
  return 'nothing went wrong';
}

/** A decay and what it feeds, u' = −u/2, v' = u/2 − v/5, in closed form. */
const decay = (t: number, u: number, v: number): [number, number] => {
  const part = (u / 2) * (1 / (1 / 5 - 1 / 2));
  return [u * Math.exp(-t / 2), part * Math.exp(-t / 2) + (v - part) * Math.exp(-t / 5)];
};

const rows = [1, 2.5].flatMap((u) => Array.from({ length: 40 }, (_, i) => [i / 5, ...decay(i / 5, u, 0.3)]));
const trajectories = table({
  t: rows.map(([t]) => t),
  u: rows.map(([, u]) => u),
  v: rows.map(([, , v]) => v),
});
const quick = {
  operations: new Map([
    ['add', 1],
    ['mul', 1],
  ] as const),
  evaluations: 0,
};

describe('regressOde', () => {
  const finding = regressOde(trajectories, { time: 't', ...quick });
  const chosen = finding.front.find((one) => one.chosen);

  it('finds a linear system from two trajectories told apart by the time', () => {
    expect(finding.problem.ode).toEqual({ time: 't', trajectories: 2 });
    expect(chosen?.equations.map(({ expression }) => expression)).toEqual(['-0.5*u', '-0.2*v + 0.5*u']);
    expect(chosen?.error.value).toBeLessThan(1e-8);
  });

  it('is read back as written, and has a page', () => {
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    const broken = writeFinding(finding).replace('"spreads": [', '"spreads": [1, ');
    expect(fault(() => readAnyFinding(broken))).toContain('expected one for each target');
    const page = renderSystem(finding, 'law.json');
    expect(page).toContain('<figure>');
    expect(page).not.toMatch(/NaN|undefined/);
  });

  it('predicts from the first row of a trajectory alone', () => {
    const [entry] = [chosen as NonNullable<typeof chosen>];
    const asked = table({ t: [0, 1, 2.5], u: [3, NaN, NaN], v: [0.1, NaN, NaN] });
    const [u, v] = predictSystem(entry, finding.problem, asked);
    for (const [i, t] of [0, 1, 2.5].entries()) {
      const wanted = decay(t, 3, 0.1);
      expect(u[i]).toBeCloseTo(wanted[0], 8);
      expect(v[i]).toBeCloseTo(wanted[1], 8);
    }
  });

  it('takes a column that drives the system, and the time itself', () => {
    const t = Array.from({ length: 80 }, (_, i) => i / 10);
    // x' = 2 w + t with w = t: linear between rows, as it is taken to be.
    const driven = table({ t, x: t.map((at) => 1 + 1.5 * at * at), w: t });
    const { front } = regressOde(driven, { time: 't', targets: ['x'], inputs: ['w'], ...quick });
    expect(front.find((one) => one.chosen)?.equations[0].expression).toBe('3*w');
  });

  it.each([
    ['a time that stands still', { t: [0, 1, 1, 2, 3, 4], x: [1, 2, 3, 4, 5, 6] }, 'does not rise'],
    ['few rows', { t: [0, 1, 2], x: [1, 2, 3] }, 'has 3 rows'],
    ['a missing value', { t: [0, 1, 2, 3, 4, 5], x: [1, 2, NaN, 4, 5, 6] }, 'no value in column `x`'],
    ['no state', { t: [0, 1, 2, 3, 4, 5] }, 'there is no column besides `t`'],
    ['a state that never changes', { t: [0, 1, 2, 3, 4, 5, 6], x: [1, 1, 1, 1, 1, 1, 1] }, 'never changes'],
  ])('refuses %s', (_, columns, message) => {
    expect(fault(() => regressOde(table(columns as never), { time: 't', ...quick }))).toContain(message);
  });
});

describe('regressTargets', () => {
  const x = Array.from({ length: 12 }, (_, i) => 1 + i / 3);
  const both = table({ x, y: x.map((one) => one ** 2 + 1), z: x.map((one) => 3 * one) });
  const finding = regressTargets(both, ['y', 'z'], { evaluations: 0 });

  it('has a formula for each target, no target explaining another', () => {
    const chosen = finding.front.find((one) => one.chosen);
    expect(chosen?.equations.map(({ expression }) => expression)).toEqual(['x^2 + 1', '3*x']);
    expect(finding.problem.inputs).toEqual(['x']);
  });

  it('has a front that falls, is read back as written, predicts and has a page', () => {
    const errors = finding.front.map(({ error }) => error.value);
    expect(errors.every((e, i) => i === 0 || e < errors[i - 1])).toBe(true);
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    const chosen = finding.front.find((one) => one.chosen) as (typeof finding.front)[number];
    expect(predictSystem(chosen, finding.problem, table({ x: [2] }))).toEqual([
      Float64Array.of(5),
      Float64Array.of(6),
    ]);
    expect(renderSystem(finding, 'law.json')).not.toMatch(/NaN|undefined/);
  });
});
