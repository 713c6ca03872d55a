import { addFractions, multiplyFractions, type Fraction } from '../../../number/exact/fraction.ts';
import { bitLength } from '../../../number/exact/integers.ts';
import type { Random } from '../../../number/random.ts';
import type { Polynomial } from '../../../number/exact/laurent-polynomial.ts';
import type { Loop } from './loop.ts';
import type { Quotient } from './quotient.ts';

/** Bits beyond which numbers of a run are not followed. */
const MOST_BITS = 1_200;

/**
 * States of the loop over the exact rationals: values of its variables and constants before some turn of runs with random
 * constants, random free values and random paths. Fewer than asked for where runs end or their numbers grow too fast. Of a
 * loop whose runs are all the same, every state of one run; else one state of each run.
 */
export function traceStates(loop: Loop, count: number, random: Random): Fraction[][] {
  const same = loop.generators.every(({ kind }) => kind === 'variable');
  if (same && loop.starts.length === 1 && loop.turns.length === 1) return runOf(loop, count - 1, random);
  const out: Fraction[][] = [];
  const deepest = 4 + Math.ceil(Math.sqrt(count));
  for (let run = 0; run < 4 * count && out.length < count; run++) {
    const state = runOf(loop, random.integer(deepest), random).at(-1);
    if (state !== undefined) out.push(state);
  }
  return out;
}

/** The states of a run of so many turns, or of fewer. */
function runOf(loop: Loop, turns: number, random: Random): Fraction[][] {
  const out: Fraction[][] = [];
  if (loop.starts.length === 0) return out;
  let values = loop.generators.map(() => randomFraction(random));
  let map = loop.starts[random.integer(loop.starts.length)];
  for (let turn = 0; ; turn++) {
    const state = step(map, values);
    if (state === undefined) return out;
    values = [...state, ...values.slice(state.length)];
    out.push(values);
    if (turn >= turns || loop.turns.length === 0) return out;
    values = values.map((value, i) => (loop.generators[i].kind === 'free' ? randomFraction(random) : value));
    map = loop.turns[random.integer(loop.turns.length)];
  }
}

/** Half of them whole, none of them 0. */
function randomFraction(random: Random): Fraction {
  const numerator = BigInt((1 + random.integer(12)) * (random.integer(2) === 0 ? 1 : -1));
  const denominator = random.integer(2) === 0 ? 1n : BigInt(2 + random.integer(4));
  return multiplyFractions({ numerator, denominator: 1n }, { numerator: 1n, denominator });
}

function step(map: readonly Quotient[], at: readonly Fraction[]): Fraction[] | undefined {
  const out: Fraction[] = [];
  for (const { top, bottom } of map) {
    const below = valueOf(bottom, at);
    if (below.numerator === 0n) return undefined;
    const sign = below.numerator < 0n ? -1n : 1n;
    const inverse = { numerator: sign * below.denominator, denominator: sign * below.numerator };
    const value = multiplyFractions(valueOf(top, at), inverse);
    if (bitLength(value.numerator) + bitLength(value.denominator) > MOST_BITS) return undefined;
    out.push(value);
  }
  return out;
}

/** Whether a polynomial is 0 at a state. */
export function isZeroAt(p: Polynomial, at: readonly Fraction[]): boolean {
  return valueOf(p, at).numerator === 0n;
}

function valueOf(p: Polynomial, at: readonly Fraction[]): Fraction {
  let sum: Fraction = { numerator: 0n, denominator: 1n };
  for (const { monomial, coefficient } of p.values()) {
    let [numerator, denominator] = [coefficient, 1n];
    for (let i = 0; i < monomial.length; i += 2) {
      const power = BigInt(monomial[i + 1]);
      numerator *= at[monomial[i]].numerator ** power;
      denominator *= at[monomial[i]].denominator ** power;
    }
    sum = addFractions(sum, { numerator, denominator });
  }
  return sum;
}
