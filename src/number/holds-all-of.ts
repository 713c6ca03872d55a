import type { Format } from './format.ts';

/** Is every number of the narrow format one of the wide format? Their ends and finest steps decide it. */
export function holdsAllOf(wide: Format, narrow: Format): boolean {
  return (
    narrow.precision <= wide.precision &&
    wide.contains(narrow.maxFinite) &&
    wide.contains(narrow.minFinite) &&
    wide.contains(narrow.minPositive) &&
    wide.contains(narrow.minNormal + narrow.minPositive)
  );
}
