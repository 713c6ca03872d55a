import { fail } from '../../error/fault.ts';
import type { Domain } from '../../expression/domain.ts';
import { doubleTerm } from '../../expression/double-term.ts';
import type { Expression } from '../../expression/expression.ts';
import { parityOf } from '../../expression/parity-of.ts';
import { exponentOf, nextUp, powerOfTwo } from '../../number/double-bits.ts';
import { fromHexFloat, toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { ROUND } from '../../number/mpfr.ts';
import { createRandom } from '../../number/random.ts';
import { Workspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { compileProgram } from '../../program/evaluate.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import type { RoundoffCertificate } from '../certificate.ts';
import { formatDomain, isTotal } from '../exhaustive-domain.ts';
import { JUDGE_PRECISION } from '../exhaustive-judge.ts';
import { Refutation } from '../exhaustive.ts';
import { judgeSpecials } from '../exhaustive-special.ts';
import { createTotalJudge, type TotalJudge } from '../exhaustive-total.ts';
import { boundRoundoff, type RoundoffBound } from '../roundoff-bound.ts';
import { up } from '../roundoff-rules.ts';
import { RoundoffWeigher } from '../roundoff-weigher.ts';
import { scaled, type SupremumOptions } from '../supremum.ts';
import { boundSupremum } from '../supremum-bound.ts';
import { FirstValueWays } from '../first-value/first-value-ways.ts';
import { PhaseWays } from '../phase/phase-ways.ts';
import { ForwardAnalysis, type PieceProgram } from './forward-analysis.ts';
import { besideUndefined } from './beside-undefined.ts';
import { boundKnown } from './known-result.ts';
import { likelyRounding } from './likely-rounding.ts';
import { mirrorOf } from './mirror.ts';
import { piecesOf, type Piece } from './pieces.ts';
import { signedParts } from './signed-parts.ts';

/** So many numbers on either side of 0 are run one by one: there the analysis' own rounding would show. And next to the function's ends. */
const TINY_INPUTS = 64n;
/** Pieces of so few numbers are run too: between two of them a function may vary as much as over all of a binade. */
const FEW_INPUTS = 16n;
/** Bits of a claim after the first. */
const CLAIM_BITS = 20;
/** Inputs run for `lower`, besides those that the proof points at. */
const SAMPLES = 2000;
/** While the bound is so many times the error attained by then: as many in each of the last pieces that raised the bound, and more. */
const FAR_ABOVE = 1.5;
const [RAISING, SAMPLES_THERE] = [8, [4000, 16_000, 64_000]] as const;
/** A bound on the error of approximation is this near to the error attained, or less than this part of the least rounding of a result. */
const TIGHT = 0.02;
/** An error of approximation of less than this part of the rounding is known well enough. */
const SMALL_PART = 2 ** -10;
/** How far a bound on rounding may lie above that of a small part of its cell, relative. */
const ROUNDING_TIGHT = 0.01;

/** A sum of this much of what is left is no more than that, rounding included. */
const WITHIN = 1 - 2 ** -50;

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

/** Inputs, or with `ahead` reduced arguments of inputs, on which the program is one real function. */
type Stretch = {
  readonly lo: number;
  readonly hi: number;
  readonly way: PieceProgram;
  readonly truth: Expression;
  /** All real numbers between the ends are meant, which stand for inputs elsewhere, among them some between these. */
  readonly inputs: readonly [lo: number, hi: number] | undefined;
  /** So much larger the function may be than `truth`, and the program's real function with it. */
  readonly widen: number;
  /** A bound on how far the real function that the program is there lies from the truth, in the measure. */
  readonly distance: number;
  /** What its bound may come to. */
  readonly likely: number;
};

export type PieceOptions = SupremumOptions & {
  /** Give up at the first input that errs more, or piece of which no more than that can be proved. */
  readonly refuteAbove?: number;
};

/**
 * Proves a bound on the error of a typed program in a format that is too wide to run every input: on each piece of the
 * inputs ({@link piecesOf}) the supremum of |p − f|, p the real function that the program is there, plus a bound on
 * the rounding errors. Numbers next to 0, and single inputs that no piece takes in (where a result overflows, say) are
 * run; what is right at infinities, NaN and beyond overflow is `Specification`'s.
 * @throws NapierError `not-proved` with the place where no bound was found, or none within `refuteAbove`
 * @throws Refutation when `refuteAbove` is given and an input that is run errs by more
 */
export function certifyPieces(
  program: Program,
  specification: Specification,
  options: PieceOptions = {},
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
  /** By ordinal. */
  private readonly inputs: ReturnType<typeof formatDomain>;
  private readonly format: Format;
  private readonly w: Workspace;
  private readonly options: PieceOptions;
  private readonly analysis: ForwardAnalysis;
  private readonly phases: PhaseWays;
  private readonly firstValues: FirstValueWays;
  private readonly program: Program;
  private readonly machine: (x: number) => number;
  private readonly judge: TotalJudge;
  private readonly oracle: Oracle;
  private readonly tally: Tally;
  /** What raised the bound, one after the other. */
  private readonly raising: Stretch[] = [];
  /** Inputs run. */
  private points = 0;

  constructor(
    program: Program,
    specification: Specification,
    format: Format,
    w: Workspace,
    options: PieceOptions,
  ) {
    this.specification = specification;
    this.inputs = formatDomain(specification.domain, format);
    this.format = format;
    this.w = w;
    this.options = options;
    this.program = program;
    this.analysis = new ForwardAnalysis(program, format, specification.variable);
    this.phases = new PhaseWays(specification, this.analysis);
    this.firstValues = new FirstValueWays(program, specification, this.analysis);
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
    const { first, last } = this.inputs;
    const special = isTotal(specification.domain) ? this.specials() : undefined;
    // −0 has the ordinal −1.
    for (let o = -1n - TINY_INPUTS; o <= TINY_INPUTS; o++) {
      if (o >= first && o <= last) this.single(format.fromOrdinal(o));
    }
    const below = [first, last < -2n - TINY_INPUTS ? last : -2n - TINY_INPUTS] as const;
    const above = [first > TINY_INPUTS + 1n ? first : TINY_INPUTS + 1n, last] as const;
    // Errors at −x are those at x where both functions are odd, or even.
    const parity = parityOf(specification.function);
    const mirrored =
      first === -1n - last && parity !== undefined && parity === mirrorOf(this.program, format);
    const ranges = mirrored ? [above] : [below, above];
    const suspect = fromHexFloat(this.options.suspect ?? '');
    if (suspect !== undefined && Number.isFinite(suspect)) this.look(suspect);
    this.sample(ranges);
    const found: Piece[] = [];
    const stretches: Stretch[] = [];
    for (const [from, to] of ranges) {
      if (from > to) continue;
      const phases = this.phases.cover(from, to, () => this.checkStop());
      for (const { program, truth, lo, hi, ahead } of phases.ways) {
        this.checkStop();
        tally.pieces++;
        stretches.push(this.stretch(lo, hi, program, { truth, inputs: [lo + ahead, hi + ahead], widen: 1 }));
      }
      const others = phases.left.map(({ first, last }) =>
        this.firstValues.cover(first, last, () => this.checkStop()),
      );
      for (const { program, lo, hi, ...elsewhere } of others.flatMap(({ ways }) => ways)) {
        this.checkStop();
        tally.pieces++;
        stretches.push(this.stretch(lo, hi, program, elsewhere));
      }
      for (const { first, last } of others.flatMap(({ left }) => left)) {
        for (const piece of piecesOf(this.analysis, first, last)) {
          this.checkStop();
          tally.pieces++;
          found.push(piece);
        }
      }
    }
    const { pieces: kept, single } = besideUndefined(found, format, TINY_INPUTS);
    single.forEach((x) => this.single(x));
    for (const { first, last } of kept.filter(isFew))
      for (let o = first; o <= last; o++) this.single(format.fromOrdinal(o));
    const pieces = kept.filter((piece) => !isFew(piece));
    for (const { lo, hi, programs } of pieces) {
      for (const way of programs.filter(({ known }) => known === undefined)) {
        this.checkStop();
        for (const part of this.partsOf(lo, hi)) stretches.push(this.stretch(...part, way));
      }
    }
    // A large bound that is met early saves looking closely at smaller ones.
    for (const stretch of stretches.toSorted((p, q) => q.likely - p.likely)) {
      this.checkStop();
      this.smooth(stretch);
    }
    for (const piece of pieces) {
      this.checkStop();
      for (const { known } of piece.programs) if (known !== undefined) this.constant(piece, known);
    }
    for (const [seed, count] of SAMPLES_THERE.entries())
      for (const { lo, hi, inputs } of this.raising.slice(-RAISING))
        if (tally.bound > FAR_ABOVE * tally.lower)
          this.sampleEvenly(...(inputs ?? [lo, hi]), count, seed + 1);
    return {
      method: 'supremum+roundoff',
      format: this.program.format,
      measure: specification.measure,
      bound: toHexFloat(claimOf(tally.bound)),
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

  private partsOf(lo: number, hi: number): readonly (readonly [number, number])[] {
    if (this.specification.measure === 'absolute') return [[lo, hi]];
    return signedParts(this.oracle, this.format, this.w, lo, hi);
  }

  private stretch(
    lo: number,
    hi: number,
    way: PieceProgram,
    elsewhere: Pick<Stretch, 'truth' | 'inputs' | 'widen'> = {
      truth: this.specification.function,
      inputs: undefined,
      widen: 1,
    },
  ): Stretch {
    const { format } = this;
    const { truth, inputs, widen } = elsewhere;
    const { variable, measure } = this.specification;
    const weigher = new RoundoffWeigher(createOracle(truth, [variable]), measure, format, 0);
    const rounding = likelyRounding(way, weigher, lo, hi);
    // In units of the result's last place the last operation alone rounds by up to 1/2.
    const least = measure === 'ulp' ? 1 / 2 : Number.isFinite(rounding) ? rounding : 0;
    const distance = this.supremum(way.ideal(), truth, { lo, hi, inputs, widen }, TIGHT * least);
    const stretch = { lo, hi, way, ...elsewhere, distance, likely: rounding + distance };
    const { refuteAbove = Infinity } = this.options;
    // What is likely too much is looked at before all other stretches are; of the proof this is no part.
    if (refuteAbove < Infinity && !(stretch.likely <= refuteAbove)) {
      const enough = Math.max(0, refuteAbove - distance);
      const found = this.roundingOn(stretch, enough, (x) => this.judge(x, this.machine(x)).upper);
      this.refuse(distance + found.bound, found.lo);
    }
    return stretch;
  }

  /** @throws NapierError where there is none */
  private roundingOn(
    { lo, hi, way, truth, distance, widen, inputs }: Stretch,
    enough: number,
    single: (x: number) => number,
  ): RoundoffBound {
    const { variable, measure } = this.specification;
    const found = boundRoundoff(way, truth, variable, measure, this.format, lo, hi, undefined, {
      tightness: ROUNDING_TIGHT,
      enough,
      ...(inputs === undefined ? { single } : { continuum: true }),
      ...(measure === 'ulp' ? { distance, widen } : {}),
    });
    if (!Number.isFinite(found.bound)) {
      fail({
        kind: 'not-proved',
        message: `no bound on rounding near ${variable} = ${found.lo}: ${found.reason ?? 'the function may be 0 there'}`,
      });
    }
    return found;
  }

  private smooth(stretch: Stretch): void {
    const { way, truth, distance } = stretch;
    const { tally } = this;
    // At this the stretch raises neither the bound nor what of it is rounding.
    const enough = Math.max(0, Math.min((tally.bound - distance) * WITHIN, tally.rounding));
    const rounding = this.roundingOn(stretch, enough, (x) => this.look(x).upper);
    // What is small is known roughly; of what raises the bound it is asked again.
    const raises = nextUp(distance + rounding.bound) > tally.bound;
    const asked = raises && distance > SMALL_PART * rounding.bound;
    const approximation = asked ? this.supremum(way.ideal(), truth, stretch, 0) : distance;
    tally.cells += rounding.cells;
    tally.approximation = Math.max(tally.approximation, approximation);
    tally.rounding = Math.max(tally.rounding, rounding.bound);
    const bound = nextUp(approximation + rounding.bound);
    if (bound > tally.bound) {
      tally.bound = bound;
      if (stretch.inputs === undefined) for (const x of [rounding.lo, rounding.hi]) this.look(x);
      this.raising.push(stretch);
      this.refuse(bound, rounding.lo);
    }
  }

  private supremum(
    ideal: Expression,
    truth: Expression,
    { lo, hi, inputs, widen }: Pick<Stretch, 'lo' | 'hi' | 'inputs' | 'widen'>,
    enough: number,
  ): number {
    const { tally, options } = this;
    const asked = { ...this.specification, function: truth, domain: between(lo, hi) };
    const tightness = Math.min(TIGHT, options.tightness ?? TIGHT);
    const doubles = inputs === undefined;
    const found = boundSupremum(ideal, asked, { ...options, tightness, enough, doubles });
    tally.cells += found.subintervals;
    tally.order = Math.max(tally.order, found.order);
    tally.precision = Math.max(tally.precision, found.precision);
    const distance = scaled(found.upper, found.scale, ROUND.UP);
    return widen === 1 ? distance : up(distance * widen);
  }

  /** One input, run. */
  private single(x: number): void {
    const { upper, lower } = this.look(x);
    this.raise(upper, x);
    if (lower > upper) throw new RangeError('an enclosure of an error is crossed');
  }

  private look(x: number): { readonly lower: number; readonly upper: number } {
    const found = this.judge(x, this.machine(x));
    if (found.lower === Infinity)
      fail({
        kind: 'not-proved',
        message: `the result at ${this.specification.variable} = ${x} is no number, or infinite`,
      });
    this.points++;
    if (found.lower > this.tally.lower) Object.assign(this.tally, { lower: found.lower, worst: x });
    if (found.lower > (this.options.refuteAbove ?? Infinity))
      throw new Refutation(toHexFloat(x), found.lower, this.points);
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
    this.refuse(bound, x);
  }

  /** @throws NapierError where a bound is above what is of use */
  private refuse(bound: number, x: number): void {
    const { refuteAbove = Infinity } = this.options;
    if (bound <= refuteAbove) return;
    const { variable } = this.specification;
    fail({
      kind: 'not-proved',
      message: `near ${variable} = ${x} no more than ${bound.toPrecision(4)} could be proved, above ${refuteAbove}`,
    });
  }

  private sampleEvenly(lo: number, hi: number, count: number, seed: number): void {
    const random = createRandom(seed);
    for (let i = 0; i < count; i++) {
      this.checkStop();
      const x = this.format.round(lo + (hi - lo) * random.next());
      if (x >= lo && x <= hi && this.isInput(x)) this.look(x);
    }
  }

  private isInput(x: number): boolean {
    const { first, last } = this.inputs;
    const ordinal = this.format.ordinal(x);
    return ordinal >= first && ordinal <= last;
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

/**
 * What is claimed: the bound, rounded up to some bits. Roundings of bounds differ in the last bits when a proof cuts its cells otherwise:
 * it is to prove the same claim again.
 */
function claimOf(bound: number): number {
  if (!(bound > 0 && Number.isFinite(bound))) return bound;
  const unit = powerOfTwo(Math.max(-1074, exponentOf(bound) - CLAIM_BITS));
  return Math.ceil(bound / unit) * unit;
}

const isFew = ({ first, last }: Piece): boolean => last - first < FEW_INPUTS;

function between(lo: number, hi: number): Domain {
  return { lo: doubleTerm(lo), hi: doubleTerm(hi), open: [false, false] };
}
