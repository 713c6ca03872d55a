import { apply, rational, type Expression } from '../../../expression/expression.ts';
import { absolute } from '../../../number/exact/integers.ts';
import { contentOf, overInteger, type Polynomial } from '../../../number/polynomial/polynomial.ts';
import { kernelsOf, readFraction } from '../kernels.ts';
import type { Rational } from '../rationals.ts';
import { expandedTerm, scaledTerm } from '../to-expression.ts';
import { ONE, ZERO, div, isApply, mul, power } from './terms.ts';
import type { Surroundings } from './surroundings.ts';
import { oddOrEven } from './odd-or-even.ts';
import { polynomialFactors, smallFactors } from './factors.ts';

/** The q-th root as the kernel that stands for it. */
function rootKernel(u: Expression, q: bigint, ofReals: boolean): Expression {
  if (q === 2n) return apply('sqrt', u);
  if (q === 3n && ofReals) return apply('cbrt', u);
  return apply('pow', u, rational(1n, q));
}

/** A q-th root without powers inside: square factors come out. `ofReals`: an odd root, of negative numbers too. */
export function rootOf(a: Expression, q: bigint, around: Surroundings, ofReals = false): Expression {
  if (a === ZERO || a === ONE) return a;
  const kernels = kernelsOf([a]);
  const { numerator, denominator } = readFraction(a, kernels);
  const [top, bottom] = [contentOf(numerator), contentOf(denominator)];
  // Numbers: (n/d)^(1/q) = (n·d^(q−1))^(1/q)/d, with whole powers taken out.
  let outside: Rational = { numerator: 1n, denominator: bottom };
  let inside = 1n;
  for (const [prime, exponent] of smallFactors(absolute(top) * bottom ** (q - 1n))) {
    const whole = BigInt(exponent) / q;
    outside = { ...outside, numerator: outside.numerator * prime ** whole };
    inside *= prime ** (BigInt(exponent) - whole * q);
  }
  let negative = top < 0n;
  if (negative && ofReals && q % 2n === 1n) {
    negative = false;
    outside = { ...outside, numerator: -outside.numerator };
  }
  const one = (p: Polynomial): boolean => p.monomials.length === 1 && p.monomials[0] === p.ring.one;
  const parts = (p: Polynomial): { base: Expression; exponent: bigint }[] => {
    if (one(p)) return [];
    const single = p.monomials.length === 1;
    if (single) {
      return kernels.terms.flatMap((base, v) => {
        const e = p.ring.exponent(p.monomials[0], v);
        return e === 0 ? [] : [{ base, exponent: BigInt(e) }];
      });
    }
    if (p.monomials.length > 40) return [{ base: expandedTerm(p, kernels), exponent: 1n }];
    return polynomialFactors(p, kernels.terms, (q) => expandedTerm(q, kernels));
  };
  let outer: Expression = scaledTerm(outside.numerator, outside.denominator, ONE);
  let within: Expression | undefined;
  const above = parts(overInteger(numerator, top));
  const below = parts(overInteger(denominator, bottom));
  const always = ofReals && q % 2n === 1n;
  const remain = [...above, ...below].some(({ exponent }) => exponent % q !== 0n);
  const alone = above.length + below.length === 1;
  const gather = (list: { base: Expression; exponent: bigint }[], isBelow: boolean): void => {
    let rest: Expression | undefined;
    for (const { base, exponent } of list) {
      // Where a factor is 0 the root is 0, whatever sign the rest has: then the rest by itself may have no root.
      const free = always || !remain || alone || (isBelow && exponent % 2n === 0n);
      const whole = free ? exponent / q : 0n;
      const left = exponent - whole * q;
      if (whole > 0n) {
        const needsAbs = q % 2n === 0n && exponent % 2n === 0n && whole % 2n === 1n;
        const factor = power(needsAbs ? absoluteOf(base, around) : base, Number(whole));
        outer = isBelow ? div(outer, factor) : outer === ONE ? factor : mul(outer, factor);
      }
      if (left > 0n) {
        const factor = power(base, Number(left));
        rest = rest === undefined ? factor : mul(rest, factor);
      }
    }
    if (rest !== undefined) {
      within = isBelow ? div(within ?? ONE, rest) : within === undefined ? rest : mul(within, rest);
    }
  };
  gather(above, false);
  gather(below, true);
  const number = scaledTerm(negative ? -inside : inside, 1n, ONE);
  const separate = within !== undefined && !negative;
  const roots: Expression[] = [];
  if (separate) {
    if (inside !== 1n) roots.push(rootKernel(rational(inside), q, ofReals));
    roots.push(rootKernel(within as Expression, q, ofReals));
  } else {
    const all = within === undefined ? number : scaledTerm(negative ? -inside : inside, 1n, within);
    if (all !== ONE) roots.push(rootKernel(all, q, ofReals));
  }
  return roots.reduce((x, y) => mul(x, y), outer);
}

export function absoluteOf(a: Expression, around: Surroundings): Expression {
  if (around.positive.has(a.id)) return a;
  if (a.kind === 'number') return rational(absolute(a.numerator), a.denominator);
  if (a.kind === 'constant') return a;
  if (isApply(a, 'exp') || isApply(a, 'sqrt') || isApply(a, 'abs') || isApply(a, 'cosh')) return a;
  // Even powers and their sums are not negative.
  if (isApply(a, 'pow') && a.args[1].kind === 'number' && a.args[1].denominator === 1n) {
    if (a.args[1].numerator % 2n === 0n) return a;
  }
  return oddOrEven('abs', a);
}
