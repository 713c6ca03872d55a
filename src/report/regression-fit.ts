import type { Table } from '../discover/data/table.ts';
import { formulaValues } from '../discover/regress.ts';
import type { DataSample } from '../discover/regression-search.ts';
import type { RegressionEntry, RegressionFinding } from '../discover/regression.ts';
import { variablesOf } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { svgChart, type Chart } from './svg-chart.ts';

/** Points of a curve, how far it goes beyond the data (a part of their range), and inputs that have one. */
const DRAWN = { points: 300, beyond: 0.3, inputs: 3 } as const;

/**
 * The chosen formula against the rows that the finding keeps: along each input, beyond the data apart, and the residuals. Empty where
 * the finding keeps none.
 */
export function fitFigures({ problem }: RegressionFinding, chosen: RegressionEntry): string {
  const { sample, inputs, target } = problem;
  if (sample === undefined || sample.rows.length === 0) return '';
  const columns = sample.names.map((_, i) => Float64Array.from(sample.rows, (row) => row[i]));
  const table: Table = { names: sample.names, columns, rows: sample.rows.length };
  const measured = columns[sample.names.indexOf(target)];
  const values = formulaValues(chosen.expression, inputs, table);
  const used = variablesOf(parseExpression(chosen.expression)).filter((name) => sample.names.includes(name));
  const curves = used.slice(0, DRAWN.inputs).map((name) => curve(chosen, problem, table, sample, name));
  const alone = used.length === 1;
  const parts = [
    ...(curves.length === 0 ? [] : [`<h2>The fit, and beyond the data</h2>`, ...curves]),
    ...(curves.length === 0
      ? []
      : [
          `<p class="soft">${alone ? `Dots: rows of the data${sample.rows.length < problem.data.rows ? ` (${sample.rows.length} of ${problem.data.rows.toLocaleString('en')})` : ''}. ` : 'The other inputs stand at their medians; dots are rows, whose other inputs do not. '}Dashed, in the shaded ranges, beyond the data: there nothing was measured.${used.length > DRAWN.inputs ? ` ${used.length - DRAWN.inputs} more inputs are not drawn.` : ''}</p>`,
        ]),
    '<h2>Residuals</h2>',
    residuals(measured, values, target),
  ];
  return parts.join('\n');
}

function curve(
  { expression }: RegressionEntry,
  { inputs, target }: RegressionFinding['problem'],
  table: Table,
  sample: DataSample,
  name: string,
): string {
  const at = sample.names.indexOf(name);
  const [lo, hi] = sample.ranges[at];
  const reach = DRAWN.beyond * (hi - lo || 1);
  const domain = [lo - reach, hi + reach] as const;
  const x = Float64Array.from(
    { length: DRAWN.points + 1 },
    (_, i) => domain[0] + ((domain[1] - domain[0]) * i) / DRAWN.points,
  );
  const medians = table.columns.map(median);
  const columns = sample.names.map((_, i) => (i === at ? x : new Float64Array(x.length).fill(medians[i])));
  const values = formulaValues(expression, inputs, { names: sample.names, columns, rows: x.length });
  const measured = table.columns[sample.names.indexOf(target)];
  const inside = [...values].filter((y, i) => Number.isFinite(y) && x[i] >= lo && x[i] <= hi);
  const [low, high] = rangeOf([...measured, ...inside]);
  const margin = 0.35 * (high - low || Math.abs(high) || 1);
  const points = Array.from(x, (one, i) => [one, values[i]] as const);
  return figure({
    title: `${target} along ${name}`,
    x: { domain, scale: 'linear', label: name },
    y: { domain: [low - margin, high + margin], scale: 'linear', label: target },
    layers: [
      { kind: 'band', from: domain[0], to: lo },
      { kind: 'band', from: hi, to: domain[1] },
      {
        kind: 'points',
        radius: 2.5,
        points: sample.rows.map((row, i) => ({
          x: row[at],
          y: measured[i],
          title: `${name} ${row[at]}: ${target} ${measured[i]}`,
        })),
      },
      { kind: 'line', points: points.filter(([one]) => one >= lo && one <= hi) },
      { kind: 'line', className: 'beyond', points: points.filter(([one]) => one <= lo) },
      { kind: 'line', className: 'beyond', points: points.filter(([one]) => one >= hi) },
    ],
  });
}

function residuals(measured: Float64Array, values: Float64Array, target: string): string {
  const rows = [...values.keys()].filter((i) => Number.isFinite(values[i]));
  const rest = rows.map((i) => measured[i] - values[i]);
  const size = Math.max(...rest.map(Math.abs));
  if (rows.length === 0 || size === 0)
    return `<p>${rows.length === 0 ? 'The formula is undefined on these rows.' : 'The formula meets every row exactly.'}</p>`;
  const [low, high] = rangeOf(rows.map((i) => values[i]));
  const margin = 0.05 * (high - low || Math.abs(high) || 1);
  return figure({
    title: 'Residuals',
    x: { domain: [low - margin, high + margin], scale: 'linear', label: `${target} by the formula` },
    y: { domain: [-1.15 * size, 1.15 * size], scale: 'linear', label: 'measured less formula' },
    layers: [
      { kind: 'rule', y: 0, className: 'zero' },
      {
        kind: 'points',
        radius: 2.5,
        points: rows.map((i, k) => ({ x: values[i], y: rest[k], title: `${values[i]}: off by ${rest[k]}` })),
      },
    ],
  });
}

function figure(chart: Chart): string {
  return `<figure>${svgChart(chart)}</figure>`;
}

function rangeOf(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function median(column: Float64Array): number {
  return column.toSorted()[column.length >> 1];
}
