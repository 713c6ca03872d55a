import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';
import { TablePieces } from '../../../src/search/reduction/table-piece.ts';

const pieces = (text: string, lo: number, hi: number) =>
  new TablePieces(reducedFunction(parseExpression(text), 'x', lo, hi));

describe('pieces of a table', () => {
  it('are the polynomial itself where f is one', () => {
    // ((3 + t)/8)³
    const { coefficients, error } = pieces('x^3', 0, 1).piece(3, 8, 3, false);
    expect(coefficients).toEqual([27 / 512, 27 / 512, 9 / 512, 1 / 512]);
    expect(error).toBeLessThan(2 ** -100);
  });

  it('vanish at 0 where f does, and are accurate relatively', () => {
    const { coefficients, error } = pieces('sin(x)', -1, 1).piece(0, 8, 7, true);
    expect(coefficients[0]).toBe(0);
    expect(coefficients[1]).toBeCloseTo(1 / 8, 12);
    expect(error).toBeLessThan(2 ** -40);
  });

  it('have errors of the truncation alone: each degree more is worth the same', () => {
    const table = pieces('exp(x)', -1, 1);
    const errors = [6, 8, 10, 12].map((degree) => table.piece(1, 8, degree, false).error);
    for (let i = 1; i < errors.length; i++) expect(errors[i]).toBeLessThan(errors[i - 1] / 2 ** 10);
    // Below what doubles tell.
    expect(errors[3]).toBeLessThan(2 ** -80);
  });
});
