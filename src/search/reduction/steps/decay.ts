import { doubleTerm } from '../../../expression/double-term.ts';
import { apply, variable, type Expression } from '../../../expression/expression.ts';
import { FORMATS } from '../../../number/formats.ts';
import { fewBits } from '../few-bits.ts';
import { keptDecay } from '../kept-decay.ts';
import { argumentOf, reducedFunction, type ReducedFunction } from '../reduced-function.ts';
import { roundedValue } from '../rounded-value.ts';
import { total, type Step } from '../step.ts';

/** Binary orders of magnitude that a function must span before an exponential is split off. */
const SPAN = 16;
/** Significant bits of the exponential's coefficients: products with the argument's powers stay exact. */
const BITS = 4;
const POINTS = 64;

/** f(x) = exp(a·x² + b·x)·g(x): what falls or grows like an exponential is split off, and g hardly changes. */
export const decayStep: Step = {
  name: 'decay',
  description:
    'f(x) = exp(a x^2 + b x) g(x): split off the exponential that the function falls (or grows) like',
  reductions: (f, _identities, context) => {
    const { arithmetic, storage } = context;
    // The exponential may be smaller than any number of the storage format, and its argument must be nearly exact.
    const wide = arithmetic.precision >= 2 * storage.precision;
    if (!(wide || context.byAnalysis === true) || !Number.isFinite(f.lo) || !Number.isFinite(f.hi)) return [];
    if (f.lo < 0 && f.hi > 0) return [];
    const far = Math.abs(f.lo) > Math.abs(f.hi) ? f.lo : f.hi;
    const law = lawOf(f, far);
    if (law === undefined) return [];
    const { a, b } = law;
    if (!wide) return b === 0 ? [keptDecay(f, a, context) ?? []].flat() : [];
    const x = argumentOf(f);
    const exponent = (sign: 1 | -1): Expression =>
      apply('mul', x, apply('add', apply('mul', doubleTerm(sign * a), x), doubleTerm(sign * b)));
    const rest = apply('mul', f.expression, apply('exp', exponent(-1)));
    const ends = [f.lo, f.hi].map((end) => end * (a * end + b));
    const exp = apply('exp', variable(f.variable));
    const widened = 1 + 2 ** -10;
    return [
      {
        step: 'decay',
        parameters: { a, b },
        inners: [
          reducedFunction(rest, f.variable, f.lo, f.hi),
          reducedFunction(exp, f.variable, Math.min(...ends, 0) * widened, Math.max(...ends, 0) * widened),
        ],
        emit: (e, at, core, power) => {
          const scaled = (by: number): string => (by === 1 ? at : e.op('mul', at, e.number(by)));
          const argument =
            a === 0 ? scaled(b) : e.op('mul', b === 0 ? scaled(a) : e.op('add', scaled(a), e.number(b)), at);
          return { tail: e.op('mul', total(e, power(e, argument)), total(e, core(e, at))) };
        },
      },
    ];
  },
};

/** Coefficients of few bits such that f·exp(−a·x² − b·x) varies little; `undefined` where f is no such function. */
function lawOf(f: ReducedFunction, far: number): { readonly a: number; readonly b: number } | undefined {
  const log = (x: number): number => Math.log(Math.abs(roundedValue(f.oracle, x, FORMATS.f64)));
  const points = Array.from({ length: POINTS }, (_, i) => f.lo + ((f.hi - f.lo) * (i + 0.5)) / POINTS);
  const signs = new Set(points.map((x) => Math.sign(roundedValue(f.oracle, x, FORMATS.f64))));
  if (signs.size > 1 || signs.has(0)) return undefined;
  const span = (a: number, b: number): number => {
    const values = points.map((x) => log(x) - x * (a * x + b));
    return (Math.max(...values) - Math.min(...values)) / Math.LN2;
  };
  const plain = span(0, 0);
  if (!(plain > SPAN)) return undefined;
  const [y1, y2, y3] = [0.5, 0.75, 1].map((part) => log(far * part * (1 - 2 ** -10)));
  const step = far / 4;
  const curvature = fewBits((y3 - 2 * y2 + y1) / (2 * step * step), BITS);
  const laws = [
    { a: curvature, b: 0 },
    { a: 0, b: fewBits((y3 - y2) / step, BITS) },
  ];
  const best = laws
    .map((law) => ({ law, span: span(law.a, law.b) }))
    .reduce((one, other) => (other.span < one.span ? other : one));
  return best.span < plain / 3 ? best.law : undefined;
}
