import type { Formula } from './formula.ts';
import { applyForward, CONSTANT_CODE, isBinary } from './regress-operations.ts';

/** A function of the user's own: a formula over its one or two arguments. */
export type CustomOperation = {
  readonly name: string;
  readonly arity: 1 | 2;
  /** Its variables 0 and 1 are the arguments. */
  readonly body: Formula;
  readonly weight: number;
};

/** Codes of custom operations while formulas are enumerated; what is proposed has their bodies in their places. */
export const CUSTOM_CODE = 3_000;

/** `out = body(a, b)` on `n` rows. */
export function applyCustom(
  { body }: CustomOperation,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  n: number,
): void {
  const stack: Float64Array[] = [];
  let next = 0;
  for (const code of body.code) {
    if (code === CONSTANT_CODE) stack.push(new Float64Array(n).fill(body.values[next++]));
    else if (code < CONSTANT_CODE) stack.push(code === 0 ? a : b);
    else {
      const right = isBinary(code) ? (stack.pop() as Float64Array) : a;
      const result = new Float64Array(n);
      applyForward(code, stack.pop() as Float64Array, right, result, n);
      stack.push(result);
    }
  }
  out.set(stack[0].subarray(0, n));
}

/** The body with formulas in the places of its arguments; its own constants stay as they are given. */
export function expandCustom({ body }: CustomOperation, args: readonly Formula[]): Formula {
  const [code, values]: [number[], number[]] = [[], []];
  const exact: NonNullable<Formula['exact']>[number][] = [];
  let next = 0;
  for (const c of body.code) {
    if (c < CONSTANT_CODE) {
      const arg = args[c];
      code.push(...arg.code);
      values.push(...arg.values);
      exact.push(...(arg.exact ?? arg.values.map(() => undefined)));
      continue;
    }
    code.push(c);
    if (c === CONSTANT_CODE) {
      values.push(body.values[next]);
      exact.push(body.exact?.[next]);
      next += 1;
    }
  }
  return { code, values, exact };
}
