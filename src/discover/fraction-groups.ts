import { rootRatio } from '../search/identify/fractions/fraction-clusters.ts';
import { member } from '../search/identify/fractions/fraction-families.ts';
import { polynomialText } from '../search/identify/fractions/polynomial-fraction.ts';
import { readExactPolynomial } from '../search/identify/fractions/read-polynomial.ts';
import type { FractionEntry, FractionFamilyEntry } from './fraction-identification.ts';
import type { HistoryRecord } from './provenance.ts';

/** A gap in δ wider than this parts two groups (δ is measured at up to 1,000 terms). */
const GAP = 0.03;

/**
 * What was found, grouped by how it converges: by the kind, the ratio |λ₁/λ₂| of the recurrence's roots where there is one, and δ (single
 * linkage). As records, the largest group first: how many fractions of each, and how many of these some family generalises.
 */
export function fractionGroups(
  entries: readonly FractionEntry[],
  families: readonly FractionFamilyEntry[],
): HistoryRecord[] {
  const generalised = new Map<string, FractionFamilyEntry[]>();
  for (const family of families) {
    for (const key of membersOf(family)) generalised.set(key, [...(generalised.get(key) ?? []), family]);
  }
  const alike = new Map<string, FractionEntry[]>();
  for (const entry of entries) {
    const key = `${entry.convergence} ${ratioOf(entry)}`;
    alike.set(key, [...(alike.get(key) ?? []), entry]);
  }
  const groups = [...alike.values()].flatMap(linked);
  groups.sort((x, y) => y.length - x.length);
  return groups.map((group) => {
    const deltas = group.flatMap(({ metrics }) => (metrics === undefined ? [] : [metrics.delta]));
    const rates = group.flatMap(({ metrics }) => (metrics === undefined ? [] : [metrics.perTerm]));
    const inFamilies = group.map(({ a, b }) => generalised.get(`${a};${b}`) ?? []);
    const range = (list: readonly number[]): readonly [number, number] =>
      list.length === 0 ? [0, 0] : [Math.min(...list), Math.max(...list)];
    return {
      phase: 'group',
      kind: group[0].convergence,
      ratio: ratioOf(group[0]),
      deltaFrom: range(deltas)[0],
      deltaTo: range(deltas)[1],
      digitsFrom: range(rates)[0],
      digitsTo: range(rates)[1],
      fractions: group.length,
      families: new Set(inFamilies.flat()).size,
      generalised: inFamilies.filter((list) => list.length > 0).length,
    };
  });
}

/** Entries of one kind and ratio, parted where δ has a gap. */
function linked(entries: readonly FractionEntry[]): FractionEntry[][] {
  const delta = ({ metrics }: FractionEntry): number => metrics?.delta ?? 0;
  const groups: FractionEntry[][] = [];
  for (const entry of entries.toSorted((x, y) => delta(x) - delta(y))) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && delta(entry) - delta(last) <= GAP) groups.at(-1)?.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function ratioOf({ convergence, a, b }: FractionEntry): number {
  return convergence === 'exponential'
    ? Math.round(rootRatio({ a: coefficients(a), b: coefficients(b) }) * 1e6) / 1e6
    : 0;
}

/** Members in the box, as `a;b`. */
function membersOf({ a, b, stepA, stepB, found }: FractionFamilyEntry): string[] {
  const start = { a: coefficients(a), b: coefficients(b) };
  const step = { a: coefficients(stepA), b: coefficients(stepB) };
  const width = (p: readonly number[], q: readonly number[]): number[] =>
    Array.from({ length: Math.max(p.length, q.length) }, (_, i) => p[i] ?? 0);
  const padded = { a: width(start.a, step.a), b: width(start.b, step.b) };
  return Array.from({ length: found }, (_, k) => {
    const one = member(padded, step, k);
    return `${polynomialText(one.a)};${polynomialText(one.b)}`;
  });
}

function coefficients(text: string): number[] {
  return (readExactPolynomial(text) ?? []).map(Number);
}
