import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { emitKernel, type Kernel } from '../../../src/search/reduction/kernel.ts';
import { total } from '../../../src/search/reduction/step.ts';

/** A kernel in f64 with fused operations, at x + rest: its two parts as functions of x. */
function partsOf(kernel: Kernel, rest: number): readonly ((x: number) => number)[] {
  return (['head', 'tail'] as const).map((which) => {
    const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
    const sum = emitKernel(e, e.x, kernel, rest === 0 ? undefined : e.number(rest));
    return compileProgram(e.build(sum[which] ?? e.number(0)));
  });
}

/** How far both parts together are from the function at x + rest: absolute, or of x. */
function errorsOf(
  kernel: Kernel,
  rest: number,
  truth: (out: number, x: number, rounding: number) => unknown,
  inputs: readonly number[],
  relative = false,
): number[] {
  const [head, tail] = partsOf(kernel, rest);
  return withWorkspace(200, (w) => {
    const [x, sum] = w.bigs(2);
    return inputs.map((at) => {
      mpfr.mpfr_set_d(x, at, ROUND.NEAREST);
      mpfr.mpfr_add_d(x, x, rest, ROUND.NEAREST);
      truth(x, x, ROUND.NEAREST);
      mpfr.mpfr_set_d(sum, head(at), ROUND.NEAREST);
      mpfr.mpfr_add_d(sum, sum, tail(at), ROUND.NEAREST);
      mpfr.mpfr_sub(sum, sum, x, ROUND.NEAREST);
      if (relative) mpfr.mpfr_div(sum, sum, x, ROUND.NEAREST);
      return Math.abs(mpfr.mpfr_get_d(sum, ROUND.NEAREST));
    });
  });
}

describe('a kernel whose first product is fused', () => {
  // log2(e) in two parts of f32: x·lead is never rounded by itself.
  const lead = Math.fround(Math.LOG2E);
  const kernel: Kernel = {
    powers: [1, 2],
    coefficients: [Math.fround(Math.LOG2E - lead), -0.75],
    lead,
    form: { heads: 1, split: true, scheme: 'horner', fused: true },
  };
  const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: true });
  const program = e.build(total(e, emitKernel(e, e.x, kernel)));
  const run = compileProgram(program);

  it('ends in the sum of that product', () => {
    expect(program.code.at(-1)?.op).toBe('fma');
    expect(program.code.filter(({ op }) => op === 'mul')).toHaveLength(1);
  });

  it('gives x·c to the last bit where the other terms are nothing', () => {
    for (let k = 0; k < 200; k++) {
      const x = Math.fround((1 + k / 200) * 2 ** -40);
      expect(run(x)).toBe(Math.fround(x * Math.LOG2E));
    }
  });
});

describe('a kernel that keeps what its leading terms round away', () => {
  // e^x to far more bits than a double has, at x + rest.
  const powers = Array.from({ length: 15 }, (_, k) => k);
  let factorial = 1;
  const coefficients = powers.map((k) => 1 / (factorial *= Math.max(1, k)));
  const kernel: Kernel = {
    powers,
    coefficients,
    form: { heads: 3, split: false, scheme: 'horner', deep: true },
  };
  it.each([0, 2 ** -56, -(2 ** -60)])('e^x as head and tail to 58 bits, at x + %d', (rest) => {
    const inputs = Array.from({ length: 201 }, (_, k) => ((k - 100) / 100) * 0.34657);
    for (const error of errorsOf(kernel, rest, (...args) => mpfr.mpfr_exp(...args), inputs))
      expect(error).toBeLessThan(2 ** -58);
    const tail = partsOf(kernel, rest)[1];
    for (const at of inputs) expect(Math.abs(tail(at))).toBeLessThan(2 ** -7);
  });
});

describe('a kernel whose coefficient of x is in two parts', () => {
  // 2^x: 1 + (lead + rest)·x + …
  const powers = Array.from({ length: 12 }, (_, k) => k);
  let factorial = 1;
  const series = powers.map((k) => Math.LN2 ** k / (factorial *= Math.max(1, k)));
  // What ln 2 is more than its double.
  const LEFT = 2.3190468138462996e-17;
  const kernel: Kernel = {
    powers,
    coefficients: series.map((value, k) => (k === 1 ? LEFT : value)),
    lead: Math.LN2,
    form: { heads: 1, split: true, scheme: 'horner', deep: true },
  };

  it.each([0, 2 ** -56])('2^x as head and tail to 59 bits, at x + %d', (rest) => {
    const inputs = Array.from({ length: 201 }, (_, k) => (k - 100) / 1013);
    for (const error of errorsOf(kernel, rest, (...args) => mpfr.mpfr_exp2(...args), inputs))
      expect(error).toBeLessThan(2 ** -59);
  });
});

describe('a kernel of whose first term beside the exact ones nothing is lost', () => {
  // What 1/6 and 1/24 are more than their doubles: 1/24 is a quarter of 1/6.
  const LEFT = 9.25185853854297e-18;
  const series = (first: number, count: number): number[] =>
    Array.from({ length: count }, (_, k) => {
      let factorial = 1;
      for (let i = 2; i <= first + 2 * k; i++) factorial *= i;
      return (-1) ** k / factorial;
    });
  const [odd, even] = [series(1, 12), series(0, 12)];
  const kernels: readonly (readonly [name: 'sin' | 'cos', kernel: Kernel])[] = [
    [
      'sin',
      {
        powers: odd.map((_, k) => 2 * k + 1),
        coefficients: odd.map((value, k) => (k === 1 ? -LEFT : value)),
        lead: -1 / 6,
        form: { heads: 1, split: true, scheme: 'horner', deep: true, twice: true },
      },
    ],
    [
      'cos',
      {
        powers: even.map((_, k) => 2 * k),
        coefficients: even.map((value, k) => (k === 2 ? LEFT / 4 : value)),
        lead: 1 / 24,
        form: { heads: 2, split: true, scheme: 'horner', deep: true, twice: true },
      },
    ],
  ];

  it.each(kernels.flatMap(([name, kernel]) => [0, 2 ** -56].map((rest) => ({ name, kernel, rest }))))(
    '$name as head and tail to 59 bits, at x + $rest',
    ({ name, kernel, rest }) => {
      const inputs = Array.from({ length: 401 }, (_, k) => ((k - 200) / 200) * (Math.PI / 4));
      const truth = name === 'sin' ? mpfr.mpfr_sin : mpfr.mpfr_cos;
      const errors = errorsOf(kernel, rest, truth, inputs.filter((x) => x !== 0), true); // prettier-ignore
      for (const error of errors) expect(error).toBeLessThan(2 ** -59);
    },
  );
});
