import { fail } from '../error/fault.ts';
import { apply, variable, variablesOf, type Expression } from '../expression/expression.ts';
import type { OperationIdentity } from '../expression/identities.ts';
import { substitute } from '../expression/substitute.ts';
import { toText } from '../expression/to-text.ts';
import { proveZero } from '../search/relate/prove-zero.ts';
import { reductionRow } from '../search/relate/reduction-rows.ts';
import { relationExpression } from '../search/relate/relation.ts';
import { relationOf } from './identity-rules.ts';
import { readFunction, relate } from './relate.ts';
import type { RelationFinding } from './relation.ts';

/** An identity that range reduction can use, as a row for it and as people write it. */
export type ReductionIdentity = { readonly row: OperationIdentity; readonly text: string };

/**
 * The proved identities of a function that range reduction can use: f(−x), f(c − x), f(x + c), f(1/x), f(2x) by f(x). Each is proved
 * again here. `relate` finds them when no finding is given.
 * @param finding what `relate` found of this function, or of it in another variable
 * @throws NapierError `value` when the finding is of another function, or of a program
 */
export function reductionIdentities(f: Expression, finding?: RelationFinding): ReductionIdentity[] {
  const known = finding ?? relate(toText(f));
  if (finding !== undefined) checkSame(f, finding);
  const [name] = known.problem.variables;
  const out: ReductionIdentity[] = [];
  for (const entry of known.front) {
    if (entry.status !== 'proved') continue;
    const relation = relationOf(known, entry);
    const row = reductionRow(relation, name);
    if (row === undefined || proveZero(relationExpression(relation)) === undefined) continue;
    out.push({ row, text: entry.text });
  }
  return out;
}

function checkSame(f: Expression, { problem }: RelationFinding): void {
  if (problem.program !== undefined) {
    fail({
      kind: 'value',
      message: 'these identities are of a program: measured, not proved',
      hint: 'relate the formula: napier relate "tanh(x)" --out FILE',
    });
  }
  const { body, variables } = readFunction(problem.function);
  const [own] = variablesOf(f);
  const same = variables.length === 1 && substitute(body, new Map([[variables[0], variable(own)]])) === f;
  // What differs in writing alone is the same function.
  if (same || (variables.length === 1 && isZero(f, body, variables[0], own))) return;
  fail({
    kind: 'value',
    message: `these identities are of ${problem.function}`,
    hint: `napier relate "${toText(f)}" --out FILE gives those of this function; --identities find does so at once`,
  });
}

function isZero(f: Expression, body: Expression, theirs: string, own: string): boolean {
  const moved = substitute(body, new Map([[theirs, variable(own)]]));
  return proveZero(apply('sub', f, moved)) !== undefined;
}
