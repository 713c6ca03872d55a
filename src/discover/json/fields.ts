import { fail, NapierError } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import type { JsonNode } from './read-json.ts';

/**
 * A JSON value with its path, and the questions a reader asks of it. Every wrong answer is one fault that names
 * the path (`front[2].error.bound`), says what was expected, and puts the caret under the value.
 */
export class Field {
  private readonly source: string;
  private readonly path: string;
  private readonly node: JsonNode;

  constructor(source: string, node: JsonNode, path = '') {
    this.source = source;
    this.node = node;
    this.path = path;
  }

  /** Raises a fault about this value. */
  refuse(message: string, hint?: string): never {
    fail({
      kind: 'file',
      message: this.path === '' ? message : `${this.path}: ${message}`,
      source: this.source,
      span: [this.node.start, this.node.end],
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** What `read` makes of this value; its faults are told here. */
  attempt<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof NapierError) return this.refuse(error.fault.message);
      throw error;
    }
  }

  /** A text that `parse` takes. */
  parsedBy(parse: (text: string) => unknown): string {
    const text = this.string();
    this.attempt(() => parse(text));
    return text;
  }

  string(): string {
    return this.node.kind === 'string' ? this.node.value : this.expected('a string');
  }

  boolean(): boolean {
    return this.node.kind === 'boolean' ? this.node.value : this.expected('true or false');
  }

  number(): number {
    return this.node.kind === 'number' ? this.node.value : this.expected('a number');
  }

  /** A whole number ≥ 0 that a double holds exactly. */
  count(): number {
    const value = this.node.kind === 'number' ? this.node.value : this.expected('a whole number');
    return Number.isSafeInteger(value) && value >= 0 ? value : this.expected('a whole number, 0 or more');
  }

  scalar(): string | number | boolean {
    const { node } = this;
    if (node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean') return node.value;
    return this.expected('a string, a number, true or false');
  }

  oneOf<T extends string>(names: readonly T[]): T {
    const value = this.string();
    const found = names.find((name) => name === value);
    if (found !== undefined) return found;
    const near = nearestName(value, names);
    return this.refuse(
      `expected one of ${names.join(', ')}, found ${shorten(JSON.stringify(value))}`,
      near === undefined ? undefined : `did you mean \`${near}\`?`,
    );
  }

  /** The items of an array of at most `limit`. */
  items(limit: number): Field[] {
    if (this.node.kind !== 'array') return this.expected('an array');
    if (this.node.items.length > limit) this.refuse(`more than ${limit} items`);
    return this.node.items.map((item, i) => new Field(this.source, item, `${this.path}[${i}]`));
  }

  /** The members of an object with free keys, at most `limit`. */
  entries(limit: number): [string, Field][] {
    if (this.node.kind !== 'object') return this.expected('an object');
    if (this.node.members.size > limit) this.refuse(`more than ${limit} members`);
    return [...this.node.members].map(([key, { value }]) => [
      key,
      new Field(this.source, value, this.at(key)),
    ]);
  }

  /** An object with the keys told, and no others: `required` must be there, `optional` may be. */
  object<R extends string, O extends string = never>(
    required: readonly R[],
    optional: readonly O[] = [],
  ): Readonly<Record<R, Field> & Partial<Record<O, Field>>> {
    if (this.node.kind !== 'object') return this.expected('an object');
    const fields = new Map<string, Field>();
    const known: readonly string[] = [...required, ...optional];
    for (const [key, { keyStart, keyEnd, value }] of this.node.members) {
      if (!known.includes(key)) this.unknownKey(key, known, keyStart, keyEnd);
      fields.set(key, new Field(this.source, value, this.at(key)));
    }
    for (const key of required) if (!fields.has(key)) this.refuse(`the member "${key}" is missing`);
    return Object.fromEntries(fields) as Record<R, Field> & Partial<Record<O, Field>>;
  }

  private unknownKey(key: string, known: readonly string[], start: number, end: number): never {
    const near = nearestName(key, known);
    const shown = shorten(JSON.stringify(key));
    fail({
      kind: 'file',
      message: this.path === '' ? `unknown member ${shown}` : `${this.path}: unknown member ${shown}`,
      source: this.source,
      span: [start, end],
      ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
    });
  }

  private expected(what: string): never {
    return this.refuse(`expected ${what}, found ${describe(this.node)}`);
  }

  private at(key: string): string {
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : `[${shorten(JSON.stringify(key))}]`;
    return this.path === '' || name.startsWith('[') ? `${this.path}${name}` : `${this.path}.${name}`;
  }
}

function describe(node: JsonNode): string {
  switch (node.kind) {
    case 'array':
      return 'an array';
    case 'object':
      return 'an object';
    case 'string':
      return shorten(JSON.stringify(node.value));
    case 'null':
      return 'null';
    default:
      return String(node.value);
  }
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
