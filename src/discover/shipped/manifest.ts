import { createHash } from 'node:crypto';
import type { FormatName } from '../../number/formats.ts';
import { chooseEntry } from '../choose-entry.ts';
import type { ApproximationFinding, FrontEntry } from '../finding.ts';
import { Field } from '../json/fields.ts';
import { readFormatName } from '../json/read-format-name.ts';
import { readJson } from '../json/read-json.ts';
import { writeJson } from '../json/write-json.ts';
import {
  SHIPPED_FORMATS,
  SHIPPED_NAMES,
  shippedPath,
  shippedTitle,
  TIER_NAMES,
  type ShippedKey,
} from './shipped-functions.ts';

/** What the list of shipped functions says of one finding, and the SHA-256 of its file. */
export type ShippedRow = ShippedKey & {
  /** Instructions that depend on the input. */
  readonly operations: number;
  /** The format that it computes in. */
  readonly arithmetic: FormatName;
  /** Numbers in its tables. */
  readonly entries: number;
  /** The proved bound in ulp, rounded up. */
  readonly bound: string;
  /** Has every zero the sign that it should have? (A wrong one is no error in ulp.) */
  readonly signedZeros: boolean;
  readonly sha256: string;
};

/** What was asked for and not found, and what came of it. */
export type MissingRow = ShippedKey & { readonly reason: string };

/** `functions/manifest.json`: what is shipped, and what was sought in vain. */
export type Manifest = { readonly shipped: readonly ShippedRow[]; readonly missing: readonly MissingRow[] };

export const EMPTY_MANIFEST: Manifest = { shipped: [], missing: [] };

/** The row of a finding, whose file has this text. */
export function shippedRow(key: ShippedKey, finding: ApproximationFinding, text: string): ShippedRow {
  const entry = chooseEntry(finding);
  if (entry?.error.bound === undefined) throw new RangeError('a shipped finding is proved');
  const { operations, error, program } = entry;
  return {
    ...keyOf(key),
    operations,
    arithmetic: program.format,
    entries: (program.tables ?? []).reduce((sum, { values }) => sum + values.length, 0),
    bound: error.bound ?? error.value,
    signedZeros: !hasWrongZero(entry),
    sha256: sha256(text),
  };
}

function hasWrongZero({ certificate }: FrontEntry): boolean {
  const special =
    certificate?.method === 'exhaustive'
      ? certificate.whole?.special
      : certificate?.method === 'supremum+roundoff'
        ? certificate.special
        : undefined;
  return (special ?? []).some(({ status }) => status === 'zero-sign');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The manifest with this row in place of what it said of the same function before. */
export function withRow(manifest: Manifest, row: ShippedRow | MissingRow): Manifest {
  const path = shippedPath(row);
  const others = <Row extends ShippedKey>(rows: readonly Row[]): Row[] =>
    rows.filter((one) => shippedPath(one) !== path);
  return {
    shipped: inOrder('sha256' in row ? [...others(manifest.shipped), row] : others(manifest.shipped)),
    missing: inOrder('sha256' in row ? others(manifest.missing) : [...others(manifest.missing), row]),
  };
}

function keyOf({ name, format, tier, fma }: ShippedKey): ShippedKey {
  return { name, format, tier, fma };
}

function inOrder<Row extends ShippedKey>(rows: readonly Row[]): Row[] {
  const places = ({ name, format, tier, fma }: ShippedKey): number[] => [
    SHIPPED_FORMATS.indexOf(format),
    SHIPPED_NAMES.indexOf(name),
    TIER_NAMES.indexOf(tier),
    fma ? 1 : 0,
  ];
  return rows.toSorted((a, b) => {
    const [p, q] = [places(a), places(b)];
    const at = p.findIndex((value, i) => value !== q[i]);
    return at < 0 ? 0 : p[at] - q[at];
  });
}

export function writeManifest({ shipped, missing }: Manifest): string {
  return `${writeJson({ shipped, missing })}\n`;
}

/** @throws NapierError `file` with the place of the first thing wrong */
export function readManifest(source: string): Manifest {
  const root = new Field(source, readJson(source)).object(['shipped', 'missing']);
  const key = (f: Readonly<Record<'name' | 'format' | 'tier' | 'fma', Field>>): ShippedKey => ({
    name: f.name.oneOf(SHIPPED_NAMES),
    format: f.format.oneOf(SHIPPED_FORMATS),
    tier: f.tier.oneOf(TIER_NAMES),
    fma: f.fma.boolean(),
  });
  const known = new Set<string>();
  const once = (row: ShippedKey, f: { readonly name: Field }): void => {
    if (known.has(shippedPath(row))) f.name.refuse(`${shippedTitle(row)} has a row already`);
    known.add(shippedPath(row));
  };
  return {
    shipped: root.shipped.items(10_000).map((item): ShippedRow => {
      const f = item.object([
        ...KEY,
        'operations',
        'arithmetic',
        'entries',
        'bound',
        'signedZeros',
        'sha256',
      ]);
      if (!(Number(f.bound.string()) >= 0)) f.bound.refuse('expected a number, 0 or more');
      if (!/^[0-9a-f]{64}$/.test(f.sha256.string())) f.sha256.refuse('expected 64 hexadecimal digits');
      once(key(f), f);
      return {
        ...key(f),
        operations: f.operations.count(),
        arithmetic: readFormatName(f.arithmetic),
        entries: f.entries.count(),
        bound: f.bound.string(),
        signedZeros: f.signedZeros.boolean(),
        sha256: f.sha256.string(),
      };
    }),
    missing: root.missing.items(10_000).map((item): MissingRow => {
      const f = item.object([...KEY, 'reason']);
      once(key(f), f);
      return { ...key(f), reason: f.reason.string() };
    }),
  };
}

const KEY = ['name', 'format', 'tier', 'fma'] as const;
