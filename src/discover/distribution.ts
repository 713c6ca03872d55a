import { fail } from '../error/fault.ts';
import { parseExpression } from '../expression/parse.ts';
import { FORMATS } from '../number/formats.ts';
import { createOracle } from '../oracle/create-oracle.ts';

/** How inputs are distributed: `normal(mean,deviation)` or `uniform(low,high)`. */
export type Distribution = {
  readonly kind: 'normal' | 'uniform';
  readonly parameters: readonly [number, number];
};

const HINT = 'normal(0,1): mean and standard deviation; uniform(-4,4): both ends';

/** @throws NapierError for a text that is neither */
export function parseDistribution(source: string): Distribution {
  const span = [0, source.length] as const;
  const match = /^\s*(normal|uniform)\s*(?:\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\))?\s*$/.exec(source);
  if (match === null) fail({ kind: 'syntax', message: 'not a distribution', source, span, hint: HINT });
  const [, kind, first, second] = match as RegExpExecArray & [string, Distribution['kind'], string?, string?];
  const parameters = [Number(first ?? 0), Number(second ?? 1)] as const;
  if (!parameters.every(Number.isFinite))
    fail({ kind: 'syntax', message: 'not two numbers', source, span, hint: HINT });
  const [a, b] = parameters;
  if (kind === 'normal' ? !(b > 0) : !(a < b)) {
    const message =
      kind === 'normal' ? 'the deviation must be above 0' : 'the low end must be below the high end';
    fail({ kind: 'value', message, source, span, hint: HINT });
  }
  return { kind, parameters };
}

/** The quantiles of (i + ½)/count, ascending: a sample without chance. */
export function quantiles({ kind, parameters: [a, b] }: Distribution, count: number): Float64Array {
  if (kind === 'uniform')
    return Float64Array.from({ length: count }, (_, i) => a + ((i + 0.5) / count) * (b - a));
  return normalQuantiles(count).map((z) => a + b * z);
}

/** Of the standard normal distribution, to double precision: Newton's method from one quantile to the next. */
function normalQuantiles(count: number): Float64Array {
  const tail = createOracle(parseExpression('erfc(z/sqrt(2))/2'), ['z']);
  const found = new Float64Array(count);
  let z = 0;
  const half = count >> 1;
  // Upper half: P(Z > z) = 1 − (i + ½)/count; the lower one is its mirror.
  for (let i = half; i < count; i++) {
    const wanted = (count - i - 0.5) / count;
    for (let step = 0; step < 50; step++) {
      const now = tail.rounded([z], FORMATS.f64);
      // The tail is convex and log-concave, so Newton's method on its logarithm converges from any side.
      const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
      const move = (now * Math.log(now / wanted)) / density;
      z += move;
      if (!(Math.abs(move) > 1e-14 * (1 + z))) break;
    }
    found[i] = z;
    found[count - 1 - i] = -z;
  }
  if (count % 2 === 1) found[half] = 0;
  return found;
}
