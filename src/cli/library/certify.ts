import { certifyFinding } from '../../discover/certify-finding.ts';
import { loadManifest, loadShipped } from '../../discover/shipped/shipped-folder.ts';
import { shippedPath, shippedTitle } from '../../discover/shipped/shipped-functions.ts';
import { Stopped } from '../../run/stop-signal.ts';
import { EXIT } from '../io.ts';
import { OptionValues } from '../option-values.ts';
import type { Verb } from '../verb.ts';
import { withPool } from '../with-pool.ts';
import { chosenKeys, KEY_OPTIONS } from './chosen-keys.ts';

export const certifyLibraryVerb: Verb = {
  name: 'certify',
  summary: 'prove shipped functions again, each from its file alone, by running every input',
  usage: 'npm run certify:functions -- [NAME...] [options]',
  details: [
    'Exit code 1 when a certificate does not hold. Seconds are those on the clock, and of processor those of all threads.',
  ],
  options: [
    ...KEY_OPTIONS.filter(({ name }) => name !== 'fma'),
    { name: 'fma', meaning: 'only the programs with fused multiply–add' },
    { name: 'workers', value: 'N', meaning: 'threads for the proofs (default: one a processor)' },
  ],
  examples: [
    ['npm run certify:functions', 'all of them'],
    ['npm run certify:functions -- tanh --format f32', 'one function, in all its tiers'],
  ],
  positionals: [0, 64],
  run: async (invocation, io) => {
    const values = new OptionValues('certify', invocation);
    const keys = chosenKeys(invocation.positionals, values);
    const wanted = new Set([...keys, ...keys.map((key) => ({ ...key, fma: true }))].map(shippedPath));
    const manifest = loadManifest();
    const rows = manifest.shipped.filter((row) => wanted.has(shippedPath(row)));
    const workers = values.number('workers', 1, 1024);
    return withPool(io, { workers }, async ({ executor, signal, progress }) => {
      let wrong = 0;
      const begun = now();
      try {
        for (const row of rows) {
          const start = now();
          const [verdict] = await certifyFinding(loadShipped(row, manifest), {
            executor,
            signal,
            onProgress: (done, total) =>
              progress.update({ phase: 'proving', evaluations: 0, front: 0, inputs: [done, total] }),
          });
          progress.clear();
          if (verdict.verdict !== 'proved') wrong++;
          const why = verdict.verdict === 'refuted' ? `: ${verdict.reason}` : '';
          const claim = `${verdict.verdict}, at most ${row.bound} ulp, ${seconds(start)}${why}`;
          io.out(`${shippedTitle(row)}: ${claim}\n`);
        }
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        return EXIT.interrupted;
      }
      io.out(`${rows.length - wrong} of ${rows.length} proved again, ${seconds(begun)}\n`);
      return wrong === 0 && rows.length > 0 ? EXIT.done : EXIT.notFound;
    });
  },
};

type Moment = { readonly clock: number; readonly processor: number };

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { clock: performance.now() / 1000, processor: (user + system) / 1e6 };
}

function seconds(since: Moment): string {
  const { clock, processor } = now();
  return `${(clock - since.clock).toFixed(1)} s (${(processor - since.processor).toFixed(1)} s of processor)`;
}
