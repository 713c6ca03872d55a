import type { ErrorHistogram } from '../certify/certificate.ts';
import { svgChart } from './svg-chart.ts';

/** Upper ends of a histogram's bins beyond the sixteenths of an ulp below 1. */
const BEYOND = ['1–2', '2–4', '4–8', '≥ 8'] as const;
const SIXTEENTHS = 16;

/** How many inputs err by how much: a bar a bin of the certificate, as a share of all inputs on a log scale. */
export function histogramFigure(histogram: ErrorHistogram): string {
  const counts = histogram.map(Number);
  const total = counts.reduce((sum, n) => sum + n, 0);
  const used = counts.findLastIndex((n) => n > 0) + 1;
  const bins = Math.max(SIXTEENTHS, used);
  const shown = counts.slice(0, bins).map((n) => n / total);
  const floor = 10 ** Math.floor(Math.log10(1 / total));
  const edges = [
    ...Array.from({ length: 5 }, (_, i) => ({ at: 4 * i, text: String(i / 4) })),
    ...BEYOND.slice(0, bins - SIXTEENTHS).map((text, i) => ({ at: SIXTEENTHS + i + 0.5, text })),
  ];
  return svgChart({
    title: 'Inputs by the size of their error',
    x: { domain: [0, bins], scale: 'linear', label: '|error| (ulp)', ticks: edges },
    y: { domain: [floor, 1], scale: 'log', label: 'share of all inputs' },
    layers: [
      {
        kind: 'columns',
        x: Array.from({ length: bins + 1 }, (_, i) => i),
        lo: shown.map(() => floor),
        hi: shown.map((share) => Math.max(share, floor)),
      },
    ],
  });
}
