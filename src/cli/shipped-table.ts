import type { Manifest } from '../discover/shipped/manifest.ts';
import { shippedTitle } from '../discover/shipped/shipped-functions.ts';
import type { Paint } from './paint.ts';

const HEAD = ['function', 'format', 'tier', 'operations', 'computed in', 'table', 'proved error'];
const NUMERIC = new Set([3, 5]);

/** The shipped functions as people read them, and what was sought in vain. */
export function shippedTable({ shipped, missing }: Manifest, paint: Paint): string {
  const rows = shipped.map((row) => [
    row.name,
    row.format,
    row.fma ? `${row.tier}, fma` : row.tier,
    `${row.operations}`,
    row.arithmetic,
    row.entries === 0 ? '-' : `${row.entries}`,
    `${row.bound} ulp${row.signedZeros ? '' : ', the sign of zero apart'}`,
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (NUMERIC.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  const lines = rows.length === 0 ? [] : [paint.dim(line(HEAD)), ...rows.map(line)];
  if (missing.length > 0) {
    if (lines.length > 0) lines.push('');
    lines.push(paint.dim('not found so far'));
    for (const row of missing) lines.push(`${shippedTitle(row)}: ${row.reason}`);
  }
  return lines.map((text) => `${text}\n`).join('');
}
