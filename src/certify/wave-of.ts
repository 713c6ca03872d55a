import type { Expression } from '../expression/expression.ts';
import { apply, constant, integer, variablesOf } from '../expression/expression.ts';
import { bigToHex } from '../number/big-text.ts';
import { exponentOf } from '../number/double-bits.ts';
import { readRational, type ExactRational } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import { withWorkspace } from '../number/workspace.ts';
import { isPoint, newInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Piece } from './piece.ts';
import { waveFormulaOf } from './wave-formula.ts';
import { WAVE_LEAST, WAVE_RHO, type Wave } from './wave.ts';

/** Fraction bits of a reduced argument in quarter turns, and the modulus: four quarter turns. */
const FRACTION = 126;
const MODULUS = 1n << 128n;
/** Bits of K and D beyond those before the point. */
const BITS = 320;
/** An input's neighbours must be this many quarter turns away: nearer ones are better served by pieces. */
const GRAIN = 2 ** -15;
/** Beside a tangent's poles pieces are of a few inputs: waves serve from arguments about 1. */
const TANGENT_GRAIN = 2 ** -23;

/** Quarter turns in one unit of the argument, and those the function is ahead of the sine. */
const KINDS: Readonly<Record<string, { quarters: Expression; ahead: bigint; tangent: boolean }>> = {
  sin: { quarters: apply('div', integer(2), constant('pi')), ahead: 0n, tangent: false },
  cos: { quarters: apply('div', integer(2), constant('pi')), ahead: 1n, tangent: false },
  tan: { quarters: apply('div', integer(2), constant('pi')), ahead: 0n, tangent: true },
  sinpi: { quarters: integer(2), ahead: 0n, tangent: false },
  cospi: { quarters: integer(2), ahead: 1n, tangent: false },
};

/**
 * The wave that a term is: sin, cos, tan, sinpi or cospi of a linear term, or arithmetic with the variable and one such wave.
 * `undefined` for any other, and where its slope is no ordinary number.
 */
export function waveOf(term: Expression, variable: string, format: Format): Wave | undefined {
  const plain = plainWaveOf(term, variable, format);
  if (plain !== undefined) return plain;
  const whole = withoutCancelling(term);
  const inner = waveWithin(whole, variable);
  const wave = inner && plainWaveOf(inner, variable, format);
  const formula = inner && waveFormulaOf(whole, inner, variable);
  return wave && formula && { ...wave, formula };
}

/** 1 − cos u as 2 sin²(u/2), and 1 + cos u as 2 cos²(u/2): near their zeros the sums cancel. */
function withoutCancelling(term: Expression): Expression {
  if (term.kind !== 'apply') return term;
  const args = term.args.map(withoutCancelling);
  const { operation } = term;
  const [a, b] = operation === 'add' && args[1] === integer(1) ? [args[1], args[0]] : args;
  const sums = operation === 'add' || operation === 'sub';
  if (!sums || a !== integer(1) || b.kind !== 'apply' || b.operation !== 'cos')
    return apply(operation, ...args);
  const half = apply('div', b.args[0], integer(2));
  return apply('mul', integer(2), apply('pow', apply(operation === 'sub' ? 'sin' : 'cos', half), integer(2)));
}

/** The one wave in a term; `undefined` where there is none, or another. */
function waveWithin(term: Expression, variable: string): Expression | undefined {
  const found = new Set<Expression>();
  const visit = (part: Expression): void => {
    if (part.kind !== 'apply') return;
    if (Object.hasOwn(KINDS, part.operation) && variablesOf(part).includes(variable)) found.add(part);
    else part.args.forEach(visit);
  };
  visit(term);
  return found.size === 1 ? [...found][0] : undefined;
}

function plainWaveOf(term: Expression, variable: string, format: Format): Wave | undefined {
  if (term.kind !== 'apply' || !Object.hasOwn(KINDS, term.operation)) return undefined;
  const { quarters, ahead, tangent } = KINDS[term.operation];
  const linear = linearOf(term.args[0], variable);
  if (linear === undefined) return undefined;
  const slope = exactly(apply('mul', linear.slope, quarters));
  const offset = exactly(apply('mul', linear.offset, quarters));
  if (slope === undefined || offset === undefined) return undefined;
  const size = Math.abs(Number(slope.value.numerator) / Number(slope.value.denominator));
  if (!(size >= 2 ** -60 && size <= 2 ** 60)) return undefined;

  const turnsOf = (e: number): bigint => modulo(scaled(slope.value, e + FRACTION));
  const shift = modulo(scaled(offset.value, FRACTION) + (ahead << BigInt(FRACTION)));
  // The exponent of the least place of an input that a wave serves.
  const grain = tangent ? TANGENT_GRAIN : GRAIN;
  const least = Math.max(format.emin - format.precision + 1, Math.ceil(Math.log2(grain / size)));
  const exact = slope.exact && offset.exact && isCoarse(slope.value, least) && isCoarse(offset.value, 0);
  const steps = new Map<number, bigint>();
  return {
    tangent,
    exact,
    from: 2 ** (least + format.precision - 1),
    start: (x) => {
      const place = exponentOf(format.ulp(x));
      let turns = steps.get(place);
      if (turns === undefined) steps.set(place, (turns = turnsOf(place)));
      const whole = BigInt(x / 2 ** place);
      return { value: modulo(whole * turns + shift), step: modulo(x < 0 ? -turns : turns) };
    },
  };
}

/**
 * A model by a wave of the inputs of a binade, by the size of the first and the last; `undefined` where its formula's error
 * cannot be bounded.
 */
export function wavePiece(wave: Wave, near: number, far: number): Piece | undefined {
  const upper = wave.tangent ? 2 / WAVE_LEAST : 1;
  const lower = wave.exact ? 0 : WAVE_LEAST;
  const plain = { rho: WAVE_RHO, alpha: 0, lower, upper };
  const bounds =
    wave.formula === undefined ? plain : wave.formula.bounds(near, far, { exact: wave.exact, upper });
  return bounds && { centre: 0, scale: 0, coefficients: [0, 0, 0, 0, 0, 0, 0, 0], ...bounds, wave };
}

type Linear = { readonly slope: Expression; readonly offset: Expression };

/** a x + b as its constant terms. */
function linearOf(term: Expression, variable: string): Linear | undefined {
  if (!variablesOf(term).includes(variable)) return { slope: integer(0), offset: term };
  if (term.kind === 'variable') return { slope: integer(1), offset: integer(0) };
  if (term.kind !== 'apply') return undefined;
  const [a, b] = term.args.map((arg) => linearOf(arg, variable));
  if (a === undefined || (term.args.length > 1 && b === undefined)) return undefined;
  const both = (make: (part: 'slope' | 'offset') => Expression): Linear => ({
    slope: make('slope'),
    offset: make('offset'),
  });
  const isConstant = (i: number): boolean => !variablesOf(term.args[i]).includes(variable);
  switch (term.operation) {
    case 'neg':
      return both((part) => apply('neg', a[part]));
    case 'add':
    case 'sub': {
      const { operation } = term;
      return both((part) => apply(operation, a[part], (b as Linear)[part]));
    }
    case 'mul':
      if (isConstant(0)) return both((part) => apply('mul', term.args[0], (b as Linear)[part]));
      return isConstant(1) ? both((part) => apply('mul', a[part], term.args[1])) : undefined;
    case 'div':
      return isConstant(1) ? both((part) => apply('div', a[part], term.args[1])) : undefined;
    default:
      return undefined;
  }
}

/** A rational number times a power of π. */
type Monomial = ExactRational & { readonly power: number };

/** A product of numbers and powers of π as a monomial: π · (2/π) is exactly 2. */
function monomialOf(term: Expression): Monomial | undefined {
  if (term.kind === 'number') return { numerator: term.numerator, denominator: term.denominator, power: 0 };
  if (term.kind === 'constant') {
    return term.name === 'pi' ? { numerator: 1n, denominator: 1n, power: 1 } : undefined;
  }
  if (term.kind !== 'apply') return undefined;
  const [a, b] = term.args.map(monomialOf);
  if (a === undefined) return undefined;
  if (term.operation === 'neg') return { ...a, numerator: -a.numerator };
  if (b === undefined) return undefined;
  if (term.operation === 'mul') {
    const [numerator, denominator] = [a.numerator * b.numerator, a.denominator * b.denominator];
    return { numerator, denominator, power: a.power + b.power };
  }
  if (term.operation !== 'div' || b.numerator === 0n) return undefined;
  const sign = b.numerator < 0n ? -1n : 1n;
  const numerator = sign * a.numerator * b.denominator;
  return { numerator, denominator: sign * a.denominator * b.numerator, power: a.power - b.power };
}

/** A constant term's value to {@link BITS} bits, and whether that is exact. */
function exactly(term: Expression): { value: ExactRational; exact: boolean } | undefined {
  const monomial = monomialOf(term);
  if (monomial?.numerator === 0n || monomial?.power === 0) return { value: monomial, exact: true };
  return withWorkspace(BITS + 40, (w) => {
    const out = newInterval(w);
    if (createOracle(term, []).enclose([], BITS, out).kind !== 'enclosed') return undefined;
    const value = readRational(bigToHex(out.lo));
    return value && { value, exact: isPoint(out) };
  });
}

/** value · 2^e, rounded down. */
function scaled({ numerator, denominator }: ExactRational, e: number): bigint {
  const n = e >= 0 ? numerator << BigInt(e) : numerator;
  const d = e >= 0 ? denominator : denominator << BigInt(-e);
  return n / d - (n < 0n && n % d !== 0n ? 1n : 0n);
}

/** Is value · 2^e a multiple of 2^-52? Then so is a reduced argument, and its conversion to double is exact. */
function isCoarse({ numerator, denominator }: ExactRational, e: number): boolean {
  return e + 52 >= 0 ? (numerator << BigInt(e + 52)) % denominator === 0n : false;
}

function modulo(value: bigint): bigint {
  return BigInt.asUintN(128, value % MODULUS);
}
