import { formatDomain } from '../../certify/exhaustive-domain.ts';
import type { Format } from '../../number/format.ts';
import { createRandom } from '../../number/random.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Problem } from '../problem.ts';
import { Truth } from '../table/truth.ts';
import type { IntegerSample } from './integer-evaluator.ts';

/** Every input of a domain of so many; of a larger one so many, spread evenly. */
const MOST = 2 ** 16;
/** Inputs that drafts are first measured on. */
const FEW = 256;
const SEED = 0x17;

/** All inputs there are, or many, in an order in which any first part is spread over them. */
export function integerSample(problem: Problem, oracle: Oracle, format: Format): IntegerSample {
  const { first, last } = formatDomain(problem.domain, format);
  const total = Number(last - first) + 1;
  const count = Math.min(total, MOST);
  const inputs = Array.from({ length: count }, (_, i) => {
    const k = count === total ? i : Math.round((i * (total - 1)) / (count - 1));
    return format.fromOrdinal(first + BigInt(k));
  });
  const { x, f, unit } = new Truth(problem, oracle).points(inputs);
  const random = createRandom(SEED);
  const order = [...x.keys()];
  for (let i = order.length - 1; i > 0; i--) {
    const k = random.integer(i + 1);
    [order[i], order[k]] = [order[k], order[i]];
  }
  // The ends of the domain are where errors are largest.
  for (const [to, end] of [0, x.length - 1].entries()) {
    const at = order.indexOf(end);
    if (at > to) [order[to], order[at]] = [order[at], order[to]];
  }
  const scale = 2 ** (format.fixedPoint?.fraction ?? 0);
  return {
    x: Int32Array.from(order, (i) => x[i] * scale),
    f: Float64Array.from(order, (i) => f[i] * scale),
    // Where no error at all is allowed (a relative one at a zero), a unit counts as the whole.
    weight: Float64Array.from(order, (i) => (unit[i] === 0 ? 1 : 1 / (unit[i] * scale))),
  };
}

/** A part of a sample that grows by the points at which drafts turn out to err more. */
export class GrowingSample {
  private readonly all: IntegerSample;
  private readonly points: number[];

  constructor(all: IntegerSample) {
    this.all = all;
    this.points = Array.from({ length: Math.min(FEW, all.x.length) }, (_, i) => i);
  }

  /** @returns false where it is in already */
  add(point: number): boolean {
    if (this.points.includes(point)) return false;
    this.points.push(point);
    return true;
  }

  get sample(): IntegerSample {
    const { x, f, weight } = this.all;
    // The newest are the hardest: they come first.
    const order = this.points.toReversed();
    return {
      x: Int32Array.from(order, (i) => x[i]),
      f: Float64Array.from(order, (i) => f[i]),
      weight: Float64Array.from(order, (i) => weight[i]),
    };
  }
}
