import { describe, expect, it } from 'vitest';
import { besideUndefined } from '../../../src/certify/forward/beside-undefined.ts';
import type { PieceProgram } from '../../../src/certify/forward/forward-analysis.ts';
import type { Piece } from '../../../src/certify/forward/pieces.ts';
import { findFormat } from '../../../src/number/formats.ts';

const F64 = findFormat('f64');
const ONE = F64.ordinal(1);

/** A piece by its ordinals from that of 1 on: with a result that is known, or without. */
function piece(from: number, to: number, known: number | undefined): Piece {
  const [first, last] = [ONE + BigInt(from), ONE + BigInt(to)];
  const program = { known } as PieceProgram;
  return { first, last, lo: F64.fromOrdinal(first), hi: F64.fromOrdinal(last), programs: [program] };
}

const cut = (pieces: readonly Piece[]): { readonly kept: number[][]; readonly single: number[] } => {
  const found = besideUndefined(pieces, F64, 8n);
  const kept = found.pieces.map(({ first, last, lo, hi }) => {
    expect([lo, hi]).toEqual([F64.fromOrdinal(first), F64.fromOrdinal(last)]);
    return [Number(first - ONE), Number(last - ONE)];
  });
  return { kept, single: found.single.map((x) => Number(F64.ordinal(x) - ONE)) };
};

describe('inputs next to those without a value', () => {
  it('are looked at one by one, also behind single inputs, on either side', () => {
    const found = cut([
      piece(-100, -51, NaN),
      piece(-50, -2, undefined),
      piece(-1, -1, 2),
      piece(0, 100, NaN),
    ]);
    expect(found.kept).toEqual([
      [-100, -51],
      [-42, -10],
      [-1, -1],
      [0, 100],
    ]);
    expect(found.single).toEqual([-50, -49, -48, -47, -46, -45, -44, -43, -9, -8, -7, -6, -5, -4, -3, -2]);
  });

  it('are all of a short piece', () => {
    const found = cut([piece(-5, -1, undefined), piece(0, 100, NaN)]);
    expect(found.kept).toEqual([[0, 100]]);
    expect(found.single).toEqual([-5, -4, -3, -2, -1]);
  });

  it('are none where a value is known, or others lie between', () => {
    const apart = [piece(-50, -20, undefined), piece(0, 100, NaN)];
    const other = [piece(-50, -20, undefined), piece(-19, -1, 0), piece(0, 100, NaN)];
    const last = [piece(-50, -20, undefined), piece(-19, 5, undefined)];
    for (const pieces of [apart, other, last])
      expect(besideUndefined(pieces, F64, 8n)).toEqual({ pieces, single: [] });
  });
});
