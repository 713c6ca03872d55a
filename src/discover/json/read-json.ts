import { fail } from '../../error/fault.ts';

/**
 * A JSON value that remembers where it stands (`[start, end)`, UTF-16 offsets), so that whoever checks it can put
 * a caret under it. Objects are maps: a key named `__proto__` is only a key.
 */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonMember> }
);
export type JsonMember = { readonly keyStart: number; readonly keyEnd: number; readonly value: JsonNode };

/** Limits of what is read: enough for the largest finding, small enough that no input exhausts memory or stack. */
export const JSON_LIMITS = { depth: 64, values: 2_000_000 } as const;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Everything up to the closing quote, a backslash, or a control character (which RFC 8259 §7 forbids).
// eslint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads JSON (RFC 8259), strictly: no duplicate keys, numbers finite, nesting ≤ 64.
 * @throws NapierError `syntax` or `limit` with the place.
 */
export function readJson(source: string): JsonNode {
  return new Reader(source).document();
}

class Reader {
  private readonly source: string;
  private at = 0;
  private values = 0;

  constructor(source: string) {
    this.source = source;
  }

  document(): JsonNode {
    if (this.source.charCodeAt(0) === 0xfeff) this.at = 1;
    const node = this.value(0);
    this.space();
    if (this.at < this.source.length) this.wrong('unexpected text after the end of the JSON value');
    return node;
  }

  private value(depth: number): JsonNode {
    this.space();
    if (depth > JSON_LIMITS.depth) {
      this.wrong(`JSON nested deeper than ${JSON_LIMITS.depth} levels`, 'limit');
    }
    if (++this.values > JSON_LIMITS.values) {
      this.wrong(`more than ${JSON_LIMITS.values} JSON values`, 'limit');
    }
    const start = this.at;
    switch (this.source[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return { kind: 'string', start, value: this.text(), end: this.at };
      case 't':
        return this.word('true', { kind: 'boolean', value: true });
      case 'f':
        return this.word('false', { kind: 'boolean', value: false });
      case 'n':
        return this.word('null', { kind: 'null' });
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonNode {
    const start = this.at++;
    const members = new Map<string, JsonMember>();
    this.space();
    while (this.source[this.at] !== '}') {
      if (members.size > 0) this.expect(',', 'a comma or a closing brace');
      this.space();
      const keyStart = this.at;
      if (this.source[this.at] !== '"') this.wrong('expected a key in double quotes');
      const key = this.text();
      const keyEnd = this.at;
      if (members.has(key))
        this.wrong(`the key ${JSON.stringify(key)} stands twice`, 'syntax', keyStart, keyEnd);
      this.space();
      this.expect(':', 'a colon after the key');
      members.set(key, { keyStart, keyEnd, value: this.value(depth + 1) });
      this.space();
    }
    this.at++;
    return { kind: 'object', start, end: this.at, members };
  }

  private array(depth: number): JsonNode {
    const start = this.at++;
    const items: JsonNode[] = [];
    this.space();
    while (this.source[this.at] !== ']') {
      if (items.length > 0) this.expect(',', 'a comma or a closing bracket');
      items.push(this.value(depth + 1));
      this.space();
    }
    this.at++;
    return { kind: 'array', start, end: this.at, items };
  }

  private number(): JsonNode {
    const start = this.at;
    NUMBER.lastIndex = start;
    const found = NUMBER.exec(this.source);
    if (found === null) this.wrong('expected a JSON value');
    this.at += found[0].length;
    const value = Number(found[0]);
    if (!Number.isFinite(value)) this.wrong('a number too large for a double', 'value', start, this.at);
    return { kind: 'number', start, end: this.at, value };
  }

  private text(): string {
    const start = this.at++;
    let result = '';
    for (;;) {
      PLAIN.lastIndex = this.at;
      const run = (PLAIN.exec(this.source) as RegExpExecArray)[0];
      result += run;
      this.at += run.length;
      const stop = this.source[this.at];
      if (stop === '"') {
        this.at++;
        return result;
      }
      if (stop === undefined) this.wrong('a string that never ends', 'syntax', start, start + 1);
      if (stop !== '\\') this.wrong('a control character inside a string');
      result += this.escape();
    }
  }

  private escape(): string {
    const letter = this.source[this.at + 1] ?? '';
    if (letter === 'u') {
      const digits = this.source.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.wrong('expected four hexadecimal digits after \\u');
      this.at += 6;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const meaning = Object.hasOwn(ESCAPES, letter)
      ? ESCAPES[letter]
      : this.wrong('unknown escape in a string');
    this.at += 2;
    return meaning;
  }

  private word(word: string, node: { kind: 'boolean'; value: boolean } | { kind: 'null' }): JsonNode {
    if (!this.source.startsWith(word, this.at)) this.wrong('expected a JSON value');
    const start = this.at;
    this.at += word.length;
    return { ...node, start, end: this.at };
  }

  private expect(character: string, what: string): void {
    if (this.source[this.at] !== character) this.wrong(`expected ${what}`);
    this.at++;
  }

  private space(): void {
    for (;;) {
      const code = this.source.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private wrong(
    message: string,
    kind: 'syntax' | 'limit' | 'value' = 'syntax',
    start: number = Math.min(this.at, this.source.length),
    end: number = Math.min(start + 1, this.source.length),
  ): never {
    const before = this.source.slice(0, start);
    const line = before.split('\n').length;
    const column = start - before.lastIndexOf('\n');
    const ended = start >= this.source.length;
    fail({
      kind,
      message: `${ended ? 'the file ends too soon' : message} (line ${line}, column ${column})`,
      source: this.source,
      span: [start, Math.max(start, end)],
      ...(ended ? { hint: `${message} here` } : {}),
    });
  }
}
