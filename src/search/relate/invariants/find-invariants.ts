import { gcd, primitiveVector } from '../../../number/exact/integers.ts';
import type { Fraction } from '../../../number/exact/fraction.ts';
import { nullspace } from '../../../number/exact/nullspace.ts';
import { createRandom } from '../../../number/random.ts';
import { monomialsUpTo } from '../monomials-up-to.ts';
import { polynomial, type Monomial, type Polynomial } from '../../../number/exact/laurent-polynomial.ts';
import { inIdeal } from './in-ideal.ts';
import type { Loop } from './loop.ts';
import { provedInvariants } from './prove-invariants.ts';
import { isZeroAt, traceStates } from './traces.ts';

/** States beyond the unknowns: each is a check. */
const EXTRA_STATES = 12;
const MOST_UNKNOWNS = 330;
/** Further states at which what is not proved must hold. */
const FRESH_STATES = 60;

export type InvariantReport = {
  readonly proved: readonly Polynomial[];
  /** 0 at all states of random runs, and not proved. */
  readonly measured: readonly Polynomial[];
  /** States looked at. */
  readonly states: number;
  /** The degree to which all were looked for: less than asked where unknowns outgrow the states or the limit. */
  readonly degree: number;
};

/**
 * Polynomial equations, up to a degree, that hold before every turn of a loop: the nullspace of all monomials at states of
 * random runs, exactly, without those that follow from others; then proofs by induction.
 */
export function findInvariants(loop: Loop, maxDegree: number, seed: number): InvariantReport {
  const random = createRandom(seed);
  const columns = loop.generators.flatMap(({ kind }, i) => (kind === 'free' ? [] : [i]));
  const found: Polynomial[] = [];
  let [proved, states, reached]: [Polynomial[], number, number] = [[], 0, 0];
  for (let degree = 1; degree <= maxDegree; degree++) {
    const monomials = monomialsUpTo(columns.length, degree);
    if (monomials.length > MOST_UNKNOWNS) break;
    const points = traceStates(loop, monomials.length + EXTRA_STATES, random);
    if (points.length < monomials.length + EXTRA_STATES) break;
    states += points.length;
    reached = degree;
    const rows = points.map((point) =>
      rowOf(
        monomials,
        columns.map((i) => point[i]),
      ),
    );
    for (const vector of nullspace(rows, monomials.length)) {
      const terms = monomials.map((exponents, i): [Monomial, bigint] => [
        exponents.flatMap((e, j) => (e === 0 ? [] : [columns[j], e])),
        vector[i],
      ]);
      const p = polynomial(terms);
      if (!inIdeal(p, found)) found.push(p);
    }
    proved = provedInvariants(loop, found);
  }
  const fresh = traceStates(loop, FRESH_STATES, random);
  const measured = found.filter((p) => !proved.includes(p) && fresh.every((at) => isZeroAt(p, at)));
  return { proved, measured, states: states + fresh.length, degree: reached };
}

/** All monomials at a point, times a common denominator. */
function rowOf(monomials: readonly (readonly number[])[], point: readonly Fraction[]): bigint[] {
  const most = Math.max(...monomials.map((exponents) => exponents.reduce((a, b) => a + b, 0)));
  const common = point.reduce((lcm, { denominator }) => (lcm / gcd(lcm, denominator)) * denominator, 1n);
  const whole = point.map(({ numerator, denominator }) => numerator * (common / denominator));
  return primitiveVector(
    monomials.map((exponents) => {
      let [value, degree] = [1n, 0];
      for (const [i, e] of exponents.entries()) {
        if (e > 0) value *= whole[i] ** BigInt(e);
        degree += e;
      }
      return value * common ** BigInt(most - degree);
    }),
  );
}
