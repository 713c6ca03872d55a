import type { OperationName } from '../expression/operations.ts';
import type { Workspace } from '../number/workspace.ts';
import type { Limit } from './limit.ts';

export type LimitContext = {
  /** Roots of IEEE 754's zeros keep the zero's sign (see `Place`). */
  readonly signedZero: boolean;
  /** Another operation's rule. */
  readonly apply: (operation: OperationName, args: readonly Limit[]) => Limit;
};

/** The limit of an operation from the limits of its arguments; numbers are the workspace's. */
export type LimitRule = (args: readonly Limit[], w: Workspace, context: LimitContext) => Limit;
