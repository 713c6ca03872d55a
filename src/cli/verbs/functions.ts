import { dirname } from 'node:path';
import { listConstants, listFunctions } from '../../expression/list-functions.ts';
import type { Manifest } from '../../discover/shipped/manifest.ts';
import { loadManifest, loadShipped } from '../../discover/shipped/shipped-folder.ts';
import { renderGallery } from '../../report/gallery.ts';
import { loadConformance } from '../../report/load-conformance.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { EXIT, type Io } from '../io.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { shippedTable } from '../shipped-table.ts';
import type { Verb } from '../verb.ts';

export const functionsVerb: Verb = {
  name: 'functions',
  summary: 'list the functions and constants that formulas may use, and the functions that are shipped',
  usage: 'napier functions [WORD] [--shipped] [--page FILE] [--json]',
  details: [
    'With a word: only those whose name, other names or meaning have the word in them.',
    'Shipped functions are programs for every number of a format, proved on every one of them: `napier emit NAME` ' +
      'writes them in any language, and `import { tanh } from "napier/functions/f32"` runs them.',
  ],
  options: [
    { name: 'shipped', meaning: 'the shipped functions, with their cost and proved error' },
    {
      name: 'page',
      value: 'FILE',
      meaning: 'write a page about the shipped functions, with plots; - for stdout',
    },
    { name: 'json', meaning: 'the list as JSON' },
  ],
  examples: [
    ['napier functions', 'everything'],
    ['napier functions bessel', 'the Bessel functions'],
    ['napier functions --shipped', 'what is ready to be emitted, imported, certified'],
    ['napier functions --page functions.html', 'the same as a page, with plots of every error'],
  ],
  positionals: [0, 1],
  run: async (invocation, io) => {
    const { positionals, flags } = invocation;
    const page = new OptionValues('functions', invocation).text('page');
    const word = (positionals[0] ?? '').toLowerCase();
    if (flags.has('shipped') || page !== undefined) {
      const manifest = loadManifest();
      const named = <Row extends { name: string }>(rows: readonly Row[]): Row[] =>
        rows.filter(({ name }) => name.includes(word));
      const chosen = { shipped: named(manifest.shipped), missing: named(manifest.missing) };
      if (page !== undefined) {
        writePage(page, chosen, manifest, io);
        return EXIT.done;
      }
      io.out(
        flags.has('json')
          ? `${JSON.stringify(chosen, null, 2)}\n`
          : shippedTable(chosen, paintFor(io.color.out)),
      );
      return chosen.shipped.length > 0 ? EXIT.done : EXIT.notFound;
    }
    const matches = (row: { name: string; aliases: readonly string[]; meaning: string }): boolean =>
      [row.name, ...row.aliases, row.meaning].some((text) => text.toLowerCase().includes(word));
    const functions = listFunctions().filter(matches);
    const constants = listConstants().filter(matches);
    if (flags.has('json')) {
      io.out(`${JSON.stringify({ functions, constants }, null, 2)}\n`);
      return functions.length + constants.length > 0 ? EXIT.done : EXIT.notFound;
    }
    const rows = [
      ...functions.map(({ usage, aliases, meaning }) => [usage, meaning, aliases] as const),
      ...constants.map(({ name, aliases, meaning }) => [name, meaning, aliases] as const),
    ];
    const width = Math.max(0, ...rows.map(([usage]) => usage.length));
    const { bold, dim } = paintFor(io.color.out);
    for (const [usage, meaning, aliases] of rows) {
      const also = aliases.length === 0 ? '' : dim(` (also ${aliases.join(', ')})`);
      io.out(`${bold(usage.padEnd(width))}  ${meaning}${also}\n`);
    }
    if (rows.length > 0) return EXIT.done;
    io.message(`no function or constant has ${JSON.stringify(word)} in it\n`);
    return EXIT.notFound;
  },
};

function writePage(path: string, chosen: Manifest, manifest: Manifest, io: Io): void {
  if (path !== '-') checkWritable(dirname(path));
  const exhibits = chosen.shipped.map((row) => ({ row, finding: loadShipped(row, manifest) }));
  const page = renderGallery(exhibits, chosen.missing, loadConformance());
  if (path === '-') {
    io.out(page);
    return;
  }
  writeAtomically(path, page);
  io.message(`wrote ${path}\n`);
}
