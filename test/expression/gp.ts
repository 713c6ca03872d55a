import { spawnSync } from 'node:child_process';
import type { Expression } from '../../src/expression/expression.ts';
import { foldExpression } from '../../src/expression/fold.ts';
import type { OperationName } from '../../src/expression/operations.ts';

/** Definitions that PARI/GP lacks, written from the meanings in the table and nothing else of ours. */
const PRELUDE = `
default(realprecision, 40);
erf_(x) = 1 - erfc(x);
atan2_(y, x) = arg(x + I*y);
cbrt_(x) = if(x < 0, -(-x)^(1/3), x^(1/3));
sigmoid_(x) = 1/(1 + exp(-x));
softplus_(x) = log(1 + exp(x));
airy_(x) = if(x > 0, sqrt(x/3)/Pi*besselk(1/3, 2/3*x^(3/2)), error("airy"));
roundeven_(x) = my(f = floor(x), d = x - f); if(d < 1/2, f, if(d > 1/2, f + 1, if(f % 2, f + 1, f)));
`;

const CALLS: Readonly<Record<OperationName, (...args: string[]) => string>> = {
  add: (a, b) => `(${a}+${b})`,
  sub: (a, b) => `(${a}-${b})`,
  mul: (a, b) => `(${a}*${b})`,
  div: (a, b) => `(${a}/${b})`,
  neg: (a) => `(-${a})`,
  pow: (a, b) => `(${a}^${b})`,
  fma: (a, b, c) => `(${a}*${b}+${c})`,
  abs: (a) => `abs(${a})`,
  min: (a, b) => `min(${a},${b})`,
  max: (a, b) => `max(${a},${b})`,
  sqrt: (a) => `sqrt(${a})`,
  cbrt: (a) => `cbrt_(${a})`,
  rsqrt: (a) => `(1/sqrt(${a}))`,
  hypot: (a, b) => `sqrt(${a}^2+${b}^2)`,
  floor: (a) => `floor(${a})`,
  ceil: (a) => `ceil(${a})`,
  round: (a) => `roundeven_(${a})`,
  trunc: (a) => `truncate(${a})`,
  exp: (a) => `exp(${a})`,
  exp2: (a) => `(2^${a})`,
  exp10: (a) => `(10^${a})`,
  expm1: (a) => `(exp(${a})-1)`,
  log: (a) => `log(${a})`,
  log2: (a) => `(log(${a})/log(2))`,
  log10: (a) => `(log(${a})/log(10))`,
  log1p: (a) => `log(1+${a})`,
  sin: (a) => `sin(${a})`,
  cos: (a) => `cos(${a})`,
  tan: (a) => `tan(${a})`,
  sinpi: (a) => `sin(Pi*${a})`,
  cospi: (a) => `cos(Pi*${a})`,
  asin: (a) => `asin(${a})`,
  acos: (a) => `acos(${a})`,
  atan: (a) => `atan(${a})`,
  atan2: (a, b) => `atan2_(${a},${b})`,
  sinh: (a) => `sinh(${a})`,
  cosh: (a) => `cosh(${a})`,
  tanh: (a) => `tanh(${a})`,
  asinh: (a) => `asinh(${a})`,
  acosh: (a) => `acosh(${a})`,
  atanh: (a) => `atanh(${a})`,
  sinc: (a) => `(sin(${a})/${a})`,
  erf: (a) => `erf_(${a})`,
  erfc: (a) => `erfc(${a})`,
  gamma: (a) => `gamma(${a})`,
  lgamma: (a) => `log(abs(gamma(${a})))`,
  digamma: (a) => `psi(${a})`,
  zeta: (a) => `zeta(${a})`,
  airy_ai: (a) => `airy_(${a})`,
  bessel_j0: (a) => `besselj(0,${a})`,
  bessel_j1: (a) => `besselj(1,${a})`,
  bessel_jn: (n, a) => `besselj(${n},${a})`,
  bessel_y0: (a) => `besseln(0,${a})`,
  bessel_y1: (a) => `besseln(1,${a})`,
  bessel_yn: (n, a) => `besseln(${n},${a})`,
  besseli: (n, a) => `besseli(${n},${a})`,
  besselk: (n, a) => `besselk(${n},${a})`,
  lambertw: (a) => `lambertw(${a})`,
  sigmoid: (a) => `sigmoid_(${a})`,
  softplus: (a) => `softplus_(${a})`,
  gelu: (a) => `(${a}/2*(1+erf_(${a}/sqrt(2))))`,
  silu: (a) => `(${a}*sigmoid_(${a}))`,
  mish: (a) => `(${a}*tanh(softplus_(${a})))`,
};

const CONSTANTS: Readonly<Record<string, string>> = {
  pi: 'Pi',
  e: 'exp(1)',
  ln2: 'log(2)',
  phi: '((1+sqrt(5))/2)',
  egamma: 'Euler',
  catalan: 'Catalan',
  // Each by another formula than the oracle's, where there is one.
  glaisher: "exp(1/12-zeta'(-1))",
  gompertz: '(exp(1)*eint1(1))',
  gieseking: 'imag(polylog(2,exp(I*Pi/3)))',
  wilbraham_gibbs: 'intnum(t=0,Pi,sinc(t))',
  erdos_borwein: 'suminf(n=1,1/(2^n-1))',
  reciprocal_fibonacci: 'suminf(n=1,1./fibonacci(n))',
  soldner: 'exp(solve(u=0.37,0.38,Euler+log(u)+suminf(k=1,u^k/k/k!)))',
  dottie: 'solve(u=0.7,0.8,cos(u)-u)',
  laplace_limit: 'solve(u=0.6,0.7,u*exp(sqrt(1+u^2))-1-sqrt(1+u^2))',
  somos: 'exp(suminf(k=1,log(k)/2^k))',
  cahen: 'if(1,s=2;v=0;for(k=0,7,v+=(-1)^k/(s-1);s=s^2-s+1);v)',
  komornik_loreti: 'solve(q=1.7,1.9,prod(k=0,8,1-q^(-2^k))+(q-2)/(q-1))',
  lehmer: 'solve(u=1.15,1.2,u^10+u^9-u^7-u^6-u^5-u^4-u^3+u+1)',
  liouville: 'sum(k=1,5,10.^(-k!))',
  champernowne: '0.12345678910111213141516171819202122232425262728293',
  copeland_erdos: '0.23571113171923293137414347535961677173798389971011',
  thue_morse: '(1/2-prod(k=0,8,1-2.^(-2^k))/4)',
  rabbit: 'sum(n=1,150,2.^(-floor(n*(1+sqrt(5))/2)))',
  paperfolding: 'sum(k=0,8,8.^(2^k)/(2.^(2^(k+2))-1))',
  prime_constant: 'sum(n=1,60,2.^(-prime(n)))',
  kempner: 'sum(k=0,8,2.^(-2^k))',
};

/** A term in PARI/GP's language. */
export function toGP(expression: Expression): string {
  return foldExpression<string>(expression, (term, args) => {
    if (term.kind === 'number') return `(${term.numerator}/${term.denominator})`;
    if (term.kind === 'constant') return CONSTANTS[term.name];
    return term.kind === 'variable' ? term.name : CALLS[term.operation](...args);
  });
}

/** Runs GP on lines, each printing one number. */
export function runGP(lines: readonly string[]): number[] {
  const result = spawnSync('gp', ['-q', '-f', '-s', '200M'], {
    input: PRELUDE + lines.map((line) => `print(precision(1.0*(${line}), 19))`).join('\n') + '\n',
    encoding: 'utf8',
  });
  if (result.stderr !== '') throw new Error(result.stderr);
  const numbers = result.stdout.trim().split('\n').map((text) => Number(text.replace(/ E/, 'e'))); // prettier-ignore
  if (numbers.length !== lines.length || numbers.some(Number.isNaN)) throw new Error(result.stdout);
  return numbers;
}
