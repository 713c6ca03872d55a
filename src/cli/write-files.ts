import { join } from 'node:path';
import type { EmittedFile } from '../emit/target.ts';
import { writeAtomically } from '../run/atomic-write.ts';
import { checkWritable } from '../run/check-writable.ts';
import type { Io } from './io.ts';

/** Writes files into a folder, and says so. */
export function writeFiles(files: readonly EmittedFile[], folder: string, io: Pick<Io, 'message'>): void {
  checkWritable(folder);
  for (const { path, contents } of files) {
    writeAtomically(join(folder, path), contents);
    io.message(`wrote ${join(folder, path)}\n`);
  }
}
