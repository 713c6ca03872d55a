import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED_FOLDER } from '../discover/shipped/shipped-folder.ts';
import { readTextFile } from '../run/read-text-file.ts';
import type { Conformance } from './conformance-section.ts';

const LIMIT = 2 ** 20;

/** What `bench/conformance.ts` last found of the code of shipped functions; `undefined` where it was not kept. */
export function loadConformance(): Conformance | undefined {
  const path = join(SHIPPED_FOLDER, 'conformance.json');
  return existsSync(path) ? (JSON.parse(readTextFile(path, LIMIT)) as Conformance) : undefined;
}
