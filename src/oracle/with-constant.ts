import type { Expression } from '../expression/expression.ts';
import type { Big } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { createOracle } from './create-oracle.ts';

const PRECISION = 320;

/** Terms found to have no value, or none that any precision decides: finding that out takes longest, and is asked often. */
const valueless = new WeakSet<Expression>();

/** What `use` makes of the value of a constant term, to 320 bits; `undefined` when it has none. */
export function withConstant<T>(term: Expression, use: (value: Big) => T): T | undefined {
  if (valueless.has(term)) return undefined;
  return withWorkspace(PRECISION, (w) => {
    const value = w.big();
    if (createOracle(term, []).value([], value).kind === 'enclosed') return use(value);
    valueless.add(term);
    return undefined;
  });
}
