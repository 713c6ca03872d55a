import type { Workspace } from '../number/workspace.ts';
import type { BigInterval } from './big-interval.ts';

/**
 * Why an operation has no interval value: `undefined` when it is so on all of the argument, `undecided` when it
 * may be so on a part of it (a narrower argument or more precision may tell).
 */
export type RuleFault = { readonly kind: 'undefined' | 'undecided'; readonly reason: string };

/**
 * One operation on intervals: writes an enclosure of {f(x) : x ∈ args} into `out`. The ends of `out` have the
 * workspace's precision and are no argument's; arguments may have any precision. On a fault `out` holds nothing.
 * For point arguments whose value is representable the result is that point, and as the precision grows and the
 * arguments shrink to a point the result shrinks to the value.
 */
export type IntervalRule = (
  out: BigInterval,
  args: readonly BigInterval[],
  w: Workspace,
) => RuleFault | undefined;

export function nowhere(reason: string): RuleFault {
  return { kind: 'undefined', reason };
}

export function unsure(reason: string): RuleFault {
  return { kind: 'undecided', reason };
}
