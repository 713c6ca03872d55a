import { combine, type Formula } from './formula.ts';
import { CODE, CONSTANT_CODE, isBinary, OPERATION_CODE, REGRESS_OPERATIONS } from './regress-operations.ts';

/**
 * The formula without what exact zeros take out of it: 0·f + g is g, even where f is undefined. A formula is its term's
 * values, and the term has no f.
 */
export function withoutZeros(formula: Formula): Formula {
  const { exact } = formula;
  if (!formula.values.some((value, at) => value === 0 && exact?.[at] !== undefined)) return formula;
  const stack: { readonly formula: Formula; readonly zero: boolean }[] = [];
  let next = 0;
  for (const code of formula.code) {
    if (code <= CONSTANT_CODE) {
      const at = code === CONSTANT_CODE ? next++ : -1;
      const part =
        at < 0
          ? { code: [code], values: [] }
          : { code: [code], values: [formula.values[at]], exact: [exact?.[at]] };
      stack.push({ formula: part, zero: at >= 0 && formula.values[at] === 0 && exact?.[at] !== undefined });
      continue;
    }
    const b = isBinary(code) ? stack.pop() : undefined;
    const a = stack.pop() as (typeof stack)[number];
    const kept = b === undefined ? undefined : left(code, a, b);
    const args = b === undefined ? [a.formula] : [a.formula, b.formula];
    const built = (): Formula => combine(REGRESS_OPERATIONS[code - OPERATION_CODE], ...args);
    stack.push(kept ?? { formula: built(), zero: false });
  }
  return stack[0].formula;
}

/** The argument that an operation is where the other one is 0. */
function left<P extends { readonly zero: boolean }>(code: number, a: P, b: P): P | undefined {
  switch (code) {
    case CODE.add:
      return a.zero ? b : b.zero ? a : undefined;
    case CODE.sub:
      return b.zero ? a : undefined;
    case CODE.mul:
      return a.zero ? a : b.zero ? b : undefined;
    case CODE.div:
      return a.zero ? a : undefined;
    default:
      return undefined;
  }
}
