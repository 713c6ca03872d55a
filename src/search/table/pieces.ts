import type { Format } from '../../number/format.ts';
import type { FormatRange } from '../../certify/exhaustive-domain.ts';

/** Neighbouring inputs that have one number, by ordinals. */
export type Piece = { readonly number: number; readonly first: bigint; readonly last: bigint };

/**
 * The pieces of a domain, ascending; `pieceOf` is monotone on either side of 0.
 * @returns `undefined` where their numbers span more than `most`
 */
export function piecesOf(
  { first, last }: FormatRange,
  format: Format,
  pieceOf: (x: number) => number,
  most: number,
): Piece[] | undefined {
  const pieces: Piece[] = [];
  const numberAt = (ordinal: bigint): number => pieceOf(format.fromOrdinal(ordinal));
  for (let from = first; from <= last;) {
    const number = numberAt(from);
    // Within one side of 0 equal numbers are neighbours.
    const end = from < 0n && last >= 0n ? -1n : last;
    let [low, high] = [from, end];
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (numberAt(middle) === number) low = middle;
      else high = middle - 1n;
    }
    pieces.push({ number, first: from, last: low });
    if (pieces.length > 2 * most) return undefined;
    from = low + 1n;
  }
  const numbers = pieces.map(({ number }) => number);
  return Math.max(...numbers) - Math.min(...numbers) < most ? pieces : undefined;
}

/** At most `count` ordinals of a range, both ends among them, half spread by ordinal and half by value. */
export function spreadOrdinals({ first, last }: FormatRange, format: Format, count: number): bigint[] {
  const size = last - first + 1n;
  if (size <= BigInt(count)) return Array.from({ length: Number(size) }, (_, i) => first + BigInt(i));
  const half = Math.max(2, count >> 1);
  const found = new Set<bigint>();
  const [low, high] = [format.fromOrdinal(first), format.fromOrdinal(last)];
  for (let i = 0; i < half; i++) found.add(first + ((size - 1n) * BigInt(i)) / BigInt(half - 1));
  for (let i = 0; i < count - half; i++) {
    const share = (i + 0.5) / (count - half);
    const ordinal = format.ordinal(format.round(low * (1 - share) + high * share));
    found.add(ordinal < first ? first : ordinal > last ? last : ordinal);
  }
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
