import { apply, integer, type Expression } from '../../../expression/expression.ts';
import { powerOfTwo } from '../../../number/double-bits.ts';
import type { Format } from '../../../number/format.ts';
import { EXHAUSTIVE_BITS } from '../../../certify/exhaustive.ts';
import { constantDouble, splitConstant } from '../constant-value.ts';
import { emitPhase, type PhaseWay } from '../emit-phase.ts';
import type { FoundIdentity } from '../find-identities.ts';
import { phaseWords } from '../phase-words.ts';
import { reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { addKept, keepsProducts, total, type Reduction, type Step, type StepContext } from '../step.ts';
import {
  afterHalves,
  afterTurns,
  centred,
  centresOf,
  inverseWays,
  SLACK,
  turnsAmong,
  type Turn,
} from '../turns.ts';

/** Words of 1/P that an entry holds at most. */
const MOST_WORDS = 4;
/** Bits beyond the format's to which the remainder is known, by its two numbers. */
const SPARE = 8;
/** Binades that share an entry, as powers of two. */
const GROUPS = [0, 1, 2, 3, 4, 5];
/** Where f is not 0 at 0, arguments below 2 to this power times the format's precision are as good as 0. */
const NEGLIGIBLE = -3 / 4;

/**
 * As `turn`, in the format of the inputs itself: x/P, P a revolution, less integers, as a sum of numbers, by exact
 * products with four words of 1/P from a table by exponent (Payne & Hanek 1983; sums and products after Dekker 1971).
 */
export const phaseStep: Step = {
  name: 'phase',
  description:
    'f(x + c) = ±f(x) or k/f(x) for huge x in the format itself: x/c modulo 2 by exact products with words of 1/c from a table by exponent',
  reductions: (f, identities, context) => {
    if (context.arithmetic !== context.storage) return [];
    // Of narrower formats a wider arithmetic gives such results for less.
    const wide = context.arithmetic.bits > EXHAUSTIVE_BITS;
    const list: Reduction[] = [];
    for (const found of turnsAmong(identities, context)) {
      for (const { centre, inner } of centresOf(f, found)) {
        const way = phaseWay(f, found, context, { parts: partsOf(found), centre });
        if (way !== undefined)
          for (const kept of inverseWays(found, context)) list.push(plain(found, inner, way, kept));
      }
      if (keepsProducts(context) && wide && found.kind === 'shift' && found.times === -1) {
        const halves = inHalves(f, found, context);
        if (halves !== undefined) list.push(halves);
      }
    }
    return list;
  },
};

/** Multiples of c in a revolution, after which f is what it was. */
function partsOf({ kind, times }: Turn): 1 | 2 {
  return kind === 'shift' && times === 1 ? 1 : 2;
}

function plain(found: Turn, inner: ReducedFunction, way: PhaseWay, kept: boolean): Reduction {
  const { centre, groupBits, words } = way;
  return {
    step: 'phase',
    parameters: { centre, words: words.tables.length, binades: 1 << groupBits, ...(kept ? { kept } : {}) },
    identity: found.identity,
    inners: [inner],
    emit: (e, x, kernel) => {
      const { value, rest, pattern } = emitPhase(e, x, way);
      // Kernels take the rest to first order: it should be no more than a rounding.
      const near = kept ? addKept(e, value, rest) : { head: value, tail: rest };
      return afterTurns(e, kernel(e, near.head, near.tail), pattern, found, kept);
    },
  };
}

/** Multiples of c/2 off, and f(r) or f(r + c/2): as `quarter`. */
function inHalves(
  f: ReducedFunction,
  found: FoundIdentity & { kind: 'shift' },
  context: StepContext,
): Reduction | undefined {
  const inners = [0, 1 / 2].map((centre) => centred(f, found, centre));
  if (inners.some((inner) => inner === undefined)) return undefined;
  const way = phaseWay(f, found, context, { parts: 4, centre: 0 });
  if (way === undefined) return undefined;
  const half = ((constantDouble(found.by) as number) / 4) * (1 + SLACK);
  return {
    step: 'phase',
    parameters: { halves: true, words: way.words.tables.length, binades: 1 << way.groupBits },
    identity: found.identity,
    inners: inners.map((inner) => {
      const { expression, variable } = inner as ReducedFunction;
      return reducedFunction(expression, variable, -half, half);
    }),
    emit: (e, x, even, odd) => {
      const { value, rest, pattern } = emitPhase(e, x, way);
      const [first, second] = [even, odd].map((kernel) => total(e, kernel(e, value, rest)));
      return afterHalves(e, first, second, pattern);
    },
  };
}

/** The way with the fewest binades a group whose tables are within what is allowed. */
function phaseWay(
  f: ReducedFunction,
  found: Turn,
  { arithmetic: format, maxTable, fma }: StepContext,
  how: Pick<PhaseWay, 'parts' | 'centre'>,
): PhaseWay | undefined {
  const { parts, centre } = how;
  const pieces = parts === 4 ? 2 : partsOf(found);
  const revolution: Expression = pieces === 1 ? found.by : apply('mul', integer(pieces), found.by);
  const reach = (constantDouble(revolution) as number) / parts / 2;
  const largest = Math.min(format.maxFinite, Math.max(Math.abs(f.lo), Math.abs(f.hi)));
  const small = powerOfTwo(Math.floor(Math.log2(reach)));
  const wordBits = fma ? format.precision : format.precision & ~1;
  for (const groupBits of GROUPS) {
    const least =
      centre === 0
        ? leastInGroup(reach, groupBits, format)
        : powerOfTwo(Math.floor(NEGLIGIBLE * format.precision));
    if (!(least < largest)) continue;
    const entries = ((Math.log2(largest) - Math.log2(least)) >> groupBits) + 2;
    if ((entries * MOST_WORDS * format.bits) / 8 > 2 * maxTable) continue;
    const words = phaseWords(
      {
        revolution,
        format,
        wordBits,
        least,
        small: centre === 0 ? small : least,
        largest,
        groupBits,
        parts: centre === 0 ? parts : parts / centre,
      },
      MOST_WORDS,
      format.precision + SPARE,
    );
    const bytes = words && (words.tables.length * words.tables[0].length * format.bits) / 8;
    if (words === undefined || words.tables.length < 3 || (bytes as number) > maxTable) continue;
    const split = splitConstant(revolution, format, 2, format.precision);
    return { words, groupBits, least, small, revolution: split, ...how };
  }
  return undefined;
}

/** The last power of two in a group of binades all of whose numbers are below a limit. */
export function leastInGroup(limit: number, groupBits: number, { emax }: Format): number {
  // The first field of numbers that may be as large.
  const field = Math.floor(Math.log2(limit)) + emax;
  return powerOfTwo(((field >> groupBits) << groupBits) - 1 - emax);
}
