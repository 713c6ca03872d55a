import { doubleTerm } from '../../../expression/double-term.ts';
import { derivative } from '../../../expression/derivative.ts';
import { apply, constant, integer, rational, type Expression } from '../../../expression/expression.ts';
import { constantDouble } from '../constant-value.ts';
import { confirmIdentity, type Identity } from '../identity.ts';
import { argumentOf, composed, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundMultiple } from '../round-to-integer.ts';
import { total, type Step, type StepContext } from '../step.ts';
import { takeMultiple, wordsOf } from '../take-multiple.ts';

/** Rates tried are multiples of one over this. */
const RATES = 16;
/** An argument may be rounded to the wrong side of a boundary by this fraction of the interval. */
const SLACK = 2 ** -12;
/** A rate computed in doubles is this near (relatively) to one of few bits. */
const NEAR = 2 ** -40;

/** f(x + c) = 5/4·f(x) + 3/4·f′(x)/rate, c = ln 2/rate: f = a·exp(rate·x) + b·exp(−rate·x), neither a nor b being 0. */
type Law = { readonly rate: number; readonly identity: Identity; readonly other: Expression };

/**
 * Sums of a rising and a falling exponential, sinh and cosh among them, by their addition theorem: with x = n·c + r,
 * f(x) = (2ⁿ + 2⁻ⁿ)/2·f(r) + (2ⁿ − 2⁻ⁿ)/2·g(r), g = f′/rate. No division, and nothing cancels about a zero at 0.
 */
export const additionStep: Step = {
  name: 'addition',
  description:
    "f(x + c) = 5/4 f(x) + 3/4 f'(x)/a (sinh, cosh): take n multiples of c off, powers 2^n and 2^-n of f and f'",
  reductions: (f, _identities, context) => {
    if (!(f.lo < 0 && f.hi > 0)) return [];
    const law = lawOf(f);
    if (law === undefined) return [];
    const limits = limitsOf(f, law, context);
    return limits === undefined
      ? []
      : [1, 2].flatMap((words) => reductionsOf(f, law, limits, context, words));
  },
};

/** The rate from three values of f, the identity confirmed on f. */
function lawOf(f: ReducedFunction): Law | undefined {
  const unit = Math.min(1, f.hi / 4, -f.lo / 4);
  const at = (x: number): number => constantDouble(composed(f, doubleTerm(x))) ?? NaN;
  const growth = [1, 2].map((k) => (at((k + 1) * unit) + at((k - 1) * unit)) / (2 * at(k * unit)));
  const rate = Math.acosh(growth[0]) / unit;
  const few = Math.round(rate * RATES) / RATES;
  if (
    !(few > 0) ||
    !(Math.abs(rate - few) <= NEAR * rate) ||
    !(Math.abs(growth[0] - growth[1]) <= NEAR * growth[0])
  )
    return undefined;
  const slope = derivative(f.expression, f.variable);
  const other = few === 1 ? slope : apply('div', slope, doubleTerm(few));
  const [value, risen] = [at(0), constantDouble(composed({ ...f, expression: other }, integer(0)))];
  if (risen === undefined || Math.abs(value) === Math.abs(risen)) return undefined;
  const by = few === 1 ? constant('ln2') : apply('div', constant('ln2'), doubleTerm(few));
  const identity: Identity = {
    left: composed(f, apply('add', argumentOf(f), by)),
    right: apply('add', times(5n, f.expression), times(3n, other)),
    variable: f.variable,
    lo: f.lo,
    hi: f.hi,
  };
  return confirmIdentity(identity) ? { rate: few, identity, other } : undefined;
}

const times = (quarters: bigint, term: Expression): Expression => apply('mul', rational(quarters, 4n), term);

type Limits = { readonly lo: number; readonly hi: number; readonly most: number };

/** The arguments beyond which the result is infinite in the storage format; `undefined` where 2^±n leave the arithmetic's range. */
function limitsOf(f: ReducedFunction, { rate, other }: Law, context: StepContext): Limits | undefined {
  const { arithmetic, storage } = context;
  const [value, risen] = [f.expression, other].map((term) =>
    constantDouble(composed({ ...f, expression: term }, integer(0))),
  );
  if (value === undefined || risen === undefined) return undefined;
  const end = (weight: number): number =>
    ((storage.emax + 3 - Math.log2(Math.abs(weight) / 2)) * Math.LN2) / rate;
  const hi = Math.min(f.hi, storage.round(end(value + risen)));
  const lo = Math.max(f.lo, -storage.round(end(value - risen)));
  const most = Math.ceil((Math.max(hi, -lo) * rate) / Math.LN2) + 1;
  return most + 1 <= -arithmetic.emin && most + 1 <= arithmetic.emax ? { lo, hi, most } : undefined;
}

function reductionsOf(
  f: ReducedFunction,
  { rate, identity, other }: Law,
  { lo, hi, most }: Limits,
  { arithmetic, fma }: StepContext,
  words: number,
): ReturnType<Step['reductions']> {
  const by = rate === 1 ? constant('ln2') : apply('div', constant('ln2'), doubleTerm(rate));
  const split = wordsOf({ format: arithmetic, fma }, by, words, most);
  if (split.length < words) return [];
  const half = (Math.LN2 / rate / 2) * (1 + SLACK);
  const bias = arithmetic.emax - 1;
  return [
    {
      step: 'addition',
      parameters: { rate, words },
      identity,
      inners: [
        reducedFunction(f.expression, f.variable, -half, half),
        reducedFunction(apply('neg', other), f.variable, -half, half),
      ],
      emit: (e, x, value, slope) => {
        let argument = x;
        if (hi < f.hi) argument = e.op('min', argument, e.number(hi));
        if (lo > f.lo) argument = e.op('max', argument, e.number(lo));
        const { n, pattern } = roundMultiple(e, argument, e.format.round(rate / Math.LN2), bias);
        const reduced = takeMultiple(e, argument, n, split);
        const power = (bits: typeof pattern): typeof pattern =>
          e.op('float', e.shiftLeft(bits, e.fractionBits));
        const [rising, falling] = [pattern, e.op('isub', e.integer(2 * bias), pattern)].map(power);
        // At n = 0 the difference is +0, its product with −g is −0 where g > 0, and f(r) = ±0 is left as it is.
        const mean = e.op('add', rising, falling);
        const difference = e.op('sub', falling, rising);
        const head = e.op('mul', mean, total(e, value(e, reduced)));
        const product = [difference, total(e, slope(e, reduced))] as const;
        return { head, tail: e.op('mul', ...product), product };
      },
    },
  ];
}
