import { exactDouble } from '../number/exact-double.ts';

/** How near a piece that is no rewriting is to the given expression, for people to read. */
export function nearText(series: string, distance: string | undefined): string {
  if (distance === undefined) return `${series}: near, not equal`;
  const x = exactDouble(distance);
  return x === 0 ? `${series}: equal` : `${series}: within ${boundText(x)} of it, proved`;
}

/** As a power of 2 with one digit after the point, not less than x. */
function boundText(x: number): string {
  return `2^${(Math.ceil(Math.log2(x) * 10 + 1e-9) / 10).toFixed(1)}`;
}
