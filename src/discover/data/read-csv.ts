import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { fileLines } from './file-lines.ts';
import {
  checkSize,
  GrowingColumn,
  labelled,
  labelsFor,
  numberField,
  TABLE_LIMITS,
  type Table,
  type TableOptions,
} from './table.ts';

/**
 * Reads CSV (RFC 4180: quotes, doubled quotes, line ends inside quotes) or TSV. The first line names the columns.
 * Empty lines are passed over.
 * @throws NapierError with the line and the field: no header, a row too short or too long, text where a number belongs
 */
export function readCsv(path: string, options: TableOptions): Table {
  const records = csvRecords(path, options.delimiter);
  const first = records.next();
  if (first.done === true) fail({ kind: 'file', message: `${JSON.stringify(path)} is empty` });
  const names = first.value.fields.map((name) => name.trim());
  checkHeader(names, first.value.text);
  const kept = (options.columns ?? names).map((name) => columnIndex(name, names));
  for (const name of options.text ?? []) columnIndex(name, names);
  const labels = labelsFor(
    kept.map((at) => names[at]),
    options,
  );
  const columns = kept.map(() => new GrowingColumn());
  const lines = new GrowingColumn();
  let rows = 0;
  for (const { fields, line, text } of records) {
    if (fields.length !== names.length) {
      const message = `line ${line} has ${fields.length} fields; the header has ${names.length}`;
      fail({ kind: 'file', message, source: shortened(text) });
    }
    for (let i = 0; i < kept.length; i++) {
      const field = fields[kept[i]];
      const own = labels[i];
      const value = own === undefined ? numberField(field) : own.indexOf(field);
      if (value === undefined) refuseText(field, names[kept[i]], line, text, options.columns !== undefined);
      columns[i].push(value);
    }
    lines.push(line);
    checkSize(++rows, kept.length);
  }
  return {
    names: kept.map((at) => names[at]),
    columns: columns.map((column) => column.finished()),
    rows,
    lines: lines.finished(),
    ...labelled(
      kept.map((at) => names[at]),
      labels,
    ),
  };
}

type CsvRecord = { readonly fields: readonly string[]; readonly line: number; readonly text: string };

function* csvRecords(path: string, given: string | undefined): Generator<CsvRecord, undefined> {
  let delimiter = given;
  let line = 0;
  let open: { text: string; line: number } | undefined;
  for (const one of fileLines(path)) {
    line += 1;
    if (open === undefined && one.trim() === '') continue;
    delimiter ??= sniffed(path, one);
    const text: string = open === undefined ? one : `${open.text}\n${one}`;
    const begin: number = open?.line ?? line;
    if (!text.includes('"')) {
      yield { fields: text.split(delimiter), line: begin, text };
      continue;
    }
    const fields = quotedFields(text, delimiter);
    if (fields === undefined && text.length < TABLE_LIMITS.line) {
      open = { text, line: begin };
      continue;
    }
    open = undefined;
    yield { fields: fields ?? [], line: begin, text };
  }
  if (open !== undefined) {
    const hint = 'a quote inside a quoted field is written twice: ""';
    fail({
      kind: 'file',
      message: `line ${open.line}: a quote is never closed`,
      source: shortened(open.text),
      hint,
    });
  }
  return undefined;
}

/** The separator that the header has most of. */
function sniffed(path: string, header: string): string {
  if (/\.tsv$|\.tab$/i.test(path)) return '\t';
  const count = (mark: string): number => header.split(mark).length;
  return [',', '\t', ';'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** `undefined` while a quote is open. */
function quotedFields(text: string, delimiter: string): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = '';
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) return undefined;
        field += text.slice(at + 1, end);
        at = end;
        if (text[end + 1] !== '"') break;
        field += '"';
        at = end + 1;
      }
      const next = text.indexOf(delimiter, at + 1);
      fields.push(field + text.slice(at + 1, next < 0 ? text.length : next));
      if (next < 0) return fields;
      at = next + 1;
    } else {
      const next = text.indexOf(delimiter, at);
      fields.push(text.slice(at, next < 0 ? text.length : next));
      if (next < 0) return fields;
      at = next + 1;
    }
  }
}

function checkHeader(names: readonly string[], text: string): void {
  if (names.length > TABLE_LIMITS.columns) {
    fail({ kind: 'limit', message: `more than ${TABLE_LIMITS.columns} columns` });
  }
  if (names.every((name) => numberField(name) !== undefined)) {
    const hint = 'write the names of the columns, such as x,y, as the first line';
    fail({ kind: 'file', message: 'the first line has no names of columns', source: shortened(text), hint });
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    fail({ kind: 'file', message: `two columns are named \`${twice}\``, source: shortened(text) });
  }
}

/** Where a column is. @throws NapierError `name` */
export function columnIndex(name: string, names: readonly string[]): number {
  const at = names.indexOf(name);
  if (at >= 0) return at;
  const near = nearestName(name, names);
  const hint = `${near === undefined ? '' : `did you mean \`${near}\`? `}there are ${shortened(names.join(', '))}`;
  return fail({ kind: 'name', message: `no column is named \`${name}\``, hint });
}

function refuseText(field: string, name: string, line: number, text: string, chosen: boolean): never {
  const source = shortened(text);
  const start = source.indexOf(field);
  return fail({
    kind: 'file',
    message: `line ${line}: \`${field.trim().slice(0, 40)}\` in column \`${name}\` is not a number`,
    source,
    ...(start < 0 ? {} : { span: [start, start + field.length] as const }),
    hint: chosen ? 'decimals use a point' : 'name the columns of numbers with --inputs, or mend the field',
  });
}

function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
