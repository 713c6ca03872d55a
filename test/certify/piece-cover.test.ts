import { describe, expect, it } from 'vitest';
import { JUDGE_PRECISION } from '../../src/certify/exhaustive-judge.ts';
import { createPieceBuilder } from '../../src/certify/piece-builder.ts';
import { coverSide, PIECE_GRID } from '../../src/certify/piece-cover.ts';
import { createRegionFinder } from '../../src/certify/region.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';

/** Inputs of one side, up to 1, that no piece holds, in the block before 1. */
function uncovered(text: string, negative: boolean): number {
  const format = FORMATS.f32;
  const oracle = createOracle(parseExpression(text), ['x']);
  return withWorkspace(JUDGE_PRECISION, (w) => {
    const builder = createPieceBuilder(oracle, format, 'ulp', w);
    const side = { negative, first: 0, last: Number(format.ordinal(format.maxFinite)) };
    const one = Number(format.ordinal(1));
    const part = { first: one - PIECE_GRID, last: one };
    let count = 0;
    for (const { first, last, piece, wanted } of coverSide(
      builder,
      format,
      side,
      part,
      createRegionFinder(oracle, format, w),
    ))
      if (piece === undefined && wanted === undefined) count += last - first + 1;
    return count;
  });
}

describe('a cover', () => {
  it.each([
    ['log1p(x)', true],
    ['acos(x)', false],
    ['atanh(x)', false],
  ] as const)('of %s leaves few inputs beside its end', (text, negative) => {
    expect(uncovered(text, negative)).toBeLessThan(1000);
  });
});
