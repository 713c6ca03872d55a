import { fail, type FaultKind } from '../../error/fault.ts';

export type Token = {
  readonly text: string;
  readonly start: number;
  /** A name or a number: not a sign. */
  readonly word: boolean;
};

const TOKEN = /[\p{L}_][\p{L}\p{N}_]*'*|\p{N}+|\+\+|[()=:|,^*/·∘&∧∩+\-∨∪⊕]/uy;

/** The words of each line that has any. `#` begins a remark. @throws NapierError `syntax` at a strange character */
export function tokenizeTheory(source: string): [Token, ...Token[]][] {
  const lines: [Token, ...Token[]][] = [];
  let start = 0;
  for (const text of source.split('\n')) {
    const tokens: Token[] = [];
    const end = text.includes('#') ? text.indexOf('#') : text.length;
    for (let at = 0; at < end;) {
      if (/\s/.test(text[at])) {
        at++;
        continue;
      }
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text)?.[0];
      if (match === undefined) {
        const span = [start + at, start + at + 1] as const;
        fail({ kind: 'syntax', message: 'this character has no meaning in a theory', source, span });
      }
      tokens.push({ text: match, start: start + at, word: /^[\p{L}\p{N}_]/u.test(match) });
      at += match.length;
    }
    const [first, ...rest] = tokens;
    if (first !== undefined) lines.push([first, ...rest]);
    start += text.length + 1;
  }
  return lines;
}

/** The words of one line, read from left to right. */
export class TokenLine {
  readonly source: string;
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
  }

  get ended(): boolean {
    return this.next >= this.tokens.length;
  }

  peek(): Token | undefined {
    return this.tokens[this.next];
  }

  at(text: string): boolean {
    return this.peek()?.text === text;
  }

  skip(text: string): boolean {
    if (!this.at(text)) return false;
    this.next++;
    return true;
  }

  take(expected = 'more'): Token {
    const token = this.tokens[this.next];
    if (token !== undefined) {
      this.next++;
      return token;
    }
    const last = this.tokens[this.tokens.length - 1];
    const end = last.start + last.text.length;
    return fail({
      kind: 'syntax',
      message: `the line ends here; expected ${expected}`,
      source: this.source,
      span: [end, end + 1],
    });
  }

  expect(text: string): Token {
    const token = this.take(`\`${text}\``);
    return token.text === text ? token : this.refuse(token, 'syntax', `expected \`${text}\` here`);
  }

  /** A name or a number. */
  name(expected: string): Token {
    const token = this.take(expected);
    return token.word ? token : this.refuse(token, 'syntax', `expected ${expected} here`);
  }

  end(): void {
    const token = this.peek();
    if (token !== undefined) this.refuse(token, 'syntax', 'the line should end before this');
  }

  /** From the first word read to the last one. */
  spanFrom(first: Token): readonly [number, number] {
    const last = this.tokens[Math.max(0, this.next - 1)];
    return [first.start, last.start + last.text.length];
  }

  refuse(token: Token, kind: FaultKind, message: string, hint?: string): never {
    const span = [token.start, token.start + token.text.length] as const;
    return fail({ kind, message, source: this.source, span, ...(hint === undefined ? {} : { hint }) });
  }
}
