import { describe, expect, it } from 'vitest';
import { certifyExhaustive } from '../../../src/certify/exhaustive.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { FORMATS, type FormatName } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { Kernel } from '../../../src/program/kernel.ts';
import type { Program } from '../../../src/program/program.ts';
import type { Specification } from '../../../src/program/specification.ts';
import { acceptedBeforeRounding, type Goal } from '../../../src/search/in-type/accepted.ts';
import { ConstantTuner } from '../../../src/search/in-type/constant-tuner.ts';
import { InputStore } from '../../../src/search/in-type/input-store.ts';
import { linearStep } from '../../../src/search/in-type/linear-step.ts';
import { latticeMoves } from '../../../src/search/in-type/moves.ts';
import { createSensitivities } from '../../../src/search/in-type/sensitivities.ts';
import { createSweep } from '../../../src/search/in-type/sweep.ts';

function contract(text: string, domain: string, format: FormatName): Specification {
  const measure = 'ulp';
  return { function: parseExpression(text), variable: 'x', domain: parseDomain(domain), format, measure };
}

/** (c2·x + c1)·x + c0 */
const QUADRATIC: Program = {
  format: 'f32',
  inputs: ['x'],
  constants: ['0x1p+0', '0x1.8p-1', '-0x1.5p-3'],
  code: [
    { op: 'mul', args: ['c2', 'x'] },
    { op: 'add', args: ['t0', 'c1'] },
    { op: 'mul', args: ['t1', 'x'] },
    { op: 'add', args: ['t2', 'c0'] },
  ],
};
const points = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.fround((i + 1) / (count + 1)));

describe('acceptedBeforeRounding', () => {
  it.each(['f16', 'bf16'] as const)(
    '%s: what is inside rounds to a result that meets the goal, what is outside does not',
    (name) => {
      const specification = contract('exp(x)-1', '[-2,2]', name);
      const format = FORMATS[name];
      const oracle = createOracle(specification.function, ['x']);
      const store = new InputStore(specification, oracle);
      const numbers = store.addSample(300);
      const goals: Goal[] = [{ kind: 'correct' }, ...[0.51, 0.8, 1.03, 2.3].map(errorOf)];
      for (const goal of goals) {
        const { middle, half } = acceptedBeforeRounding(store, numbers, goal);
        numbers.forEach((at, i) => {
          const meets = (v: number): boolean => {
            const y = format.round(v);
            if (goal.kind === 'correct') return y === oracle.rounded([store.inputs[at]], format);
            return Math.abs(y - store.high[at] - store.low[at]) <= goal.value * store.unit[at];
          };
          for (const inside of [-0.999, 0, 0.999]) expect(meets(middle[i] + inside * half[i])).toBe(true);
          for (const outside of [-1.001, 1.001]) expect(meets(middle[i] + outside * half[i])).toBe(false);
        });
      }
    },
  );
});

const errorOf = (value: number): Goal => ({ kind: 'error', value });

describe('ConstantTuner', () => {
  it.each(['f32', 'f16'] as const)('%s: runs the program with other constants, bit for bit', (format) => {
    const program: Program = { ...QUADRATIC, format };
    const tuner = new ConstantTuner(program, [2, 0], new Kernel());
    const random = createRandom(3);
    const inputs = points(1500).map((x) => FORMATS[format].round(x));
    const out = new Float64Array(1500);
    for (let k = 0; k < 5; k++) {
      const values = [0, 1].map(() => FORMATS[format].round(2 * random.next() - 1));
      tuner.run(values, inputs, out);
      const reference = compileProgram(tuner.programWith(values));
      expect(Array.from(out)).toEqual(Array.from(inputs, (x) => reference(x)));
    }
  });
});

describe('createSensitivities', () => {
  it('are the powers of x for a polynomial', () => {
    const slopes = createSensitivities(QUADRATIC, [0, 1, 2], new Kernel())([1, 0.75, -0.16], points(50));
    slopes.forEach((column, k) => column.forEach((s, i) => expect(s).toBeCloseTo(points(50)[i] ** k, 8)));
  });

  it('are found also where the program looks at bits', () => {
    // The same polynomial, halved by its exponent field.
    const program: Program = {
      ...QUADRATIC,
      constants: [...QUADRATIC.constants, 'i:0x00800000'],
      code: [
        ...QUADRATIC.code,
        { op: 'bits', args: ['t3'] },
        { op: 'isub', args: ['t4', 'c3'] },
        { op: 'float', args: ['t5'] },
      ],
    };
    const slopes = createSensitivities(program, [0, 1, 2], new Kernel())([1, 0.75, -0.16], points(50));
    slopes.forEach((column, k) => column.forEach((s, i) => expect(s).toBeCloseTo(points(50)[i] ** k / 2, 3)));
  });
});

describe('linearStep', () => {
  it('finds the change that makes the largest violation least', () => {
    const x = points(40);
    const value = new Float64Array(x.length);
    const middle = x.map((t) => Math.exp(t));
    const half = x.map(() => 1e-3);
    const slopes = [0, 1, 2].map((k) => x.map((t) => t ** k));
    const found = linearStep({ value, middle, half, slopes });
    const errors = x.map((_, i) =>
      Math.abs(slopes.reduce((sum, column, j) => sum + column[i] * (found?.change[j] ?? 0), 0) - middle[i]),
    );
    const largest = Math.max(...errors) / 1e-3;
    expect(found?.violation).toBeCloseTo(largest, 6);
    // The best quadratic for exp on [0, 1] has error 8.7e-3; on [1/41, 40/41] it is (39/41)³ of that.
    expect(largest).toBeGreaterThan(7.4);
    expect(largest).toBeLessThan(7.6);
    expect(found?.hardest).toHaveLength(4);
  });
});

describe('latticeMoves', () => {
  it('has a basis of the whole lattice, much shorter than single ulps', () => {
    const x = points(64);
    const slopes = [0, 1, 2, 3].map((k) => x.map((t) => t ** k));
    const half = x.map(() => 2 ** -24);
    const values = [1, 0.5, 0.3, 0.2];
    const moves = latticeMoves(values, FORMATS.f32, slopes, half);
    expect(Math.abs(determinant(moves.basis))).toBe(1);
    // Four ulps of the first constant are one whole half width; what is combined nearly cancels.
    expect(Math.min(...moves.effects)).toBeLessThan(0.5);
    const change = [3, -2, 5, -1].map((times, j) => times * moves.steps[j]);
    expect(moves.nearest(change)).toEqual([3, -2, 5, -1]);
  });
});

function determinant(rows: readonly (readonly number[])[]): number {
  if (rows.length === 1) return rows[0][0];
  return rows[0].reduce(
    (sum, entry, j) =>
      sum +
      (j % 2 === 0 ? 1 : -1) * entry * determinant(rows.slice(1).map((row) => row.filter((_, k) => k !== j))),
    0,
  );
}

describe('createSweep', () => {
  it.each([
    ['f16', '[0,1/2]'],
    ['f32', '[1/4,5/16]'],
    ['f32', '[-1/4,-3/16]'],
  ] as const)(
    '%s on %s: sees the error that the proof finds, and misses no goal below it',
    async (format, domain) => {
      const specification = contract('1+3/4*x-21/128*x^2+x^3/1000', domain, format);
      const program: Program = { ...QUADRATIC, format };
      const proof = await certifyExhaustive(program, specification);
      const oracle = createOracle(specification.function, ['x']);
      const store = new InputStore(specification, oracle);
      const sweep = createSweep(store, oracle, new Kernel());
      try {
        const worst = exactDouble(proof.lower);
        const above = sweep.run(program, errorOf(worst * 1.0001), 'all', 100);
        expect(above).toMatchObject({ violators: [], complete: true });
        expect(above.error).toBeCloseTo(worst, 4);
        expect(BigInt(above.points)).toBeGreaterThanOrEqual(BigInt(proof.points) - 1n);
        const below = sweep.run(program, errorOf(worst * 0.9999), 'all', 100);
        expect(below.violators).toContain(exactDouble(proof.worst));
        const correct = sweep.run(program, { kind: 'correct' }, 'all', 1e9);
        expect(correct.violators.length > 0).toBe(proof.correctlyRounded !== proof.points);
        const run = compileProgram(program);
        for (const x of correct.violators.slice(0, 50))
          expect(run(x)).not.toBe(oracle.rounded([x], FORMATS[format]));
      } finally {
        sweep.dispose();
      }
    },
  );
});
