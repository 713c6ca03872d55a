import { derivative } from './derivative.ts';
import { variablesOf, type Expression } from './expression.ts';

/** One entry of a matrix that is not 0 everywhere. */
export type MatrixEntry = { readonly row: number; readonly column: number; readonly value: Expression };

/** A matrix of expressions by its entries that are not 0, row by row, columns rising. */
export type SparseMatrix = {
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly MatrixEntry[];
};

const isZero = (term: Expression): boolean => term.kind === 'number' && term.numerator === 0n;

/** ∂f/∂v for each variable, in their order. @throws NapierError as `derivative` */
export function gradient(expression: Expression, variables: readonly string[]): Expression[] {
  return variables.map((name) => derivative(expression, name));
}

/**
 * ∂fᵢ/∂vⱼ where it is not 0: only variables that an expression has are looked at.
 * @throws NapierError as `derivative`
 */
export function jacobian(expressions: readonly Expression[], variables: readonly string[]): SparseMatrix {
  const column = new Map(variables.map((name, j) => [name, j]));
  const entries: MatrixEntry[] = [];
  expressions.forEach((expression, row) => {
    const own = variablesOf(expression)
      .map((name) => column.get(name))
      .filter((j) => j !== undefined)
      .sort((a, b) => a - b);
    for (const j of own) {
      const value = derivative(expression, variables[j]);
      if (!isZero(value)) entries.push({ row, column: j, value });
    }
  });
  return { rows: expressions.length, columns: variables.length, entries };
}

/** ∂²f/∂vᵢ∂vⱼ where it is not 0, both halves. @throws NapierError as `derivative` */
export function hessian(expression: Expression, variables: readonly string[]): SparseMatrix {
  const first = gradient(expression, variables);
  const entries: MatrixEntry[] = [];
  const upper = new Map<string, Expression>();
  first.forEach((partial, row) => {
    const own = new Set(variablesOf(partial));
    variables.forEach((name, column) => {
      // Mixed derivatives are equal: one of them is worked out.
      const value =
        column < row ? upper.get(`${column} ${row}`) : own.has(name) ? derivative(partial, name) : undefined;
      if (value === undefined || isZero(value)) return;
      upper.set(`${row} ${column}`, value);
      entries.push({ row, column, value });
    });
  });
  return { rows: variables.length, columns: variables.length, entries };
}
