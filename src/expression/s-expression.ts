import { fail } from '../error/fault.ts';
import { MAX_DEPTH } from './limits.ts';

export type Span = readonly [start: number, end: number];

/** A parenthesised tree as FPCore writes it; `[` and `(` are the same. */
export type SExpression =
  | { readonly kind: 'atom'; readonly text: string; readonly span: Span }
  | { readonly kind: 'string'; readonly text: string; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly SExpression[]; readonly span: Span };

/** Longest FPCore text read (a file of many cores), in UTF-16 units. */
const MAX_LENGTH = 4_000_000;

const SPACE = /(?:\s|;[^\n]*)+/y;
const STRING = /"(?:[^"\\]|\\[^])*"/y;
const ATOM = /[^\s;"()[\]]+/y;

/** All trees of a text. @throws NapierError `syntax` or `limit`, with the place. */
export function parseSExpressions(source: string): SExpression[] {
  if (source.length > MAX_LENGTH) {
    const message = `the text is ${source.length} characters long; at most ${MAX_LENGTH} are read`;
    fail({ kind: 'limit', message, source, span: [MAX_LENGTH, MAX_LENGTH + 1] });
  }
  const roots: SExpression[] = [];
  const open: { readonly items: SExpression[]; readonly start: number }[] = [];
  const add = (item: SExpression): void => void (open[open.length - 1]?.items ?? roots).push(item);
  const match = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  let at = 0;
  while (at < source.length) {
    const character = source[at];
    const start = at;
    if (character === '(' || character === '[') {
      if (open.length >= MAX_DEPTH) {
        fail({
          kind: 'limit',
          message: `brackets are nested more than ${MAX_DEPTH} deep`,
          source,
          span: [at, at + 1],
        });
      }
      open.push({ items: [], start });
      at += 1;
    } else if (character === ')' || character === ']') {
      const list = open.pop();
      at += 1;
      if (list === undefined) {
        return fail({ kind: 'syntax', message: 'this bracket was never opened', source, span: [start, at] });
      }
      if ((source[list.start] === '(') !== (character === ')')) {
        fail({
          kind: 'syntax',
          message: `this bracket closes the \`${source[list.start]}\` at offset ${list.start}, but is of the other kind`,
          source,
          span: [start, at],
        });
      }
      add({ kind: 'list', items: list.items, span: [list.start, at] });
    } else if (character === '"') {
      const text = match(STRING, at);
      if (text === undefined) {
        return fail({ kind: 'syntax', message: 'this string is never closed', source, span: [at, at + 1] });
      }
      at += text.length;
      add({ kind: 'string', text: text.slice(1, -1).replace(/\\([^])/g, '$1'), span: [start, at] });
    } else {
      const space = match(SPACE, at);
      const text = space ?? (match(ATOM, at) as string);
      at += text.length;
      if (space === undefined) add({ kind: 'atom', text, span: [start, at] });
    }
  }
  const unclosed = open.pop();
  if (unclosed !== undefined) {
    const span = [unclosed.start, unclosed.start + 1] as const;
    fail({ kind: 'syntax', message: 'this bracket is never closed', source, span, hint: 'add a )' });
  }
  return roots;
}
