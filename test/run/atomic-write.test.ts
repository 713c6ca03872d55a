import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NapierError } from '../../src/error/fault.ts';
import { writeAtomically } from '../../src/run/atomic-write.ts';
import { checkWritable } from '../../src/run/check-writable.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'napier-write-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function messageOf(body: () => void): string {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return `${error.fault.kind}: ${error.fault.message}`;
    throw error;
  }
  return 'no fault';
}

describe('writeAtomically', () => {
  it('makes folders, writes text and bytes, replaces, and leaves nothing beside', () => {
    const path = join(folder, 'a/b/c.txt');
    writeAtomically(path, 'one');
    writeAtomically(path, new Uint8Array([0, 255]));
    expect([...readFileSync(path)]).toEqual([0, 255]);
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt']);
  });

  it('leaves the old file, no temporary file and no folder after a failure', () => {
    writeFileSync(join(folder, 'file'), 'old');
    mkdirSync(join(folder, 'taken/inside'), { recursive: true });
    expect(messageOf(() => writeAtomically(join(folder, 'file/x/y.txt'), 'new'))).toMatch(
      /^file: cannot write .*not a folder/,
    );
    // A folder cannot be replaced by a file: the rename fails after the temporary file was written.
    expect(messageOf(() => writeAtomically(join(folder, 'taken'), 'new'))).toMatch(
      /^file: cannot write .*folder/,
    );
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'taken']);
  });
});

describe('checkWritable', () => {
  it('says nothing where files can be written, and makes nothing', () => {
    checkWritable(join(folder, 'not/yet/there'));
    expect(existsSync(join(folder, 'not'))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a folder below a file, and one in a file system that takes none', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(messageOf(() => checkWritable(join(folder, 'file')))).toMatch(/^file: cannot write/);
    expect(messageOf(() => checkWritable(join(folder, 'file/deeper')))).toMatch(/^file: cannot write/);
    expect(messageOf(() => checkWritable('/proc/napier'))).toMatch(/^file: cannot write/);
  });
});
