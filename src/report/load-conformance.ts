import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Field } from '../discover/json/fields.ts';
import { readJson } from '../discover/json/read-json.ts';
import { SHIPPED_FOLDER } from '../discover/shipped/shipped-folder.ts';
import { readTextFile } from '../run/read-text-file.ts';
import type {
  Conformance,
  ConformanceResult,
  ConformanceRow,
  ConformanceTable,
} from './conformance-section.ts';

const LIMIT = 2 ** 20;
/** More rows, and more functions in one, than any table has. */
const MOST = 1000;

/**
 * What `bench/conformance.ts` last found of the code of shipped functions; `undefined` where it was not kept.
 * @throws NapierError `file`, `syntax` for a file that is not of that form, with the place in it
 */
export function loadConformance(): Conformance | undefined {
  const path = join(SHIPPED_FOLDER, 'conformance.json');
  return existsSync(path) ? readConformance(readTextFile(path, LIMIT)) : undefined;
}

/** The same from a file's text. */
export function readConformance(text: string): Conformance {
  const { tables } = new Field(text, readJson(text)).object(['tables']);
  return { tables: tables.items(MOST).map(readTable) };
}

function readTable(table: Field): ConformanceTable {
  const f = table.object(['format', 'sample', 'inputs', 'rows']);
  const inputs = f.inputs.count();
  const fields = f.rows.items(MOST);
  const rows = fields.map((row) => readRow(row, inputs));
  const first = rows[0]?.results.map(({ name }) => name).join(' ');
  fields.forEach((row, i) => {
    if (rows[i].results.map(({ name }) => name).join(' ') !== first)
      row.refuse('expected the functions of the first row, in its order');
  });
  return { format: f.format.string(), sample: f.sample.string(), inputs, rows };
}

function readRow(row: Field, inputs: number): ConformanceRow {
  const f = row.object(['target', 'tool', 'results']);
  const results = f.results.items(MOST).map((result) => readResult(result, inputs));
  return { target: f.target.string(), tool: f.tool.string(), results };
}

function readResult(result: Field, inputs: number): ConformanceResult {
  const { name, compared, differ, within, ...texts } = result.object(
    ['name', 'compared', 'differ'],
    ['within', 'tier', 'example', 'proved', 'refused'],
  );
  if (compared.count() > inputs) compared.refuse(`there are ${inputs} inputs`);
  if (differ.count() + (within?.count() ?? 0) > compared.count())
    differ.refuse(`only ${compared.count()} were compared`);
  const { tier, example, proved, refused } = texts;
  if (compared.count() === 0 && refused === undefined) compared.refuse('nothing was compared');
  return {
    name: name.string(),
    ...(tier === undefined ? {} : { tier: tier.string() }),
    compared: compared.count(),
    differ: differ.count(),
    ...(within === undefined ? {} : { within: within.count() }),
    ...(example === undefined ? {} : { example: example.string() }),
    ...(proved === undefined ? {} : { proved: proved.string() }),
    ...(refused === undefined ? {} : { refused: refused.string() }),
  };
}
