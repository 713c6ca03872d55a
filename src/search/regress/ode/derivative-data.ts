import { createRandom } from '../../../number/random.ts';
import { sampleIndices, takeRows, type Dataset } from '../dataset.ts';
import { estimateSlopes } from './estimate-derivatives.ts';
import { rowsOf, type SystemData } from './trajectory.ts';

/** Rows whose derivatives are taken. */
const MOST_ROWS = 20_000;

/** For each state: its estimated derivative as the target of the inputs, states smoothed. */
export function derivativeData({ trajectories, inputs, sources }: SystemData, seed: number) {
  const n = trajectories[0].states.length;
  const rows = rowsOf(trajectories);
  const slopes = trajectories.map((one) => one.states.map((column) => estimateSlopes(one, column)));
  const joined = (part: (trajectory: number) => Float64Array): Float64Array => {
    const all = new Float64Array(rows);
    let at = 0;
    trajectories.forEach((one, k) => {
      all.set(part(k), at);
      at += one.times.length;
    });
    return all;
  };
  const columns = sources.map((source) =>
    joined((k) =>
      source.kind === 'time'
        ? trajectories[k].times
        : source.kind === 'state'
          ? slopes[k][source.index].values
          : trajectories[k].drivers[source.index],
    ),
  );
  const samples = Array.from({ length: n }, (_, i) => {
    const deviations = joined((k) => slopes[k][i].deviations);
    const least = deviations.reduce((a, b) => Math.min(a, b));
    const all: Dataset = {
      inputs,
      columns,
      target: joined((k) => slopes[k][i].derivatives),
      weights: deviations.map((one) => (least / one) ** 2),
    };
    return rows <= MOST_ROWS ? all : takeRows(all, sampleIndices(rows, MOST_ROWS, createRandom(seed)));
  });
  const noises = samples.map((_, i) => {
    const square = slopes.reduce((sum, own, k) => sum + own[i].noise ** 2 * trajectories[k].times.length, 0);
    return Math.sqrt(square / rows);
  });
  return { samples, noises };
}
