import type { Fault } from './fault.ts';

export type RenderOptions = {
  /** The verb the user gave, shown before the text in which the fault lies. */
  readonly command?: string;
  /** Red and bold by ANSI escapes. */
  readonly color: boolean;
};

/** Widest line with source text, in terminal columns. */
const WIDTH = 100;

/**
 * A fault as the user sees it, without a line end:
 * ```
 * napier: unknown function `tahn`
 *   approximate "tahn(x)"
 *                ^^^^
 *   hint: did you mean `tanh`? `napier functions` lists all of them
 * ```
 * Characters that would not show, or would move the cursor, are made visible; of a long text the part around the
 * fault is shown, and of several lines the first one it touches.
 */
export function renderFault(fault: Fault, options: RenderOptions): string {
  const paint = (code: string, text: string): string =>
    options.color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const lines = [`${paint('1;31', 'napier:')} ${visible(fault.message)}`];
  if (fault.source !== undefined && fault.span !== undefined) {
    const { text, caret } = excerpt(fault.source, fault.span, options.command);
    lines.push(
      text,
      caret.replace(/\^+/, (carets) => paint('1;31', carets)),
    );
  }
  if (fault.hint !== undefined) lines.push(`  ${paint('1', 'hint:')} ${visible(fault.hint)}`);
  return lines.join('\n');
}

/** Text with every character showing. */
function visible(text: string): string {
  let shown = '';
  for (const character of text) shown += cell(character).shown;
  return shown;
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Wide in terminals: East Asian wide and full-width blocks, and emoji (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;

function cell(character: string): { readonly shown: string; readonly width: number } {
  const code = character.codePointAt(0) as number;
  if (code < 0x20) return { shown: String.fromCodePoint(0x2400 + code), width: 1 };
  if (code === 0x7f) return { shown: '␡', width: 1 };
  if (INVISIBLE.test(character)) {
    const shown = `\\u{${code.toString(16)}}`;
    return { shown, width: shown.length };
  }
  if (/\p{Mn}|\p{Me}/u.test(character)) return { shown: character, width: 0 };
  return { shown: character, width: WIDE.test(character) ? 2 : 1 };
}

function excerpt(
  source: string,
  span: readonly [start: number, end: number],
  command: string | undefined,
): { text: string; caret: string } {
  const start = Math.min(Math.max(0, span[0]), source.length);
  const end = Math.min(Math.max(start, span[1]), source.length);
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const lineBreak = source.indexOf('\n', start);
  const lineEnd = lineBreak < 0 ? source.length : lineBreak;
  const severalLines = lineStart > 0 || lineEnd < source.length;
  const lineNumber = severalLines ? source.slice(0, lineStart).split('\n').length : 0;
  const place = severalLines ? `line ${lineNumber}: ` : '';
  const prefix = `  ${command === undefined ? '' : `${visible(command)} `}${place}${command === undefined ? '' : '"'}`;
  const suffix = command === undefined ? '' : '"';

  // Only what can be shown is measured: a megabyte on one line costs no more than a page.
  const room = Math.max(20, WIDTH - prefix.length - suffix.length - 2);
  const from = start - lineStart > room ? start - room : lineStart;
  const before = cells(source.slice(from, start)).slice(splitPair(source, from));
  const inside = cells(source.slice(start, Math.min(end, lineEnd, start + room)));
  const after = cells(source.slice(Math.min(end, lineEnd), Math.min(lineEnd, end + room)));

  let left = before;
  let right = after;
  let middle = inside;
  let cutLeft = from > lineStart;
  let cutRight = end + room < lineEnd || start + room < Math.min(end, lineEnd);
  if (width(middle) > room / 2) {
    middle = takeWidth(middle, room / 2);
    right = [];
    cutRight = true;
  }
  const spare = room - width(middle);
  if (width(left) + width(right) > spare) {
    const leftRoom = Math.max(spare - width(right), Math.floor(spare / 2));
    const keptLeft = takeWidth(left.toReversed(), leftRoom).toReversed();
    cutLeft ||= keptLeft.length < left.length;
    left = keptLeft;
    const keptRight = takeWidth(right, spare - width(left));
    cutRight ||= keptRight.length < right.length;
    right = keptRight;
  }
  const head = prefix + (cutLeft ? '…' : '');
  const text = head + join(left) + join(middle) + join(right) + (cutRight ? '…' : '') + suffix;
  const caret = ' '.repeat(head.length + width(left)) + '^'.repeat(Math.max(1, width(middle)));
  return { text, caret };
}

type Cell = ReturnType<typeof cell>;

/** Terminal columns of a list. */
function width(list: readonly Cell[]): number {
  return list.reduce((sum, one) => sum + one.width, 0);
}

function join(list: readonly Cell[]): string {
  return list.map((one) => one.shown).join('');
}

function cells(text: string): Cell[] {
  return Array.from(text, cell);
}

/** 1 when a cut at `from` would split a surrogate pair, so its second half is left out. */
function splitPair(source: string, from: number): number {
  const code = source.charCodeAt(from);
  return from > 0 && code >= 0xdc00 && code <= 0xdfff ? 1 : 0;
}

/** The longest start of a list that fits. */
function takeWidth(list: readonly Cell[], room: number): Cell[] {
  let used = 0;
  let count = 0;
  while (count < list.length && used + list[count].width <= room) used += list[count++].width;
  return list.slice(0, count);
}
