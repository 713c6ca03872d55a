import { doubleTerm } from '../../expression/double-term.ts';
import { apply, integer, variable, type Expression } from '../../expression/expression.ts';
import { degreeOf } from '../../expression/degree-of.ts';
import { substitute } from '../../expression/substitute.ts';
import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import type { Format } from '../../number/format.ts';
import type { Program } from '../../program/program.ts';
import type { Specification } from '../../program/specification.ts';
import type { ForwardAnalysis, GivenValues, PieceProgram } from '../forward/forward-analysis.ts';
import { Undecided, type FloatValue } from '../forward/forward-value.ts';
import { NoRoundoffBound, up } from '../roundoff-rules.ts';
import { checkScaling } from './check-scaling.ts';
import { givenValues, quotientsOf } from './given-values.ts';
import { binades, type InputRange } from '../binades.ts';
import { ratioRange, type RatioRange } from './ratio-range.ts';
import { Weights } from './weights.ts';

/** Roots taken at most. */
const LARGEST_ROOT = 16n;
/** Parts of a binade of the first value: errors are told for each as if it were as large as it gets there, the unit as if as small. */
const PARTS = 64;

/**
 * The program as a function of u on [lo, hi], real: for inputs σ(y/Y)^a·u with first values y of a part of a binade, Y its power of
 * two. `truth` and the program's real function are those at the least |f| of the part; at others both are up to `widen` times as
 * large.
 */
export type FirstValueWay = {
  readonly program: PieceProgram;
  readonly truth: Expression;
  readonly lo: number;
  readonly hi: number;
  readonly widen: number;
  /** Some of these inputs. */
  readonly inputs: readonly [lo: number, hi: number];
};

/** Inputs on which the program goes one way, its first value among them, and x/(2^scale·y^a). */
type Stretch = InputRange & {
  readonly weights: Weights;
  readonly scale: number;
  readonly ratio: RatioRange;
  /** The first value lies between these. */
  readonly from: number;
  readonly to: number;
  /** Next to 1 it would be a multiple of 2 to this power. */
  readonly bits: number;
};

/**
 * Proofs for programs that begin with a value y of few bits, made of bits of the input x, and take what is left from there: of an f
 * with f(λx) = λ^(r/a)·f(x), a > 1, as roots of degree a are. There are as many pieces on which y is one number as y has values.
 *
 * Instead let x = 2^s·y^a·u. That u lies in an interval is a bound on a function of bits alone ({@link ratioRange}). Let every
 * register have a weight ({@link Weights}): then what is computed for (x, y) is 2^(kr) times what is computed for
 * (2^(−ka)·x, 2^(−k)·y), exactly, and so is f. Hence y in one binade, u in its interval, is all: two real numbers of which
 * nothing else is asked, but that y has few bits, so y^a is exact and x − y^a is. On a part y₀ ≤ y ≤ y₁ of that binade the
 * forward analysis takes y for any of these; the program's real function and f are y^r times functions of u, and so is their distance.
 */
export class FirstValueWays {
  private readonly program: Program;
  private readonly analysis: ForwardAnalysis;
  private readonly format: Format;
  private readonly name: string;
  private readonly truth: Expression;
  /** a and r, where f has such a degree and errors are measured as it scales. */
  private readonly root: { readonly by: number; readonly times: number } | undefined;

  constructor(
    program: Program,
    specification: Pick<Specification, 'function' | 'variable' | 'measure'>,
    analysis: ForwardAnalysis,
  ) {
    this.program = program;
    this.analysis = analysis;
    this.format = analysis.format;
    this.name = specification.variable;
    this.truth = specification.function;
    const degree = specification.measure === 'absolute' ? undefined : degreeOf(this.truth);
    const { numerator = 0n, denominator = 1n } = degree ?? {};
    // Halves of factors are not among the values that scale (none of the programs so far has both).
    const whole = analysis.form.rests.size === 0;
    const fits = whole && denominator > 1n && denominator <= LARGEST_ROOT;
    this.root = fits ? { by: Number(denominator), times: Number(numerator) } : undefined;
  }

  /** The ways that inputs go, and those of which no such thing is known. */
  cover(
    first: bigint,
    last: bigint,
    checkStop: () => void,
  ): { readonly ways: FirstValueWay[]; readonly left: InputRange[] } {
    const { format, root } = this;
    if (root === undefined || format.fromOrdinal(first) <= 0) return { ways: [], left: [{ first, last }] };
    const left: InputRange[] = [];
    const stretches: Stretch[] = [];
    let attained: RatioRange = { lo: Infinity, hi: 0 };
    for (const binade of binades(format, first, last)) {
      checkStop();
      const found = orNone(() => this.stretch(binade, root.by, attained));
      if (found === undefined) {
        left.push(binade);
        continue;
      }
      attained = found.attained;
      const before = stretches.at(-1);
      const united = before && unitedStretches(before, found.stretch);
      if (united === undefined) stretches.push(found.stretch);
      else stretches[stretches.length - 1] = united;
    }
    const ways = stretches.flatMap((stretch) => {
      const found = orNone(() => this.waysOf(stretch, root));
      if (found === undefined) left.push(stretch);
      return found ?? [];
    });
    return { ways, left };
  }

  private stretch(
    { first, last }: InputRange,
    by: number,
    so: RatioRange,
  ): { readonly stretch: Stretch; readonly attained: RatioRange } {
    const { format, analysis, program } = this;
    const [lo, hi] = [format.fromOrdinal(first), format.fromOrdinal(last)];
    const weights = new Weights(program, analysis.valuesOn(lo, hi), by, format.bits);
    const firstOn = (a: number, b: number): FloatValue => {
      const value = analysis.valuesOn(a, b)(weights.first) as FloatValue;
      if (!(value.from >= format.minNormal))
        throw new NoRoundoffBound('a first value that is no normal number');
      return value;
    };
    const { from, to, lattice } = firstOn(lo, hi);
    const at = firstOn(lo, lo).from;
    const scale = Math.round(Math.log2(lo) - by * Math.log2(at));
    const bounds = (a: number, b: number): readonly [number, number] => {
      const value = firstOn(a, b);
      return [value.from, value.to];
    };
    const { range: ratio, attained } = ratioRange({ first, last }, format, by, scale, bounds, so);
    const bits = lattice - exponentOf(from);
    return { stretch: { first, last, weights, scale, ratio, from, to, bits }, attained };
  }

  private waysOf(stretch: Stretch, { by, times }: { by: number; times: number }): FirstValueWay[] {
    const { analysis, format, program, truth, name } = this;
    const { weights, scale, ratio, bits } = stretch;
    if (weights.result !== times)
      throw new NoRoundoffBound('a result that grows otherwise than the function');
    // Any binade will do that all of whose first values are those of inputs here: the middle one.
    const exponent = Math.round((exponentOf(stretch.from) + exponentOf(stretch.to)) / 2);
    const power = powerOfTwo(exponent);
    const sigma = powerOfTwo(scale + by * exponent);
    const { lo, hi } = ratio;
    const argument = apply('mul', doubleTerm(sigma), variable(name));
    const wanted = substitute(truth, new Map([[name, argument]]));
    const ends = [stretch.first, stretch.last].map((ordinal) => format.fromOrdinal(ordinal));
    const all = { low: power, high: 2 * power, power, sigma, by, lattice: exponent + bits };
    const ideals = quotientsOf(analysis, weights, all, name, [lo, hi]);
    return partsOf(stretch, exponent).map(({ low, high, scales }): FirstValueWay => {
      const cell = { ...all, low, high };
      const given = (a: number, b: number): GivenValues =>
        givenValues(analysis, weights, cell, ideals, name, [a, b]);
      const whole = given(lo, hi);
      const { from, to } = whole.get(0) as FloatValue;
      if (!(from >= ends[0] && to <= ends[1])) throw new NoRoundoffBound('too few inputs');
      const at = analysis.valuesWith(whole);
      const same = new Weights(program, at, by, format.bits, weights.first);
      if (same.signature !== weights.signature)
        throw new NoRoundoffBound('a first value that goes another way');
      checkScaling(same, at, format, scales);
      const made = analysis.pieceOf(lo, hi, given, { forced: new Map() });
      // At the least |f| of the part.
      const factor = apply('pow', doubleTerm((times > 0 ? low : high) / power), integer(times));
      let widen = 1;
      for (let k = 0; k < Math.abs(times); k++) widen = up(widen * up(high / low));
      return {
        program: { ...made, ideal: () => apply('mul', factor, made.ideal()) },
        truth: apply('mul', factor, wanted),
        lo,
        hi,
        widen,
        inputs: [from, to],
      };
    });
  }
}

/**
 * A binade of first values in parts, each with the powers of two that take first values of the stretch into it. The first and the
 * last of them end a part: beyond them are none.
 */
function partsOf(
  { from, to }: Stretch,
  exponent: number,
): {
  readonly low: number;
  readonly high: number;
  readonly scales: readonly [least: number, most: number];
}[] {
  const power = powerOfTwo(exponent);
  const [first, last] = [from, to].map((y) => ({
    at: power * (y / powerOfTwo(exponentOf(y))),
    scale: exponentOf(y) - exponent,
  }));
  const even = Array.from({ length: PARTS + 1 }, (_, k) => power * (1 + k / PARTS));
  const cuts = [...new Set([...even, first.at, last.at])].toSorted((a, b) => a - b);
  return cuts.slice(1).flatMap((high, k) => {
    const low = cuts[k];
    const least = first.at < high ? first.scale : first.scale + 1;
    const most = low < last.at || low === power ? last.scale : last.scale - 1;
    return least > most ? [] : [{ low, high, scales: [least, most] as const }];
  });
}

function unitedStretches(a: Stretch, b: Stretch): Stretch | undefined {
  const same =
    a.last + 1n === b.first &&
    a.weights.first === b.weights.first &&
    a.weights.signature === b.weights.signature &&
    a.scale === b.scale;
  if (!same) return undefined;
  return {
    ...a,
    last: b.last,
    ratio: { lo: Math.min(a.ratio.lo, b.ratio.lo), hi: Math.max(a.ratio.hi, b.ratio.hi) },
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    bits: Math.min(a.bits, b.bits),
  };
}

/** What is asked for, if it is known. */
function orNone<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NoRoundoffBound || error instanceof Undecided) return undefined;
    throw error;
  }
}
