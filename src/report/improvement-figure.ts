import type { Format } from '../number/format.ts';
import type { ImprovementSample } from './sample-improvement.ts';
import { svgChart, tickText, type Axis } from './svg-chart.ts';

const COLUMNS = 160;
const TICKS = 7;

/**
 * Bits of error before and after, a chart each with the same axes. Of one variable: over the inputs, spaced as the
 * format's numbers are. Of several: the inputs in the order of their errors.
 */
export function improvementFigures(sample: ImprovementSample, format: Format): readonly [string, string] {
  return [chart(sample, sample.given, 'given', format), chart(sample, sample.improved, 'improved', format)];
}

function chart(
  { variables, columns }: ImprovementSample,
  bits: Float64Array,
  which: string,
  format: Format,
): string {
  const y = { domain: [0, format.bits], scale: 'linear', label: `bits of error, ${which}` } as const;
  const title = `Bits of error of the ${which} expression`;
  if (variables.length > 1) {
    const sorted = [...bits].sort((a, b) => a - b);
    const shares = { domain: [0, 100], scale: 'linear', label: '% of inputs, by error' } as const;
    const columnsOf = ranges(sorted, (k) => (100 * k) / sorted.length);
    const lo = columnsOf.lo.map(() => 0);
    return svgChart({ title, x: shares, y, layers: [{ kind: 'columns', ...columnsOf, lo }] });
  }
  const place = (x: number): number => Number(format.ordinal(x));
  const order = [...columns[0].keys()].sort((a, b) => columns[0][a] - columns[0][b]);
  const places = order.map((k) => place(columns[0][k]));
  const [first, last] = [places[0], places[places.length - 1]];
  const columnsOf = ranges(
    order.map((k) => bits[k]),
    (k) => places[Math.min(k, places.length - 1)],
  );
  const x: Axis = {
    domain: first < last ? [first, last] : [first - 1, last + 1],
    scale: 'linear',
    label: `${variables[0]}, spaced as ${format.name} numbers are`,
    ticks: ticksBetween(columns[0][order[0]], columns[0][order[order.length - 1]], format),
  };
  return svgChart({ title, x, y, layers: [{ kind: 'columns', ...columnsOf }] });
}

/** Lowest and highest of runs of about equally many values. */
function ranges(
  values: readonly number[],
  edge: (k: number) => number,
): { x: number[]; lo: number[]; hi: number[] } {
  const count = Math.min(COLUMNS, values.length);
  const starts = Array.from({ length: count + 1 }, (_, i) => Math.round((i * values.length) / count));
  const runs = starts.slice(1).map((end, i) => values.slice(starts[i], end));
  return {
    x: starts.map(edge),
    lo: runs.map((run) => Math.min(...run)),
    hi: runs.map((run) => Math.max(...run)),
  };
}

/** Round numbers, about evenly far apart on the axis of ordinals. */
function ticksBetween(lo: number, hi: number, format: Format): { at: number; text: string }[] {
  const [from, to] = [format.ordinal(lo), format.ordinal(hi)];
  const width = Number(to - from);
  const ticks: { at: number; text: string }[] = [];
  for (let i = 0; i < TICKS; i++) {
    const near = format.fromOrdinal(from + ((to - from) * BigInt(i)) / BigInt(TICKS - 1));
    const wide = Math.sign(lo) !== Math.sign(hi) || Math.abs(Math.log10(hi / lo)) > TICKS;
    const rounded = wide && near !== 0 ? powerOfTen(near) : Number(near.toPrecision(2));
    const at = Number(format.ordinal(format.round(rounded)));
    const previous = ticks.at(-1);
    const isApart = previous === undefined || at - previous.at > width / (2 * TICKS);
    if (rounded >= lo && rounded <= hi && isApart) ticks.push({ at, text: tickText(rounded) });
  }
  return ticks;
}

function powerOfTen(x: number): number {
  return Math.sign(x) * Number(`1e${Math.round(Math.log10(Math.abs(x)))}`);
}
