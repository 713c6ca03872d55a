import { integer, rational, type Expression } from '../../../expression/expression.ts';
import { call, checkNotZero, ONE, product, quotient, sum, sumOfProducts, ZERO } from './coefficients.ts';
import { Obstacle } from './obstacle.ts';

/** Σ coefficients[k]·t^(low + k), and terms of higher order that are not known. No coefficients and low = ∞: exactly 0. */
export type PowerSeries = {
  readonly low: number;
  readonly coefficients: readonly Expression[];
};

export const NOTHING: PowerSeries = { low: Infinity, coefficients: [] };

/** The first power that nothing is known of. */
export const end = (u: PowerSeries): number => u.low + u.coefficients.length;

/** The coefficient of a power below the end. */
export const at = (u: PowerSeries, power: number): Expression => u.coefficients[power - u.low] ?? ZERO;

/** Without zeros in front. */
function stripped(u: PowerSeries): PowerSeries {
  let k = 0;
  while (k < u.coefficients.length && u.coefficients[k] === ZERO) k++;
  return k === 0 ? u : { low: u.low + k, coefficients: u.coefficients.slice(k) };
}

/** c·t^power, to `terms` terms. */
export function monomial(c: Expression, power: number, terms: number): PowerSeries {
  if (c === ZERO) return NOTHING;
  return { low: power, coefficients: Array.from({ length: terms }, (_, k) => (k === 0 ? c : ZERO)) };
}

const made = (low: number, length: number, of: (power: number) => Expression): PowerSeries =>
  stripped({ low, coefficients: Array.from({ length: Math.max(0, length) }, (_, k) => of(low + k)) });

export function scaled(u: PowerSeries, c: Expression): PowerSeries {
  if (c === ZERO) return NOTHING;
  return stripped({ low: u.low, coefficients: u.coefficients.map((x) => product(x, c)) });
}

export function added(u: PowerSeries, v: PowerSeries): PowerSeries {
  if (u === NOTHING) return v;
  if (v === NOTHING) return u;
  const low = Math.min(u.low, v.low);
  return made(low, Math.min(end(u), end(v)) - low, (k) => sum(at(u, k), at(v, k)));
}

export function multiplied(u: PowerSeries, v: PowerSeries): PowerSeries {
  if (u === NOTHING || v === NOTHING) return NOTHING;
  const length = Math.min(u.coefficients.length, v.coefficients.length);
  const low = u.low + v.low;
  return made(low, length, (power) => {
    const k = power - low;
    return sumOfProducts(
      Array.from({ length: k + 1 }, (_, i) => [u.coefficients[i], v.coefficients[k - i]] as const),
    );
  });
}

/** The leading coefficient, which is not 0. @throws Obstacle when that is not known */
export function leading(u: PowerSeries, generic: boolean): Expression {
  if (u === NOTHING) throw new Obstacle('none', 'it is 0 near the point');
  if (u.coefficients.length === 0) throw new Obstacle('terms', 'all known coefficients are 0');
  checkNotZero(u.coefficients[0], generic);
  return u.coefficients[0];
}

/**
 * u^r for a rational exponent, given the leading coefficient's power: (1 + w)^r by the recurrence of its differential
 * equation (Knuth, The Art of Computer Programming 2, 4.7). r·low is whole.
 */
export function raised(u: PowerSeries, p: bigint, q: bigint, power: Expression): PowerSeries {
  const [first] = u.coefficients;
  const w = u.coefficients.map((c) => quotient(c, first));
  const y: Expression[] = [ONE];
  for (let k = 1; k < w.length; k++) {
    const terms: (readonly [Expression, Expression])[] = [];
    for (let j = 1; j <= k; j++) {
      if (w[j] === ZERO) continue;
      const factor = rational(p * BigInt(j) - q * BigInt(k - j), q * BigInt(k));
      terms.push([product(factor, w[j]), y[k - j]]);
    }
    y.push(sumOfProducts(terms));
  }
  return stripped({
    low: Number((BigInt(u.low) * p) / q),
    coefficients: y.map((c) => product(c, power)),
  });
}

export function inverse(u: PowerSeries, generic: boolean): PowerSeries {
  return raised(u, -1n, 1n, quotient(ONE, leading(u, generic)));
}

/** The value at t = 0. @throws Obstacle at a pole, or where it is not known */
export function valueAtZero(u: PowerSeries): Expression {
  if (u.low < 0 && u.coefficients.length > 0)
    throw new Obstacle('none', 'a function of what has a pole there');
  if (end(u) <= 0) throw new Obstacle('terms', 'the value at the point is not reached');
  return at(u, 0);
}

/** exp(u), given exp of its value at 0. */
export function exponential(u: PowerSeries, first: Expression, terms: number): PowerSeries {
  const length = u === NOTHING ? terms : Math.min(terms, end(u));
  const y: Expression[] = [first];
  for (let k = 1; k < length; k++) {
    const parts = Array.from(
      { length: k },
      (_, i) => [product(integer(i + 1), at(u, i + 1)), y[k - 1 - i]] as const,
    );
    y.push(quotient(sumOfProducts(parts), integer(k)));
  }
  return stripped({ low: 0, coefficients: y });
}

/** sin(u) and cos(u); with `sign` 1 sinh(u) and cosh(u). */
export function circular(u: PowerSeries, sign: 1 | -1, terms: number): readonly [PowerSeries, PowerSeries] {
  const first = valueAtZero(u);
  const length = u === NOTHING ? terms : Math.min(terms, end(u));
  const s = [call(sign === 1 ? 'sinh' : 'sin', first)];
  const c = [call(sign === 1 ? 'cosh' : 'cos', first)];
  for (let k = 1; k < length; k++) {
    const by = (other: readonly Expression[]): Expression =>
      sumOfProducts(
        Array.from(
          { length: k },
          (_, i) => [product(rational(BigInt(i + 1), BigInt(k)), at(u, i + 1)), other[k - 1 - i]] as const,
        ),
      );
    const [next, across] = [by(c), by(s)];
    s.push(next);
    c.push(product(integer(sign), across));
  }
  return [stripped({ low: 0, coefficients: s }), stripped({ low: 0, coefficients: c })];
}

/** The derivative by t. */
export function differentiated(u: PowerSeries): PowerSeries {
  if (u === NOTHING) return NOTHING;
  return made(u.low - 1, u.coefficients.length, (k) => product(integer(k + 1), at(u, k + 1)));
}

/** c + ∫ u dt. @throws Obstacle where u has a term 1/t, whose integral is no power */
export function integrated(u: PowerSeries, c: Expression, terms: number): PowerSeries {
  if (u === NOTHING) return monomial(c, 0, terms);
  if (u.coefficients.length === 0 && u.low < 0) throw new Obstacle('terms', 'the derivative is not reached');
  if (u.low < -1 || (end(u) > -1 && at(u, -1) !== ZERO))
    throw new Obstacle('none', 'the function is not continuous there');
  const rest = made(u.low + 1, u.coefficients.length, (k) =>
    k === 0 ? ZERO : quotient(at(u, k - 1), integer(k)),
  );
  return added(monomial(c, 0, Math.max(terms, end(rest))), rest);
}
