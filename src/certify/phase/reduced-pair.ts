import { nextDown, powerOfTwo } from '../../number/double-bits.ts';
import {
  addDyadics,
  divideDyadics,
  nearestInteger,
  DYADIC_ONE,
  DYADIC_ZERO,
  magnitudeAbove,
  multiplyDyadics,
  negateDyadic,
  type Dyadic,
} from '../../number/dyadic.ts';
import type { ForwardValue } from '../forward/forward-value.ts';
import { NoRoundoffBound, Rounding, up } from '../roundoff-rules.ts';
import type { Cut } from './find-cut.ts';
import { LinearAnalysis, type LinearProgram } from './linear-analysis.ts';
import {
  differenceOf,
  INPUT,
  integerSymbol,
  isInteger,
  isNoise,
  ONE,
  partOf,
  sizeOfForm,
  sumOf,
  type LinearForm,
} from './linear-form.ts';
import { leastExactPhase, leastPhase, nearestMultiple, type QuarterTurns } from './quarter-turns.ts';

/** Of inputs whose value is at most `most`: how far t − value may be from 0, and rest from t − value. */
export type Closeness = { readonly most: number; readonly between: number; readonly off: number };

/**
 * What holds of a cut's value v and rest w at inputs of one sign and binade: f(x) = S(κt + a + q) with a real number t,
 * least ≤ |t| ≤ largest (none where least is more), or t = 0 where that may be, with v and w near to t as `close` says (without w: v); q is `quarters` modulo S's period (4, of a tangent 2) plus `perCount` times the count.
 */
export type ReducedPair = {
  readonly least: number;
  readonly largest: number;
  /** There are inputs at which t is 0 too, and so are v and w. */
  readonly zero: boolean;
  readonly close: readonly Closeness[];
  readonly quarters: bigint;
  readonly perCount: bigint;
  /** The count's register lies between these. */
  readonly counts: readonly [from: number, to: number];
};

/** Values are told apart by size, in powers of two below the largest: each at most this. */
const STEPS = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] as const;
/** The roundings that are left are to be this part of what the second float of a cut holds. */
const WELL = 2 ** -6;
/** Bits of λ. */
const LAMBDA_BITS = 400;
/** A quarter turn and what bounds on it are rounded up by. */
const QUARTER = 1 + 2 ** -38;
/** How often bounds are found anew from the ones before. */
const PASSES = 3;

/**
 * Theorem. Let v + w = T + ε, T = αx + Σβ_jN_j + β, N_j integers, ε the roundings that are left, x = m·2^g with an integer m, and λ any number.
 * If κ(λα − 1)·2^g and κλβ_j are multiples of S's period P but for τ_0 and τ_j, κλβ_c for the count N_c and κλβ integers b_c and b but for τ_c and τ, then with
 * κt = κλT − (τ_0m + Σ τ_jN_j + τ_cN_c + τ): κx ≡ κt − b_cN_c − b (mod P), and f(x) = S(κx + a). And |κt| = |κx − n| for
 * some integer n, which is at least what continued fractions tell. T is t but for (1 − λ)T and the τ's: with λ = b_c/(κβ_c)
 * a period that is known to some bits makes t wrong relatively, not absolutely. That |v| is at most some size says more of the roundings that come before.
 * @throws NoRoundoffBound where an assumption does not hold
 */
export function reducedPair(
  whole: LinearProgram,
  known: (register: number) => ForwardValue,
  cut: Cut,
  turns: QuarterTurns,
): ReducedPair {
  const { format } = whole;
  const plain = new LinearAnalysis(whole, known);
  const [value, count] = [cut.value, cut.count].map((register) => {
    const found = plain.at(register);
    return found ?? refuse('the reduced argument');
  });
  const sum = sumOfCut(plain, cut);
  const exact = partOf(sum, (symbol) => !isNoise(symbol));
  const input = known(0);
  if (input.kind !== 'float' || input.from * input.to <= 0) return refuse('the sign of the input');
  const exponent = new Rounding(format).ulpExponent(Math.min(Math.abs(input.from), Math.abs(input.to)));

  const { perUnit, atLeast, period } = turns;
  const counted = integerSymbol(cut.count);
  let quarters = 0n;
  let perCount = 0n;
  let off = 0;
  const counting = exact.get(counted) ?? refuse('the count');
  const wanted = nearestInteger(multiplyDyadics(perUnit, counting));
  const lambda = divideDyadics({ m: wanted, e: 0 }, multiplyDyadics(perUnit, counting), LAMBDA_BITS);
  const stretch = magnitudeAbove(addDyadics(lambda, negateDyadic(DYADIC_ONE)));
  if (!(stretch < 2 ** -40)) return refuse('the period');
  const left = (coefficient: Dyadic, of: bigint, most: number): bigint => {
    const { multiple, rest: tau } = nearestMultiple(multiplyDyadics(perUnit, coefficient), of);
    if (tau.m !== 0n) off = up(off + up(up(magnitudeAbove(tau) * most) / atLeast));
    return multiple;
  };
  const slope = multiplyDyadics(lambda, exact.get(INPUT) ?? DYADIC_ZERO);
  left(
    multiplyDyadics(addDyadics(slope, negateDyadic(DYADIC_ONE)), { m: 1n, e: exponent }),
    period,
    powerOfTwo(format.precision),
  );
  for (const [symbol, plainly] of exact) {
    const coefficient = multiplyDyadics(lambda, plainly);
    if (symbol === counted) perCount = -left(coefficient, 1n, plain.bounds.get(symbol) ?? Infinity);
    else if (isInteger(symbol)) left(coefficient, period, plain.bounds.get(symbol) ?? Infinity);
    else if (symbol === ONE) quarters = -left(coefficient, 1n, 1);
  }
  const offset = plain.offsets.get(counted);
  const constant = count.form.get(ONE) ?? DYADIC_ZERO;
  const isCount = count.form.get(counted)?.m === 1n && count.form.get(counted)?.e === 0;
  if (!isCount || offset === undefined || addDyadics(offset, negateDyadic(constant)).m !== 0n)
    return refuse('the count');
  // The register is N_c plus its constant, an integer.
  quarters -=
    perCount * ((constant.m << BigInt(Math.max(0, constant.e))) >> BigInt(Math.max(0, -constant.e)));
  const near = Number(constant.m) * powerOfTwo(constant.e);
  const spread = up(
    sizeOfForm(
      partOf(count.form, (symbol) => symbol !== ONE),
      plain.bounds,
    ),
  );

  // Where κx is an integer so is κt: it is 0, or 1 at least.
  const phase = turns.exact
    ? Math.min(1, leastExactPhase(turns, exponent))
    : leastPhase(turns, exponent, format.precision);
  const least = nextDown(nextDown(phase / nextUpOf(atLeast)));
  if (!(least > 0 && least < Infinity)) return refuse('the least reduced argument');
  const largest = up(up(plain.bound(exact) * (1 + 2 ** -39)) + off);
  if (!(Math.max(largest, off) < QUARTER / atLeast))
    return refuse('a reduced argument of more than a quarter turn');
  const exactly = off === 0 && stretch === 0 && [...sum.keys()].every((symbol) => !isNoise(symbol));
  // v + w is t: where one of them is all of it, it is 0 with t.
  if (turns.exact && !(exactly && cut.rest === undefined)) return refuse('a reduced argument of 0');
  return {
    least,
    largest,
    zero: turns.exact,
    close: closeness(whole, known, plain, cut, { least, top: topOf(turns), off, stretch, form: value.form }),
    quarters,
    perCount,
    counts: [near - spread, near + spread],
  };
}

/** v + w, or v alone. */
function sumOfCut(analysis: LinearAnalysis, { value, rest }: Cut): LinearForm {
  const [first, second] = [value, rest ?? value].map(
    (register) => analysis.at(register)?.form ?? refuse('the reduced argument'),
  );
  return rest === undefined ? first : sumOf(first, second);
}

/** κ is less than this. */
const nextUpOf = (atLeast: number): number => up(up(up(up(atLeast))));

function closeness(
  whole: LinearProgram,
  known: (register: number) => ForwardValue,
  plain: LinearAnalysis,
  cut: Cut,
  {
    least,
    top,
    off,
    stretch,
    form,
  }: { least: number; top: number; off: number; stretch: number; form: LinearForm },
): Closeness[] {
  const list: Closeness[] = [];
  for (const [k, step] of STEPS.entries()) {
    const most = nextDown(powerOfTwo(top - step));
    if (k > 0 && most < least / 2) break;
    let [facts, heldForm] = [{ bounds: plain.bounds, offsets: plain.offsets }, form];
    let found: { between: number; off: number } | undefined;
    for (let pass = 0; pass < PASSES; pass++) {
      const analysis = new LinearAnalysis(whole, known, { register: cut.value, most, form: heldForm }, facts);
      const value = analysis.at(cut.value) ?? refuse('the reduced argument');
      const sum = sumOfCut(analysis, cut);
      const exact = partOf(sum, (symbol) => !isNoise(symbol));
      const noise = sizeOfForm(partOf(sum, isNoise), analysis.bounds);
      const beyond = analysis.bound(differenceOf(exact, value.form));
      // |T| ≤ |v| + beyond.
      const far = up(stretch * up(most + beyond));
      const wrong = off === 0 && stretch === 0 ? 0 : up(off + far);
      const plus = (a: number, b: number): number => (a === 0 ? b : b === 0 ? a : up(a + b));
      found =
        cut.rest === undefined
          ? { between: plus(noise, wrong), off: 0 }
          : { between: plus(beyond, wrong), off: plus(noise, wrong) };
      [facts, heldForm] = [{ bounds: analysis.bounds, offsets: analysis.offsets }, value.form];
    }
    list.push({ most, ...(found as { between: number; off: number }) });
  }
  if (list.some(({ between, off: rounded }) => rounded > WELL * between))
    return refuse('the reduced argument beyond its value');
  // The first bound is to hold for all of them.
  const all = plain.at(cut.value)?.size ?? Infinity;
  if (!(all <= list[0].most)) return refuse('the size of the reduced argument');
  // Smaller values there are none: |t| would be less than the least.
  if (!(list[list.length - 1].between <= least / 4)) return refuse('the least reduced argument');
  return list;
}

/** Reduced arguments are below 2 to this power. */
const topOf = ({ atLeast }: QuarterTurns): number => Math.ceil(-Math.log2(atLeast)) + 1;

/** What holds on both of two sets of inputs; `undefined` where different integers are taken off. */
export function unitedPairs(a: ReducedPair, b: ReducedPair): ReducedPair | undefined {
  if (a.quarters !== b.quarters || a.perCount !== b.perCount) return undefined;
  const [more, fewer] = a.close.length >= b.close.length ? [a.close, b.close] : [b.close, a.close];
  return {
    least: Math.min(a.least, b.least),
    largest: Math.max(a.largest, b.largest),
    zero: a.zero || b.zero,
    close: more.map((one, k) => ({
      most: one.most,
      between: Math.max(one.between, fewer[k]?.between ?? 0),
      off: Math.max(one.off, fewer[k]?.off ?? 0),
    })),
    quarters: a.quarters,
    perCount: a.perCount,
    counts: [Math.min(a.counts[0], b.counts[0]), Math.max(a.counts[1], b.counts[1])],
  };
}

function refuse(what: string): never {
  throw new NoRoundoffBound(`nothing is known of ${what}`);
}
