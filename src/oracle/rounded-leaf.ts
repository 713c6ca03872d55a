import type { Expression } from '../expression/expression.ts';
import type { Format } from '../number/format.ts';
import { withWorkspace } from '../number/workspace.ts';
import { constantValue, rationalValue } from './constant-values.ts';

/** A literal or a named constant, rounded to a format. */
export function roundedLeaf(
  term: Exclude<Expression, { kind: 'apply' | 'variable' }>,
  format: Format,
): number {
  if (term.kind === 'constant' && term.name === 'inf') return Infinity;
  return withWorkspace(160, (w) => {
    const value =
      term.kind === 'number'
        ? rationalValue(term.numerator, term.denominator, w)
        : constantValue(term.name as Exclude<typeof term.name, 'inf'>, w);
    return format.roundBig(value.lo);
  });
}
