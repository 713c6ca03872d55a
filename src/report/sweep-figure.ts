import type { SweepRow } from '../discover/sweep.ts';
import { escapeHtml } from './escape-html.ts';
import { STYLE } from './style.ts';
import { svgChart } from './svg-chart.ts';

/** A page with bits against decibels, the best split of each number of bits joined. */
export function renderSweep(rows: readonly SweepRow[], title: string): string {
  const best = new Map<number, SweepRow>();
  for (const row of rows) if (!best.has(row.bits)) best.set(row.bits, row);
  const finite = rows.filter(({ decibels }) => Number.isFinite(decibels));
  const all = finite.map(({ decibels }) => decibels);
  const bits = rows.map((row) => row.bits);
  const point = (row: SweepRow) => ({
    x: row.bits,
    y: row.decibels,
    title: `${row.split}: ${row.decibels.toFixed(2)} dB`,
  });
  const chart = svgChart({
    title,
    x: { domain: [Math.min(...bits) - 1, Math.max(...bits) + 1], scale: 'linear', label: 'bits' },
    y: {
      domain: [Math.min(...all, 0), Math.max(...all) + 3],
      scale: 'linear',
      label: 'signal to noise (dB)',
    },
    layers: [
      { kind: 'points', points: finite.map((row) => ({ ...point(row), className: 'measured' })) },
      {
        kind: 'points',
        step: true,
        points: [...best.values()].filter((row) => finite.includes(row)).map(point),
      },
    ],
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
<figure>${chart}<figcaption>Each dot is a split of the bits; the line joins the best of each number of bits.</figcaption></figure>
<div class="scroll"><table><tr><th class="n">bits</th><th>split</th><th class="n">result, dB</th><th class="n">inputs, dB</th><th class="n">largest error</th><th class="n">at</th></tr>
${rows
  .map(
    (row) =>
      `<tr${best.get(row.bits) === row ? ' class="chosen"' : ''}><td class="n">${row.bits}</td><td>${row.split}</td><td class="n">${row.decibels.toFixed(2)}</td><td class="n">${row.inputDecibels.toFixed(2)}</td><td class="n">${row.largest.toPrecision(3)}</td><td class="n">${row.worst.toPrecision(4)}</td></tr>`,
  )
  .join('\n')}
</table></div></main></body>
</html>
`;
}
