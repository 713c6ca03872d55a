import { fail } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { compileSystem } from '../../program/system/evaluate-system.ts';
import { expressionsToSystem } from '../../program/system/expression-to-system.ts';
import { taylorSystem } from '../../program/system/taylor-system.ts';

export type DerivativesAt = {
  /** The value, then the first to the `order`-th derivative, as f64 gets them. */
  readonly values: readonly number[];
  /** Instructions of the function, and of all of it with its derivatives. */
  readonly operations: { readonly function: number; readonly all: number };
};

/**
 * The derivatives of an expression by one variable at a point, up to an order, in one run of Taylor arithmetic.
 * @param point a number for each variable
 * @throws NapierError `name` for a variable without a number, `domain` where there is no value, `unsupported`, `value` as `taylorSystem`
 */
export function derivativesAt(
  expression: Expression,
  variable: string,
  point: ReadonlyMap<string, number>,
  order: number,
): DerivativesAt {
  const inputs = [...new Set([...variablesOf(expression), variable])];
  const missing = inputs.find((name) => !point.has(name));
  if (missing !== undefined) {
    fail({ kind: 'name', message: `\`${missing}\` has no value at this point`, hint: 'give all: x=1,y=2' });
  }
  const system = expressionsToSystem([{ name: 'f', expression }], inputs, true);
  const program = taylorSystem(system, order, variable);
  const out = new Float64Array(order + 1);
  compileSystem(program)(
    inputs.map((name) => point.get(name) as number),
    out,
  );
  if (Number.isNaN(out[0])) fail({ kind: 'domain', message: 'the expression has no value at this point' });
  let factorial = 1;
  const values = Array.from(out, (c, k) => c * (factorial *= Math.max(1, k)));
  return { values, operations: { function: system.code.length, all: program.code.length } };
}
