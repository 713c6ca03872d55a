import {
  SHIPPED_FORMATS,
  SHIPPED_NAMES,
  TIER_NAMES,
  type ShippedKey,
  type Tier,
} from '../../discover/shipped/shipped-functions.ts';
import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import type { OptionValues } from '../option-values.ts';
import type { OptionRow } from '../verb.ts';

export const KEY_OPTIONS: readonly OptionRow[] = [
  { name: 'format', value: 'LIST', meaning: `${SHIPPED_FORMATS.join(', ')} (default: all)` },
  { name: 'tier', value: 'LIST', meaning: `${TIER_NAMES.join(', ')} (default: all)` },
  { name: 'fma', meaning: 'the programs with fused multiply–add (default: those without)' },
];

/** The shipped functions that a command line names: all, where it names none, of the usual tiers. */
export function chosenKeys(
  names: readonly string[],
  values: OptionValues,
  usual: readonly Tier[] = TIER_NAMES,
): ShippedKey[] {
  for (const name of names) {
    if (SHIPPED_NAMES.includes(name)) continue;
    const near = nearestName(name, SHIPPED_NAMES);
    const hint = near === undefined ? `there are ${SHIPPED_NAMES.join(', ')}` : `did you mean \`${near}\`?`;
    fail({ kind: 'name', message: `\`${name}\` is none of the shipped functions`, hint });
  }
  const formats = values.someOf('format', SHIPPED_FORMATS, 'format') ?? SHIPPED_FORMATS;
  const tiers = values.someOf('tier', TIER_NAMES, 'tier') ?? usual;
  const fma = values.flag('fma');
  return formats.flatMap((format) =>
    (names.length === 0 ? SHIPPED_NAMES : names).flatMap((name) =>
      tiers.map((tier) => ({ name, format, tier, fma })),
    ),
  );
}
