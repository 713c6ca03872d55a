/** What the conformance tables are made of: functions as a target holds them, toolchains that run them, numbers to run them at. */
import { emitFunctionOf } from '../../src/discover/shipped/library-files.ts';
import { loadManifest, loadShipped } from '../../src/discover/shipped/shipped-folder.ts';
import type { ShippedFormat, ShippedKey, Tier } from '../../src/discover/shipped/shipped-functions.ts';
import { carried } from '../../src/emit/carried.ts';
import type { EmitFunction, TargetName } from '../../src/emit/target.ts';
import type { Program } from '../../src/program/program.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import type { ConformanceResult } from '../../src/report/conformance-section.ts';

/** Numbers that functions take and give, in the type that holds them. */
export type Lane = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Functions of one number of a format, to be run at some inputs; `folder` is theirs alone. */
export type Job = {
  readonly folder: string;
  readonly functions: readonly EmitFunction[];
  readonly inputs: Lane;
};

export type Runner = {
  readonly target: TargetName;
  /** What compiles and runs it, with its version. */
  readonly tool: string;
  readonly available: boolean;
  /** It takes subnormals for zero: inputs at which one is met are left out, and counted. Zeros are one there. */
  readonly flushes?: boolean;
  /** The inputs that it is asked about, by index, where these are not all. */
  readonly only?: (program: Program, inputs: Lane) => ReadonlySet<number>;
} & (
  | {
      /** The results of each function at every input. */
      readonly run: (job: Job) => Lane[] | Promise<Lane[]>;
    }
  | {
      /** A tool that runs no function, but proves something of it. */
      readonly check: (f: EmitFunction, folder: string) => Omit<ConformanceResult, 'name'>;
    }
);

/** A function as a target is given it, or why there is none. The name heads its column. */
export type Held = { readonly name: string } & (
  { readonly tier?: Tier; readonly f: EmitFunction } | { readonly refused: string }
);

export const manifest = loadManifest();

/** The first tier's program of a shipped function that a target can hold, or why there is none. */
export function shippedIn(
  name: string,
  format: ShippedFormat,
  target: TargetName,
  tiers: readonly Tier[],
): Held {
  let refused = 'not shipped';
  for (const tier of tiers) {
    const row = manifest.shipped.find((each) => each.name === name && each.format === format && each.tier === tier && !each.fma); // prettier-ignore
    if (row === undefined) continue;
    const held = heldBy(target, name, emitFunctionOf(name, loadShipped(row, manifest)));
    if ('f' in held) return { ...held, tier };
    refused = held.refused;
  }
  return { name, refused };
}

/** A function as a target holds it. */
export function heldBy(target: TargetName, name: string, f: EmitFunction): Held {
  const held = carried(TARGETS[target], f);
  return held === undefined
    ? { name, refused: `${TARGETS[target].refuses(f.program)}` }
    : { name, f: { ...held, name: name.replaceAll(/\W+/g, '_') } };
}

/** The programs of f64 that are shipped. */
export const DOUBLES: readonly ShippedKey[] = manifest.shipped.filter(({ format }) => format === 'f64');

/** What heads the column of one of them: its tier where it is not the usual one. */
export const doubleTitle = ({ name, tier, fma }: ShippedKey): string =>
  [name, ...(tier === 'precise' ? [] : [tier]), ...(fma ? ['fma'] : [])].join(', ');
