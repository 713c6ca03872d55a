import { fail } from '../error/fault.ts';
import { rational, type NumberTerm } from './expression.ts';
import type { FPCore, FPCoreArgument, FPCoreBinding, FPCoreLoopBinding, FPCoreNode } from './fpcore.ts';
import { MAX_DECIMAL_EXPONENT, MAX_LITERAL_DIGITS, NUMBER, numberFromLiteral } from './number-literal.ts';
import { parseSExpressions, type SExpression } from './s-expression.ts';

type Properties = Map<string, readonly SExpression[]>;

/**
 * Reads FPCore 2 (fpbench.org/spec/fpcore-2.0.html): every core of the text, bodies with conditions, loops and
 * tensors included. `expressionFromFPCore` then takes those that are straight lines.
 * @throws NapierError `syntax` or `limit`, with the place.
 */
export function parseFPCore(source: string): FPCore[] {
  return parseSExpressions(source).map((tree) => new Reader(source).core(tree));
}

/** Reads one text; recursion is as deep as brackets, which `parseSExpressions` limits. */
class Reader {
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  core(tree: SExpression): FPCore {
    const items = this.list(tree, 'an FPCore');
    if (!isAtom(items[0], 'FPCore')) this.refuse(tree, 'expected (FPCore (arguments) … body)');
    let at = 1;
    const identifier = items[at]?.kind === 'atom' ? textOf(items[at++]) : undefined;
    const list = items[at++];
    if (list?.kind !== 'list')
      return this.refuse(tree, 'expected the list of arguments', '(FPCore (x y) … body)');
    const [properties, next] = this.properties(items, at);
    if (next !== items.length - 1) {
      const message =
        next >= items.length ? 'this core has no body' : 'a core has one body, after its properties';
      this.refuse(items[next + 1] ?? tree, message);
    }
    const precondition = properties.get('pre')?.[0];
    const precision = properties.get('precision')?.[0];
    const name = properties.get('name')?.[0];
    return {
      source: this.source,
      ...(identifier === undefined ? {} : { identifier }),
      ...(name?.kind === 'string' ? { name: name.text } : {}),
      arguments: list.items.map((item) => this.argument(item)),
      properties,
      ...(precondition === undefined ? {} : { precondition: this.node(precondition) }),
      precision: precision === undefined ? 'binary64' : this.source.slice(...precision.span),
      body: this.node(items[next]),
    };
  }

  private argument(tree: SExpression): FPCoreArgument {
    if (tree.kind === 'atom') return { name: this.symbol(tree), properties: new Map(), dimensions: [] };
    const items = this.list(tree, 'an argument');
    if (isAtom(items[0], '!')) {
      const [properties, next] = this.properties(items, 1);
      const [name, ...dimensions] = items.slice(next);
      if (name === undefined) this.refuse(tree, 'this argument has no name');
      return { name: this.symbol(name), properties, dimensions: dimensions.map(textOf) };
    }
    if (items.length === 0) this.refuse(tree, 'this argument has no name');
    return { name: this.symbol(items[0]), properties: new Map(), dimensions: items.slice(1).map(textOf) };
  }

  /** Reads `:key value` pairs from `at` on. The value is one tree. */
  private properties(items: readonly SExpression[], at: number): [Properties, number] {
    const properties: Properties = new Map();
    let next = at;
    for (;;) {
      const key = items[next];
      if (key?.kind !== 'atom' || !/^:./.test(key.text)) return [properties, next];
      const value = items[next + 1];
      if (value === undefined) return this.refuse(key, `the property \`${key.text}\` has no value`);
      const name = key.text.slice(1);
      properties.set(name, [...(properties.get(name) ?? []), value]);
      next += 2;
    }
  }

  node(tree: SExpression): FPCoreNode {
    const { span } = tree;
    if (tree.kind === 'string') return this.refuse(tree, 'a string is no number');
    if (tree.kind === 'atom') {
      const value = this.number(tree);
      return value === undefined
        ? { kind: 'symbol', name: this.symbol(tree), span }
        : { kind: 'number', value, span };
    }
    const [head, ...rest] = tree.items;
    if (head?.kind !== 'atom') return this.refuse(tree, 'expected an operation after this bracket');
    const sequential = head.text.endsWith('*') && head.text.length > 1;
    switch (head.text) {
      case 'if': {
        this.count(tree, rest, 3, '(if condition then else)');
        const [condition, whenTrue, whenFalse] = rest.map((item) => this.node(item));
        return { kind: 'if', condition, whenTrue, whenFalse, span };
      }
      case 'let':
      case 'let*': {
        this.count(tree, rest, 2, '(let ([name value] …) body)');
        const bindings = this.bindings(rest[0]);
        return { kind: 'let', sequential, bindings, body: this.node(rest[1]), span };
      }
      case 'while':
      case 'while*': {
        this.count(tree, rest, 3, '(while condition ([name initial update] …) body)');
        const condition = this.node(rest[0]);
        const bindings = this.loopBindings(rest[1]);
        return { kind: 'while', sequential, condition, bindings, body: this.node(rest[2]), span };
      }
      case 'for':
      case 'for*':
      case 'tensor':
      case 'tensor*': {
        const kind = head.text.startsWith('for') ? 'for' : 'tensor';
        if (kind === 'for' || rest.length === 3) {
          this.count(tree, rest, 3, `(${head.text} ([name size] …) ([name initial update] …) body)`);
        } else this.count(tree, rest, 2, `(${head.text} ([name size] …) body)`);
        const ranges = this.bindings(rest[0]);
        const bindings = rest.length === 3 ? this.loopBindings(rest[1]) : [];
        return { kind, sequential, ranges, bindings, body: this.node(rest[rest.length - 1]), span };
      }
      case 'array':
        return { kind: 'array', items: rest.map((item) => this.node(item)), span };
      case 'digits':
        return { kind: 'number', value: this.digits(tree, rest), span };
      case '!': {
        const [properties, next] = this.properties(rest, 0);
        if (next !== rest.length - 1)
          this.refuse(tree, 'expected one body after the properties', '(! :key value body)');
        return { kind: 'annotated', properties, body: this.node(rest[next]), span };
      }
      default:
        return { kind: 'operation', operator: head.text, args: rest.map((item) => this.node(item)), span };
    }
  }

  private bindings(tree: SExpression): FPCoreBinding[] {
    return this.list(tree, 'a list of bindings').map((item) => {
      const parts = this.list(item, 'a binding');
      this.count(item, parts, 2, '[name value]');
      return { name: this.symbol(parts[0]), value: this.node(parts[1]) };
    });
  }

  private loopBindings(tree: SExpression): FPCoreLoopBinding[] {
    return this.list(tree, 'a list of bindings').map((item) => {
      const parts = this.list(item, 'a binding');
      this.count(item, parts, 3, '[name initial update]');
      return { name: this.symbol(parts[0]), initial: this.node(parts[1]), update: this.node(parts[2]) };
    });
  }

  private number(tree: SExpression & { kind: 'atom' }): NumberTerm | undefined {
    const { text, span } = tree;
    const fraction = /^([+-]?\d+)\/(\d+)$/.exec(text);
    if (fraction !== null) {
      if (text.length > MAX_LITERAL_DIGITS) {
        fail({ kind: 'limit', message: 'this number is too long', source: this.source, span });
      }
      const denominator = BigInt(fraction[2]);
      if (denominator === 0n) this.refuse(tree, 'a fraction with denominator 0');
      return rational(BigInt(fraction[1]), denominator);
    }
    const sign = /^[+-]/.test(text) ? 1 : 0;
    NUMBER.lastIndex = sign;
    const found = NUMBER.exec(text);
    if (found === null || NUMBER.lastIndex !== text.length) {
      if (/^[+-]?\.?\d/.test(text)) this.refuse(tree, `\`${text.slice(0, 40)}\` is no number`);
      return undefined;
    }
    return numberFromLiteral(found[0], text[0] === '-', this.source, span[0] + sign);
  }

  /** `(digits m e b)` is m·b^e. */
  private digits(tree: SExpression, rest: readonly SExpression[]): NumberTerm {
    this.count(tree, rest, 3, '(digits mantissa exponent base)');
    const texts = rest.map(textOf);
    if (!texts.every((text) => /^[+-]?\d+$/.test(text) && text.length <= MAX_LITERAL_DIGITS)) {
      this.refuse(tree, 'digits takes three integers', '(digits mantissa exponent base)');
    }
    const [exponent, base] = [Number(texts[1]), Number(texts[2])];
    if (base < 2 || base > 36) this.refuse(rest[2], 'the base of digits is from 2 to 36');
    if (Math.abs(exponent) > MAX_DECIMAL_EXPONENT) {
      const message = `the exponent of this number is beyond ±${MAX_DECIMAL_EXPONENT}`;
      fail({ kind: 'limit', message, source: this.source, span: rest[1].span });
    }
    const scale = BigInt(base) ** BigInt(Math.abs(exponent));
    const mantissa = BigInt(texts[0]);
    return exponent < 0 ? rational(mantissa, scale) : rational(mantissa * scale);
  }

  private symbol(tree: SExpression): string {
    if (tree.kind !== 'atom' || /^[+-]?\.?\d|^:/.test(tree.text)) return this.refuse(tree, 'expected a name');
    return tree.text;
  }

  private list(tree: SExpression, what: string): readonly SExpression[] {
    return tree.kind === 'list' ? tree.items : this.refuse(tree, `expected ${what} in brackets`);
  }

  private count(tree: SExpression, items: readonly SExpression[], expected: number, form: string): void {
    if (items.length !== expected) {
      this.refuse(tree, `expected ${expected} parts here, found ${items.length}`, `write ${form}`);
    }
  }

  private refuse(tree: SExpression, message: string, hint?: string): never {
    return fail({ kind: 'syntax', message, source: this.source, span: tree.span, hint });
  }
}

function isAtom(tree: SExpression | undefined, text: string): boolean {
  return tree?.kind === 'atom' && tree.text === text;
}

function textOf(tree: SExpression): string {
  return tree.kind === 'list' ? '' : tree.text;
}
