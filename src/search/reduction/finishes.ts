import { tieRuleOf } from '../../certify/tie-rule.ts';
import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import { FORMATS } from '../../number/formats.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { isPoint } from '../../oracle/big-interval.ts';
import type { Program } from '../../program/program.ts';
import { extendProgram } from './extend-program.ts';
import type { ReducedFunction } from './reduced-function.ts';
import { roundedValue } from './rounded-value.ts';
import type { StepContext } from './step.ts';

const PRECISION = 200;
/** Coefficients of the series at 0 looked at. */
const ORDER = 5;
/** Bits of a coefficient whose terms may lie halfway between two numbers. */
const SHORT = 8;
/** Where the sign of f beside 0 is looked at. */
const SMALL = 2 ** -20;
/** Units by which values may be moved: a program errs by some itself. */
const AMOUNTS = [1, 2, 4];

/** What may be done to a result in the wider arithmetic before it is rounded. */
export type Finish = { readonly name: string; readonly apply: (program: Program) => Program };

const NONE: Finish = { name: 'none', apply: (program) => program };

/**
 * Ways to decide what the arithmetic does not see. Where the first terms of f's series at 0 have coefficients of a few
 * bits, they lie halfway between two numbers of the storage format at many small x, and the next term, which decides
 * the rounding, is below the last bit: 1/2 + x/4 − x³/48.
 *
 * - `nudge`: all values are moved by a few units of the last place, to the side of that term.
 * - `halfway`: c·x with c a power of two below 1 lies halfway between two numbers at every other subnormal x. Three
 *   quarters of the last place of such values are added, to the side where f lies; larger ones do not feel it.
 */
export function finishesOf(f: ReducedFunction, context: StepContext): Finish[] {
  const { storage, arithmetic } = context;
  if (f.lo > 0 || f.hi < 0 || arithmetic.precision <= 2 * storage.precision) return [NONE];
  const rule = withWorkspace(PRECISION, (w) => tieRuleOf(f.oracle, storage, w));
  const nudges = [NONE, ...nudgesOf(f, context, rule === undefined ? 2 : 1)];
  if (rule === undefined) return nudges;
  const little = 0.75 * arithmetic.ulp(storage.minNormal / 2) * rule.towards;
  if (!arithmetic.contains(little)) return nudges;
  const halfway = (program: Program): Program =>
    extendProgram(program, ({ x, op, constant }, result) =>
      op('select', op('eq', x, constant(0)), x, op('add', result, constant(little))),
    );
  return [
    ...nudges,
    ...nudges.map(({ name, apply }) => ({
      name: name === 'none' ? 'halfway' : `${name}, halfway`,
      apply: (program: Program) => halfway(apply(program)),
    })),
  ];
}

function nudgesOf(f: ReducedFunction, { arithmetic }: StepContext, least: number): Finish[] {
  const term = decidingTerm(f, least);
  if (term === undefined) return [];
  return AMOUNTS.map((amount) => {
    const unit = amount * powerOfTwo(1 - arithmetic.precision);
    /** What is multiplied with where x has this sign. */
    const factor = (side: 1 | -1): number => {
      const value = roundedValue(f.oracle, side * SMALL, FORMATS.f64);
      return term.sign * side ** term.power * value > 0 ? 1 + unit : 1 - unit / 2;
    };
    const [below, above] = [factor(-1), factor(1)];
    const names = [below, above].map((by) => (by > 1 ? 'up' : 'down'));
    return {
      name: `nudge (below ${names[0]}, above ${names[1]}, units ${amount})`,
      apply: (program) =>
        extendProgram(program, ({ x, op, constant }, result) => {
          const by =
            f.lo < 0 && below !== above
              ? op('select', op('lt', x, constant(0)), constant(below), constant(above))
              : constant(above);
          return op('mul', result, by);
        }),
    };
  });
}

/** The first term of the series at 0 whose coefficient is not short, after at least so many that are; and its sign. */
function decidingTerm(
  f: ReducedFunction,
  least: number,
): { readonly power: number; readonly sign: 1 | -1 } | undefined {
  return withWorkspace(PRECISION, (w) => {
    const zero = w.number(0);
    const series = f.oracle.series({ lo: zero, hi: zero }, ORDER, w);
    if (!Array.isArray(series)) return undefined;
    let before = 0;
    for (const [power, { lo, hi }] of series.entries()) {
      const value = mpfr.mpfr_get_d(lo, ROUND.NEAREST);
      const exact = isPoint({ lo, hi }) && mpfr.mpfr_cmp_d(lo, value) === 0;
      if (exact && value === 0) continue;
      if (exact && isShort(value)) {
        before++;
        continue;
      }
      if (before < least) return undefined;
      if (mpfr.mpfr_sgn(lo) > 0) return { power, sign: 1 };
      return mpfr.mpfr_sgn(hi) < 0 ? { power, sign: -1 } : undefined;
    }
    return undefined;
  });
}

function isShort(value: number): boolean {
  return Number.isInteger(value / powerOfTwo(exponentOf(value) - SHORT + 1));
}
