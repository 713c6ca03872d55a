import type { FrontEntry } from '../discover/finding.ts';
import { svgChart } from './svg-chart.ts';

/** The number a front entry is placed at: its proved bound, or its measured error. */
export function errorNumber(entry: FrontEntry): number {
  return Number(entry.error.bound ?? entry.error.value);
}

/** Cost against error; the chosen program ringed. */
export function frontFigure(front: readonly FrontEntry[], chosen: FrontEntry, unit: string): string {
  const errors = front.map(errorNumber).filter((e) => e > 0);
  const costs = front.map((e) => e.cost);
  const [low, high] = [Math.min(...errors), Math.max(...errors)];
  return svgChart({
    title: 'The front: cost against error',
    x: {
      domain: [Math.max(0, Math.min(...costs) - 1), Math.max(...costs) + 1],
      scale: 'linear',
      label: `cost (${unit})`,
    },
    y: { domain: [low / 3, high * 3], scale: 'log', label: `error (${front[0].error.measure})` },
    layers: [
      {
        kind: 'points',
        step: true,
        points: front.map((entry) => ({
          x: entry.cost,
          y: Math.max(errorNumber(entry), low),
          title: `cost ${entry.cost}: error ${entry.error.bound ?? entry.error.value} (${entry.error.status})`,
          className:
            `${entry.error.status === 'measured' ? 'measured ' : ''}${entry === chosen ? 'chosen' : ''}`.trim(),
        })),
      },
    ],
  });
}
