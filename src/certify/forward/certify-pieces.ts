import { fail } from '../../error/fault.ts';
import type { Domain } from '../../expression/domain.ts';
import { doubleTerm } from '../../expression/double-term.ts';
import type { Expression } from '../../expression/expression.ts';
import { nextUp } from '../../number/double-bits.ts';
import { fromHexFloat, toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { createRandom } from '../../number/random.ts';
import { Workspace } from '../../number/workspace.ts';
import { intervalOf } from '../../oracle/big-interval.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { compileProgram } from '../../program/evaluate.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import type { RoundoffCertificate } from '../certificate.ts';
import { formatDomain, isTotal } from '../exhaustive-domain.ts';
import { JUDGE_PRECISION } from '../exhaustive-judge.ts';
import { judgeSpecials } from '../exhaustive-special.ts';
import { createTotalJudge, type TotalJudge } from '../exhaustive-total.ts';
import { boundRoundoff } from '../roundoff-bound.ts';
import { scaled, type SupremumOptions } from '../supremum.ts';
import { boundSupremum } from '../supremum-bound.ts';
import { PhaseWays, type PhaseWay } from '../phase/phase-ways.ts';
import { ForwardAnalysis, type PieceProgram } from './forward-analysis.ts';
import { boundKnown } from './known-result.ts';
import { piecesOf, type Piece } from './pieces.ts';

/** So many numbers on either side of 0 are run one by one: there the analysis' own rounding would show. */
const TINY_INPUTS = 64n;
/** Inputs run for `lower`, besides those that the proof points at. */
const SAMPLES = 2000;
/** Where the bound is so many times the error attained by then: as many in each of the last pieces that raised the bound. */
const FAR_ABOVE = 1.5;
const [RAISING, SAMPLES_THERE] = [8, 4000];
/** The first bound on the error of approximation is this near to the error attained, the second that near. */
const [LOOSE, TIGHT] = [1, 0.02];
/** An error of approximation of less than this part of the whole is known well enough. */
const SMALL_PART = 0.02;
/** Where rounding alone makes less than this part of the bound so far, it is not looked at closer. */
const NEARLY = 0.97;
/** How far a bound on rounding may lie above that of a small part of its cell, relative. */
const ROUNDING_TIGHT = 0.01;

/** What is known so far of the largest error. */
type Tally = {
  bound: number;
  approximation: number;
  rounding: number;
  cells: number;
  pieces: number;
  order: number;
  precision: number;
  lower: number;
  worst: number;
};

/**
 * Proves a bound on the error of a typed program in a format that is too wide to run every input: on each piece of the
 * inputs ({@link piecesOf}) the supremum of |p − f|, p the real function that the program is there, plus a bound on
 * the rounding errors. Numbers next to 0, and single inputs that no piece takes in (where a result overflows, say) are
 * run; what is right at infinities, NaN and beyond overflow is `Specification`'s.
 * @throws NapierError `not-proved` with the place where no bound was found
 */
export function certifyPieces(
  program: Program,
  specification: Specification,
  options: SupremumOptions = {},
): RoundoffCertificate {
  const format = findFormat(program.format);
  const w = new Workspace(JUDGE_PRECISION);
  try {
    return new PieceProof(program, specification, format, w, options).run();
  } finally {
    w.dispose();
  }
}

class PieceProof {
  private readonly specification: Specification;
  private readonly format: Format;
  private readonly w: Workspace;
  private readonly options: SupremumOptions;
  private readonly analysis: ForwardAnalysis;
  private readonly phases: PhaseWays;
  private readonly program: Program;
  private readonly machine: (x: number) => number;
  private readonly judge: TotalJudge;
  private readonly oracle: Oracle;
  private readonly tally: Tally;
  /** Ends of pieces that raised the bound, one after the other. */
  private readonly raising: (readonly [number, number])[] = [];

  constructor(
    program: Program,
    specification: Specification,
    format: Format,
    w: Workspace,
    options: SupremumOptions,
  ) {
    this.specification = specification;
    this.format = format;
    this.w = w;
    this.options = options;
    this.program = program;
    this.analysis = new ForwardAnalysis(program, format, specification.variable);
    this.phases = new PhaseWays(program, specification, this.analysis);
    this.machine = compileProgram(program);
    this.oracle = createOracle(specification.function, [specification.variable]);
    this.judge = createTotalJudge(this.oracle, format, specification.measure, w);
    this.tally = {
      bound: 0,
      approximation: 0,
      rounding: 0,
      cells: 0,
      pieces: 0,
      order: 0,
      precision: 0,
      lower: 0,
      worst: 0,
    };
  }

  run(): RoundoffCertificate {
    const { specification, format, tally } = this;
    const { first, last } = formatDomain(specification.domain, format);
    const special = isTotal(specification.domain) ? this.specials() : undefined;
    // −0 has the ordinal −1.
    for (let o = -1n - TINY_INPUTS; o <= TINY_INPUTS; o++) {
      if (o >= first && o <= last) this.single(format.fromOrdinal(o));
    }
    const ranges = [
      [first, last < -2n - TINY_INPUTS ? last : -2n - TINY_INPUTS],
      [first > TINY_INPUTS + 1n ? first : TINY_INPUTS + 1n, last],
    ] as const;
    this.sample(ranges);
    const pieces: Piece[] = [];
    const ways: PhaseWay[] = [];
    for (const [from, to] of ranges) {
      if (from > to) continue;
      const phases = this.phases.cover(from, to, () => this.checkStop());
      ways.push(...phases.ways);
      for (const { first, last } of phases.left) {
        for (const piece of piecesOf(this.analysis, first, last)) {
          this.checkStop();
          pieces.push(piece);
        }
      }
    }
    for (const { program, truth, lo, hi } of ways) {
      this.checkStop();
      tally.pieces++;
      this.smooth({ lo, hi }, program, truth, true);
    }
    for (const piece of scattered(pieces)) {
      this.checkStop();
      this.piece(piece);
    }
    if (tally.bound > FAR_ABOVE * tally.lower)
      for (const [lo, hi] of this.raising.slice(-RAISING)) this.sampleEvenly(lo, hi, SAMPLES_THERE);
    return {
      method: 'supremum+roundoff',
      format: this.program.format,
      measure: specification.measure,
      bound: toHexFloat(tally.bound),
      lower: toHexFloat(tally.lower),
      worst: toHexFloat(tally.worst),
      approximation: toHexFloat(tally.approximation),
      rounding: toHexFloat(tally.rounding),
      subintervals: tally.cells,
      order: tally.order,
      precision: tally.precision,
      pieces: tally.pieces,
      ...(special === undefined ? {} : { special }),
    };
  }

  private checkStop(): void {
    if (this.options.stopped?.() === true) fail({ kind: 'not-proved', message: 'the proof was stopped' });
  }

  private specials(): RoundoffCertificate['special'] {
    const { parts, special } = judgeSpecials(this.program, this.specification);
    for (const { error, worst } of parts)
      this.raise(fromHexFloat(error) ?? Infinity, fromHexFloat(worst) ?? NaN);
    for (const { input, got } of special.filter(({ status }) => status === 'wrong')) {
      fail({ kind: 'not-proved', message: `the result at ${input} is ${got}, which is wrong` });
    }
    return special;
  }

  private piece(piece: Piece): void {
    const { tally } = this;
    tally.pieces++;
    if (piece.programs.length === 0) return this.single(piece.lo);
    for (const way of piece.programs) {
      if (way.known === undefined) this.smooth(piece, way);
      else this.constant(piece, way.known);
    }
  }

  /** A result that is the same on the whole piece. */
  private constant(piece: Piece, value: number): void {
    const { specification, format, tally, judge, w, oracle } = this;
    const found = boundKnown(
      piece,
      value,
      { oracle, format, measure: specification.measure, judge, w },
      tally.bound,
    );
    tally.cells += found.cells;
    this.raise(found.bound, found.at);
  }

  /** @param continuum all real numbers from `lo` to `hi` are to be looked at, and are no inputs of the program */
  private smooth(
    { lo, hi }: Pick<Piece, 'lo' | 'hi'>,
    way: PieceProgram,
    truth = this.specification.function,
    continuum = false,
  ): void {
    const { specification, format, tally } = this;
    const zero = specification.measure === 'absolute' || continuum ? undefined : this.zeroBetween(lo, hi);
    if (zero !== undefined) {
      // Next to a zero that is no number of the format the error has no bound, but there are no inputs there.
      this.smooth({ lo, hi: zero[0] }, way);
      this.smooth({ lo: zero[1], hi }, way);
      return;
    }
    const { variable, measure } = specification;
    const domain = between(lo, hi);
    const ideal = way.ideal();
    const first = measure === 'ulp' ? this.supremum(ideal, truth, domain, LOOSE, SMALL_PART / 2) : undefined;
    const rounding = boundRoundoff(way, truth, variable, measure, format, lo, hi, undefined, {
      tightness: ROUNDING_TIGHT,
      enough: NEARLY * tally.bound,
      ...(continuum ? { continuum } : { single: (x: number) => this.look(x).upper }),
      ...(first === undefined ? {} : { distance: first }),
    });
    if (!Number.isFinite(rounding.bound)) {
      fail({
        kind: 'not-proved',
        message: `no bound on rounding near ${variable} = ${rounding.lo}: ${rounding.reason ?? 'the function may be 0 there'}`,
      });
    }
    let approximation = first ?? this.supremum(ideal, truth, domain, LOOSE, SMALL_PART * rounding.bound);
    const total = (): number => nextUp(approximation + rounding.bound);
    if (approximation > SMALL_PART * rounding.bound && total() > tally.bound) {
      const tightness = Math.min(TIGHT, this.options.tightness ?? TIGHT);
      approximation = this.supremum(ideal, truth, domain, tightness, 0);
    }
    tally.cells += rounding.cells;
    tally.approximation = Math.max(tally.approximation, approximation);
    tally.rounding = Math.max(tally.rounding, rounding.bound);
    const bound = total();
    if (bound > tally.bound) {
      tally.bound = bound;
      if (!continuum) {
        for (const x of [rounding.lo, rounding.hi]) this.look(x);
        this.raising.push([lo, hi]);
      }
    }
  }

  /** The two neighbours of the format between which the function changes its sign, if it has two signs at the ends. */
  private zeroBetween(lo: number, hi: number): [number, number] | undefined {
    const { format } = this;
    const wanted = this.sign(lo);
    if (wanted * this.sign(hi) >= 0) return undefined;
    let [a, b] = [format.ordinal(lo), format.ordinal(hi)];
    while (b - a > 1n) {
      const middle = (a + b) / 2n;
      const sign = this.sign(format.fromOrdinal(middle));
      if (sign === 0) return undefined;
      if (sign === wanted) a = middle;
      else b = middle;
    }
    return [format.fromOrdinal(a), format.fromOrdinal(b)];
  }

  private sign(x: number): number {
    const { w } = this;
    const mark = w.mark();
    const value = this.oracle.range([intervalOf(w, x)], w);
    const sign = 'kind' in value ? 0 : mpfr.mpfr_sgn(value.lo) > 0 ? 1 : mpfr.mpfr_sgn(value.hi) < 0 ? -1 : 0;
    w.release(mark);
    return sign;
  }

  private supremum(
    ideal: Expression,
    truth: Expression,
    domain: Domain,
    tightness: number,
    enough: number,
  ): number {
    const { tally, options } = this;
    const asked = { ...this.specification, function: truth, domain };
    const found = boundSupremum(ideal, asked, { ...options, tightness, enough });
    tally.cells += found.subintervals;
    tally.order = Math.max(tally.order, found.order);
    tally.precision = Math.max(tally.precision, found.precision);
    return scaled(found.upper, found.scale, ROUND.UP);
  }

  /** One input, run. */
  private single(x: number): void {
    const { upper, lower } = this.look(x);
    this.raise(upper, x);
    if (lower > upper) throw new RangeError('an enclosure of an error is crossed');
  }

  private look(x: number): { readonly lower: number; readonly upper: number } {
    const found = this.judge(x, this.machine(x));
    if (found.lower > this.tally.lower) Object.assign(this.tally, { lower: found.lower, worst: x });
    return found;
  }

  private raise(bound: number, x: number): void {
    if (!Number.isFinite(bound)) {
      fail({
        kind: 'not-proved',
        message: `the error at ${this.specification.variable} = ${x} has no bound`,
      });
    }
    this.tally.bound = Math.max(this.tally.bound, bound);
  }

  private sampleEvenly(lo: number, hi: number, count: number): void {
    const random = createRandom(1);
    for (let i = 0; i < count; i++) {
      const x = this.format.round(lo + (hi - lo) * random.next());
      if (x >= lo && x <= hi) this.look(x);
    }
  }

  /** Inputs by ordinal and by value, for an error that is attained. */
  private sample(ranges: readonly (readonly [bigint, bigint])[]): void {
    const { format } = this;
    const random = createRandom(1);
    for (const [first, last] of ranges) {
      if (first > last) continue;
      const [lo, hi] = [format.fromOrdinal(first), format.fromOrdinal(last)];
      for (let i = 0; i < SAMPLES; i++) {
        const share = random.next();
        const x =
          i % 2 === 0
            ? format.fromOrdinal(first + BigInt(Math.floor(share * Number(last - first))))
            : format.round(lo + (hi - lo) * share);
        if (x >= lo && x <= hi) this.look(x);
      }
    }
  }
}

/** All items, neighbours far apart: a large bound that is met early saves looking closely at smaller ones. */
function* scattered<T>(items: readonly T[]): Generator<T> {
  const strides = Math.ceil(Math.sqrt(items.length));
  for (let start = 0; start < strides; start++)
    for (let i = start; i < items.length; i += strides) yield items[i];
}

function between(lo: number, hi: number): Domain {
  return { lo: doubleTerm(lo), hi: doubleTerm(hi), open: [false, false] };
}
