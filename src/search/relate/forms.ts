import { apply, constant, integer, variable, type Expression } from '../../expression/expression.ts';
import {
  callTerm,
  freshVariables,
  helperTerm,
  type FunctionTerm,
  type GivenFunction,
} from './function-term.ts';

export const FORM_NAMES = [
  ...(['reflection', 'reciprocal', 'complement', 'shift', 'exchange', 'algebraic'] as const),
  ...(['addition', 'product', 'differential', 'second-order', 'period'] as const),
  ...(['doubling', 'square', 'subtraction', 'quotient', 'sum-and-difference', 'given'] as const),
] as const;
export type FormName = (typeof FORM_NAMES)[number];

/** A set of terms to find polynomial relations among. */
export type Form = {
  readonly name: FormName;
  readonly terms: readonly FunctionTerm[];
  /** Terms tried as well when there is no relation without them. */
  readonly helpers: readonly FunctionTerm[];
  readonly degree: number;
};

/** Every form that is tried of a function: what a reader looks for first comes first. */
export function formsOf(f: GivenFunction): Form[] {
  return (f.variables.length === 1 ? formsOfOne(f) : formsOfSeveral(f)).filter(
    (form): form is Form => form !== undefined,
  );
}

function make(
  name: FormName,
  degree: number,
  terms: readonly (FunctionTerm | undefined)[],
  helpers: readonly FunctionTerm[] = [],
): Form | undefined {
  const known = terms.filter((term) => term !== undefined);
  return known.length < terms.length ? undefined : { name, terms: known, helpers, degree };
}

function formsOfOne(f: GivenFunction): (Form | undefined)[] {
  const x = variable(f.variables[0]);
  const [y] = freshVariables(f, 1);
  const at = (arg: Expression, order = 0): FunctionTerm | undefined => callTerm(f, [arg], order);
  const [fx, fy, itself] = [at(x), at(y), helperTerm(x)];
  const one = integer(1);
  const sum = at(apply('add', x, y));
  const difference = at(apply('sub', x, y));
  return [
    make('reflection', 2, [fx, at(apply('neg', x))], [itself]),
    make('shift', 2, [fx, at(apply('add', x, one))], [itself]),
    make('addition', 4, [fx, fy, sum], [itself, helperTerm(y)]),
    make('product', 3, [fx, fy, at(apply('mul', x, y))]),
    make('algebraic', 4, [itself, fx]),
    make('differential', 4, [fx, at(x, 1)], [itself]),
    make('second-order', 4, [fx, at(x, 1), at(x, 2)], [itself]),
    make('reciprocal', 2, [fx, at(apply('div', one, x))], [itself]),
    make('complement', 2, [fx, at(apply('sub', one, x))], [itself]),
    ...periodsOf(f).map((period) => make('period', 2, [fx, at(apply('add', x, period))])),
    make('subtraction', 4, [fx, fy, difference]),
    make('sum-and-difference', 4, [fx, fy, sum, difference]),
    make('quotient', 3, [fx, fy, at(apply('div', x, y))]),
    make('doubling', 4, [fx, at(apply('mul', integer(2), x))]),
    make('square', 3, [fx, at(apply('pow', x, integer(2)))]),
  ];
}

function formsOfSeveral(f: GivenFunction): (Form | undefined)[] {
  const own: readonly Expression[] = f.variables.map(variable);
  const fresh = freshVariables(f, own.length);
  const at = (args: readonly Expression[]): FunctionTerm | undefined => callTerm(f, args);
  const here = at(own);
  const out: (Form | undefined)[] = [];
  for (let i = 0; i + 1 < own.length; i++) {
    const swapped = [...own];
    [swapped[i], swapped[i + 1]] = [own[i + 1], own[i]];
    out.push(make('exchange', 2, [here, at(swapped)]));
  }
  out.push(make('reflection', 2, [here, at(own.map((v) => apply('neg', v)))]));
  for (let i = 0; i < own.length; i++) {
    out.push(make('reflection', 2, [here, at(own.map((v, k) => (k === i ? apply('neg', v) : v)))]));
  }
  out.push(make('doubling', 2, [here, at(own.map((v) => apply('mul', integer(2), v)))]));
  if (fresh.length === 0) return out;
  const moved = own.map((v) => apply('add', v, fresh[0]));
  out.push(make('shift', 2, [here, at(moved)], [helperTerm(fresh[0])]));
  for (let i = 0; i < own.length; i++) {
    const [other, both] = [own.with(i, fresh[0]), own.with(i, apply('add', own[i], fresh[0]))];
    out.push(make('addition', 2, [here, at(other), at(both)]));
    out.push(make('product', 3, [here, at(other), at(own.with(i, apply('mul', own[i], fresh[0])))]));
  }
  if (fresh.length === own.length) {
    out.push(make('addition', 2, [here, at(fresh), at(own.map((v, i) => apply('add', v, fresh[i])))]));
  }
  return out;
}

/** Shifts worth trying: turns of the circle when there are sines, and the whole numbers in the function. */
function periodsOf(f: GivenFunction): Expression[] {
  const numbers = new Map<bigint, Expression>();
  let circular = false;
  const seen = new Set<number>();
  const stack = [f.body];
  while (stack.length > 0) {
    const term = stack.pop() as Expression;
    if (seen.has(term.id)) continue;
    seen.add(term.id);
    if (term.kind === 'number' && term.denominator === 1n && term.numerator > 2n)
      numbers.set(term.numerator, term);
    if (term.kind !== 'apply') continue;
    if (['sin', 'cos', 'tan', 'sinc'].includes(term.operation)) circular = true;
    stack.push(...term.args);
  }
  const pi = constant('pi');
  const turns = [apply('div', pi, integer(2)), pi, apply('mul', integer(2), pi)];
  return [...(circular ? turns : []), ...[...numbers.values()].slice(0, 3)];
}
