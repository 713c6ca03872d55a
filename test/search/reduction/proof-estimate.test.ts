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

  it('may decide no more than a piece of a proof does', () => {
    // About x all of 2³⁰ + x rounds to 2³⁰; up to x + x/4 it does not, and z, a multiple of 2⁻²², may be larger than x.
    const x = 1.8 * 2 ** -24;
    const b = new ProgramBuilder('f64', ['x']);
    const large = b.constant('0x1p+30');
    const z = b.operation('sub', b.operation('add', large, b.input(0)), large);
    const parts = [z, b.operation('sub', b.input(0), z)];
    const factor = b.constant('0x1.6666666666666p-1');
    const program = b.build(b.operation('add', ...parts.map((part) => b.operation('mul', part, factor))));
    const asked = {
      function: parseExpression('x*6305039478318694/2^53'),
      variable: 'x',
      measure: 'ulp',
    } as const;
    const [cell, piece] = [false, true].map((inPieces) =>
      estimateProof(program, asked, findFormat('f64'), [x], Infinity, inPieces),
    );
    expect(cell.bound).toBeLessThan(0.51);
    expect(piece.bound).toBeGreaterThan(1);
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
