import { OPERATIONS } from './operations.ts';
import type { Expression } from './expression.ts';

/**
 * How a term's value changes with the sign of its variable, read off its operations: f(−x) = −f(x), f(−x) = f(x), wherever either
 * is defined; `undefined` where they do not tell.
 */
export function parityOf(e: Expression): 'odd' | 'even' | undefined {
  if (e.kind === 'variable') return 'odd';
  if (e.kind !== 'apply') return 'even';
  const parts = e.args.map(parityOf);
  if (parts.every((part) => part === 'even')) return 'even';
  if (e.operation === 'add' || e.operation === 'sub') return parts[0] === parts[1] ? parts[0] : undefined;
  let changes = 0;
  for (const [i, part] of parts.entries()) {
    if (part === 'even') continue;
    const parity = OPERATIONS[e.operation].parity[i];
    if (part === undefined || parity === 'none') return undefined;
    if (parity === 'odd') changes++;
  }
  return changes % 2 === 0 ? 'even' : 'odd';
}
