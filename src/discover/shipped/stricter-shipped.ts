import type { Manifest } from './manifest.ts';
import { shippedPath, TIER_NAMES, type ShippedKey } from './shipped-functions.ts';

/**
 * The shipped program that does what is asked: that of the tier, else of the next stricter one that has any, with fused
 * operations before those without where they may be used. The key itself where there is none.
 */
export function stricterShipped(key: ShippedKey, { shipped }: Manifest): ShippedKey {
  const stricter = TIER_NAMES.slice(0, TIER_NAMES.indexOf(key.tier) + 1).toReversed();
  for (const tier of stricter) {
    for (const fma of key.fma ? [true, false] : [false]) {
      const wanted = { ...key, tier, fma };
      if (shipped.some((row) => shippedPath(row) === shippedPath(wanted))) return wanted;
    }
  }
  return key;
}
