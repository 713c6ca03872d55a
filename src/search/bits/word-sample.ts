import { samplePoints } from '../../certify/sample-points.ts';
import { findFormat } from '../../number/formats.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Problem } from '../problem.ts';

/** Inputs, true values as doubles, and what an error of 1 weighs in the measure. */
export type WordSample = { readonly x: Float64Array; readonly f: Float64Array; readonly w: Float64Array };

const PRECISION = 96;

/**
 * At most `count` inputs of a problem, a multiple of 4 (some may be there twice), spread so that the first few are a
 * sample of the whole domain themselves. Inputs without a finite value in the format are left out.
 */
export function createWordSample(problem: Problem, oracle: Oracle, count: number): WordSample {
  return wordSampleAt(problem, oracle, samplePoints(problem, count));
}

/** The same at given inputs. */
export function wordSampleAt(problem: Problem, oracle: Oracle, inputs: readonly number[]): WordSample {
  const format = findFormat(problem.format);
  const rows: { x: number; f: number; w: number }[] = [];
  withWorkspace(PRECISION, (workspace) => {
    const truth = workspace.big();
    for (const x of spread(inputs)) {
      if (oracle.value([x], truth).kind !== 'enclosed') continue;
      const f = mpfr.mpfr_get_d(truth, ROUND.NEAREST);
      if (!(Math.abs(f) <= format.maxFinite)) continue;
      const unit = { absolute: 1, relative: Math.abs(f), ulp: format.ulp(f) }[problem.measure];
      if (unit > 0) rows.push({ x, f, w: 1 / unit });
    }
  });
  for (let i = 0; rows.length > 0 && rows.length % 4 !== 0; i++) rows.push(rows[i]);
  const column = (key: 'x' | 'f' | 'w') => Float64Array.from(rows, (row) => row[key]);
  return { x: column('x'), f: column('f'), w: column('w') };
}

/** Reorders by the golden ratio: every beginning is spread nearly evenly (three-distance theorem). */
function spread(points: readonly number[]): number[] {
  const keys = points.map((_, i) => (i * 0.6180339887498949) % 1);
  return [...points.keys()].sort((a, b) => keys[a] - keys[b]).map((i) => points[i]);
}
