import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileFault } from './file-fault.ts';

/**
 * Finds out, before hours of work, whether files can be written in a folder (which need not exist yet): makes a
 * folder in its nearest ancestor that exists and takes it away again.
 * @throws NapierError `file`
 */
export function checkWritable(folder: string): void {
  try {
    let ancestor = resolve(folder);
    while (!existsSync(ancestor) && dirname(ancestor) !== ancestor) ancestor = dirname(ancestor);
    rmdirSync(mkdtempSync(join(ancestor, '.napier-')));
  } catch (error) {
    throw fileFault(error, folder, 'write', 'choose another folder with --out');
  }
}
