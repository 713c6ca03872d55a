import { describe, expect, it } from 'vitest';
import { quantize } from '../../../src/discover/quantize.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { stepFunctions } from '../../../src/search/table/step-function.ts';

describe('step functions of least squares', () => {
  it('of a line are equal steps, and the bound says so', () => {
    const found = stepFunctions({ f: (x) => x, lo: 0, hi: 1, density: () => 1 }, 4);
    for (const [k, { ends, levels, error, bound }] of found.entries()) {
      // ∫ over n steps of width 1/n: 1/(12 n²).
      const n = k + 1;
      expect(error).toBeCloseTo(1 / (12 * n * n), 12);
      expect(bound).toBeGreaterThan(0.98 / 12 / (n * n));
      expect(bound).toBeLessThanOrEqual(error);
      ends.forEach((end, i) => expect(end).toBeCloseTo((i + 1) / n, 5));
      levels.forEach((level, i) => expect(level).toBeCloseTo((i + 0.5) / n, 5));
    }
  });

  it('find a jump wherever it is', () => {
    const at = Math.SQRT1_2;
    const [, two] = stepFunctions({ f: (x) => (x < at ? 2 : -1), lo: -3, hi: 3, density: () => 1 }, 2);
    expect(two.ends[0]).toBeCloseTo(at, 9);
    expect(two.error).toBeLessThan(1e-9);
  });

  it('of the derivative of gelu are those published for 3 bits', () => {
    // skolai/fewbit, notebooks/few-bit-backward/benchmark-quantisation.py (Novikov et al., arXiv:2202.00441).
    const published = [
      -2.39798704, -0.711248159, -0.326290283, -1.55338428e-4, 0.326182064, 0.71085586, 2.39811567,
    ];
    const [row] = quantize(parseExpression('gelu(x)'), 'x', {
      bits: [3, 3],
      derivative: true,
      inputs: [-10, 10],
    });
    row.ends.forEach((end, i) => expect(Math.abs(end - published[i])).toBeLessThan(5e-4));
    expect(row.error).toBeCloseTo(0.0119, 4);
    expect(row.bound).toBeGreaterThan(0.98 * row.error);
  });

  it('under a distribution are the quantizer of that distribution', () => {
    // Max, Quantizing for minimum distortion, IRE Trans. Information Theory 6, 1960, table I: 2 and 4 levels.
    const rows = quantize(parseExpression('x'), 'x', {
      bits: [1, 2],
      derivative: false,
      inputs: { kind: 'normal', parameters: [0, 1] },
    });
    expect(rows[0].error).toBeCloseTo(0.3634, 4);
    expect(rows[0].levels[1]).toBeCloseTo(0.798, 3);
    expect(rows[1].error).toBeCloseTo(0.1175, 4);
    expect(rows[1].levels.map((l) => Math.abs(Number(l.toFixed(3))))).toEqual([1.51, 0.453, 0.453, 1.51]);
    expect(rows[1].ends[2]).toBeCloseTo(0.9816, 4);
  });

  it('where there is no value, that is said', () => {
    const log = () =>
      quantize(parseExpression('log(x)'), 'x', { bits: [1, 1], derivative: false, inputs: [-1, 1] });
    expect(log).toThrow(/no finite value/);
  });
});
