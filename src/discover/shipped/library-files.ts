import {
  DOUBLE_RUNTIME,
  HALF_RUNTIME,
  libraryModule,
  LIBRARY_RUNTIME,
  refuseLibraryModule,
} from '../../emit/library-module.ts';
import type { EmittedFile, EmitFunction } from '../../emit/target.ts';
import { makeCommand } from '../make-command.ts';
import { chooseEntry } from '../choose-entry.ts';
import type { ApproximationFinding } from '../finding.ts';
import { specificationOf } from '../specification-of.ts';
import type { Manifest } from './manifest.ts';
import {
  SHIPPED_FORMATS,
  TIER_NAMES,
  type ShippedFormat,
  type ShippedKey,
  type Tier,
} from './shipped-functions.ts';

/** The tier that `napier/functions/f32` gives. */
const DEFAULT_TIER: Tier = 'precise';

/**
 * The files of `napier/functions/f32` (the tier `precise`), `napier/functions/f32/fast`, …: a module a function, and
 * one a tier that gives them all. A tier that has no program of a function takes the one of the next stricter tier.
 * @param load the finding of a shipped function
 */
export function libraryFiles(
  manifest: Manifest,
  load: (key: ShippedKey) => ApproximationFinding,
): EmittedFile[] {
  return SHIPPED_FORMATS.flatMap((format) => filesOf(format, manifest, load));
}

const RUNTIMES: Readonly<Record<ShippedFormat, EmittedFile>> = {
  f32: LIBRARY_RUNTIME,
  f16: HALF_RUNTIME,
  f64: DOUBLE_RUNTIME,
};

function filesOf(
  format: ShippedFormat,
  manifest: Manifest,
  load: (key: ShippedKey) => ApproximationFinding,
): EmittedFile[] {
  const runtime = RUNTIMES[format];
  const files: EmittedFile[] = [{ ...runtime, path: `${format}/${runtime.path}` }];
  const rows = manifest.shipped.filter((row) => row.format === format && !row.fma);
  if (rows.length === 0) return [];
  const places = new Set<string>();
  for (const row of rows) {
    const f = emitFunctionOf(row.name, load(row));
    if (refuseLibraryModule(f) !== undefined) continue;
    places.add(`${row.tier} ${row.name}`);
    for (const { path, contents } of libraryModule(f, '..')) {
      files.push({ path: `${format}/${row.tier}/${path}`, contents });
    }
  }
  const names = [...new Set(rows.map(({ name }) => name))];
  for (const [i, tier] of TIER_NAMES.entries()) {
    const stricter = TIER_NAMES.slice(0, i + 1).toReversed();
    const lines = names.flatMap((name) => {
      const from = stricter.find((one) => places.has(`${one} ${name}`));
      return from === undefined ? [] : [`export { ${name} } from './${from}/${name}.js';\n`];
    });
    if (lines.length === 0) continue;
    const text = lines.join('');
    files.push(
      { path: `${format}/${tier}.js`, contents: text },
      { path: `${format}/${tier}.d.ts`, contents: text },
    );
    if (tier === DEFAULT_TIER) {
      const all = `export * from './${format}/${tier}.js';\n`;
      files.push({ path: `${format}.js`, contents: all }, { path: `${format}.d.ts`, contents: all });
    }
  }
  return files;
}

/** What a shipped finding gives to write. */
export function emitFunctionOf(name: string, finding: ApproximationFinding): EmitFunction {
  const entry = chooseEntry(finding);
  if (entry?.certificate === undefined) throw new RangeError('a shipped finding is proved');
  const { text: _text, ...program } = entry.program;
  return {
    name,
    program,
    specification: specificationOf(finding.problem),
    certificate: entry.certificate,
    command: makeCommand(finding.problem),
    version: finding.napier,
  };
}
