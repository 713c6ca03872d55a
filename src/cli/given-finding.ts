import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ApproximationFinding, Finding } from '../discover/finding.ts';
import { loadManifest, loadShipped } from '../discover/shipped/shipped-folder.ts';
import {
  SHIPPED_FORMATS,
  SHIPPED_NAMES,
  shippedPath,
  shippedTitle,
  TIER_NAMES,
  type ShippedKey,
} from '../discover/shipped/shipped-functions.ts';
import { stricterShipped } from '../discover/shipped/stricter-shipped.ts';
import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { loadFinding } from './load-finding.ts';
import type { OptionValues } from './option-values.ts';
import type { OptionRow } from './verb.ts';

/** Options of verbs that take a finding, and so also the name of a shipped function. */
export const SHIPPED_OPTIONS: readonly OptionRow[] = [
  {
    name: 'format',
    value: 'NAME',
    meaning: `of a shipped function: ${SHIPPED_FORMATS.join(', ')} (default: f32)`,
  },
  {
    name: 'tier',
    value: 'NAME',
    meaning: `of a shipped function: ${TIER_NAMES.join(', ')} (default: precise)`,
  },
  { name: 'fma', meaning: 'of a shipped function: the program with fused multiply–add' },
];

export type GivenFinding<F extends Finding> = {
  readonly finding: F;
  /** How a command line names it: the file, or `tanh --format f32 --tier precise`. */
  readonly words: string;
  /** The folder and name, without an ending, of files that go with it. */
  readonly place: string;
  /** Present for a shipped function. */
  readonly key?: ShippedKey;
  /** That it is of a stricter tier than asked, or without fused operations. */
  readonly note?: string;
};

/** A word of the command line as a finding: a file's path, or the name of a function that Napier ships. */
export function givenFinding<F extends Finding = ApproximationFinding>(
  verb: string,
  word: string,
  values: OptionValues,
  load: (verb: string, path: string) => F | ApproximationFinding = loadFinding,
): GivenFinding<F | ApproximationFinding> {
  const format = values.oneOf('format', SHIPPED_FORMATS, 'format of shipped functions');
  const tier = values.oneOf('tier', TIER_NAMES, 'tier');
  const asked = format !== undefined || tier !== undefined || values.flag('fma');
  if (!asked && (existsSync(word) || !SHIPPED_NAMES.includes(word))) {
    const place = word.replace(/(\.napier)?\.json$/, '');
    return { finding: load(verb, word), words: basename(word), place };
  }
  if (!SHIPPED_NAMES.includes(word)) {
    const near = nearestName(word, SHIPPED_NAMES);
    fail({
      kind: 'name',
      message: `\`${word.slice(0, 100)}\` is none of the shipped functions, which --format, --tier and --fma are about`,
      hint: near === undefined ? '`napier functions --shipped` lists them' : `did you mean \`${near}\`?`,
    });
  }
  const wanted: ShippedKey = {
    name: word,
    format: format ?? 'f32',
    tier: tier ?? 'precise',
    fma: values.flag('fma'),
  };
  const manifest = loadManifest();
  const key = stricterShipped(wanted, manifest);
  const same = shippedPath(key) === shippedPath(wanted);
  return {
    finding: loadShipped(key, manifest),
    key,
    ...(same ? {} : { note: `${shippedTitle(wanted)}: not shipped; ${shippedTitle(key)}, does as much\n` }),
    words: `${word} --format ${key.format} --tier ${key.tier}${key.fma ? ' --fma' : ''}`,
    place: join('.', [word, key.format, key.tier, ...(key.fma ? ['fma'] : [])].join('-')),
  };
}
