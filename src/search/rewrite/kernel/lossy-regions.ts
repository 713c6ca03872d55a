/** A closed interval of inputs. */
export type Region = { readonly lo: number; readonly hi: number };

/** Bits lost that make an input part of a region, and that a region must lose somewhere to be one. */
const LOSSY = 2;
const WORTH = 3;
/** So many inputs in a row that lose less end a region. */
const GAP = 8;
/** An end so many times nearer to 0 than the other reaches 0. */
const TOWARDS_ZERO = 16;

/**
 * Where an answer loses bits: intervals that hold the inputs at which it does, as far as the next inputs at which it does
 * not. What comes near 0 reaches to 0; what lies on both sides of it lies evenly if it nearly does.
 * @param columns inputs and the bits lost there
 * @param domain the first and the last input there may be
 */
export function lossyRegions(inputs: Float64Array, lost: Float64Array, domain: Region): Region[] {
  const order = Array.from(inputs.keys()).sort((a, b) => inputs[a] - inputs[b] || a - b);
  const regions: Region[] = [];
  let [first, last, most] = [-1, -1, 0];
  const close = (): void => {
    if (most > WORTH) {
      const lo = first > 0 ? inputs[order[first - 1]] : domain.lo;
      const hi = last + 1 < order.length ? inputs[order[last + 1]] : domain.hi;
      if (lo < hi) regions.push({ lo, hi });
    }
    [first, last, most] = [-1, -1, 0];
  };
  for (const [i, k] of order.entries()) {
    if (lost[k] > LOSSY) {
      if (first < 0) first = i;
      last = i;
      most = Math.max(most, lost[k]);
    } else if (first >= 0 && i - last >= GAP) close();
  }
  if (first >= 0) close();
  return joined(regions.map((region) => towardsZero(region, domain))).map((one) => balanced(one, domain));
}

function towardsZero({ lo, hi }: Region, domain: Region): Region {
  if (lo > 0 && lo * TOWARDS_ZERO <= hi) return { lo: Math.max(0, domain.lo), hi };
  if (hi < 0 && hi * TOWARDS_ZERO >= lo) return { lo, hi: Math.min(0, domain.hi) };
  return { lo, hi };
}

/** Regions that touch as one. */
function joined(regions: readonly Region[]): Region[] {
  const made: Region[] = [];
  for (const region of regions.toSorted((a, b) => a.lo - b.lo)) {
    const before = made.at(-1);
    if (before !== undefined && region.lo <= before.hi)
      made[made.length - 1] = { lo: before.lo, hi: Math.max(before.hi, region.hi) };
    else made.push(region);
  }
  return made;
}

function balanced({ lo, hi }: Region, domain: Region): Region {
  const [near, far] = [-lo, hi].sort((a, b) => a - b);
  return near > 0 && far <= 4 * near
    ? { lo: Math.max(-far, domain.lo), hi: Math.min(far, domain.hi) }
    : { lo, hi };
}
