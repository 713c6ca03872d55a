import { join } from 'node:path';
import { makeShipped } from '../../discover/shipped/make-shipped.ts';
import { shippedRow, withRow, writeManifest } from '../../discover/shipped/manifest.ts';
import { loadManifest, MANIFEST_PATH, SHIPPED_FOLDER } from '../../discover/shipped/shipped-folder.ts';
import {
  shippedPath,
  shippedTitle,
  TIER_NAMES,
  type ShippedKey,
} from '../../discover/shipped/shipped-functions.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { createProgress } from '../../run/progress.ts';
import { EXIT, type Io } from '../io.ts';
import { OptionValues } from '../option-values.ts';
import type { Verb } from '../verb.ts';
import { withPool } from '../with-pool.ts';
import { chosenKeys, KEY_OPTIONS } from './chosen-keys.ts';

export const makeVerb: Verb = {
  name: 'make',
  summary: 'search and prove shipped functions again, and write their findings into functions/',
  usage: 'npm run functions -- [NAME...] [options]',
  details: [
    'Each finding holds the one program that was proved to meet the error of its tier on every number of the format. ' +
      'The same command writes the same bytes. Where nothing is proved, a finding that was there before is kept, and ' +
      'otherwise the manifest says what came of the search. Where no program of tier correct is proved, one of tier close is sought.',
  ],
  options: [
    ...KEY_OPTIONS,
    { name: 'workers', value: 'N', meaning: 'threads for the proofs; never changes a result' },
    { name: 'new', meaning: 'only what the manifest does not mention yet' },
  ],
  examples: [['npm run functions -- exp --format f32 --tier precise', 'one of them']],
  positionals: [0, 64],
  run: async (invocation, io) => {
    const values = new OptionValues('make', invocation);
    const keys = chosenKeys(invocation.positionals, values, MADE);
    const workers = values.number('workers', 1, 1024);
    return withPool(io, { workers }, async ({ executor, signal }) => {
      let code: number = EXIT.done;
      for (const key of keys) {
        if (values.flag('new') && isMentioned(key)) continue;
        let finding = await makeOne(key, { executor, signal }, io);
        if (!finding && key.tier === 'correct' && signal.stopped() === undefined)
          finding = await makeOne({ ...key, tier: 'close' }, { executor, signal }, io);
        if (signal.stopped() !== undefined) return EXIT.interrupted;
        if (!finding) code = EXIT.notFound;
      }
      return code;
    });
  },
};

/** Tiers made when none is said: `close` is for what is not found correctly rounded. */
const MADE = TIER_NAMES.filter((tier) => tier !== 'close');

function isMentioned(key: ShippedKey): boolean {
  const { shipped, missing } = loadManifest();
  return [...shipped, ...missing].some((row) => shippedPath(row) === shippedPath(key));
}

/** @returns whether a program was proved */
async function makeOne(
  key: ShippedKey,
  options: Pick<Parameters<typeof makeShipped>[1] & object, 'executor' | 'signal'>,
  io: Io,
): Promise<boolean> {
  const progress = createProgress(io.progress);
  const made = await makeShipped(key, {
    ...options,
    onEvent: ({ phase, evaluations, front, inputs }) =>
      progress.update({
        phase: phase === 'search' ? 'searching' : 'proving',
        evaluations,
        front: front.length,
        ...(inputs === undefined ? {} : { inputs }),
      }),
  });
  progress.clear();
  if (options.signal?.stopped() !== undefined) return false;
  const path = shippedPath(key);
  const manifest = loadManifest();
  if (made.kind === 'missing') {
    const kept = manifest.shipped.some((row) => shippedPath(row) === path);
    io.message(`${shippedTitle(key)}: ${made.reason}${kept ? '; the finding there was is kept' : ''}\n`);
    if (!kept)
      writeAtomically(MANIFEST_PATH, writeManifest(withRow(manifest, { ...key, reason: made.reason })));
    return false;
  }
  const text = writeFinding(made.finding);
  const row = shippedRow(key, made.finding, text);
  writeAtomically(join(SHIPPED_FOLDER, path), text);
  writeAtomically(MANIFEST_PATH, writeManifest(withRow(manifest, row)));
  io.message(`${shippedTitle(key)}: ${row.operations} operations in ${row.arithmetic}, ${row.bound} ulp\n`);
  return true;
}
