import type { Expression } from '../../expression/expression.ts';
import type { Dataset } from './dataset.ts';
import { formulaOf, type Formula } from './formula.ts';
import { childrenOf, FormulaMachine } from './formula-machine.ts';
import {
  CONSTANT_CODE,
  OPERATION_CODE,
  REGRESS_OPERATIONS,
  type RegressOperation,
} from './regress-operations.ts';

/** A known part of a formula: over the inputs, parameters that are fitted, and at most one unknown part. */
export type Form = {
  readonly expression: Expression;
  /** The variable that stands for the unknown part; absent: there is none, only parameters are to be found. */
  readonly hole?: string;
  /** Inputs of the unknown part; absent: all. */
  readonly holeInputs?: readonly string[];
  readonly parameters: readonly string[];
};

/** A form over a data set's inputs, as formulas. */
export type FormShape = {
  /** The unknown part's place is the variable after the inputs; parameters are constants to be fitted. */
  readonly formula: Formula;
  readonly hole: number | undefined;
  /** For each constant the parameter it is. */
  readonly parameterOf: readonly (number | undefined)[];
};

/** `undefined` when the form has an operation that formulas do not have. */
export function formShape(form: Form, inputs: readonly string[]): FormShape | undefined {
  const hole = form.hole === undefined ? [] : [form.hole];
  const raw = formulaOf(form.expression, [...inputs, ...hole, ...form.parameters]);
  if (raw === undefined) return undefined;
  const first = inputs.length + hole.length;
  const [code, values]: [number[], number[]] = [[], []];
  const exact: (Expression | undefined)[] = [];
  const parameterOf: (number | undefined)[] = [];
  let next = 0;
  for (const c of raw.code) {
    const parameter = c >= first && c < CONSTANT_CODE ? c - first : undefined;
    code.push(parameter === undefined ? c : CONSTANT_CODE);
    if (parameter !== undefined) {
      values.push(1);
      exact.push(undefined);
      parameterOf.push(parameter);
    } else if (c === CONSTANT_CODE) {
      values.push(raw.values[next]);
      exact.push(raw.exact?.[next]);
      parameterOf.push(undefined);
      next += 1;
    }
  }
  const at = form.hole === undefined ? undefined : inputs.length;
  return { formula: { code, values, exact }, hole: at, parameterOf };
}

/** The form with its parameters at the given values. */
export function withParameters(shape: FormShape, parameters: readonly number[]): FormShape {
  const values = shape.formula.values.map((value, i) => {
    const at = shape.parameterOf[i];
    return at === undefined ? value : parameters[at];
  });
  return { ...shape, formula: { ...shape.formula, values } };
}

/**
 * The form with a formula in its unknown part.
 * @param variables the inputs that the inner formula's variables are
 */
export function fillForm(
  { formula, hole }: FormShape,
  inner: Formula,
  variables: readonly number[],
): Formula {
  const [code, values]: [number[], number[]] = [[], []];
  const exact: (Expression | undefined)[] = [];
  let next = 0;
  for (const c of formula.code) {
    if (c === hole) {
      code.push(...inner.code.map((one) => (one < CONSTANT_CODE ? variables[one] : one)));
      values.push(...inner.values);
      exact.push(...(inner.exact ?? inner.values.map(() => undefined)));
      continue;
    }
    code.push(c);
    if (c === CONSTANT_CODE) {
      values.push(formula.values[next]);
      exact.push(formula.exact?.[next]);
      next += 1;
    }
  }
  return { code, values, exact };
}

/**
 * What the unknown part must be on each row for the form to meet the target; NaN where it cannot. (Where a function has
 * several inverses, the principal one.) `undefined` when the unknown part stands more than once or an operation around it has no inverse.
 */
export function solveForHole({ formula, hole }: FormShape, data: Dataset): Float64Array | undefined {
  const at = formula.code.indexOf(hole as number);
  if (at < 0 || formula.code.includes(hole as number, at + 1)) return undefined;
  const children = childrenOf(formula.code);
  const parents = formula.code.map((_, s) => children.findIndex((args) => args.includes(s)));
  const path: number[] = [];
  for (let s = at; s >= 0; s = parents[s]) path.push(s);
  let wanted = data.target.slice();
  for (let i = path.length - 1; i > 0; i--) {
    const [node, inside] = [path[i], path[i - 1]];
    const operation = REGRESS_OPERATIONS[formula.code[node] - OPERATION_CODE];
    const sides = children[node];
    const other = sides.find((s) => s !== inside);
    const values = other === undefined ? undefined : partValues(formula, other, data);
    const inverse = invert(operation, sides[0] === inside);
    if (inverse === undefined) return undefined;
    wanted = wanted.map((y, row) => inverse(y, values?.[row] ?? 0));
  }
  return wanted;
}

function partValues(formula: Formula, end: number, data: Dataset): Float64Array {
  let start = end;
  const children = childrenOf(formula.code);
  while (children[start].length > 0) start = children[start][0];
  const before = formula.code.slice(0, start).filter((c) => c === CONSTANT_CODE).length;
  const code = formula.code.slice(start, end + 1);
  const count = code.filter((c) => c === CONSTANT_CODE).length;
  return new FormulaMachine(data).evaluate({ code, values: formula.values.slice(before, before + count) });
}

/** The argument of an operation from its value `y` and the other argument `b`. */
function invert(operation: RegressOperation, left: boolean): ((y: number, b: number) => number) | undefined {
  switch (operation) {
    case 'add':
      return (y, b) => y - b;
    case 'sub':
      return left ? (y, b) => y + b : (y, b) => b - y;
    case 'mul':
      return (y, b) => y / b;
    case 'div':
      return left ? (y, b) => y * b : (y, b) => b / y;
    case 'pow':
      return left ? (y, b) => y ** (1 / b) : (y, b) => Math.log(y) / Math.log(b);
    case 'neg':
      return (y) => -y;
    case 'abs':
      return (y) => (y >= 0 ? y : NaN);
    case 'sqr':
      return Math.sqrt;
    case 'cube':
      return Math.cbrt;
    case 'inv':
      return (y) => 1 / y;
    case 'sqrt':
      return (y) => (y >= 0 ? y * y : NaN);
    case 'cbrt':
      return (y) => y ** 3;
    case 'exp':
      return Math.log;
    case 'log':
      return Math.exp;
    case 'sin':
      return Math.asin;
    case 'cos':
      return Math.acos;
    case 'tan':
      return Math.atan;
    case 'asin':
      return Math.sin;
    case 'acos':
      return Math.cos;
    case 'atan':
      return Math.tan;
    case 'sinh':
      return Math.asinh;
    case 'cosh':
      return (y) => (y >= 1 ? Math.acosh(y) : NaN);
    case 'tanh':
      return Math.atanh;
  }
}
