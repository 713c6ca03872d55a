import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { createRandom, type Random } from '../../../src/number/random.ts';
import { proveZero } from '../../../src/search/relate/prove-zero.ts';
import { checkAtPoints } from '../../../src/search/relate/sound-at-points.ts';

const zero = (text: string): boolean => proveZero(parseExpression(text)) !== undefined;

describe('what is 0 is proved', () => {
  it.each([
    'tanh(x+y)*(1+tanh(x)*tanh(y)) - tanh(x) - tanh(y)',
    'sin(x+y) - sin(x)*cos(y) - cos(x)*sin(y)',
    'sin(3*x) - 3*sin(x) + 4*sin(x)^3',
    'cos(pi/12) - (sqrt(6) + sqrt(2))/4',
    'sqrt(x*y) - sqrt(x)*sqrt(y)',
    'sqrt(1 + sinh(x)^2) - cosh(x)',
    'sqrt(cos(x)^2) - abs(cos(x))',
    'cbrt(x*y) - cbrt(x)*cbrt(y)',
    'log(x*y) - log(x) - log(y)',
    'log(x^2) - 2*log(abs(x))',
    'log(x/(1-x)) + log((1-x)/x)',
    'exp(log(x)/2) - sqrt(x)',
    'exp(x/3)^3 - exp(x)',
    'exp(lambertw(x))*lambertw(x) - x',
    'sinh(asinh(x)) - x',
    'tanh(atanh(x)) - x',
    'cos(asin(x)) - sqrt(1 - x^2)',
    'sin(atan(x)) - x/sqrt(1 + x^2)',
    'abs(x*y) - abs(x)*abs(y)',
    'max(x, y) + min(x, y) - x - y',
    'floor(x + 3) - floor(x) - 3',
    'ceil(x) + floor(-x)',
    'gamma(x+3) - (x+2)*(x+1)*x*gamma(x)',
    'digamma(x+1) - digamma(x) - 1/x',
    'lgamma(x+1) - lgamma(x) - log(abs(x))',
    'bessel_jn(2, x) - 2*bessel_j1(x)/x + bessel_j0(x)',
    'softplus(x) - softplus(-x) - x',
    'gelu(x) - gelu(-x) - x',
    'phi^2 - phi - 1',
    '2^(x+y) - 2^x*2^y',
    'acos(x) + acos(-x) - pi',
  ])('%s', (text) => expect(zero(text)).toBe(true));
});

describe('what is not 0 is not', () => {
  it.each([
    'sqrt(x^2) - x',
    'log(x^2) - 2*log(x) + 1',
    'abs(x) - x',
    'x - x^2',
    'asin(sin(x)) - x',
    'sqrt(x^2*y) - x*sqrt(y)',
    '(x^3*y)^(1/3) - x*y^(1/3)',
    'floor(2*x) - 2*floor(x)',
    'floor(-x) + floor(x)',
    'cos(pi/12) - (sqrt(6) - sqrt(2))/4',
    'sqrt(x*y) - sqrt(-x)*sqrt(-y) + 1',
    'gamma(x+1) - gamma(x)',
    'e - pi',
    'exp(pi*sqrt(163)) - 640320^3 - 744',
  ])('%s', (text) => expect(zero(text)).toBe(false));
});

it('says for which bases a power with a variable exponent is an exponential', () => {
  expect(proveZero(parseExpression('x^y*x^z - x^(y+z)'))?.conditions).toEqual(['x > 0']);
  expect(proveZero(parseExpression('2^y*2^z - 2^(y+z)'))?.conditions).toEqual([]);
});

/** Equations that hold for some a and b and not for others, and some that always do. */
const TEMPLATES = [
  'sqrt(A*B) - sqrt(A)*sqrt(B)',
  'sqrt(A^2) - A',
  'sqrt(A^2) - abs(A)',
  'sqrt(A/B) - sqrt(A)/sqrt(B)',
  'sqrt(A^2*B) - A*sqrt(B)',
  'log(A*B) - log(A) - log(B)',
  'log(A^2) - 2*log(A)',
  'log(1/A) + log(A)',
  'exp(log(A)) - A',
  'log(exp(A)) - A',
  'abs(A*B) - abs(A)*abs(B)',
  'abs(A/B) - A/B',
  'abs(A - B) - abs(B - A)',
  'cbrt(A*B) - cbrt(A)*cbrt(B)',
  'cbrt(A^3) - A',
  '(A^3*B)^(1/3) - A*B^(1/3)',
  '(A^2)^(1/2) - A',
  '(A^4)^(1/4) - abs(A)',
  '(A^6)^(1/3) - A^2',
  '(A^(1/3))^2 - A^(2/3)',
  'rsqrt(A)*sqrt(A) - 1',
  'sin(asin(A)) - A',
  'sin(A + B) - sin(A)*cos(B) - cos(A)*sin(B)',
  'cos(2*A) - 1 + 2*sin(A)^2',
  'tan(A) - sin(A)/cos(A)',
  'sin(A/2)^2 - (1 - cos(A))/2',
  'tan(A/2) - sin(A)/(1 + cos(A))',
  'sin(atan(A))*sqrt(1 + A^2) - A',
  'max(A, B) - (A + B + abs(A - B))/2',
  'max(A, B) - A',
  'max(A, B)*min(A, B) - A*B',
  'floor(A + 2) - floor(A) - 2',
  'floor(-A) + ceil(A)',
  'floor(A + B) - floor(A) - floor(B)',
  'A^2/A - A',
  '(A^2 - B^2)/(A - B) - A - B',
  'hypot(A, B)^2 - A^2 - B^2',
  'hypot(A, 0) - A',
  'log(A/B) + log(B/A)',
  'log(abs(A)) - log(A)',
  'acosh(A) - log(A + sqrt(A^2 - 1))',
  'cosh(acosh(A)) - A',
  'exp(asinh(A)) - A - sqrt(A^2 + 1)',
  'exp(acosh(A)/2)^2 - A - sqrt(A^2 - 1)',
  'gamma(A + 1) - A*gamma(A)',
  'lgamma(A + 1) - lgamma(A) - log(A)',
  'erf(-A) + erf(A)',
  'atan(-A) + atan(A)',
  'acos(A) + asin(A) - pi/2',
  '2^(A + B) - 2^A*2^B',
  'A^B*A^(-B) - 1',
  'log2(A*A) - 2*log2(abs(A))',
  'sqrt(sqrt(A)) - A^(1/4)',
  'sigmoid(A) + sigmoid(-A) - 1',
];

/** A small random term in x and y. */
function term(random: Random, depth: number): string {
  if (depth === 0 || random.integer(5) === 0)
    return ['x', 'y', '2', 'x', '(1/3)', '(-1)', 'pi'][random.integer(7)];
  const sub = (): string => term(random, depth - 1);
  const unary = ['sqrt', 'abs', 'exp', 'log', 'sin', 'cos', 'cosh', 'cbrt', 'floor', 'tanh', 'asinh', 'atan'];
  switch (random.integer(6)) {
    case 0:
      return `(${sub()} + ${sub()})`;
    case 1:
      return `(${sub()} - ${sub()})`;
    case 2:
      return `(${sub()}*${sub()})`;
    case 3:
      return `(${sub()}/${sub()})`;
    case 4:
      return `(${sub()})^${['2', '3', '(1/2)', '(1/3)', '(-1)', '(2/3)'][random.integer(6)]}`;
    default:
      return `${unary[random.integer(unary.length)]}(${sub()})`;
  }
}

describe('nothing is proved that an enclosure refutes', () => {
  const rounds = process.env.NAPIER_DEEP === undefined ? 6 : 200;
  it.each(TEMPLATES)('%s', (template) => {
    const random = createRandom(20);
    for (let i = 0; i < rounds; i++) {
      const [a, b] = [term(random, 2), term(random, 2)];
      const text = template.replace(/\bA\b/g, `(${a})`).replace(/\bB\b/g, `(${b})`);
      const expression = parseExpression(text);
      const proof = proveZero(expression);
      if (proof === undefined || proof.conditions.length > 0) continue;
      expect({ text, agrees: checkAtPoints(expression, random, 4).agrees }).toEqual({ text, agrees: true });
    }
  });
});
