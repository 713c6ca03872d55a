import { retain } from './extract-accurate.ts';
import type { Alternative } from './alternative.ts';
import type { BitsOfError } from './bits-of-error.ts';
import { guardOf, type HalfLine } from './guard.ts';
import { cutLine, piecesOf, type Cut, type DrawWithin, type Piece } from './regimes.ts';
import type { Samples } from './search-alternatives.ts';

export type Piecewise = {
  readonly pieces: readonly Piece[];
  /** Mean bits wrong on the training points. */
  readonly mean: number;
};

/** Alternatives that one case's pieces are made of. */
const MOST_ALTERNATIVES = 14;
/** Bits that a further piece must take off the mean. */
const WORTH = 0.02;

type Chosen = { readonly variable: string; readonly cut: Cut };

/**
 * Answers by cases: the signs of some of the variables are asked first, then, for each choice of signs by itself, the
 * line of one variable is cut into pieces. One result for each set of variables that is asked and worth it, and without
 * any asked one for each number of pieces and variable. What no piece computes (a zero) is the given expression's.
 * @param split the variables whose signs may be asked
 */
export function findCases(
  given: Alternative,
  alternatives: readonly Alternative[],
  samples: Samples,
  split: readonly string[],
  bits: BitsOfError,
  draw: DrawWithin,
): Piecewise[] {
  const { machine } = samples;
  const all = Array.from({ length: machine.count }, (_, k) => k);
  const columnOf = (name: string): Float64Array => machine.columns[machine.variables.indexOf(name)];
  const realise = ({ variable, cut }: Chosen, halves: readonly HalfLine[]): Piece[] =>
    piecesOf(
      cut,
      variable,
      halves.map((half) => guardOf(half, machine.format.minPositive)),
      given,
      columnOf(variable),
      machine.format,
      bits,
      draw,
    );

  const results: Piecewise[] = [];
  // The best so far, and how many pieces it has.
  let [least, most] = [Infinity, 1];
  for (const asked of subsetsOf(split)) {
    if (asked.length === 0) {
      for (const variable of machine.variables) {
        for (const cut of cutsOf(all, [], variable)) {
          const mean = cut.total / all.length;
          if (mean < least) [least, most] = [mean, cut.segments.length];
          // What is one piece everywhere needs no cases.
          if (cut.segments.length > 1 || cut.segments[0].alternative.where.length > 0)
            results.push({ pieces: closed(realise({ variable, cut }, [])), mean });
        }
      }
      continue;
    }
    let [total, count] = [0, 0];
    const parts: { readonly halves: readonly HalfLine[]; readonly chosen: Chosen }[] = [];
    const left = new Set(all);
    for (const halves of orthantsOf(asked)) {
      const points = all.filter((k) =>
        halves.every(({ variable, sign }) => columnOf(variable)[k] * sign > 0),
      );
      if (points.length === 0) continue;
      points.forEach((k) => left.delete(k));
      const chosen = bestCut(points, halves);
      if (chosen === undefined) continue;
      total += chosen.cut.total;
      count += chosen.cut.segments.length;
      parts.push({ halves, chosen });
    }
    for (const k of left) total += given.errors[k];
    const mean = total / all.length;
    if (!(mean < least - WORTH * Math.max(1, count - most))) continue;
    [least, most] = [mean, count];
    const pieces = parts.flatMap(({ halves, chosen }) => realise(chosen, halves));
    results.push({ pieces: closed(pieces), mean });
  }
  return results;

  /** With the given expression for every input that is left. */
  function closed(pieces: readonly Piece[]): Piece[] {
    return pieces[pieces.length - 1].where.length === 0
      ? [...pieces]
      : [...pieces, { where: [], alternative: given }];
  }

  /** Ways to cut the line of one variable in one case; those with an alternative that ends on it included. */
  function cutsOf(points: readonly number[], halves: readonly HalfLine[], variable: string): Cut[] {
    const allowed = alternatives.filter(({ where }) =>
      where.every(
        (half) =>
          half.variable === variable ||
          halves.some((other) => other.variable === half.variable && other.sign === half.sign),
      ),
    );
    const there = allowed.map((alternative) => ({
      alternative,
      cost: alternative.cost,
      errors: Float64Array.from(points, (k) => alternative.errors[k]),
      mean: points.reduce((sum, k) => sum + alternative.errors[k], 0) / points.length,
    }));
    const useful = retain(there, MOST_ALTERNATIVES).map(({ alternative }) => alternative);
    return cutLine(useful, points, columnOf(variable), WORTH * all.length);
  }

  function bestCut(points: readonly number[], halves: readonly HalfLine[]): Chosen | undefined {
    let best: Chosen | undefined;
    let least = Infinity;
    for (const variable of machine.variables) {
      for (const cut of cutsOf(points, halves, variable)) {
        const score = cut.total + WORTH * all.length * (cut.segments.length - 1);
        if (score < least) [least, best] = [score, { variable, cut }];
      }
    }
    return best;
  }
}

function subsetsOf(names: readonly string[]): string[][] {
  return names
    .reduce<string[][]>((sets, name) => sets.flatMap((set) => [set, [...set, name]]), [[]])
    .sort((a, b) => a.length - b.length);
}

/** All choices of signs. */
export function orthantsOf(names: readonly string[]): HalfLine[][] {
  return names.reduce<HalfLine[][]>(
    (made, variable) =>
      made.flatMap((half) => ([1, -1] as const).map((sign) => [...half, { variable, sign }])),
    [[]],
  );
}
