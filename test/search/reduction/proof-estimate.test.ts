import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import { estimateProof } from '../../../src/search/reduction/proof-estimate.ts';

describe('the estimate of what a proof will find', () => {
  const b = new ProgramBuilder('f64', ['x']);
  const square = b.operation('mul', b.input(0), b.input(0));
  const program = b.build(b.operation('add', square, b.constant('0x1p+0')));
  const asked = { function: parseExpression('x*x + 1'), variable: 'x', measure: 'ulp' } as const;
  const estimate = (inputs: readonly number[], most?: number): ReturnType<typeof estimateProof> =>
    estimateProof(program, asked, findFormat('f64'), inputs, most);
  // Where x² is small beside 1 the sum alone rounds.
  const [small, large] = [1.3e-3, 0.9];

  it('is the largest near any of the inputs, and tells where', () => {
    const found = estimate([small, large, 2 * small]);
    expect(found.worst).toBe(large);
    expect(found.bound).toBeGreaterThan(0.74);
    expect(found.bound).toBeLessThan(0.76);
    expect(estimate([small, 2 * small]).bound).toBeLessThan(0.51);
  });

  it('asks no further where one is too much already', () => {
    const asking: number[] = [];
    const inputs = function* (): Generator<number> {
      for (const x of [small, large, 0.8, 0.7]) {
        asking.push(x);
        yield x;
      }
    };
    const found = estimateProof(program, asked, findFormat('f64'), inputs(), 0.6);
    expect(found).toMatchObject({ worst: large });
    expect(found.bound).toBeGreaterThan(0.6);
    expect(asking).toEqual([small, large, 0.8]);
  });
});
