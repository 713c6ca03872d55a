import type { OperationName } from '../expression/operations.ts';
import type { Workspace } from '../number/workspace.ts';
import { newInterval, type BigInterval } from './big-interval.ts';
import type { RuleFault } from './interval-rule.ts';
import { INTERVAL_RULES } from './interval-rules.ts';

/**
 * Taylor coefficients f⁽ᵏ⁾/k!, k = 0, 1, …, each enclosed for every centre in an interval. Never empty. The result
 * of an operation is as long as its shortest argument.
 */
export type Series = readonly BigInterval[];

/**
 * One operation on series: given its arguments' series, the result's, all in the workspace (which the caller
 * releases). Arithmetic on enclosures of coefficients encloses the coefficients for each centre separately, so
 * every recurrence for Taylor coefficients holds also over wide centres.
 */
export type SeriesRule = (args: readonly Series[], w: Workspace) => Series | RuleFault;

export function isRuleFault(x: Series | RuleFault): x is RuleFault {
  return 'kind' in x;
}

/** Coefficient 0: the operation's own interval rule on the arguments' values. */
export function valueOf(
  operation: OperationName,
  args: readonly Series[],
  w: Workspace,
): BigInterval | RuleFault {
  const out = newInterval(w);
  const fault = INTERVAL_RULES[operation](
    out,
    args.map((a) => a[0]),
    w,
  );
  return fault ?? out;
}

export function isValueFault(x: BigInterval | RuleFault): x is RuleFault {
  return 'kind' in x;
}
