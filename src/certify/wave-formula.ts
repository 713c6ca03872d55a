import { variablesOf, type Expression } from '../expression/expression.ts';
import { FORMATS } from '../number/formats.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { WAVE_LEAST, WAVE_RHO, type WaveFormula } from './wave.ts';

/**
 * What is known of a part: its size is from `lo` to `hi` and, where it is not 0, at least `least`; computed in double it errs
 * by at most `rel` of its true value plus `abs`.
 */
type Part = {
  readonly lo: number;
  readonly hi: number;
  readonly least: number;
  readonly rel: number;
  readonly abs: number;
};

type Node = {
  readonly value: (x: number, wave: number) => number;
  readonly part: (x: Part, wave: Part) => Part | undefined;
};

const ROUNDING = 2 ** -53;
/** For the roundings of these bounds themselves. */
const SAFE = 1 + 2 ** -40;
/** Sizes between which no operation here overflows or has a subnormal result. */
const [SMALLEST, LARGEST] = [2 ** -900, 2 ** 900];
/** The least that an exact wave is where it is not 0: its reduced argument is a multiple of 2^-52 quarter turns. */
const EXACT_LEAST = 2 ** -53;
const LARGEST_POWER = 8;

/** The formula around a part that is a wave; `undefined` where there is more in it than arithmetic. */
export function waveFormulaOf(term: Expression, wave: Expression, variable: string): WaveFormula | undefined {
  const node = nodeOf(term, wave, variable);
  if (node === undefined) return undefined;
  return {
    value: node.value,
    bounds: (near, far, { exact, upper }) => {
      const x = { lo: near, hi: far, least: near, rel: 0, abs: 0 };
      const least = exact ? EXACT_LEAST : WAVE_LEAST / 2;
      const w = { lo: exact ? 0 : least, hi: upper, least, rel: WAVE_RHO, abs: 0 };
      const found = node.part(x, w);
      if (found === undefined || (found.abs > 0 && found.lo === 0) || found.hi > LARGEST) return undefined;
      // From the true value to the computed one, and the roundings of p ± (ρ|p| + α).
      const rho = (found.rel / (1 - found.rel) + 4 * ROUNDING) * SAFE;
      return { rho, alpha: found.abs * 2 * SAFE, lower: found.lo / SAFE, upper: found.hi * SAFE };
    },
  };
}

function nodeOf(term: Expression, wave: Expression, variable: string): Node | undefined {
  if (term === wave) return { value: (_, w) => w, part: (_, w) => w };
  if (term.kind === 'variable') return { value: (x) => x, part: (x) => x };
  if (!variablesOf(term).includes(variable)) return constantNode(term);
  if (term.kind !== 'apply') return undefined;
  const { operation, args } = term;
  if (operation === 'pow') return powerNode(args, wave, variable);
  const [a, b] = args.map((arg) => nodeOf(arg, wave, variable));
  if (a === undefined) return undefined;
  if (operation === 'neg') return { value: (x, w) => -a.value(x, w), part: a.part };
  if (operation === 'abs') return { value: (x, w) => Math.abs(a.value(x, w)), part: a.part };
  if (b === undefined) return undefined;
  const both =
    (make: (p: Part, q: Part) => Part | undefined) =>
    (x: Part, w: Part): Part | undefined => {
      const [p, q] = [a.part(x, w), b.part(x, w)];
      return p === undefined || q === undefined ? undefined : make(p, q);
    };
  switch (operation) {
    case 'add':
      return { value: (x, w) => a.value(x, w) + b.value(x, w), part: both(sum) };
    case 'sub':
      return { value: (x, w) => a.value(x, w) - b.value(x, w), part: both(sum) };
    case 'mul':
      return { value: (x, w) => a.value(x, w) * b.value(x, w), part: both(product) };
    case 'div':
      return { value: (x, w) => a.value(x, w) / b.value(x, w), part: both(quotient) };
    default:
      return undefined;
  }
}

function constantNode(term: Expression): Node | undefined {
  const value = createOracle(term, []).rounded([], FORMATS.f64);
  const size = Math.abs(value);
  if (!(size >= SMALLEST && size <= LARGEST)) return undefined;
  const part = { lo: size / SAFE, hi: size * SAFE, least: size / SAFE, rel: 2 * ROUNDING, abs: 0 };
  return { value: () => value, part: () => part };
}

/** A small whole power as a product, one factor after the other. */
function powerNode(args: readonly Expression[], wave: Expression, variable: string): Node | undefined {
  const [base, exponent] = args;
  const n = exponent.kind === 'number' && exponent.denominator === 1n ? Number(exponent.numerator) : NaN;
  const node = nodeOf(base, wave, variable);
  if (node === undefined || !(n >= 1 && n <= LARGEST_POWER)) return undefined;
  return {
    value: (x, w) => {
      const factor = node.value(x, w);
      let power = factor;
      for (let k = 1; k < n; k++) power *= factor;
      return power;
    },
    part: (x, w) => {
      const factor = node.part(x, w);
      let power = factor;
      for (let k = 1; k < n && factor !== undefined && power !== undefined; k++)
        power = product(power, factor);
      return power;
    },
  };
}

/** The error as a part of the true value alone; infinite where that may be 0. */
const relative = ({ rel, abs, lo }: Part): number => (abs === 0 ? rel : rel + abs / lo);

/** Sums of either sign. */
function sum(p: Part, q: Part): Part {
  const lo = Math.max(0, p.lo - q.hi, q.lo - p.hi) / SAFE;
  const hi = (p.hi + q.hi) * SAFE;
  const abs = (p.rel * p.hi + p.abs + (q.rel * q.hi + q.abs)) * (1 + ROUNDING) * SAFE;
  return { lo, hi, least: lo, rel: ROUNDING, abs };
}

function product(p: Part, q: Part): Part | undefined {
  const rel = compounded(relative(p), relative(q));
  const part = { lo: (p.lo * q.lo) / SAFE, hi: p.hi * q.hi * SAFE, least: (p.least * q.least) / SAFE };
  return checked({ ...part, rel, abs: 0 });
}

function quotient(p: Part, q: Part): Part | undefined {
  if (q.lo === 0) return undefined;
  const r = relative(q);
  const rel = compounded(relative(p), r / (1 - r));
  const part = { lo: p.lo / q.hi / SAFE, hi: (p.hi / q.lo) * SAFE, least: p.least / q.hi / SAFE };
  return checked({ ...part, rel, abs: 0 });
}

/** Two relative errors and a rounding. */
const compounded = (r: number, s: number): number =>
  ((1 + r) * (1 + s) * (1 + ROUNDING) - 1) * SAFE + 2 ** -60;

function checked(part: Part): Part | undefined {
  return part.rel <= 2 ** -20 && part.least >= SMALLEST && part.hi <= LARGEST ? part : undefined;
}
