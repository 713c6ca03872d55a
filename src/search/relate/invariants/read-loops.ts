import { fail, NapierError } from '../../../error/fault.ts';
import { integer, variable, variablesOf, type Expression } from '../../../expression/expression.ts';
import type { FPCore, FPCoreNode } from '../../../expression/fpcore.ts';
import { termFromFPCoreNode, type FPCoreScope } from '../../../expression/fpcore-expression.ts';
import { tidyApply } from '../../../expression/tidy.ts';
import { toText } from '../../../expression/to-text.ts';
import { allPaths, NoPath } from './all-paths.ts';
import type { Generator, Loop } from './loop.ts';
import { loopNodes, withoutLoops, type LoopNode } from './loop-nodes.ts';
import type { Quotient } from './quotient.ts';
import { lessKey, toQuotient } from './to-quotient.ts';

export const LOOP_LIMITS = { variables: 24, generators: 40, paths: 32 } as const;

type Choose = (key: string) => boolean;

/**
 * The loops of a core as maps over the reals: each `while` and `for`, also inside others, by itself. What it finds outside
 * (arguments, values of enclosing loops) is a constant of any value. Rounding annotations fall away.
 * @throws NapierError `limit` for more variables or paths than are followed
 */
export function readLoops(core: FPCore): Loop[] {
  return new Reader(core).loops;
}

class Reader {
  readonly loops: Loop[] = [];
  private readonly core: FPCore;
  /** Names that loops bind: outside of them the same name stands for something else. */
  private readonly bound: Set<string>;
  private readonly used = new Set<string>();
  private unknown = 0;

  constructor(core: FPCore) {
    this.core = core;
    this.bound = new Set(loopNodes(core.body).flatMap(namesOf));
    const scope = new Map<string, Expression>();
    for (const { name } of core.arguments) scope.set(name, this.outer(name));
    this.walk(core.body, scope);
  }

  /** A variable for something outside the loops. */
  private outer(name: string): Expression {
    let own = name;
    while (this.bound.has(own) || this.used.has(own)) own += '0';
    this.used.add(own);
    return variable(own);
  }

  private walk(node: FPCoreNode, scope: FPCoreScope): void {
    switch (node.kind) {
      case 'number':
      case 'symbol':
        return;
      case 'annotated':
        return this.walk(node.body, scope);
      case 'operation':
        return node.args.forEach((arg) => this.walk(arg, scope));
      case 'array':
        return node.items.forEach((item) => this.walk(item, scope));
      case 'if':
        return [node.condition, node.whenTrue, node.whenFalse].forEach((part) => this.walk(part, scope));
      case 'let': {
        const inner = new Map(scope);
        for (const { name, value } of node.bindings) {
          const seen = node.sequential ? inner : scope;
          this.walk(value, seen);
          inner.set(name, this.plain(value, seen) ?? this.outer(name));
        }
        return this.walk(node.body, inner);
      }
      case 'while':
      case 'for':
        this.loops.push(this.loop(node, scope));
        break;
    }
    // Inside and after a loop its variables have any values.
    const inner = new Map(scope);
    for (const { initial } of node.bindings) this.walk(initial, scope);
    for (const name of namesOf(node)) inner.set(name, this.outer(name));
    for (const { update } of node.bindings) this.walk(update, inner);
    if (node.kind === 'while') this.walk(node.condition, inner);
    this.walk(node.body, inner);
  }

  /** A straight line of operations as a term. */
  private plain(node: FPCoreNode, scope: FPCoreScope): Expression | undefined {
    try {
      return termFromFPCoreNode(node, scope, this.core.source);
    } catch (error) {
      if (error instanceof NapierError && error.fault.kind === 'unsupported') return undefined;
      throw error;
    }
  }

  private loop(node: LoopNode, scope: FPCoreScope): Loop {
    const names = namesOf(node);
    if (names.length > LOOP_LIMITS.variables)
      this.refuse(
        node,
        `this loop has ${names.length} variables; at most ${LOOP_LIMITS.variables} are related`,
      );
    const generators = new Generators(names);
    const starts = allPaths((choose) => {
      const inner = new Map(scope);
      const values = new Map<string, Expression>(counters(node).map((name) => [name, integer(0)]));
      for (const { name, initial } of node.bindings) {
        const value = this.convert(initial, node.sequential ? inner : scope, choose);
        values.set(name, value);
        inner.set(name, value);
      }
      return names.map((name) => this.quotient(values.get(name) as Expression, choose, generators));
    }, LOOP_LIMITS.paths);
    const inside = new Map(scope);
    for (const name of names) inside.set(name, variable(name));
    generators.inTurn = true;
    const turns = allPaths((choose) => {
      if (node.kind === 'while' && !this.decide(node.condition, inside, choose)) throw new NoPath();
      const inner = new Map(inside);
      const values = new Map<string, Expression>();
      // Of nested ranges only the last goes on at every turn: of several, each may take any value.
      const indices = counters(node);
      for (const name of indices)
        values.set(name, indices.length > 1 ? this.anything() : tidyApply('add', variable(name), integer(1)));
      for (const { name, update } of node.bindings) {
        const value = this.convert(update, node.sequential ? inner : inside, choose);
        values.set(name, value);
        inner.set(name, value);
      }
      return names.map((name) => this.quotient(values.get(name) as Expression, choose, generators));
    }, LOOP_LIMITS.paths);
    if (starts === undefined || turns === undefined)
      return this.refuse(node, `there are more than ${LOOP_LIMITS.paths} ways through a turn of this loop`);
    if (generators.list.length > LOOP_LIMITS.generators) {
      const most = `more than ${LOOP_LIMITS.generators} values meet in this loop`;
      return this.refuse(node, most);
    }
    return { span: node.span, variables: names, generators: generators.list, starts, turns };
  }

  private refuse(node: FPCoreNode, message: string): never {
    return fail({ kind: 'limit', message, source: this.core.source, span: node.span });
  }

  /** A term that may have any value, at every turn another. */
  private anything(): Expression {
    return variable(`${FREE}${this.unknown++}`);
  }

  /** A node as a term; loops in it, and what is no number, have any value. */
  private convert(node: FPCoreNode, scope: FPCoreScope, choose: Choose): Expression {
    const whole = new Map(scope);
    const body = withoutLoops(node, (inner) => {
      const name = `${FREE}at${inner.span[0]}`;
      whole.set(name, variable(name));
      return name;
    });
    try {
      return termFromFPCoreNode(body, whole, this.core.source, (condition, inner) =>
        this.decide(condition, inner, choose),
      );
    } catch (error) {
      if (error instanceof NapierError && error.fault.kind === 'unsupported') return this.anything();
      throw error;
    }
  }

  private quotient(term: Expression, choose: Choose, generators: Generators): Quotient {
    return toQuotient(term, choose, (atom) => generators.of(atom));
  }

  /** How a condition turns out on this path. */
  private decide(node: FPCoreNode, scope: FPCoreScope, choose: Choose): boolean {
    if (node.kind === 'annotated') return this.decide(node.body, scope, choose);
    if (node.kind === 'symbol' && (node.name === 'TRUE' || node.name === 'FALSE'))
      return node.name === 'TRUE';
    if (node.kind !== 'operation') return this.perhaps(choose);
    const { operator, args } = node;
    if (operator === 'and') return args.every((arg) => this.decide(arg, scope, choose));
    if (operator === 'or') return args.some((arg) => this.decide(arg, scope, choose));
    if (operator === 'not') return !this.decide(args[0], scope, choose);
    if (!/^([<>]=?|==)$/.test(operator)) return this.perhaps(choose);
    const sides = args.map((arg) => this.convert(arg, scope, choose));
    return sides.slice(1).every((b, i) => compare(sides[i], operator, b, choose));
  }

  /** A condition of which nothing is known, not even that it is the same as another. */
  private perhaps(choose: Choose): boolean {
    return choose(`? ${this.unknown++}`);
  }
}

/** No name of a program begins so. */
const FREE = '%';

function compare(a: Expression, operator: string, b: Expression, choose: Choose): boolean {
  const less = (x: Expression, y: Expression): boolean =>
    x.kind === 'number' && y.kind === 'number'
      ? x.numerator * y.denominator < y.numerator * x.denominator
      : choose(lessKey(x, y));
  switch (operator) {
    case '<':
      return less(a, b);
    case '>':
      return less(b, a);
    case '<=':
      return !less(b, a);
    case '>=':
      return !less(a, b);
    default:
      return (
        a === b || (!(a.kind === 'number' && b.kind === 'number') && choose(`${toText(a)} = ${toText(b)}`))
      );
  }
}

function counters(node: LoopNode): string[] {
  return node.kind === 'for' ? node.ranges.map(({ name }) => name) : [];
}

/** The names that a loop binds, its counters first. */
function namesOf(node: LoopNode): string[] {
  return [...counters(node), ...node.bindings.map(({ name }) => name)];
}

class Generators {
  readonly list: Generator[];
  /** What depends on the loop's variables, or is not known, may change from now on. */
  inTurn = false;
  private readonly numbers = new Map<Expression, number>();
  private readonly names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.names = new Set(names);
    this.list = names.map((name) => ({ kind: 'variable', expression: variable(name) }));
    names.forEach((name, i) => this.numbers.set(variable(name), i));
  }

  of(atom: Expression): number {
    const known = this.numbers.get(atom);
    if (known !== undefined) return known;
    const changes = variablesOf(atom).some((name) => this.names.has(name) || name.startsWith(FREE));
    this.list.push({ kind: this.inTurn && changes ? 'free' : 'constant', expression: atom });
    this.numbers.set(atom, this.list.length - 1);
    return this.list.length - 1;
  }
}
