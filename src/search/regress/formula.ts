import { integer, variable, type Expression } from '../../expression/expression.ts';
import { CONSTANTS } from '../../expression/constants.ts';
import { parseExpression } from '../../expression/parse.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { gatherPowers } from './gather-powers.ts';
import {
  CODE,
  CONSTANT_CODE,
  isBinary,
  OPERATION_CODE,
  REGRESS_OPERATIONS,
  type RegressOperation,
} from './regress-operations.ts';

/**
 * A formula in postfix: each code is a variable (its number), a constant ({@link CONSTANT_CODE}, the next of `values`)
 * or an operation. Constants that are known exactly have their term in `exact`; the others are to be fitted.
 */
export type Formula = {
  readonly code: readonly number[];
  readonly values: readonly number[];
  readonly exact?: readonly (Expression | undefined)[];
};

/** A variable, or a constant. */
export const variableFormula = (index: number): Formula => ({ code: [index], values: [] });
export const constantFormula = (value: number): Formula => ({ code: [CONSTANT_CODE], values: [value] });
/** 1, not to be fitted. */
export const ONE: Formula = { code: [CONSTANT_CODE], values: [1], exact: [integer(1)] };

/** `operation(...args)`. */
export function combine(operation: RegressOperation, ...args: readonly Formula[]): Formula {
  const parts = {
    code: [...args.flatMap(({ code }) => code), CODE[operation]],
    values: args.flatMap(({ values }) => values),
  };
  if (args.every(({ exact }) => exact === undefined)) return parts;
  return { ...parts, exact: args.flatMap(({ values, exact }) => exact ?? values.map(() => undefined)) };
}

/** `scale · formula + offset`, both to be fitted. */
export function affine(formula: Formula, scale: number, offset: number): Formula {
  return combine('add', combine('mul', constantFormula(scale), formula), constantFormula(offset));
}

/** A double as the shortest decimal that reads back to it, exactly. */
export function literal(value: number): Expression {
  return parseExpression(String(value));
}

/** The formula as a term, tidied. Constants without an exact term are printed as shortest decimals. */
export function formulaToExpression(formula: Formula, names: readonly string[]): Expression {
  const stack: Expression[] = [];
  let next = 0;
  for (const code of formula.code) {
    if (code < CONSTANT_CODE) {
      stack.push(variable(names[code]));
    } else if (code === CONSTANT_CODE) {
      stack.push(formula.exact?.[next] ?? literal(formula.values[next]));
      next += 1;
    } else {
      const b = isBinary(code) ? (stack.pop() as Expression) : undefined;
      stack.push(build(REGRESS_OPERATIONS[code - OPERATION_CODE], stack.pop() as Expression, b));
    }
  }
  return gatherPowers(stack[0]);
}

function build(operation: RegressOperation, a: Expression, b: Expression | undefined): Expression {
  switch (operation) {
    case 'sqr':
      return tidyApply('pow', a, integer(2));
    case 'cube':
      return tidyApply('pow', a, integer(3));
    case 'inv':
      return tidyApply('div', integer(1), a);
    default:
      return b === undefined ? tidyApply(operation, a) : tidyApply(operation, a, b);
  }
}

/** Doubles of the named constants of the language. */
const NAMED: Partial<Record<keyof typeof CONSTANTS, number>> = {
  pi: Math.PI,
  e: Math.E,
  phi: (1 + Math.sqrt(5)) / 2,
  egamma: 0.577_215_664_901_532_9,
};

/**
 * A term over `names` as a formula whose literals are all known exactly; `undefined` when it holds a name or an
 * operation that formulas do not have.
 */
export function formulaOf(expression: Expression, names: readonly string[]): Formula | undefined {
  const [code, values, exact]: [number[], number[], Expression[]] = [[], [], []];
  const visit = (term: Expression): boolean => {
    switch (term.kind) {
      case 'variable': {
        const index = names.indexOf(term.name);
        code.push(index);
        return index >= 0;
      }
      case 'number':
        return literalPart(Number(term.numerator) / Number(term.denominator), term);
      case 'constant': {
        const value = NAMED[term.name];
        return value !== undefined && literalPart(value, term);
      }
      case 'apply': {
        const operation = term.operation as RegressOperation;
        if (!(REGRESS_OPERATIONS as readonly string[]).includes(operation)) return false;
        const power = term.args[1];
        if (operation === 'pow' && power.kind === 'number' && power.denominator === 1n) {
          const known = ({ '2': 'sqr', '3': 'cube', '-1': 'inv' } as const)[String(power.numerator)];
          if (known !== undefined) return visit(term.args[0]) && code.push(CODE[known]) > 0;
        }
        return term.args.every(visit) && code.push(CODE[operation]) > 0;
      }
    }
  };
  const literalPart = (value: number, term: Expression): boolean => {
    code.push(CONSTANT_CODE);
    values.push(value);
    exact.push(term);
    return true;
  };
  return visit(expression) ? { code, values, exact } : undefined;
}

/** Nodes of a term, each operation counted with its weight; a shared part counts wherever it stands. */
export function complexityOf(expression: Expression, weight: (operation: string) => number): number {
  switch (expression.kind) {
    case 'apply': {
      const { operation, args } = expression;
      // A constant part (pi/2, sqrt(2)) is one constant.
      if (isConstantTerm(expression)) return 1;
      return args.reduce((sum, arg) => sum + complexityOf(arg, weight), weight(operation));
    }
    default:
      return 1;
  }
}

function isConstantTerm(term: Expression): boolean {
  return term.kind === 'apply' ? term.args.every(isConstantTerm) : term.kind !== 'variable';
}
