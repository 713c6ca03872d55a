import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { factorDense } from '../../../src/number/polynomial/factor-dense.ts';
import { factored } from '../../../src/number/polynomial/factor.ts';
import { commonDivisor } from '../../../src/number/polynomial/gcd.ts';
import {
  asInteger,
  constantPolynomial,
  equalPolynomials,
  isZero,
  multiplied,
  polynomialOf,
  raised,
  totalDegree,
  type Polynomial,
} from '../../../src/number/polynomial/polynomial.ts';
import { Ring } from '../../../src/number/polynomial/ring.ts';
import { createRandom } from '../../../src/number/random.ts';
import { needs } from '../../tool.ts';

const random = createRandom(11);

function randomPolynomial(ring: Ring, variables: number, degree: number, terms: number): Polynomial {
  return polynomialOf(
    ring,
    Array.from({ length: terms }, () => {
      const exponents = Array.from({ length: ring.variables }, (_, v) =>
        v < variables ? random.integer(degree + 1) : 0,
      );
      return [ring.monomial(exponents), BigInt(random.integer(15) - 7)] as const;
    }),
  );
}

/** Products of random polynomials, some squared. */
function products(count: number, variables: number, degree: number): Polynomial[] {
  const ring = new Ring(3, 60);
  return Array.from({ length: count }, () => {
    let p = constantPolynomial(ring, 1n);
    for (let i = 0; i < 3; i++) {
      const q = randomPolynomial(ring, variables, degree, 4);
      if (!isZero(q)) p = multiplied(p, random.integer(4) === 0 ? raised(q, 2) : q);
    }
    return p;
  });
}

const CASES = [...products(20, 1, 4), ...products(12, 2, 2), ...products(8, 3, 1)];

function text(p: Polynomial): string {
  const terms = p.monomials.map((m, i) => {
    const powers = p.ring.exponents(m).map((e, v) => (e === 0 ? '' : `*x${v}^${e}`));
    return `${p.coefficients[i]}${powers.join('')}`;
  });
  return terms.length === 0 ? '0' : terms.join('+').replaceAll('+-', '-');
}

it('factors multiply to what was given', () => {
  for (const p of CASES) {
    const { content, factors } = factored(p);
    const product = factors.reduce(
      (q, { base, exponent }) => multiplied(q, raised(base, exponent)),
      constantPolynomial(p.ring, content),
    );
    expect(equalPolynomials(product, p), text(p)).toBe(true);
  }
});

it('a product has the factors that went into it', () => {
  const ring = new Ring(2, 60);
  const [x, y] = [0, 1].map((v) => polynomialOf(ring, [[ring.power(v, 1), 1n]]));
  // x⁴ + 4y⁴ = (x² + 2xy + 2y²)(x² − 2xy + 2y²)
  const p = polynomialOf(ring, [
    [ring.power(0, 4), 1n],
    [ring.power(1, 4), 4n],
  ]);
  expect(factored(p).factors.map(({ base }) => totalDegree(base))).toEqual([2, 2]);
  expect(factored(multiplied(raised(x, 3), raised(y, 2))).factors.map(({ exponent }) => exponent)).toEqual(
    expect.arrayContaining([3, 2]),
  );
});

it('a common divisor divides, and leaves nothing in common', () => {
  for (let i = 0; i + 2 < CASES.length; i += 3) {
    const [a, b, g] = CASES.slice(i, i + 3);
    if (a.ring !== g.ring) continue;
    const [left, right] = [multiplied(a, g), multiplied(b, g)];
    const { divisor, cofactors } = commonDivisor(left, right);
    expect(equalPolynomials(multiplied(divisor, cofactors[0]), left)).toBe(true);
    expect(equalPolynomials(multiplied(divisor, cofactors[1]), right)).toBe(true);
    expect(asInteger(commonDivisor(...cofactors).divisor)).toBe(1n);
    expect(totalDegree(divisor)).toBeGreaterThanOrEqual(totalDegree(g));
  }
});

it('wide rings compute the same', () => {
  const [narrow, wide] = [new Ring(3, 60), new Ring(3, 2 ** 20)];
  expect([narrow.wide, wide.wide]).toEqual([false, true]);
  for (const p of CASES.slice(20)) {
    const moved = polynomialOf(
      wide,
      p.monomials.map((m, i) => [wide.monomial(p.ring.exponents(m)), p.coefficients[i]] as const),
    );
    expect(text(multiplied(moved, moved))).toBe(text(multiplied(p, p)));
    expect(factored(moved).factors.length).toBe(factored(p).factors.length);
  }
});

it('x^64 - 1, and the minimal polynomial of sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7), which splits modulo every prime', () => {
  const power = Array.from({ length: 65 }, (_, k) => (k === 0 ? -1n : k === 64 ? 1n : 0n));
  expect(
    factorDense(power)
      .map((f) => f.length - 1)
      .toSorted((a, b) => a - b),
  ).toEqual([1, 1, 2, 4, 8, 16, 32]);
  // Π (x ± √2 ± √3 ± √5 ± √7), in x².
  const even = [46_225n, -5_596_840n, 13_950_764n, -7_453_176n, 1_513_334n, -141_912n, 6_476n, -136n, 1n];
  const p = even.flatMap((c, k) => (k === 8 ? [c] : [c, 0n]));
  expect(factorDense(p)).toEqual([p]);
});

needs('gp')('beside PARI', () => {
  it('as many irreducible factors', { timeout: 60_000 }, () => {
    const given = CASES.filter((p) => !isZero(p));
    const program = given.map(
      (p) => `f=factor(${text(p)});print(sum(i=1,matsize(f)[1],poldegree(f[i,1])>0||#variables(f[i,1])>0))`,
    );
    const answer = execFileSync('gp', ['-q', '-f', '-s', '500M'], {
      input: `${program.join('\n')}\n`,
      encoding: 'utf8',
    });
    const theirs = answer.trim().split('\n').map(Number);
    expect(given.map((p) => factored(p).factors.length)).toEqual(theirs);
  });
});
