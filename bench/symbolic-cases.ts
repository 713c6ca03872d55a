/** The questions of `bench/symbolic.ts`. `length`: what a short answer may count, operations and leaves (`termLength`). */
export type SymbolicCase = {
  readonly task: 'simplify' | 'differentiate' | 'expand' | 'jacobian';
  readonly text: string;
  readonly length?: number;
  /** Equations, for `jacobian`; in variables x0, x1, … */
  readonly system?: readonly string[];
};

const simplify = (text: string, length: number): SymbolicCase => ({ task: 'simplify', text, length });

/** Textbook identities: every answer is known to be at most so long. */
const SIMPLIFY: readonly SymbolicCase[] = [
  simplify('x + x + x', 3),
  simplify('sin(x)^2 + cos(x)^2', 1),
  simplify('(x^2 - 1)/(x - 1)', 3),
  simplify('1 - sin(x)^2', 4),
  simplify('2*sin(x)*cos(x)', 4),
  simplify('exp(x)*exp(-x)*x', 1),
  simplify('log(exp(x))', 1),
  simplify('sqrt(x)*sqrt(x)', 1),
  simplify('tan(x)*cos(x)', 2),
  simplify('(x^3 - y^3)/(x - y)', 11),
  simplify('cosh(x)^2 - sinh(x)^2', 1),
  simplify('x^y*x^2', 5),
  simplify('sin(x + y) - sin(x)*cos(y) - cos(x)*sin(y)', 1),
  simplify('sqrt(8) + sqrt(2)', 4),
  simplify('1/(1 + sqrt(2))', 4),
  simplify('x/sqrt(x)', 3),
  simplify('(exp(2*x) - 1)/(exp(x) - 1)', 4),
  simplify('sin(2*x)/sin(x)', 4),
  simplify('cos(2*x) - cos(x)^2 + sin(x)^2', 1),
  simplify('sin(x + pi/2)', 2),
  simplify('sin(asin(x))', 1),
  simplify('(x + 1)^2 - (x - 1)^2', 3),
  simplify('1/(x + 1) + 1/(x - 1)', 9),
  simplify('(a + b)^3 - a^3 - b^3 - 3*a*b*(a + b)', 1),
  simplify('log(8)/log(2)', 1),
  simplify('asin(x) + acos(x)', 3),
  simplify('x*y/(x*z)', 3),
  simplify('(2*x + 2)/(4*x + 4)', 1),
  simplify('sin(x)^4 - cos(x)^4', 5),
  simplify('exp(x + y)/exp(y)', 2),
  simplify('tanh(x)*cosh(x)', 2),
  simplify('(x^2 + 3*x + 2)/(x^2 + 5*x + 6)', 7),
  simplify('x*exp(x) + 2*exp(x)', 6),
  simplify('sin(3*x) - 3*sin(x) + 4*sin(x)^3', 1),
];

const DIFFERENTIATE = [
  'x^2*sin(x)',
  'exp(sin(x^2))/x',
  'log(1 + exp(x))',
  '(x^2 + 1)/(x^2 + 2)',
  'sqrt(1 + x^2)*cos(3*x)',
  'x^x',
  'tan(x)^3',
  'atan(x/(1 + x))',
  'exp(-x^2/2)*sin(5*x + 1)',
  'log(x)*log(x + 1)*sqrt(x)',
  '((x + 1)*(x + 2)*(x + 3))/((x + 4)*(x + 5))',
  'sin(cos(tan(x/3)))',
  'x^10 + 5*x^7 - 3*x^2 + 12',
  'exp(x)/(1 + exp(x))^2',
  'cosh(x)*tanh(2*x)',
  'sin(x)^5*cos(x)^4',
].map((text): SymbolicCase => ({ task: 'differentiate', text }));

const EXPAND = [
  '(x + 1)*(x - 1)',
  '(x + y)^5',
  '(x + y + z)^4',
  '(x + y + 1)^10',
  '(2*x - 3*y)^7',
  '(x + 1)*(x + 2)*(x + 3)*(x + 4)*(x + 5)',
  '(x + y)^2*(x - y)^2',
  '(a + b + c + d)^3',
  '((x + 1)^2 + (y + 1)^2)^3',
  '(x^2 + x + 1)^8',
  'x*(y + z*(x + y*(z + 1)))',
  '(x/2 + y/3)^6',
].map((text): SymbolicCase => ({ task: 'expand', text }));

/** 100 equations in 100 variables, four of them in each. */
const SYSTEM = Array.from({ length: 100 }, (_, i) => {
  const x = (k: number): string => `x${(i + k) % 100}`;
  const a = 1 + ((7 * i) % 13);
  return `${a}*${x(0)}*${x(1)} - sin(${x(2)})*exp(-${x(0)}^2/3) + ${x(3)}/(1 + ${x(0)}^2)`;
});

export const SYMBOLIC_CASES: readonly SymbolicCase[] = [
  ...SIMPLIFY,
  ...DIFFERENTIATE,
  { task: 'jacobian', text: 'the Jacobian of 100 equations in 100 variables', system: SYSTEM },
  ...EXPAND,
];
