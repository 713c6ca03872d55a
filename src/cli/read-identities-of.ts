import { basename } from 'node:path';
import { reductionIdentities } from '../discover/reduction-identities.ts';
import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import type { Problem } from '../search/problem.ts';
import { loadAnyFinding } from './load-finding.ts';
import { located } from './located.ts';
import type { OptionValues } from './option-values.ts';

/** In place of a file: they are found in this run. */
const FIND = 'find';

/** `--identities FILE` or `--identities find`: what range reduction is told of the function. */
export function readIdentitiesOf(
  f: Expression,
  values: OptionValues,
): Pick<Problem, 'identities' | 'identitiesFrom'> {
  const path = values.text('identities');
  if (path === undefined) return {};
  const finding = path === FIND ? undefined : loadAnyFinding('approximate', path);
  return located(`approximate --identities ${path}:`, () => {
    if (finding !== undefined && (!('kind' in finding) || finding.kind !== 'relation')) {
      return fail({
        kind: 'value',
        message: 'this is no finding of identities',
        hint: '`napier relate FUNCTION --out FILE` writes one; --identities find does without a file',
      });
    }
    const found = reductionIdentities(f, finding);
    if (found.length === 0) {
      return fail({
        kind: 'value',
        message: `no proved identity of ${toText(f)} is of a kind that range reduction can use`,
        hint: 'it uses f(-x), f(c - x), f(x + c), f(1/x) or f(2*x) by f(x); leave --identities out',
      });
    }
    const identities = found.map(({ row }) => row);
    // Its name alone: a finding holds no path of the machine that made it.
    return finding === undefined ? { identities } : { identities, identitiesFrom: basename(path) };
  });
}
