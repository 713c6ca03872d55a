import type { Measure } from '../number/measure.ts';
import type { Ancestor } from '../search/engine.ts';
import { escapeHtml } from './escape-html.ts';

const BOX = { width: 214, height: 44 };
const GAP = { x: 18, y: 22 };
const MARGIN = 16;
/** Programs drawn: the nearest ones. */
const MOST = 14;
const MOST_LETTERS = 31;

type Placed = { readonly record: Ancestor; readonly x: number; readonly y: number };

/**
 * How one program came to be: its ancestors above it, a line from each parent to what was made of it; a broken line
 * upwards where a parent is not known or not drawn. Static SVG. `undefined` when nothing is known of the program.
 */
export function ancestryFigure(
  records: readonly Ancestor[],
  id: string,
  measure: Measure,
): string | undefined {
  const family = nearest(records, id);
  const root = family.get(id);
  if (root === undefined) return undefined;
  const rows = layers(family, id);
  const most = Math.max(...rows.map((row) => row.length));
  const width = 2 * MARGIN + most * (BOX.width + GAP.x) - GAP.x;
  const height = 2 * MARGIN + rows.length * (BOX.height + GAP.y) - GAP.y + GAP.y / 2;
  const placed = new Map<string, Placed>();
  for (const [level, row] of rows.entries()) {
    const left = (width - row.length * (BOX.width + GAP.x) + GAP.x) / 2;
    for (const [i, record] of row.entries()) {
      const y = MARGIN + GAP.y / 2 + (rows.length - 1 - level) * (BOX.height + GAP.y);
      placed.set(record.id, { record, x: left + i * (BOX.width + GAP.x), y });
    }
  }
  const all = [...placed.values()];
  const title = `Ancestors of program ${id}`;
  return `<svg class="ancestry" width="${width}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">
<title>${escapeHtml(title)}</title>
${all.flatMap((one) => lines(one, placed)).join('')}
${all.map((one) => box(one, one.record.id === id, measure)).join('\n')}
</svg>`;
}

/** The program and its nearest ancestors. */
function nearest(records: readonly Ancestor[], id: string): Map<string, Ancestor> {
  const known = new Map(records.map((record) => [record.id, record]));
  const family = new Map<string, Ancestor>();
  const open = [id];
  for (let next = open.shift(); next !== undefined && family.size < MOST; next = open.shift()) {
    const record = known.get(next);
    if (record === undefined || family.has(next)) continue;
    family.set(next, record);
    open.push(...record.parents);
  }
  return family;
}

/** Row 0 is the program; every parent is in a row behind all that was made of it. */
function layers(family: ReadonlyMap<string, Ancestor>, id: string): Ancestor[][] {
  const level = new Map<string, number>();
  const visit = (name: string, at: number): void => {
    const record = family.get(name);
    // No path is longer than there are programs.
    if (record === undefined || at <= (level.get(name) ?? -1) || at >= family.size) return;
    level.set(name, at);
    for (const parent of record.parents) visit(parent, at + 1);
  };
  visit(id, 0);
  const rows: Ancestor[][] = [];
  for (const [name, record] of family) (rows[level.get(name) ?? 0] ??= []).push(record);
  return rows;
}

function lines({ record, x, y }: Placed, placed: ReadonlyMap<string, Placed>): string[] {
  const middle = x + BOX.width / 2;
  const known = record.parents.flatMap((parent) => placed.get(parent) ?? []);
  const made = known.map((parent) => {
    const [px, py] = [parent.x + BOX.width / 2, parent.y + BOX.height];
    const bend = (y - py) / 2;
    return `<path d="M${px} ${py}C${px} ${py + bend} ${middle} ${y - bend} ${middle} ${y}"/>`;
  });
  if (known.length < record.parents.length) {
    made.push(`<path class="lost" d="M${middle} ${y}v${-GAP.y / 2}"/>`);
  }
  return made;
}

function box({ record, x, y }: Placed, isRoot: boolean, measure: Measure): string {
  const { id, how, operations, error } = record;
  const first = `${operations} ${operations === 1 ? 'operation' : 'operations'}, ${quality(error, measure)}`;
  const words = `${id} · ${how}`;
  const second = words.length > MOST_LETTERS ? `${words.slice(0, MOST_LETTERS - 1)}…` : words;
  const text = (line: string, at: number, kind: string): string =>
    `<text class="${kind}" x="${x + BOX.width / 2}" y="${y + at}" text-anchor="middle">${escapeHtml(line)}</text>`;
  return `<g${isRoot ? ' class="chosen"' : ''}><title>${escapeHtml(`${words}: ${first}, error ${error}`)}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="5"/>${text(first, 18, 'what')}${text(second, 35, 'how')}</g>`;
}

function quality(error: number, measure: Measure): string {
  if (error === 0) return 'exact';
  return measure === 'ulp' ? `${error.toPrecision(3)} ulp` : `${(-Math.log10(error)).toFixed(2)} digits`;
}
