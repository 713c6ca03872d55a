import type { Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { OperationName } from '../../expression/operations.ts';
import { inTower } from './in-tower.ts';
import { signsOf } from './signs-of.ts';

/** Read with a division by what may be 0 at single points: there, equalities hold by continuity. */
const REMOVABLE: readonly OperationName[] = [
  ...(['sinc', 'gamma', 'lgamma', 'digamma', 'lambertw', 'besseli', 'besselk'] as const),
  ...(['bessel_j0', 'bessel_j1', 'bessel_jn', 'bessel_y0', 'bessel_y1', 'bessel_yn'] as const),
];
/** Not continuous. */
const STEPS: readonly OperationName[] = ['floor', 'ceil', 'round', 'trunc', 'atan2'];

function usesOf(expression: Expression, names: readonly OperationName[]): boolean {
  return foldExpression<boolean>(
    expression,
    (term, args) => args.includes(true) || (term.kind === 'apply' && names.includes(term.operation)),
  );
}

/** That an expression is 0 wherever it has a value and `conditions` hold. */
export type ZeroProof = {
  /** Functions that the expression was written as a quotient of polynomials in. */
  readonly generators: number;
  readonly conditions: readonly string[];
};

/**
 * Proves that an expression is identically 0, by writing it as a quotient of polynomials in exponentials, logarithms,
 * roots, … whose numerator is the zero polynomial (after Risch 1969, section 2; here the generators need not be
 * independent: that matters only for completeness). Knows nothing of where the expression comes from.
 */
export function proveZero(expression: Expression): ZeroProof | undefined {
  if (usesOf(expression, REMOVABLE) && usesOf(expression, STEPS)) return undefined;
  const found = inTower([expression], signsOf([expression]));
  if (found === undefined || !found.tower.isZero(found.elements[0])) return undefined;
  return { generators: found.tower.generators.length - 1, conditions: [...found.tower.conditions] };
}
