import type { Expression } from '../expression/expression.ts';
import type { Workspace } from '../number/workspace.ts';
import { newInterval } from './big-interval.ts';
import { compile } from './compile.ts';
import { constantValue, rationalValue } from './constant-values.ts';
import { INTERVAL_RULES } from './interval-rules.ts';
import { finite, infinite, none, open, pointAt, type Limit, type Place } from './limit.ts';
import type { LimitContext } from './limit-rule.ts';
import { LIMIT_RULES } from './limit-rules.ts';

/**
 * The limit of an expression in one variable as it goes to a place from one side, put together from the limits of its
 * operations. What it says is proved; indeterminate forms (∞ − ∞, 0 · ∞, 0/0) are left open.
 */
export function limitAt(expression: Expression, variable: string, place: Place, w: Workspace): Limit {
  const context: LimitContext = {
    signedZero: place.signedZero ?? false,
    apply: (operation, args) => LIMIT_RULES[operation](args, w, context),
  };
  const limits: Limit[] = [];
  for (const node of compile(expression, [variable])) {
    if (node.kind === 'number') {
      limits.push(finite(rationalValue(node.numerator, node.denominator, w), 0));
    } else if (node.kind === 'constant') {
      limits.push(finite(constantValue(node.name as Exclude<typeof node.name, 'inf'>, w), 0));
    } else if (node.kind === 'variable') {
      limits.push(
        Number.isFinite(place.x)
          ? finite(pointAt(w.number(place.x === 0 ? 0 : place.x)), place.side)
          : infinite(place.x > 0 ? 1 : -1),
      );
    } else if (node.fixed) {
      const out = newInterval(w);
      const fault = INTERVAL_RULES[node.operation](
        out,
        node.args.map((i) => (limits[i] as { value: typeof out }).value),
        w,
      );
      if (fault === undefined) limits.push(finite(out, 0));
      else return fault.kind === 'undefined' ? none('undefined', fault.reason) : open(fault.reason);
    } else {
      limits.push(
        context.apply(
          node.operation,
          node.args.map((i) => limits[i]),
        ),
      );
    }
  }
  return limits[limits.length - 1];
}
