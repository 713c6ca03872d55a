import { describe, expect, it } from 'vitest';
import { FORMATS, type FormatName } from '../../src/number/formats.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { Kernel } from '../../src/program/kernel.ts';
import { lMulBias, lMulBiasText } from '../../src/program/l-mul.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import type { Program } from '../../src/program/program.ts';

function product(format: FormatName): Program {
  const b = new ProgramBuilder(format, ['x', 'y']);
  const [x, y] = [0, 1].map((i) => b.operation('bits', b.input(i)));
  return b.build(b.operation('float', b.operation('lmul', x, y)));
}

/** l(m) of the paper. */
const OFFSETS = {
  fp8e5m2: 2,
  fp8e4m3: 3,
  'float(exponent=5,significand=4)': 3,
  bf16: 4,
  f16: 4,
  f32: 4,
  f64: 4,
} as const;

describe('L-Mul', () => {
  it.each(Object.entries(OFFSETS))('is (1 + u + v + 2^-l)·2^e: %s', (name, l) => {
    const run = compileProgram(product(name as FormatName));
    // Fractions that add up to less than 1, so that nothing carries, and all of few bits.
    for (const [u, v] of [
      [0, 0],
      [0.25, 0.5],
      [0.5, 0],
      [0.25, 0.25],
    ] as const) {
      for (const [e, f] of [
        [0, 0],
        [1, -1],
        [2, -2],
      ] as const) {
        const expected = (1 + u + v + 2 ** -l) * 2 ** (e + f);
        if (u + v + 2 ** -l >= 1) continue;
        expect(run((1 + u) * 2 ** e, (1 + v) * 2 ** f), `${name} ${u} ${v}`).toBe(expected);
        expect(run(-(1 + u) * 2 ** e, (1 + v) * 2 ** f)).toBe(-expected);
        expect(run(-(1 + u) * 2 ** e, -(1 + v) * 2 ** f)).toBe(expected);
      }
    }
  });

  it('is the kernel’s too, and of the constant that targets write', () => {
    for (const [format, width] of [
      ['f32', 32],
      ['f64', 64],
    ] as const) {
      expect(BigInt(lMulBiasText(width).slice(2))).toBe(lMulBias(FORMATS[format]));
      const x = Float64Array.from({ length: 64 }, (_, i) =>
        FORMATS[format].round(Math.sin(i + 1) * 1.7 ** (i - 32)),
      );
      const y = Float64Array.from({ length: 64 }, (_, i) =>
        FORMATS[format].round(Math.cos(3 * i) * 1.3 ** (32 - i)),
      );
      const out = new Float64Array(64);
      new Kernel().evaluateMany(product(format), [x, y], out);
      const run = compileProgram(product(format));
      expect([...out]).toEqual([...x].map((value, i) => run(value, y[i])));
    }
  });
});

type Product = (u: number, v: number) => number;

/** Of (1 + u)(1 + v) less a product, u and v evenly spread over [0, 1): the mean, and the mean of the square. */
function expectation(product: Product): { readonly mean: number; readonly square: number } {
  const n = 2 ** 9;
  let [mean, square] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [u, v] = [(i + 0.5) / n, (j + 0.5) / n];
      const error = (1 + u) * (1 + v) - product(u, v);
      mean += error / n ** 2;
      square += error ** 2 / n ** 2;
    }
  }
  return { mean, square };
}

/** What the machine makes of it, in a float of so many fraction bits: operands cut or rounded, then L-Mul, e + f = 0. */
function lMul(bits: number, cut: Product): Product {
  const run = compileProgram(product(`float(exponent=5,significand=${bits})` as FormatName));
  return (u, v) => run(1 + cut(u, bits), 1 + cut(v, bits));
}
/** A product of operands of so many fraction bits, kept whole: a multiplication of float8 that adds up in more bits. */
const float8 =
  (bits: number, cut: Product): Product =>
  (u, v) =>
    (1 + cut(u, bits)) * (1 + cut(v, bits));
const down: Product = (u, bits) => Math.floor(u * 2 ** bits) / 2 ** bits;
const nearest: Product = (u, bits) => Math.min(Math.round(u * 2 ** bits), 2 ** bits - 1) / 2 ** bits;

describe('the error of L-Mul where fractions are evenly spread', () => {
  const mean = (of: Product): number => expectation(of).mean;

  it('is, with fractions cut off, what the paper says of 3 and 4 bits', () => {
    // §2.3: bits cut off are x_r ≥ 0, so E[error] is what is missing. float8: (3/2)² − (3/2 − 2^−(b+1))².
    expect(mean(float8(2, down))).toBeCloseTo(2.25 - 1.375 ** 2, 2);
    expect(mean(float8(3, down))).toBeCloseTo(2.25 - 1.4375 ** 2, 2);
    // “L-Mul with 3-bit mantissa outperforms float8 e5m2”,
    expect(mean(lMulWhole(3))).toBeLessThan(0.75 * mean(float8(2, down)));
    // “L-Mul with 4-bit mantissa achieves comparable precision as float8 e4m3”.
    expect(mean(lMulWhole(4)) / mean(float8(3, down))).toBeCloseTo(1, 1);
    // 1/4 is E[uv], which the offset 2^−l stands for; cut bits miss 2^−b.
    for (const [bits, l] of [
      [3, 3],
      [4, 3],
    ] as const) {
      expect(mean(lMulWhole(bits))).toBeCloseTo(0.25 + 2 ** -bits - 2 ** -l, 2);
    }
  });

  it('with carries into the exponent, as the adder has them, is smaller still', () => {
    // Where fractions and offset pass 1 the pattern means 2·(1 + (u + v + offset − 1)/… ), which is above 1 + u + v.
    for (const bits of [3, 4]) expect(mean(lMul(bits, down))).toBeLessThan(mean(lMulWhole(bits)));
  });

  it('is not, with operands rounded to nearest, as small as that of float8', () => {
    // So the published comparison is one of cut operands: float8 arithmetic that rounds is without bias.
    expect(Math.abs(mean(float8(3, nearest)))).toBeLessThan(0.1);
    expect(expectation(lMul(4, nearest)).square).toBeGreaterThan(expectation(float8(3, nearest)).square);
  });
});

/** The formula of the paper itself, with fractions cut. */
function lMulWhole(bits: number): Product {
  const offset = 2 ** -OFFSETS[bits === 3 ? 'fp8e4m3' : 'float(exponent=5,significand=4)'];
  return (u, v) => 1 + down(u, bits) + down(v, bits) + offset;
}
