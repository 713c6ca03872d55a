import type { ApplyTerm, Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import {
  applyOperation,
  leafValue,
  MOST_POWER,
  nearestDouble,
  wholePower,
  type NamedExpression,
} from '../../program/system/expression-to-system.ts';
import { SystemBuilder, type Value } from '../../program/system/system-builder.ts';
import type { SystemProgram } from '../../program/system/system.ts';
import { commonPairs, type Pair, type Row } from './common-pairs.ts';
import { shareCofactors } from './shared-cofactors.ts';

type Rational = { readonly numerator: bigint; readonly denominator: bigint };
/** Σ coefficient·member, exact. */
type Linear = ReadonlyMap<number, Rational>;

type Node =
  | { readonly kind: 'one' }
  | { readonly kind: 'leaf'; readonly term: Expression }
  | { readonly kind: 'sum'; readonly row: Row; constant: number }
  | { readonly kind: 'product'; readonly row: Row }
  | { readonly kind: 'quotient'; readonly above: number; readonly below: number }
  | { readonly kind: 'call'; readonly term: ApplyTerm; readonly args: readonly number[] };

const ONE = 0;
const UNIT: Rational = { numerator: 1n, denominator: 1n };

const times = (a: Rational, b: Rational): Rational =>
  a === UNIT ? b : b === UNIT ? a : lowest(a.numerator * b.numerator, a.denominator * b.denominator);
const plus = (a: Rational, b: Rational): Rational =>
  lowest(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

function lowest(numerator: bigint, denominator: bigint): Rational {
  let [x, y] = [numerator < 0n ? -numerator : numerator, denominator];
  while (y !== 0n) [x, y] = [y, x % y];
  if (x === 0n) return { numerator: 0n, denominator: 1n };
  return { numerator: numerator / x, denominator: denominator / x };
}

/**
 * A system with its common work done once: sums and products are flattened and written canonically, equal ones become
 * one, common factors are taken out of sums where the products are needed nowhere else, and the pairs that several
 * products or sums share are computed once. Coefficients are exact until the end. Equal to the system over the reals;
 * operations come in another order than written, so roundings differ.
 * @throws NapierError as `expressionsToSystem`
 */
export function optimiseSystem(system: readonly NamedExpression[], inputs: readonly string[]): SystemProgram {
  return new Optimiser(system).program(system, inputs);
}

class Optimiser {
  private readonly nodes: Node[] = [{ kind: 'one' }];
  private readonly known = new Map<string, number>();
  private readonly uses: ReadonlyMap<number, number>;
  private readonly linears = new Map<number, Linear>();
  private readonly pairs = new Map<number, Pair & { readonly kind: 'sum' | 'product' }>();

  constructor(system: readonly NamedExpression[]) {
    const uses = new Map<number, number>();
    const seen = new Set<number>();
    for (const { expression } of system) {
      foldExpression<undefined>(expression, (term) => {
        if (seen.has(term.id) || term.kind !== 'apply') return undefined;
        seen.add(term.id);
        for (const arg of term.args) uses.set(arg.id, (uses.get(arg.id) ?? 0) + 1);
        return undefined;
      });
      uses.set(expression.id, (uses.get(expression.id) ?? 0) + 1);
    }
    this.uses = uses;
  }

  program(system: readonly NamedExpression[], inputs: readonly string[]): SystemProgram {
    const outputs = system.map(({ name, expression }) => ({
      name,
      member: this.sumNode(this.read(expression)),
    }));
    const roots = outputs.map(({ member }) => member);
    this.shareCofactors(roots);
    this.factorSums(roots);
    const rowsOf = (kind: 'sum' | 'product'): Row[] =>
      this.reachable(outputs.map(({ member }) => member)).flatMap((id) => {
        const node = this.nodes[id] as Node | undefined;
        return node?.kind === kind ? [node.row] : [];
      });
    for (const kind of ['product', 'sum'] as const) {
      const first = this.nodes.length + this.pairs.size;
      for (const pair of commonPairs(rowsOf(kind), kind, first))
        this.pairs.set(pair.member, { ...pair, kind });
    }
    return this.write(outputs, inputs);
  }

  private intern(key: string, make: () => Node): number {
    let id = this.known.get(key);
    if (id === undefined) {
      id = this.nodes.push(make()) - 1;
      this.known.set(key, id);
    }
    return id;
  }

  private read(expression: Expression): Linear {
    return foldExpression<Linear>(expression, (term, args) => {
      let linear = this.linears.get(term.id);
      if (linear === undefined) {
        linear = this.readTerm(term, args);
        // A sum that is needed in several places is computed once.
        if (linear.size > 1 && (this.uses.get(term.id) ?? 0) > 1)
          linear = new Map([[this.sumNode(linear), UNIT]]);
        this.linears.set(term.id, linear);
      }
      return linear;
    });
  }

  private readTerm(term: Expression, args: readonly Linear[]): Linear {
    if (term.kind === 'number') return term.numerator === 0n ? new Map() : new Map([[ONE, term]]);
    if (term.kind !== 'apply') {
      return new Map([[this.intern(`leaf ${term.id}`, () => ({ kind: 'leaf', term })), UNIT]]);
    }
    const [a, b, c] = args;
    switch (term.operation) {
      case 'add':
        return added(a, b, UNIT);
      case 'sub':
        return added(a, b, { numerator: -1n, denominator: 1n });
      case 'neg':
        return scaled(a, { numerator: -1n, denominator: 1n });
      case 'mul':
        return this.product(a, b);
      case 'fma':
        return added(this.product(a, b), c, UNIT);
      case 'div':
        return this.quotient(a, b);
      case 'pow': {
        const [, exponent] = term.args;
        if (exponent.kind !== 'number' || exponent.denominator !== 1n) break;
        const n = Number(exponent.numerator);
        if (n === 0 || Math.abs(n) > MOST_POWER) break;
        let power = a;
        for (let k = 1; k < Math.abs(n); k++) power = this.product(power, a);
        return n > 0 ? power : this.quotient(new Map([[ONE, UNIT]]), power);
      }
      default:
        break;
    }
    const members = args.map((arg) => this.sumNode(arg));
    const key = `${term.operation} ${members.join(' ')}`;
    return new Map([[this.intern(key, () => ({ kind: 'call', term, args: members })), UNIT]]);
  }

  /** coefficient · member, for a form of one term or the sum that it is. */
  private single(linear: Linear): readonly [coefficient: Rational, member: number] {
    if (linear.size === 1) {
      const [[member, coefficient]] = linear;
      return [coefficient, member];
    }
    if (linear.size === 0) return [{ numerator: 0n, denominator: 1n }, ONE];
    // The leading coefficient comes out: 2a − 2b and b − a share a sum.
    const [[, lead]] = [...linear].sort(([m], [n]) => m - n);
    const over = lowest(
      lead.numerator < 0n ? -lead.denominator : lead.denominator,
      lead.numerator < 0n ? -lead.numerator : lead.numerator,
    );
    return [lead, this.sumNode(scaled(linear, over))];
  }

  private product(a: Linear, b: Linear): Linear {
    const [p, left] = this.single(a);
    const [q, right] = this.single(b);
    const coefficient = times(p, q);
    if (coefficient.numerator === 0n) return new Map();
    const row: Row = new Map();
    for (const member of [left, right]) {
      const node = this.nodes[member];
      if (node.kind === 'product') for (const [m, e] of node.row) row.set(m, (row.get(m) ?? 0) + e);
      else if (member !== ONE) row.set(member, (row.get(member) ?? 0) + 1);
    }
    return new Map([[this.productNode(row), coefficient]]);
  }

  private productNode(row: Row): number {
    const entries = [...row].sort(([m], [n]) => m - n);
    if (entries.length === 0) return ONE;
    if (entries.length === 1 && entries[0][1] === 1) return entries[0][0];
    const key = productKey(entries);
    return this.intern(key, () => ({ kind: 'product', row: new Map(entries) }));
  }

  private quotient(a: Linear, b: Linear): Linear {
    const [p, above] = this.single(a);
    const [q, below] = this.single(b);
    if (q.numerator === 0n) {
      const zero = this.sumNode(new Map());
      return new Map([
        [this.intern(`quotient ${above} ${zero}`, () => ({ kind: 'quotient', above, below: zero })), p],
      ]);
    }
    const sign = q.numerator < 0n ? -1n : 1n;
    const coefficient = times(p, { numerator: sign * q.denominator, denominator: sign * q.numerator });
    if (below === ONE) return new Map([[above, coefficient]]);
    const member = this.intern(`quotient ${above} ${below}`, () => ({ kind: 'quotient', above, below }));
    return new Map([[member, coefficient]]);
  }

  private sumNode(linear: Linear): number {
    if (linear.size === 1) {
      const [[member, c]] = linear;
      if (c.numerator === 1n && c.denominator === 1n) return member;
    }
    const entries = [...linear].sort(([m], [n]) => m - n);
    const key = `sum ${entries.map(([m, c]) => `${m}*${c.numerator}/${c.denominator}`).join(' ')}`;
    return this.intern(key, () => {
      const row: Row = new Map();
      let constant = 0;
      for (const [member, c] of entries) {
        const value = nearestDouble(c.numerator, c.denominator);
        if (member === ONE) constant = value;
        else row.set(member, value);
      }
      return { kind: 'sum', row, constant };
    });
  }

  private reachable(roots: readonly number[]): number[] {
    const seen = new Set<number>();
    const stack = [...roots];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      stack.push(...this.partsOf(id));
    }
    return [...seen].sort((a, b) => a - b);
  }

  private partsOf(id: number): readonly number[] {
    const pair = this.pairs.get(id);
    if (pair !== undefined) return [pair.left, pair.right];
    const node = this.nodes[id];
    switch (node.kind) {
      case 'sum':
      case 'product':
        return [...node.row.keys()];
      case 'quotient':
        return [node.above, node.below];
      case 'call':
        return node.args;
      default:
        return [];
    }
  }

  private shareCofactors(roots: readonly number[]): void {
    const sums = this.reachable(roots).flatMap((id) => {
      const node = this.nodes[id];
      return node.kind === 'sum' ? [{ id, row: node.row }] : [];
    });
    shareCofactors(sums, {
      factorsOf: (member) => {
        const node = this.nodes[member];
        return node.kind === 'product' ? node.row : undefined;
      },
      known: (row) => {
        const [[factor, exponent] = [ONE, 1]] = row;
        if (row.size <= 1 && exponent === 1) return factor;
        return this.known.get(productKey([...row].sort(([m], [n]) => m - n)));
      },
      addSum: (row) => this.nodes.push({ kind: 'sum', row, constant: 0 }) - 1,
      times: (factor, sum) =>
        this.productNode(
          new Map([
            [factor, 1],
            [sum, 1],
          ]),
        ),
    });
  }

  /** x·a + x·b as x·(a + b), where x·a and x·b are needed nowhere else. */
  private factorSums(outputs: readonly number[]): void {
    const uses = new Map<number, number>();
    const count = (id: number): void => void uses.set(id, (uses.get(id) ?? 0) + 1);
    outputs.forEach(count);
    const all = this.reachable(outputs);
    for (const id of all) this.partsOf(id).forEach(count);
    const open = all.filter((id) => this.nodes[id].kind === 'sum');
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = this.nodes[id];
      if (node.kind !== 'sum' || node.row.size < 2) continue;
      const byFactor = new Map<number, number[]>();
      for (const member of node.row.keys()) {
        const part = this.nodes[member];
        if (part.kind !== 'product' || (uses.get(member) ?? 0) > 1) continue;
        for (const factor of part.row.keys()) {
          const list = byFactor.get(factor) ?? [];
          list.push(member);
          byFactor.set(factor, list);
        }
      }
      let best: readonly [number, number[]] | undefined;
      for (const entry of byFactor) if (entry[1].length > (best?.[1].length ?? 1)) best = entry;
      if (best === undefined) continue;
      const [factor, members] = best;
      const inner: Row = new Map();
      let constant = 0;
      for (const member of members) {
        const part = this.nodes[member];
        if (part.kind !== 'product') continue;
        const coefficient = node.row.get(member) as number;
        node.row.delete(member);
        const rest = new Map(part.row);
        const e = (rest.get(factor) as number) - 1;
        if (e === 0) rest.delete(factor);
        else rest.set(factor, e);
        const left = this.productNode(rest);
        if (left === ONE) constant += coefficient;
        else {
          inner.set(left, (inner.get(left) ?? 0) + coefficient);
          count(left);
        }
      }
      const sum = this.nodes.push({ kind: 'sum', row: inner, constant }) - 1;
      const product =
        this.nodes.push({
          kind: 'product',
          row: new Map([
            [factor, 1],
            [sum, 1],
          ]),
        }) - 1;
      uses.set(sum, 1);
      uses.set(product, 1);
      node.row.set(product, 1);
      open.push(id, sum);
    }
  }

  private write(
    outputs: readonly { readonly name: string; readonly member: number }[],
    inputs: readonly string[],
  ): SystemProgram {
    const b = new SystemBuilder(inputs);
    const index = new Map(inputs.map((name, i) => [name, i]));
    const values = new Map<number, Value>();
    const valueOf = (root: number): Value => {
      const stack = [root];
      while (stack.length > 0) {
        const id = stack[stack.length - 1];
        if (values.has(id)) {
          stack.pop();
          continue;
        }
        const open = this.partsOf(id).filter((part) => !values.has(part));
        if (open.length > 0) {
          stack.push(...open);
          continue;
        }
        stack.pop();
        values.set(
          id,
          this.writeNode(b, id, (part) => values.get(part) as Value, index),
        );
      }
      return values.get(root) as Value;
    };
    return b.build(outputs.map(({ name, member }) => ({ name, value: valueOf(member) })));
  }

  private writeNode(
    b: SystemBuilder,
    id: number,
    value: (part: number) => Value,
    index: ReadonlyMap<string, number>,
  ): Value {
    const pair = this.pairs.get(id);
    if (pair !== undefined) {
      const [left, right] = [value(pair.left), value(pair.right)];
      if (pair.kind === 'product') return b.operation('mul', left, right);
      return writeSum(b, [[left, 1], [right, pair.ratio]], 0); // prettier-ignore
    }
    const node = this.nodes[id];
    switch (node.kind) {
      case 'one':
        return b.constant(1);
      case 'leaf':
        return leafValue(b, node.term, index);
      case 'sum':
        return writeSum(
          b,
          [...node.row].map(([member, c]) => [value(member), c] as const),
          node.constant,
        );
      case 'product':
        return [...node.row]
          .map(([member, e]) => wholePower(b, value(member), e))
          .reduce((x, y) => b.operation('mul', x, y));
      case 'quotient':
        return b.operation('div', value(node.above), value(node.below));
      case 'call':
        return applyOperation(b, node.term, node.args.map(value));
    }
  }
}

const productKey = (entries: readonly (readonly [number, number])[]): string =>
  `product ${entries.join(' ')}`;

function added(a: Linear, b: Linear, by: Rational): Linear {
  const sum = new Map(a);
  for (const [member, c] of b) {
    const before = sum.get(member);
    const value = before === undefined ? times(c, by) : plus(before, times(c, by));
    if (value.numerator === 0n) sum.delete(member);
    else sum.set(member, value);
  }
  return sum;
}

const scaled = (a: Linear, by: Rational): Linear =>
  new Map([...a].map(([member, c]) => [member, times(c, by)] as const));

/** Σ coefficient·value + constant; terms of one size of coefficient are added before they are multiplied. */
function writeSum(b: SystemBuilder, terms: readonly (readonly [Value, number])[], constant: number): Value {
  const bySize = new Map<number, { readonly value: Value; readonly negative: boolean }[]>();
  for (const [value, c] of terms) {
    const list = bySize.get(Math.abs(c)) ?? [];
    list.push({ value, negative: c < 0 });
    bySize.set(Math.abs(c), list);
  }
  type Signed = { readonly value: Value; readonly negative: boolean };
  const join = (list: readonly Signed[]): Signed => {
    // A positive one leads, so that no negation is needed.
    const lead = list.findIndex(({ negative }) => !negative);
    const negative = lead < 0;
    const first = list[Math.max(0, lead)];
    let value = first.value;
    for (const part of list) {
      if (part === first) continue;
      value = b.operation(part.negative !== negative ? 'sub' : 'add', value, part.value);
    }
    return { value, negative };
  };
  const parts: Signed[] = [];
  for (const [size, list] of bySize) {
    if (size === 1) parts.push(...list);
    else {
      const { value, negative } = join(list);
      parts.push({ value: b.operation('mul', b.constant(size), value), negative });
    }
  }
  if (constant !== 0 || parts.length === 0) {
    parts.push({ value: b.constant(Math.abs(constant)), negative: constant < 0 });
  }
  const { value, negative } = join(parts);
  return negative ? b.operation('neg', value) : value;
}
