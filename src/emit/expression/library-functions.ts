import type { Expression } from '../../expression/expression.ts';
import type { OperationName } from '../../expression/operations.ts';

/** Languages that expressions with library functions are written in. */
export const EXPRESSION_LANGUAGES = ['c', 'js'] as const;
export type ExpressionLanguage = (typeof EXPRESSION_LANGUAGES)[number];

type Write = (args: readonly string[]) => string;

export const INFIX: Partial<Record<OperationName, Write>> = {
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  neg: ([a]) => `-${a}`,
};

/** C99's `math.h`, by operation. */
export const C_FUNCTIONS: Partial<Record<OperationName, string>> = {
  abs: 'fabs', fma: 'fma', sqrt: 'sqrt', cbrt: 'cbrt', hypot: 'hypot', pow: 'pow', exp: 'exp', exp2: 'exp2',
  expm1: 'expm1', log: 'log', log2: 'log2', log10: 'log10', log1p: 'log1p', sin: 'sin', cos: 'cos', tan: 'tan',
  asin: 'asin', acos: 'acos', atan: 'atan', atan2: 'atan2', sinh: 'sinh', cosh: 'cosh', tanh: 'tanh', asinh: 'asinh',
  acosh: 'acosh', atanh: 'atanh', erf: 'erf', erfc: 'erfc', floor: 'floor', ceil: 'ceil', round: 'rint', trunc: 'trunc',
}; // prettier-ignore

/** JavaScript's `Math`, by operation. */
export const JS_FUNCTIONS: Partial<Record<OperationName, string>> = {
  ...C_FUNCTIONS,
  abs: 'abs',
  fma: undefined,
  exp2: undefined,
  erf: undefined,
  erfc: undefined,
  round: undefined,
};

/** Smaller and larger as `machine-function.ts` has them. */
export const EXTREMES: Partial<Record<OperationName, Write>> = {
  min: ([a, b]) => `${b} < ${a} ? ${b} : ${a}`,
  max: ([a, b]) => `${a} < ${b} ? ${b} : ${a}`,
};

/** Can a language's own library compute the operation? */
export function languageHas(language: ExpressionLanguage, operation: OperationName): boolean {
  const functions = language === 'c' ? C_FUNCTIONS : JS_FUNCTIONS;
  return operation in INFIX || operation in EXTREMES || functions[operation] !== undefined;
}

/** The operations of an expression that a language cannot compute. */
export function missingIn(language: ExpressionLanguage, expression: Expression): OperationName[] {
  const missing = new Set<OperationName>();
  const seen = new Set<Expression>();
  const stack = [expression];
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (term.kind !== 'apply' || seen.has(term)) continue;
    seen.add(term);
    if (!languageHas(language, term.operation)) missing.add(term.operation);
    stack.push(...term.args);
  }
  return [...missing];
}
