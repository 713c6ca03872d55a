import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { libraryFiles } from '../../discover/shipped/library-files.ts';
import { loadManifest, loadShipped, SHIPPED_FOLDER } from '../../discover/shipped/shipped-folder.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { EXIT } from '../io.ts';
import type { Verb } from '../verb.ts';

const OUT = resolve(SHIPPED_FOLDER, '../dist/functions');

export const buildVerb: Verb = {
  name: 'build',
  summary: 'write the modules of napier/functions/… into dist/functions/',
  usage: 'npm run build:functions',
  details: ['Reads every shipped finding, checks it against the manifest, and writes its code.'],
  options: [],
  examples: [['npm run build:functions', 'part of `npm run build`']],
  positionals: [0, 0],
  run: async (_invocation, io) => {
    const manifest = loadManifest();
    const files = libraryFiles(manifest, (key) => loadShipped(key, manifest));
    rmSync(OUT, { recursive: true, force: true });
    for (const { path, contents } of files) writeAtomically(join(OUT, path), contents);
    io.message(`wrote ${files.length} files into dist/functions\n`);
    return EXIT.done;
  },
};
