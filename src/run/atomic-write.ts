import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileFault } from './file-fault.ts';

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to the disk, then renamed over it. Missing
 * folders are made. After a failure neither the temporary file nor a folder made for it is left.
 * @throws NapierError `file`
 */
export function writeAtomically(path: string, contents: string | Uint8Array): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      writeFileSync(file, contents);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(folder);
  } catch (error) {
    clearAway(temporary, made);
    throw fileFault(error, path, 'write');
  }
}

/** Makes the rename itself durable. Some systems cannot open a folder; the file is whole there all the same. */
function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch {
    // Not supported by this file system.
  } finally {
    closeSync(handle);
  }
}

function clearAway(temporary: string, made: string | undefined): void {
  try {
    rmSync(temporary, { force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  } catch {
    // The failure that brought us here (a file in the path's way, say) is the one to report.
  }
}
