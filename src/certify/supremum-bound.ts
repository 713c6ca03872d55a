import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { exponentOf, powerOfTwo } from '../number/double-bits.ts';
import type { Format } from '../number/format.ts';
import { findFormat } from '../number/formats.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace, Workspace } from '../number/workspace.ts';
import { intervalOf, type BigInterval } from '../oracle/big-interval.ts';
import type { Specification } from '../program/specification.ts';
import { constantBits } from './constant-bits.ts';
import { domainEnds, type DomainEnds } from './domain-ends.ts';
import { reachingZero, simplestDouble, splitPoint, type Cell } from './supremum-cell.ts';
import { ModelMaker } from './supremum-expression.ts';
import {
  addModels,
  divideModels,
  modelRange,
  negateModel,
  NoModel,
  type Model,
  type ModelSpace,
} from './supremum-model.ts';
import { containsZero } from './supremum-interval.ts';
import { boundPolynomial, type PolynomialBound } from './supremum-polynomial.ts';
import { proveSameFunction } from './same-function.ts';
import { PointError } from './supremum-point.ts';

/** A bound on the largest error, in units of 2^scale. */
export type SupremumBound = {
  /** Proved: |error| ≤ upper · 2^scale on the domain. */
  readonly upper: number;
  /** The error attained at `worst` is at least this. */
  readonly lower: number;
  readonly scale: number;
  readonly worst: number;
  readonly subintervals: number;
  readonly order: number;
  readonly precision: number;
};

const MAX_PRECISION = 4000;
const MAX_CELLS = 10_000;
/** After so many cells, models of `HIGH_ORDER` are tried: cancelling functions need them. */
const MANY_CELLS = 400;
const HIGH_ORDER = 40;
const MAX_DEPTH = 300;
/** A cell that nearly reaches 0 has, after so many cuts, the same bound as before them: its error is in proportion to the function. */
const STUBBORN = 60;
const SAMPLES = 40;
/** An error that does not show at so many bits may be none at all: then a bound so many bits down is good enough. */
const UNSEEN_PRECISION = 1024;
const UNSEEN_BITS = 200;
const UNSEEN_GOAL = 4096;
/** From 0 on a cell may be bounded so many times too badly: more is a series that does not converge up to its end. */
const NEARLY = 2 ** 20;

/** The working precision does not show the error: start again with more. */
class PrecisionTooLow extends Error {}
/** The remainders need many small cells: start again with more terms. */
class OrderTooLow extends Error {}

/**
 * Bounds the error of an approximation over the reals: branch and bound on the domain. On a cell, a Taylor model of
 * the error is bounded by {@link boundPolynomial}; the cell is done when its bound is within `tightness` of an error
 * attained somewhere, else it is halved.
 * @throws NapierError as {@link certifySupremum}
 */
export function boundSupremum(
  approximation: Expression,
  specification: Pick<Specification, 'function' | 'variable' | 'domain' | 'format' | 'measure'>,
  options: {
    readonly tightness?: number;
    readonly stopped?: () => boolean;
    /** A bound at or below this is not sharpened. @defaultValue 0 */
    readonly enough?: number;
    /** Not all real numbers of the domain are meant, only its doubles. @defaultValue false */
    readonly doubles?: boolean;
  } = {},
): SupremumBound {
  const domain = domainEnds(specification.domain);
  // A machine's inputs are doubles: none lies beyond the inner ends, where the function may have no value.
  const { innerLo, innerHi } = domain;
  const ends = specification.format === 'real' ? domain : { ...domain, outerLo: innerLo, outerHi: innerHi };
  if (innerLo > innerHi) {
    fail({
      kind: 'unsupported',
      message: 'the domain is narrower than the gap between two binary64 numbers',
    });
  }
  const format = specification.format === 'real' ? undefined : findFormat(specification.format);
  const { function: truth, variable, measure } = specification;
  const pointError = new PointError(approximation, truth, variable, measure, format);
  const start = sample(pointError, ends);
  if (start.lower === 0) {
    const extent = { lo: ends.outerLo, hi: ends.outerHi };
    const cells = proveSameFunction(approximation, truth, specification, extent);
    if (cells !== undefined) {
      const { worst, precision, scale } = start;
      return { upper: 0, lower: 0, scale, worst, subintervals: cells, order: 0, precision };
    }
  }
  const bits = Math.max(0, -start.scale);
  // Against the function itself an ulp is so many bits more.
  const seen = bits + (measure === 'ulp' && format !== undefined ? format.precision : 0);
  let order = Math.min(28, Math.max(8, Math.round(seen / 4) + 4));
  let precision = Math.max(96, start.precision, bits + 64, constantBits(approximation) + 32);
  for (;;) {
    try {
      const prover = new Prover(
        approximation,
        specification,
        format,
        pointError,
        ends,
        precision,
        order,
        start,
        options.doubles ?? false,
      );
      return prover.run(options.tightness ?? 0.01, options.stopped ?? (() => false), options.enough ?? 0);
    } catch (error) {
      if (error instanceof OrderTooLow) {
        order = HIGH_ORDER;
        continue;
      }
      if (!(error instanceof PrecisionTooLow)) throw error;
      precision = Math.ceil(precision * 1.5);
      if (precision > MAX_PRECISION) {
        fail({
          kind: 'not-proved',
          message: `no proof of the supremum at ${MAX_PRECISION} bits of working precision`,
        });
      }
    }
  }
}

type Start = {
  readonly scale: number;
  readonly precision: number;
  readonly lower: number;
  readonly worst: number;
};

/** Doubles of the domain: Chebyshev's spacing, both ends included. */
function samplePoints({ innerLo, innerHi }: DomainEnds): number[] {
  const points = new Set<number>();
  for (let i = 0; i <= SAMPLES; i++) {
    const x = innerLo + (innerHi - innerLo) * ((1 - Math.cos((Math.PI * i) / SAMPLES)) / 2);
    points.add(Math.min(innerHi, Math.max(innerLo, i === SAMPLES ? innerHi : x)));
  }
  return [...points];
}

/** Measures the error's size, raising precision until it shows. */
function sample(pointError: PointError, ends: DomainEnds): Start {
  for (let precision = 128; ; precision *= 2) {
    const found = withWorkspace(precision, (w): Start | undefined => {
      let exponent = -Infinity;
      let best: Start | undefined;
      for (const x of samplePoints(ends)) {
        const mark = w.mark();
        const error = pointError.at(x, w);
        if (error !== undefined && !mpfr.mpfr_zero_p(error.hi)) {
          exponent = Math.max(exponent, mpfr.mpfr_get_exp(error.hi));
          if (!mpfr.mpfr_zero_p(error.lo)) {
            const scale = mpfr.mpfr_get_exp(error.lo);
            const lower = inUnits(w, error.lo, scale, ROUND.DOWN);
            if (best === undefined || scale > best.scale || (scale === best.scale && lower > best.lower)) {
              best = { scale, precision, lower, worst: x };
            }
          }
        }
        w.release(mark);
      }
      // An error that does not show (the program may be the function itself): nothing is attained but 0.
      const nothing = { lower: 0, worst: ends.innerLo };
      if (best === undefined && exponent === -Infinity) return { scale: -precision, precision, ...nothing };
      if (best === undefined && precision >= UNSEEN_PRECISION) {
        return { scale: exponent + precision - UNSEEN_BITS, precision: UNSEEN_BITS + 64, ...nothing };
      }
      return best !== undefined && exponent <= best.scale + 1 ? best : undefined;
    });
    if (found !== undefined) return found;
    if (precision >= 2048) {
      fail({
        kind: 'not-proved',
        message: `the error does not show at ${precision} bits of working precision`,
      });
    }
  }
}

function inUnits(w: Workspace, x: BigInterval['lo'], scale: number, mode: 2 | 3): number {
  const scaled = w.big();
  mpfr.mpfr_mul_2si(scaled, x, -scale, mode);
  return mpfr.mpfr_get_d(scaled, mode);
}

class Prover {
  private readonly specification: Pick<Specification, 'function' | 'variable' | 'measure'>;
  private readonly approximation: Expression;
  private readonly format: Format | undefined;
  private readonly pointError: PointError;
  private readonly ends: DomainEnds;
  private readonly w: Workspace;
  private readonly order: number;
  private readonly maker: ModelMaker;
  private readonly scale: number;
  private readonly doubles: boolean;
  private lower: number;
  private worst: number;
  private enough = 0;

  constructor(
    approximation: Expression,
    specification: Pick<Specification, 'function' | 'variable' | 'measure'>,
    format: Format | undefined,
    pointError: PointError,
    ends: DomainEnds,
    precision: number,
    order: number,
    start: Start,
    doubles: boolean,
  ) {
    this.approximation = approximation;
    this.specification = specification;
    this.format = format;
    this.pointError = pointError;
    this.ends = ends;
    this.w = new Workspace(precision);
    this.order = order;
    this.maker = new ModelMaker(specification.variable);
    this.scale = start.scale;
    this.doubles = doubles;
    this.lower = start.lower;
    this.worst = start.worst;
  }

  run(tightness: number, stopped: () => boolean, enough: number): SupremumBound {
    // In the units of the proof, below what was given.
    this.enough = enough > 0 && this.scale > -1000 ? enough * powerOfTwo(-this.scale) * (1 - 2 ** -40) : 0;
    try {
      const stack: Cell[] = [{ lo: this.ends.outerLo, hi: this.ends.outerHi, depth: 0 }];
      let upper = 0;
      let cells = 0;
      let accepted = 0;
      while (stack.length > 0) {
        const cell = stack.pop() as Cell;
        if (stopped()) fail({ kind: 'not-proved', message: 'the proof was stopped' });
        // Where both functions are 0 at 0 a cell that nearly reaches it needs no cutting by magnitude.
        const reaching = reachingZero(cell);
        const from = reaching === undefined ? undefined : this.boundFrom(reaching, 0, tightness);
        const isWhole = from !== undefined && 'upper' in from && from.upper <= NEARLY * this.goal(tightness);
        const outcome = isWhole ? from : this.bound(cell, tightness);
        if (isWhole && cell.depth > STUBBORN) this.raiseBelowPower(cell);
        if ('upper' in outcome && outcome.upper <= this.goal(tightness)) {
          upper = Math.max(upper, outcome.upper);
          accepted++;
          continue;
        }
        const blurred =
          'upper' in outcome &&
          this.lower > 0 &&
          outcome.blur > Math.max((tightness / 4) * this.lower, this.enough / 4);
        if (blurred || (outcome instanceof NoModel && outcome.imprecise)) throw new PrecisionTooLow();
        const middle = isWhole ? (cell.lo + cell.hi) / 2 : splitPoint(cell.lo, cell.hi);
        const ends = this.doubles && !(middle > cell.lo && middle < cell.hi) ? this.atEnds(cell) : undefined;
        if (ends !== undefined) {
          upper = Math.max(upper, ends);
          accepted++;
          continue;
        }
        cells++;
        if (cells > MANY_CELLS && this.order < HIGH_ORDER) throw new OrderTooLow();
        if (cells > MAX_CELLS || cell.depth > MAX_DEPTH || !(middle > cell.lo && middle < cell.hi)) {
          this.giveUp(cell, outcome);
        }
        stack.push({ lo: middle, hi: cell.hi, depth: cell.depth + 1 });
        stack.push({ lo: cell.lo, hi: middle, depth: cell.depth + 1 });
      }
      return {
        upper,
        lower: this.lower,
        scale: this.scale,
        worst: this.worst,
        subintervals: accepted,
        order: this.order,
        precision: this.w.precision,
      };
    } finally {
      this.w.dispose();
    }
  }

  /** A bound at or below this is good enough. Where no error shows, anything near the working precision is. */
  private goal(tightness: number): number {
    return Math.max(this.enough, this.lower > 0 ? this.lower * (1 + 0.98 * tightness) : UNSEEN_GOAL);
  }

  /** Bounds the error on a cell, from its middle or, where that fails, from its simplest number. */
  private bound(cell: Cell, tightness: number): PolynomialBound | NoModel {
    const middle = cell.lo + (cell.hi - cell.lo) / 2;
    const simple = simplestDouble(cell.lo, cell.hi);
    const first = this.boundFrom(cell, middle, tightness);
    if (simple === middle) return first;
    if (first instanceof NoModel) return this.boundFrom(cell, simple, tightness);
    // A kink at 0, the end of the cell: from there a change of sign is seen not to happen.
    if (simple !== 0 || first.upper <= this.goal(tightness)) return first;
    const second = this.boundFrom(cell, simple, tightness);
    return second instanceof NoModel || second.upper > first.upper ? first : second;
  }

  private boundFrom(cell: Cell, centre: number, tightness: number): PolynomialBound | NoModel {
    const mark = this.w.mark();
    try {
      const t = intervalOf(this.w, cell.lo, cell.hi);
      mpfr.mpfr_sub_d(t.lo, t.lo, centre, ROUND.DOWN);
      mpfr.mpfr_sub_d(t.hi, t.hi, centre, ROUND.UP);
      const space: ModelSpace = { w: this.w, order: this.order, centre, t };
      const { model, scale } = this.errorModel(space);
      const attained = this.lower > 0 ? this.lower * (1 + 0.9 * tightness) : UNSEEN_GOAL / 2;
      const enough = Math.max(0.9 * this.enough, attained);
      const inner = boundPolynomial(space, model, scale, tightness / 4, enough);
      if (inner.upper > this.lower) this.raiseLower(cell, centre + inner.at);
      return inner;
    } catch (error) {
      if (error instanceof NoModel) return error;
      throw error;
    } finally {
      this.w.release(mark);
    }
  }

  /** The model of the error on the cell, and the unit in which it counts. */
  private errorModel(space: ModelSpace): { model: Model; scale: number } {
    const known = new Map<Expression, Model>();
    const truth = stage('function', () => this.maker.model(space, this.specification.function, known));
    const value = stage('program', () => this.maker.model(space, this.approximation, known));
    const difference = addModels(space, value, negateModel(space, truth));
    const relative = (): Model => stage('quotient', () => divideModels(space, difference, truth));
    if (this.specification.measure === 'absolute') return { model: difference, scale: this.scale };
    if (this.specification.measure === 'relative') return { model: relative(), scale: this.scale };
    const format = this.format as Format;
    const range = modelRange(space, truth);
    if (range === null || containsZero(range)) {
      // ulp(f) > |f| 2^−precision, with equality in the limit below each power of two.
      return { model: relative(), scale: this.scale - format.precision };
    }
    const least = Math.min(
      Math.abs(mpfr.mpfr_get_d(range.lo, ROUND.ZERO)),
      Math.abs(mpfr.mpfr_get_d(range.hi, ROUND.ZERO)),
    );
    return { model: difference, scale: this.scale + exponentOf(format.ulp(least)) };
  }

  /** The error at two neighbouring doubles: next to a zero of the function what lies between them may err by more. */
  private atEnds({ lo, hi }: Cell): number | undefined {
    let most = 0;
    for (const x of [lo, hi]) {
      const error = this.pointError.at(x, this.w);
      if (error === undefined) return undefined;
      most = Math.max(most, inUnits(this.w, error.hi, this.scale, ROUND.UP));
      const least = inUnits(this.w, error.lo, this.scale, ROUND.DOWN);
      if (least > this.lower) [this.lower, this.worst] = [least, x];
    }
    return most;
  }

  /** Measures the error at a point that promises a large one; on a removable singularity, beside it. */
  private raiseLower(cell: Cell, x: number): void {
    const beside = (cell.hi - cell.lo) * 2 ** -20;
    for (const at of [x, x + beside, x - beside]) {
      const point = Math.min(this.ends.innerHi, Math.max(this.ends.innerLo, at));
      const error = this.pointError.at(point, this.w);
      if (error === undefined) continue;
      const value = inUnits(this.w, error.lo, this.scale, ROUND.DOWN);
      if (value > this.lower) {
        this.lower = value;
        this.worst = point;
      }
      return;
    }
  }

  /** Where the error is in proportion to the function, it is most ulps just below a power of two. */
  private raiseBelowPower(cell: Cell): void {
    const x = this.pointError.belowPower(cell.lo / 2 + cell.hi / 2, this.w);
    if (x !== undefined && x > cell.lo && x < cell.hi) this.raiseLower(cell, x);
  }

  private giveUp(cell: Cell, outcome: PolynomialBound | NoModel): never {
    const place = `${this.specification.variable} = ${simplestDouble(cell.lo, cell.hi)}`;
    if (!(outcome instanceof NoModel)) {
      return fail({
        kind: 'not-proved',
        message: `the error could not be bounded near ${place}: it varies too fast there (a jump, or a limit reached)`,
      });
    }
    const atOpenEnd =
      (cell.lo === this.ends.outerLo && cell.lo < this.ends.innerLo) ||
      (cell.hi === this.ends.outerHi && cell.hi > this.ends.innerHi);
    switch (outcome.stage) {
      case 'function':
        if (atOpenEnd) {
          return fail({
            kind: 'not-proved',
            message: `the function could not be enclosed up to the end ${place}: ${outcome.reason}`,
            hint: 'prove it on a domain that stays away from this end',
          });
        }
        return fail({
          kind: 'domain',
          message: `the function has no value near ${place}: ${outcome.reason}`,
        });
      case 'quotient':
        return fail({
          kind: 'domain',
          message: `the function has a zero near ${place}, where relative error has no bound`,
          hint: 'use --measure absolute, or a domain without the zero',
        });
      case 'program':
        return fail({
          kind: 'not-proved',
          message: `the program has no value near ${place}: ${outcome.reason}`,
        });
      default:
        return fail({
          kind: 'not-proved',
          message: `the error is not bounded near ${place}`,
          hint:
            this.specification.measure === 'absolute'
              ? undefined
              : 'the function is 0 there and the program is not',
        });
    }
  }
}

/** Runs one step of the error's model and notes which it was when it fails. */
function stage<T>(name: 'function' | 'program' | 'quotient', body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof NoModel) error.stage = name;
    throw error;
  }
}
