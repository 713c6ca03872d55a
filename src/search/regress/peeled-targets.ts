import { combine, constantFormula, type Formula } from './formula.ts';
import type { RegressSearch } from './regress-search.ts';

/** The target as some outer operation's argument: if `column` is f, the target is `wrap(f)`. */
export type PeeledTarget = {
  readonly column: Float64Array;
  readonly wrap: (inner: Formula) => Formula;
  readonly complexity: number;
};

/** The target itself, and behind each outer operation whose inverse is defined on all its values. */
export function peeledTargets(target: Float64Array, { operations }: RegressSearch): PeeledTarget[] {
  const found: PeeledTarget[] = [{ column: target, wrap: (inner) => inner, complexity: 0 }];
  const has = (name: (typeof operations)[number]): boolean => operations.includes(name);
  const add = (inverse: (y: number) => number, wrap: PeeledTarget['wrap'], complexity: number): void => {
    const column = target.map(inverse);
    if (column.every((value) => Number.isFinite(value) && Math.abs(value) < 1e12)) {
      found.push({ column, wrap, complexity });
    }
  };
  const sign = target.every((y) => y > 0) ? 1 : target.every((y) => y < 0) ? -1 : 0;
  const signed = (inner: Formula): Formula => (sign > 0 ? inner : combine('mul', constantFormula(-1), inner));
  if (has('inv'))
    add(
      (y) => 1 / y,
      (inner) => combine('inv', inner),
      2,
    );
  if (has('exp') && sign !== 0)
    add(
      (y) => Math.log(Math.abs(y)),
      (inner) => signed(combine('exp', inner)),
      sign > 0 ? 1 : 3,
    );
  if (has('sqrt') && sign !== 0)
    add(
      (y) => y * y,
      (inner) => signed(combine('sqrt', inner)),
      sign > 0 ? 1 : 3,
    );
  if (has('log'))
    add(
      (y) => (Math.abs(y) < 20 ? Math.exp(y) : NaN),
      (inner) => combine('log', inner),
      1,
    );
  if (has('sqr') && sign !== 0)
    add(
      (y) => Math.sqrt(Math.abs(y)),
      (inner) => signed(combine('sqr', inner)),
      2,
    );
  if (has('sin'))
    add(
      (y) => Math.asin(y),
      (inner) => combine('sin', inner),
      1,
    );
  if (has('cos'))
    add(
      (y) => Math.acos(y),
      (inner) => combine('cos', inner),
      1,
    );
  return found;
}
