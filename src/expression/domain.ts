import { apply, constant, type Expression } from './expression.ts';

/**
 * A real interval whose ends are constant expressions: `[-pi/4, pi/4]`, `(0, 1]`. `inf` may stand at an end; where it
 * does and the end is not left out, a machine format's infinity is an input too (`[0, inf]`), and `[-inf, inf]` is
 * every number of the format, NaN included.
 */
export type Domain = {
  readonly lo: Expression;
  readonly hi: Expression;
  /** Which ends are left out. */
  readonly open: readonly [lo: boolean, hi: boolean];
};

/** Every real number; in a machine format every number of it, infinities and NaN included. */
export const WHOLE_DOMAIN: Domain = {
  lo: apply('neg', constant('inf')),
  hi: constant('inf'),
  open: [false, false],
};

/** Is an end of a domain an infinity? */
export function isInfinite(end: Expression): boolean {
  const inner = end.kind === 'apply' && end.operation === 'neg' ? end.args[0] : end;
  return inner.kind === 'constant' && inner.name === 'inf';
}

/** Does an end lie at infinity? */
export function isUnbounded({ lo, hi }: Domain): boolean {
  return isInfinite(lo) || isInfinite(hi);
}
