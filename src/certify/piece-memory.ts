import type { PieceAttempt, PieceBuilder } from './piece-builder.ts';
import type { RegionFinder } from './region.ts';

/** Answers kept at most: some tens of megabytes. */
const MOST = 2 ** 16;

type Answers = Map<string, PieceAttempt | { readonly settled: number | undefined }>;

let latest: { readonly function: string; readonly answers: Answers } | undefined;

/**
 * A builder and a finder that answer at once what was asked before: every job of a proof asks for the piece around zero,
 * and the programs of one function are proved one after the other on the same pieces.
 * @param name what the answers depend on besides the range: function, format and measure
 */
export function rememberPieces(
  name: string,
  builder: PieceBuilder,
  region: RegionFinder | undefined,
): { readonly builder: PieceBuilder; readonly region: RegionFinder | undefined } {
  if (latest?.function !== name) latest = { function: name, answers: new Map() };
  const { answers } = latest;

  const answer = <T extends PieceAttempt | { readonly settled: number | undefined }>(
    question: string,
    find: () => T,
  ): T => {
    const known = answers.get(question) as T | undefined;
    if (known !== undefined) return known;
    const found = find();
    if (answers.size < MOST) answers.set(question, found);
    return found;
  };

  return {
    builder: {
      build: (near, far, around) =>
        answer(`${around} ${near} ${far}`, () => builder.build(near, far, around)),
    },
    region:
      region && ((near, far) => answer(`${near} ${far}`, () => ({ settled: region(near, far) })).settled),
  };
}
