import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../../error/fault.ts';
import { readTextFile } from '../../run/read-text-file.ts';
import type { ApproximationFinding } from '../finding.ts';
import { FINDING_LIMITS, readFinding } from '../read-finding.ts';
import { EMPTY_MANIFEST, readManifest, sha256, type Manifest } from './manifest.ts';
import { shippedPath, shippedTitle, type ShippedKey } from './shipped-functions.ts';

/** Where the findings of shipped functions lie: beside `dist/` and `src/`. */
export const SHIPPED_FOLDER = fileURLToPath(new URL('../../../functions', import.meta.url));
export const MANIFEST_PATH = join(SHIPPED_FOLDER, 'manifest.json');

const MANIFEST_LIMIT = 2 ** 20;

export function loadManifest(): Manifest {
  return existsSync(MANIFEST_PATH)
    ? readManifest(readTextFile(MANIFEST_PATH, MANIFEST_LIMIT))
    : EMPTY_MANIFEST;
}

/**
 * The finding of a shipped function.
 * @throws NapierError `not-found`, saying what came of the search, when there is none; `file` when the file is not the
 *   one that the manifest names
 */
export function loadShipped(key: ShippedKey, manifest: Manifest = loadManifest()): ApproximationFinding {
  const path = shippedPath(key);
  const row = manifest.shipped.find((one) => shippedPath(one) === path);
  if (row === undefined) {
    const missing = manifest.missing.find((one) => shippedPath(one) === path);
    const others = manifest.shipped.filter(({ name, format }) => name === key.name && format === key.format);
    return fail({
      kind: 'not-found',
      message: `${shippedTitle(key)}: not shipped${missing === undefined ? '' : ` (${missing.reason})`}`,
      hint:
        others.length > 0
          ? `shipped: ${others.map(shippedTitle).join('; ')}`
          : '`napier functions --shipped` lists what is',
    });
  }
  const text = readTextFile(join(SHIPPED_FOLDER, path), FINDING_LIMITS.bytes);
  if (sha256(text) !== row.sha256) {
    fail({
      kind: 'file',
      message: `functions/${path} is not the file that functions/manifest.json names`,
      hint: `make it again: npm run functions -- ${key.name} --format ${key.format} --tier ${key.tier}${key.fma ? ' --fma' : ''}`,
    });
  }
  return readFinding(text);
}
