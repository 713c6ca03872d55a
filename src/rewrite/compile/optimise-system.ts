import type { Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import {
  MOST_POWER,
  nearestDouble,
  type NamedExpression,
} from '../../program/system/expression-to-system.ts';
import type { SystemProgram } from '../../program/system/system.ts';
import { commonPairs, type Pair, type Row } from './common-pairs.ts';
import { added, lowest, scaled, times, UNIT, type Linear, type Rational } from './linear-form.ts';
import { shareCofactors } from './shared-cofactors.ts';
import { partsOf, writeNodes, type Node } from './write-nodes.ts';

const ONE = 0;
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
    return writeNodes(this.nodes, this.pairs, outputs, inputs);
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
    return partsOf(id, this.nodes, this.pairs);
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
}

const productKey = (entries: readonly (readonly [number, number])[]): string =>
  `product ${entries.join(' ')}`;
