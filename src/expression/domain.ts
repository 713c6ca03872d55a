import type { Expression } from './expression.ts';

/** A real interval whose ends are constant expressions: `[-pi/4, pi/4]`, `(0, 1]`. `inf` may stand at an end. */
export type Domain = {
  readonly lo: Expression;
  readonly hi: Expression;
  /** Which ends are left out. */
  readonly open: readonly [lo: boolean, hi: boolean];
};
