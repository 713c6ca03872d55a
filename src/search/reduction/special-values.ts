import { createWanted } from '../../certify/special-values.ts';
import type { Format } from '../../number/format.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';

const PRECISION = 160;

/**
 * The result wanted at an input where f has no finite value in the format: its limit, an infinity, or NaN (see
 * `Specification`). NaN also where that is left open.
 */
export function wantedSpecial(oracle: Oracle, x: number, format: Format): number {
  const wanted = createWanted(oracle, format);
  return withWorkspace(PRECISION, (w) => {
    const found = wanted(x, w);
    if (found.kind === 'infinite') return found.sign * Infinity;
    if (found.kind !== 'value') return NaN;
    return found.nearest === 0 && found.zero === -1 ? -0 : found.nearest;
  });
}

/** The zeros wanted at −0 and +0, as pairs; none where f does not change its sign there. */
export function wantedZeros(
  oracle: Oracle,
  format: Format,
): readonly (readonly [input: number, wanted: number])[] {
  const wanted = createWanted(oracle, format);
  return withWorkspace(PRECISION, (w) =>
    [-0, 0].flatMap((x) => {
      const found = wanted(x, w);
      if (found.kind !== 'value' || found.nearest !== 0 || found.zero === undefined) return [];
      return [[x, found.zero === 1 ? 0 : -0] as const];
    }),
  );
}
