import { describe, expect, it } from 'vitest';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { WholeSample } from '../../../src/search/reduction/whole-sample.ts';
import { problem } from '../engine-conformance.ts';

describe('inputs at equal distances', () => {
  it('lie where the rounded value is neither constant nor the input itself', () => {
    const of = problem('softplus(x)', '[-inf,inf]', { format: 'f64', measure: 'ulp', error: 1 });
    const active = { lo: -745.2, hi: 1e300 };
    const sample = new WholeSample(of, createOracle(of.function, ['x']), {
      count: 4096,
      hard: 64,
      active,
      places: [],
    });
    const inputs = sample.evenInputs(100);
    expect(inputs).toHaveLength(100);
    // From the input whose result is the least number to that from which on log(1 + e^x) rounds to x.
    expect(inputs[0]).toBeGreaterThan(-746);
    expect(inputs[0]).toBeLessThan(-725);
    expect(inputs[99]).toBeGreaterThan(20);
    expect(inputs[99]).toBeLessThan(34);
    const steps = inputs.slice(1).map((x, i) => x - inputs[i]);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(1e-9);
  });
});
