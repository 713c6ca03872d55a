import { derivative } from '../../expression/derivative.ts';
import { variablesOf, variable, type Expression } from '../../expression/expression.ts';
import { substitute } from '../../expression/substitute.ts';
import { toText } from '../../expression/to-text.ts';
import { NapierError } from '../../error/fault.ts';

/** The function asked about, with the variables it takes in their order. */
export type GivenFunction = { readonly body: Expression; readonly variables: readonly string[] };

/** What relations are between: the function (or a derivative) at some arguments, or a term without it. */
export type FunctionTerm = {
  /** As people write it: f(x + y), f'(x), x. */
  readonly text: string;
  /** Written out, without f. */
  readonly expression: Expression;
  /** Present when it is a value of f: the derivative's order (in the only variable) and the arguments. */
  readonly call?: { readonly order: number; readonly args: readonly Expression[] };
};

/** f at some arguments, derived `order` times; `undefined` where there is no derivative. */
export function callTerm(f: GivenFunction, args: readonly Expression[], order = 0): FunctionTerm | undefined {
  const derived = derivativeOf(f, order);
  if (derived === undefined) return undefined;
  const expression = substitute(derived, new Map(f.variables.map((name, i) => [name, args[i]])));
  const text = `f${"'".repeat(order)}(${args.map((a) => toText(a)).join(', ')})`;
  return { text, expression, call: { order, args } };
}

export function helperTerm(expression: Expression): FunctionTerm {
  return { text: toText(expression), expression };
}

const derivatives = new WeakMap<GivenFunction, (Expression | undefined)[]>();

function derivativeOf(f: GivenFunction, order: number): Expression | undefined {
  let known = derivatives.get(f);
  if (known === undefined) derivatives.set(f, (known = [f.body]));
  for (let k = known.length; k <= order; k++) {
    const before = known[k - 1];
    let next: Expression | undefined;
    try {
      next = before === undefined ? undefined : derivative(before, f.variables[0]);
    } catch (error) {
      if (!(error instanceof NapierError)) throw error;
    }
    known.push(next);
  }
  return known[order];
}

/** The term with variables replaced. */
export function substituteTerm(
  f: GivenFunction,
  term: FunctionTerm,
  replacements: ReadonlyMap<string, Expression>,
): FunctionTerm | undefined {
  if (term.call === undefined) return helperTerm(substitute(term.expression, replacements));
  return callTerm(
    f,
    term.call.args.map((a) => substitute(a, replacements)),
    term.call.order,
  );
}

/** `count` variables that the function does not use, after x, y, z, …. */
export function freshVariables(f: GivenFunction, count: number): Expression[] {
  const used = new Set([...f.variables, ...variablesOf(f.body)]);
  const names = ['y', 'z', 'u', 'v', 'w', 's', 't', 'x'].filter((name) => !used.has(name));
  return names.slice(0, count).map(variable);
}
