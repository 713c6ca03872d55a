import { fail } from '../../error/fault.ts';
import { variable, variablesOf, rational, type Expression } from '../../expression/expression.ts';
import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import type { Specification } from '../../program/specification.ts';
import { binades, type InputRange } from '../binades.ts';
import type { ForwardAnalysis, GivenValues, PieceProgram } from '../forward/forward-analysis.ts';
import { Undecided, type FloatValue } from '../forward/forward-value.ts';
import { NoRoundoffBound, PER_UNIT, Rounding, up } from '../roundoff-rules.ts';
import { findCut, type Cut } from './find-cut.ts';
import { LinearAnalysis, LinearProgram } from './linear-analysis.ts';
import { leastExactPhase, quarterTurnsOf, type QuarterTurns } from './quarter-turns.ts';
import { reducedPair, unitedPairs, type Closeness, type ReducedPair } from './reduced-pair.ts';
import { checkWhole, COUNT_BITS, floatBetween, NOT_AN_INPUT, wholeTurns } from './whole-turns.ts';

/** Fewer quarter turns than this are as well looked at piece by piece. */
const FEW_TURNS = 8;
/** More than this are too many for pieces. */
const MANY_TURNS = 2 ** 14;
/** So many are run one by one. */
const FEW_INPUTS = 64n;
/** Reduced arguments on which the program goes several ways are told apart until they are so near. */
const LEAST_SPAN = 1 + 2 ** -10;
/** The symbol of what the value of a cut is less than the reduced argument: no register has it. */
const BETWEEN = -1;

/**
 * For inputs of any size: the program as a function of the reduced argument t, real, of one sign and least ≤ |t| ≤ largest in
 * magnitude, and the function that it then stands for. See {@link reducedPair} for why.
 */
export type PhaseWay = {
  readonly program: PieceProgram;
  readonly truth: Expression;
  readonly lo: number;
  readonly hi: number;
  /** Inputs of about t and this have the reduced argument t and go this way, if any inputs so small do. */
  readonly ahead: number;
};

/** Inputs by ordinal, and why they are left. */
export type LeftInputs = InputRange & { readonly reason?: string };

/** Why inputs are left that are as well looked at one piece by one: their power of two alone is no other. */
const SMALL = 'a small argument';
/** κx is an integer at all of these inputs, and the result what it is to be. */
const RIGHT = { right: true } as const;

type Stretch = { readonly lo: number; readonly hi: number; readonly cut: Cut; readonly pair: ReducedPair };

/** Proofs for inputs at which a function with a period may be looked at modulo that period. */
export class PhaseWays {
  private readonly analysis: ForwardAnalysis;
  private readonly format: Format;
  private readonly name: string;
  private readonly turns: QuarterTurns | undefined;
  private readonly whole: LinearProgram;
  private readonly covered = new Map<number, boolean>();

  constructor(specification: Pick<Specification, 'function' | 'variable'>, analysis: ForwardAnalysis) {
    this.analysis = analysis;
    this.format = analysis.format;
    this.name = specification.variable;
    this.turns = quarterTurnsOf(specification.function, specification.variable);
    this.whole = new LinearProgram(analysis.form, analysis.format);
  }

  /** The ways that inputs of one sign go, and the inputs of which no such thing is known. */
  cover(
    first: bigint,
    last: bigint,
    checkStop: () => void,
  ): { readonly ways: PhaseWay[]; readonly left: LeftInputs[] } {
    const { format, turns } = this;
    const ends = [format.fromOrdinal(first), format.fromOrdinal(last)].map(Math.abs);
    if (turns === undefined || Math.max(...ends) * turns.atLeast < FEW_TURNS)
      return { ways: [], left: [{ first, last }] };
    const stretches: Stretch[] = [];
    const left: LeftInputs[] = [];
    for (const { part, found } of this.stretches(first, last, turns)) {
      checkStop();
      if (typeof found === 'string') {
        const before = left[left.length - 1];
        if (before !== undefined && before.last + 1n === part.first)
          left[left.length - 1] = { ...before, last: part.last };
        else left.push({ ...part, reason: found });
        continue;
      }
      if (!('cut' in found)) continue;
      const before = stretches[stretches.length - 1];
      const united = before && unitedStretches(before, found);
      if (united === undefined) stretches.push(found);
      else stretches[stretches.length - 1] = united;
    }
    const ways = stretches.flatMap((stretch) => {
      const found = openReason(() => this.waysOf(stretch, turns));
      if (typeof found !== 'string') return found;
      const [from, to] = [stretch.lo, stretch.hi].map((x) => format.ordinal(x));
      left.push({ first: from, last: to, reason: found });
      return [];
    });
    for (const one of left) this.checkFew(one, turns);
    return { ways, left };
  }

  /** Binades, each with what is known of it; where its power of two goes another way than the rest, each by itself. */
  private *stretches(
    first: bigint,
    last: bigint,
    turns: QuarterTurns,
  ): Generator<{ readonly part: LeftInputs; readonly found: Stretch | typeof RIGHT | string }> {
    for (const binade of binades(this.format, first, last)) {
      const found = this.stretch(binade, turns);
      const { power, rest } = powerAside(this.format, binade);
      const again = typeof found === 'string' && found !== SMALL && rest !== undefined;
      const other = again ? this.stretch(rest, turns) : found;
      if (other === found || typeof other === 'string' || rest === undefined) {
        yield { part: binade, found };
        continue;
      }
      const both = [
        { part: power, found },
        { part: rest, found: other },
      ];
      yield* power.first < rest.first ? both : both.toReversed();
    }
  }

  /** @throws NapierError `not-proved` where pieces would be of few inputs each */
  private checkFew({ first, last, reason }: LeftInputs, { atLeast }: QuarterTurns): void {
    if (last - first < FEW_INPUTS) return;
    const ends = [this.format.fromOrdinal(first), this.format.fromOrdinal(last)];
    const far = Math.abs(ends[0]) > Math.abs(ends[1]) ? ends[0] : ends[1];
    if (Math.abs(far) * atLeast > MANY_TURNS)
      fail({
        kind: 'not-proved',
        message: `no bound on the reduced argument near ${this.name} = ${far}: ${reason ?? 'nothing is known of it'}`,
      });
  }

  /** Is an input's binade one of those? Far out it must be: pieces are too many there. */
  covers(x: number): boolean {
    const { format, turns } = this;
    if (turns === undefined || !(Math.abs(x) >= format.minNormal)) return false;
    if (Math.abs(x) * turns.atLeast > MANY_TURNS) return true;
    const power = powerOfTwo(exponentOf(x));
    const known = this.covered.get(power);
    if (known !== undefined) return known;
    const last =
      2 * power > format.maxFinite ? format.ordinal(format.maxFinite) : format.ordinal(2 * power) - 1n;
    const found = typeof this.stretch({ first: format.ordinal(power), last }, turns) !== 'string';
    this.covered.set(power, found);
    return found;
  }

  private stretch({ first, last }: LeftInputs, turns: QuarterTurns): Stretch | typeof RIGHT | string {
    const [lo, hi] = [this.format.fromOrdinal(first), this.format.fromOrdinal(last)];
    if (Math.max(Math.abs(lo), Math.abs(hi)) * turns.atLeast < 1 / 4) return SMALL;
    return openReason(() => {
      const known = this.analysis.valuesOn(lo, hi);
      const unit = new Rounding(this.format).ulpExponent(Math.min(Math.abs(lo), Math.abs(hi)));
      if (turns.exact && leastExactPhase(turns, unit) === Infinity) {
        const right = openReason(() => {
          checkWhole(this.analysis, { lo, hi }, wholeTurns(this.whole, known, turns), turns);
          return RIGHT;
        });
        // A program that counts half turns may have a quarter left.
        if (right === RIGHT) return RIGHT;
      }
      const cut = findCut(this.whole, new LinearAnalysis(this.whole, known), known);
      if (cut === undefined) throw new NoRoundoffBound('no reduced argument is found');
      return { lo, hi, cut, pair: reducedPair(this.whole, known, cut, turns) };
    });
  }

  private waysOf({ lo, hi, cut, pair }: Stretch, turns: QuarterTurns): PhaseWay[] {
    const input = { ...(this.analysis.valuesOn(lo, hi)(0) as FloatValue), ideal: NOT_AN_INPUT };
    const [first, last] = pair.counts;
    const counts = floatBetween({ from: first, to: last });
    const given = (a: number, b: number): GivenValues =>
      new Map([...this.pairOn(pair, cut, a, b), [0, input], [cut.count, counts]]);
    const ways: PhaseWay[] = [];
    if (pair.zero) {
      const count = { register: cut.count, from: first, to: last };
      for (const zero of [0, -0])
        checkWhole(this.analysis, { lo, hi }, { ...pair, known: new Map([[cut.value, zero]]), count }, turns);
    }
    for (let count = 0n; count < 1n << BigInt(COUNT_BITS); count++) {
      const residues = new Map([[cut.count, { bits: COUNT_BITS, value: count }]]);
      const quarters = pair.quarters + pair.perCount * count;
      const truth = turns.moved(quarters);
      const ahead = Number(BigInt.asUintN(2, quarters)) / turns.atLeast;
      const decide = (from: number, to: number): void => {
        try {
          const program = this.analysis.pieceOf(from, to, given, { forced: new Map(), residues });
          ways.push({ program: this.checked(program), truth, lo: from, hi: to, ahead });
        } catch (error) {
          const open = error instanceof Undecided || error instanceof NoRoundoffBound;
          if (!open || Math.max(from / to, to / from) < LEAST_SPAN) throw error;
          const middle = Math.sign(from) * Math.sqrt(Math.abs(from)) * Math.sqrt(Math.abs(to));
          decide(from, middle);
          decide(middle, to);
        }
      };
      if (pair.least > pair.largest) continue;
      decide(pair.least, pair.largest);
      decide(-pair.largest, -pair.least);
    }
    return ways;
  }

  private checked(program: PieceProgram): PieceProgram {
    return {
      ...program,
      ideal: () => {
        const ideal = program.ideal();
        if (variablesOf(ideal).some((name) => name !== this.name))
          throw new NoRoundoffBound('the result depends on more than the reduced argument');
        return ideal;
      },
    };
  }

  /** Of t in [a, b], of one sign: value = t − d and rest = d + e, |d| ≤ between and |e| ≤ off. */
  private pairOn({ close }: ReducedPair, cut: Cut, a: number, b: number): [number, FloatValue][] {
    const { format } = this;
    const [near, far] = [Math.min(Math.abs(a), Math.abs(b)), Math.max(Math.abs(a), Math.abs(b))];
    const at = (size: number): Closeness => closenessUpTo(close, size);
    const { between, off } = at(far);
    // By factors of two: where t is small it is near to the value.
    let from = Infinity;
    for (let size = near; size <= far; size *= 2)
      from = Math.min(from, format.round(size - up(at(Math.min(2 * size, far)).between), 'down'));
    const to = format.round(up(far + between), 'up');
    if (!(from > 0)) throw new NoRoundoffBound('a reduced argument that may be 0');
    const noise = { symbol: BETWEEN, bound: between === 0 ? 0 : up(between * PER_UNIT) };
    const value: FloatValue = {
      kind: 'float',
      given: true,
      ideal: variable(this.name),
      lo: a,
      hi: b,
      error: noise.bound,
      lattice: new Rounding(format).ulpExponent(from),
      from: a > 0 ? from : -to,
      to: a > 0 ? to : -from,
      noise: between === 0 ? [] : [{ ...noise, lo: -1, hi: -1 }],
      rest: 0,
    };
    if (cut.rest === undefined) return [[cut.value, value]];
    const most = format.round(up(between + off), 'up');
    const rest: FloatValue = {
      kind: 'float',
      given: true,
      ideal: rational(0n),
      lo: 0,
      hi: 0,
      error: up(up(between + off) * PER_UNIT),
      lattice: new Rounding(format).ulpExponent(0),
      from: -most,
      to: most,
      noise: [{ ...noise, lo: 1, hi: 1 }],
      rest: up(off * PER_UNIT),
    };
    return [
      [cut.value, value],
      [cut.rest, rest],
    ];
  }
}

/** What holds where |t| ≤ size: each bound tells that the value is small enough for the next. */
function closenessUpTo(close: readonly Closeness[], size: number): Closeness {
  let found = close[0];
  for (const one of close) if (up(size + found.between) <= one.most) found = one;
  return found;
}

function unitedStretches(a: Stretch, b: Stretch): Stretch | undefined {
  const same = a.cut.value === b.cut.value && a.cut.rest === b.cut.rest && a.cut.count === b.cut.count;
  const pair = same ? unitedPairs(a.pair, b.pair) : undefined;
  return pair && { ...a, lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi), pair };
}

/** What is asked for, or why there is none. */
function openReason<T extends object>(ask: () => T): T | string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NoRoundoffBound) return error.reason;
    if (error instanceof Undecided) return error.message;
    throw error;
  }
}

/** The power of two that a binade of one sign begins with, or ends with, and the rest of it. */
function powerAside(
  format: Format,
  { first, last }: LeftInputs,
): { readonly power: LeftInputs; readonly rest?: LeftInputs } {
  const at = format.fromOrdinal(first) > 0 ? first : last;
  const power = { first: at, last: at };
  if (first === last) return { power };
  return { power, rest: at === first ? { first: first + 1n, last } : { first, last: last - 1n } };
}
