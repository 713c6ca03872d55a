import { closeSync, openSync, readSync } from 'node:fs';
import { fail } from '../../error/fault.ts';
import { fileFault } from '../../run/file-fault.ts';
import { TABLE_LIMITS } from './table.ts';

const BLOCK = 2 ** 20;

/**
 * The lines of a UTF-8 file, one block in memory at a time; a byte order mark and carriage returns are taken off.
 * @throws NapierError `file` (unreadable, binary, not UTF-8), `limit` (a line without an end)
 */
export function* fileLines(path: string): Generator<string> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const buffer = new Uint8Array(BLOCK);
    let rest = '';
    for (;;) {
      const read = readBlock(file, buffer, path);
      const text = rest + decoded(decoder, buffer.subarray(0, read), read > 0, path);
      if (text.includes('\0')) fail({ kind: 'file', message: `${JSON.stringify(path)} is a binary file` });
      const lines = text.split('\n');
      rest = lines.pop() as string;
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
      if (read === 0) break;
      if (rest.length > TABLE_LIMITS.line) {
        fail({ kind: 'limit', message: `${JSON.stringify(path)} has a line of more than 16 MiB` });
      }
    }
    if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
  } finally {
    closeSync(file);
  }
}

function readBlock(file: number, buffer: Uint8Array, path: string): number {
  try {
    return readSync(file, buffer, 0, buffer.length, null);
  } catch (error) {
    throw fileFault(error, path, 'read');
  }
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, stream: boolean, path: string): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    return fail({ kind: 'file', message: `${JSON.stringify(path)} is not UTF-8 text` });
  }
}
