import type { Expression } from '../../../expression/expression.ts';
import type { Format } from '../../../number/format.ts';
import { meanOf, type Alternative } from '../alternative.ts';
import type { BitsOfError } from '../bits-of-error.ts';
import type { Guard } from '../guard.ts';
import { expressionCost, type OperationCosts } from '../operation-costs.ts';
import type { DrawWithin, Piece } from '../regimes.ts';
import type { Samples } from '../search-alternatives.ts';
import { pieceAt } from '../piece-at.ts';
import { fitKernel, type Kernel } from './fit-kernel.ts';
import { hardInputs, joinSamples } from './hard-inputs.ts';
import { shortBetween } from './short-between.ts';
import { lossyRegions, type Region } from './lossy-regions.ts';

/** Regions that get kernels, and halvings of a region that one kernel does not suffice for. */
const MOST_REGIONS = 4;
const MOST_HALVINGS = 2;
/** Regions that a kernel is looked for on, in all. */
const MOST_FITS = 10;
/** Bits that a kernel must take off the worst error of its region. */
const WORTH = 1;

/**
 * An answer in one variable with kernels put before its pieces, on the intervals on which it loses bits wherever it was
 * looked at: minimax polynomials or quotients of polynomials of the expression.
 * @param domain the first and the last input there may be
 * @returns `undefined` where it loses none, or no kernel loses less
 */
export function withKernels(
  pieces: readonly Piece[],
  expression: Expression,
  variable: string,
  domain: Region,
  samples: Samples,
  costs: OperationCosts,
  bits: BitsOfError,
  draw: DrawWithin,
): Piece[] | undefined {
  const { format } = samples.machine;
  const places = pieces.flatMap(({ where }) => where.flatMap(({ above = 0, upTo = 0 }) => [above, upTo]));
  const looked = joinSamples([samples, hardInputs(variable, places, format, draw)], format, [variable]);
  const lost = lostBy(pieces, looked, variable, bits);
  const [inputs] = looked.machine.columns;
  const regions = lossyRegions(inputs, lost, domain).slice(0, MOST_REGIONS);
  const kernels = kernelsOn(expression, variable, regions, format).flatMap(
    ({ expression: term, region, series }): Piece[] => {
      const computed = looked.machine.of(term);
      const errors = looked.truth.map((value, k) => bits(computed[k], value));
      const within = Array.from(inputs.keys()).filter(
        (k) => inputs[k] >= region.lo && inputs[k] <= region.hi,
      );
      const worst = (of: Float64Array): number => within.reduce((most, k) => Math.max(most, of[k]), 0);
      if (!(worst(errors) < worst(lost) - WORTH)) return [];
      // The samples come first among the inputs looked at.
      const there = errors.subarray(0, samples.truth.length);
      const cost = expressionCost(term, costs);
      const alternative: Alternative = { expression: term, cost, errors: there, mean: meanOf(there), where: [], series }; // prettier-ignore
      return [{ where: guardsOf(variable, region, domain, format), alternative }];
    },
  );
  return kernels.length === 0 ? undefined : tidied([...kernels, ...pieces], variable);
}

/** What an answer in one variable loses at inputs. */
function lostBy(
  pieces: readonly Piece[],
  { machine, truth }: Samples,
  variable: string,
  bits: BitsOfError,
): Float64Array {
  const column = machine.columns[machine.variables.indexOf(variable)];
  return truth.map((value, k) => {
    const { alternative } = pieceAt(pieces, () => column[k]);
    return bits(machine.of(alternative.expression)[k], value);
  });
}

/** A kernel for each region, or for its parts. */
function kernelsOn(
  expression: Expression,
  variable: string,
  regions: readonly Region[],
  format: Format,
): Kernel[] {
  const found: Kernel[] = [];
  const queue = regions.map((region) => ({ region, halvings: MOST_HALVINGS }));
  for (let fits = 0; fits < MOST_FITS && queue.length > 0; fits++) {
    const { region, halvings } = queue.shift() as (typeof queue)[number];
    const kernel = fitKernel(expression, variable, region, format);
    if (kernel !== undefined) found.push(kernel);
    else if (halvings > 0)
      queue.push(...partsOf(region).map((part) => ({ region: part, halvings: halvings - 1 })));
  }
  return found;
}

/** The middle and what is left on both sides of it: about 0, where that is within, else about a short number. */
function partsOf({ lo, hi }: Region): Region[] {
  const ratio = Math.max(lo / hi, hi / lo);
  // Halves by magnitude where the ends are far apart.
  if (ratio > 4) {
    const middle = Math.sign(lo) * Math.sqrt(Math.abs(lo)) * Math.sqrt(Math.abs(hi));
    return [
      { lo, hi: middle },
      { lo: middle, hi },
    ];
  }
  const centre = lo <= 0 && hi >= 0 ? 0 : shortBetween(lo + (hi - lo) / 4, hi - (hi - lo) / 4);
  const middle = { lo: centre + (lo - centre) / 4, hi: centre + (hi - centre) / 4 };
  return [middle, ...(lo < middle.lo ? [{ lo, hi: middle.lo }] : []), ...(hi > middle.hi ? [{ lo: middle.hi, hi }] : [])]; // prettier-ignore
}

/** The format's numbers of a region, without an end that is the domain's. */
function guardsOf(variable: string, { lo, hi }: Region, domain: Region, format: Format): Guard[] {
  const before = format.round(lo, 'up');
  const above = lo <= domain.lo ? undefined : format.fromOrdinal(format.ordinal(before) - 1n);
  const upTo = hi >= domain.hi ? undefined : format.round(hi, 'down');
  if (above === undefined && upTo === undefined) return [];
  return [{ variable, ...(above === undefined ? {} : { above }), ...(upTo === undefined ? {} : { upTo }) }];
}

/** Without pieces that those before leave nothing to; neighbours of one alternative that holds everywhere as one. */
function tidied(pieces: readonly Piece[], variable: string): Piece[] {
  const made: Piece[] = [];
  let left: readonly Region[] = [{ lo: -Infinity, hi: Infinity }];
  for (const piece of pieces) {
    const { above = -Infinity, upTo = Infinity } = piece.where.reduce<{ above?: number; upTo?: number }>(
      (a, b) => ({ above: Math.max(a.above ?? -Infinity, b.above ?? -Infinity), upTo: Math.min(a.upTo ?? Infinity, b.upTo ?? Infinity) }), // prettier-ignore
      {},
    );
    const takes = left.some(({ lo, hi }) => Math.max(lo, above) < Math.min(hi, upTo));
    left = left.flatMap(({ lo, hi }) => [
      ...(lo < Math.min(hi, above) ? [{ lo, hi: Math.min(hi, above) }] : []),
      ...(Math.max(lo, upTo) < hi ? [{ lo: Math.max(lo, upTo), hi }] : []),
    ]);
    if (takes) made.push(piece);
  }
  // The last piece takes what is left: what comes just before it and computes the same is not asked for.
  while (
    made.length > 1 &&
    made.at(-2)?.alternative === made.at(-1)?.alternative &&
    made.at(-1)?.alternative.where.length === 0
  )
    // prettier-ignore
    made.splice(-2, 1);
  const last = made[made.length - 1];
  const isWhole = left.length === 0 && last.where.every((guard) => guard.variable === variable);
  return isWhole && last.alternative.where.length === 0
    ? [...made.slice(0, -1), { ...last, where: [] }]
    : made;
}
