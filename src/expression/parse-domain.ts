import { fail } from '../error/fault.ts';
import type { Domain } from './domain.ts';
import { checkLength, parseTokens } from './parse.ts';
import { tokenize, type Token } from './tokens.ts';

const HINT = 'write [0, 1], (0, 1] without the left end, or [-pi/4, inf)';

/**
 * An interval: `[0,1]`, `(0,1]`, `[-pi/4, pi/4]`, `(-inf, 3)`, also `]0,1]`. An infinite end may be taken in: `[0, inf]`
 * holds a machine format's infinity too.
 * Whether the interval is empty is not decided here: ends are terms, and their values are the oracle's business.
 * @throws NapierError `syntax`, `name` or `limit`, with the place in `source`.
 */
export function parseDomain(source: string): Domain {
  checkLength(source);
  const tokens = tokenize(source);
  const refuse = (message: string, token: Token): never =>
    fail({ kind: 'syntax', message, source, span: [token.start, token.end], hint: HINT });

  const first = tokens[0];
  if (first.kind === 'end') refuse('the domain is empty', first);
  if (!['[', '(', ']'].includes(first.text)) refuse('a domain begins with [ or (', first);
  const lo = parseTokens(source, tokens, 1);
  const comma = tokens[lo.next];
  if (comma.text !== ',') {
    refuse(comma.kind === 'end' ? 'a domain has two ends' : 'expected a comma between the two ends', comma);
  }
  const hi = parseTokens(source, tokens, lo.next + 1);
  const last = tokens[hi.next];
  if (last.kind === 'end') refuse('this bracket is never closed', first);
  if (last.text === ',') refuse('a domain has two ends, not more', last);
  const after = tokens[hi.next + 1];
  if (after.kind !== 'end') refuse('nothing may follow the domain', after);
  return {
    lo: lo.expression,
    hi: hi.expression,
    open: [first.text !== '[', last.text !== ']'],
  };
}
