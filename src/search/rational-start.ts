import type { ErrorCurve } from './remez-curve.ts';

/** Chebyshev's points of the first kind in [0, 1]. */
export function chebyshevNodes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin((Math.PI * (2 * i + 1)) / (4 * count)) ** 2);
}

/**
 * Positions of interpolation nodes whose interpolant has errors of about one size between every two: the nodes
 * given, then up to `steps` steps of BRASIL (Hofreither, Numerical Algorithms 88, 2021): lengthen the
 * gaps where the error is small, shorten those where it is large.
 *
 * @param interpolate makes the interpolant at the nodes and updates the curve's errors; false when there is none
 */
export function spreadNodes(
  given: readonly number[],
  steps: number,
  curve: ErrorCurve,
  interpolate: (positions: readonly number[]) => boolean,
): readonly number[] | undefined {
  let nodes = [...given];
  let solved = interpolate(nodes);
  for (let step = 0; step < steps; step++) {
    if (!solved) return undefined;
    const sizes = gapErrors(nodes, curve);
    const largest = Math.max(...sizes);
    const least = Math.min(...sizes);
    if (largest < 1.5 * least) break;
    const ends = [0, ...nodes, 1];
    const logs = sizes.map((size) => Math.log(Math.max(size, 1e-300)));
    const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    // The error of an interpolant grows like a power of the gap: move by a small power of the ratio, at most 2 ×.
    const lengths = sizes.map((_, i) => {
      const ratio = Math.max(-0.7, Math.min(0.7, (mean - logs[i]) / 4));
      return (ends[i + 1] - ends[i]) * Math.exp(ratio);
    });
    const total = lengths.reduce((sum, x) => sum + x, 0);
    let position = 0;
    nodes = nodes.map((_, i) => (position += lengths[i] / total));
    solved = interpolate(nodes);
  }
  return solved ? nodes : undefined;
}

/** The largest |error| between every two neighbouring nodes (and the ends); a pole counts as very large. */
function gapErrors(nodes: readonly number[], curve: ErrorCurve): number[] {
  const sizes = Array.from({ length: nodes.length + 1 }, () => 0);
  let gap = 0;
  for (const { sample, error } of curve.points) {
    while (gap < nodes.length && sample.t > nodes[gap]) gap++;
    const size = Number.isNaN(error) ? 1e6 : Math.abs(error);
    if (size > sizes[gap]) sizes[gap] = size;
  }
  return sizes;
}
