import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fail } from '../error/fault.ts';
import { fileFault } from './file-fault.ts';

/**
 * A file's text, at most `limit` bytes of valid UTF-8 without NUL characters.
 * @throws NapierError `file` (unreadable, a folder, empty, binary) or `limit` (too large).
 */
export function readTextFile(path: string, limit: number, hint?: string): string {
  const shown = JSON.stringify(path.length <= 200 ? path : `${path.slice(0, 197)}…`);
  const bytes = readBytes(path, limit, hint);
  const more = hint === undefined ? {} : { hint };
  if (bytes.length > limit) fail({ kind: 'limit', message: `${shown} is larger than ${limit} bytes` });
  if (bytes.length === 0) fail({ kind: 'file', message: `${shown} is empty`, ...more });
  const zero = bytes.indexOf(0);
  if (zero >= 0)
    fail({ kind: 'file', message: `${shown} is a binary file (a NUL at byte ${zero})`, ...more });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail({ kind: 'file', message: `${shown} is not UTF-8 text`, ...more });
  }
}

// Never more than limit + 1 bytes are read: the file may be a device or a pipe without an end.
function readBytes(path: string, limit: number, hint?: string): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      const size = fstatSync(file).size;
      let buffer: Uint8Array = new Uint8Array(Math.min(limit + 1, Math.max(size + 1, 65_536)));
      let length = 0;
      for (;;) {
        if (length === buffer.length) {
          if (length > limit) return buffer;
          const larger = new Uint8Array(Math.min(limit + 1, 2 * length));
          larger.set(buffer);
          buffer = larger;
        }
        const read = readSync(file, buffer, length, buffer.length - length, null);
        if (read === 0) return buffer.subarray(0, length);
        length += read;
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileFault(error, path, 'read', hint);
  }
}
