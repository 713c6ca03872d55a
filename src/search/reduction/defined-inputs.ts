import type { Format } from '../../number/format.ts';

/** Inputs looked at, evenly by ordinal and evenly by value each. */
const PROBES = 256;
/** Simple magnitudes, looked at too with both signs. */
const SIMPLE = [1e-30, 0.01, 0.5, 1, 2, 3, 4, 10, 100];
/** A function undefined on more runs of inputs than this (poles without end) is none that selections set right. */
const MOST = 8;

/** Consecutive inputs by ordinal, both ends included. */
export type Run = { readonly first: bigint; readonly last: bigint };

/** From the first to the last input with a value, and the runs between them, ascending, where there is none. */
export type DefinedInputs = Run & { readonly gaps: readonly Run[] };

/**
 * Where a function has values among inputs: as seen at probes (0, simple numbers, and inputs evenly spread), each run to
 * its ends by bisection. No gaps where there are too many to list; `undefined` where no probe has a value.
 */
export function definedInputs(
  range: Run,
  defined: (ordinal: bigint) => boolean,
  format: Format,
): DefinedInputs | undefined {
  const probes = probesOf(range, format);
  const known = probes.map(defined);
  const at = [known.indexOf(true), known.lastIndexOf(true)];
  if (at[0] < 0) return undefined;
  const [first, last] = at.map((k, side) => {
    const outside = probes[k + 2 * side - 1];
    return outside === undefined ? probes[k] : lastWhere(defined, probes[k], outside);
  });
  const gaps: Run[] = [];
  const missing = (o: bigint): boolean => !defined(o);
  for (let k = at[0]; k < at[1]; k++) {
    if (!known[k] || known[k + 1]) continue;
    const next = known.indexOf(true, k + 1);
    gaps.push({
      first: lastWhere(missing, probes[k + 1], probes[k]),
      last: lastWhere(missing, probes[next - 1], probes[next]),
    });
  }
  return { first, last, gaps: gaps.length > MOST ? [] : gaps };
}

/** Ascending, both ends of the range among them. */
function probesOf({ first, last }: Run, format: Format): bigint[] {
  const finite = (o: bigint): number =>
    Math.max(-format.maxFinite, Math.min(format.maxFinite, format.fromOrdinal(o)));
  const [lo, hi] = [finite(first), finite(last)];
  const ordinals = new Set([first, last, -1n, 0n]);
  for (const x of [lo, hi, ...SIMPLE, ...SIMPLE.map((x) => -x)])
    ordinals.add(format.ordinal(format.round(x)));
  for (let i = 1; i < PROBES; i++) {
    ordinals.add(first + ((last - first) * BigInt(i)) / BigInt(PROBES));
    ordinals.add(format.ordinal(format.round(lo + (hi / PROBES - lo / PROBES) * i)));
  }
  return [...ordinals].filter((o) => o >= first && o <= last).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The last ordinal on the way from one where a condition holds to one where it does not, at which it holds. */
function lastWhere(condition: (ordinal: bigint) => boolean, from: bigint, to: bigint): bigint {
  let [good, bad] = [from, to];
  while (bad - good > 1n || good - bad > 1n) {
    const middle = (bad + good) / 2n;
    if (condition(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
