/**
 * Mathematical terms over the reals. Immutable and hash-consed: terms built by this module's constructors are
 * the same object exactly when they are structurally equal, so `===` is equality and `id` is a cheap key.
 */
import type { ConstantName } from './constants.ts';
import type { OperationName } from './operations.ts';

/** An exact rational literal, in lowest terms, `denominator > 0`. */
export type NumberTerm = {
  readonly kind: 'number';
  readonly id: number;
  readonly numerator: bigint;
  readonly denominator: bigint;
};
/** A named real constant: `pi`, `e`, … */
export type ConstantTerm = { readonly kind: 'constant'; readonly id: number; readonly name: ConstantName };
export type VariableTerm = { readonly kind: 'variable'; readonly id: number; readonly name: string };
/** An operation of the table applied to as many arguments as its arity. */
export type ApplyTerm = {
  readonly kind: 'apply';
  readonly id: number;
  readonly operation: OperationName;
  readonly args: readonly Expression[];
};
export type Expression = NumberTerm | ConstantTerm | VariableTerm | ApplyTerm;

// Weak references: a term nobody holds is collected, and its entry with it (no growth under fuzzing).
const table = new Map<string, WeakRef<Expression>>();
const registry = new FinalizationRegistry<string>((key) => {
  if (table.get(key)?.deref() === undefined) table.delete(key);
});
let nextId = 1;

function intern<T extends Expression>(key: string, make: (id: number) => T): T {
  const known = table.get(key)?.deref();
  if (known !== undefined) return known as T;
  const made: T = make(nextId++);
  Object.freeze(made);
  table.set(key, new WeakRef<Expression>(made));
  registry.register(made, key);
  return made;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The exact rational `numerator / denominator`. @throws RangeError when the denominator is 0. */
export function rational(numerator: bigint, denominator: bigint = 1n): NumberTerm {
  if (denominator === 0n) throw new RangeError('rational: zero denominator');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = gcd(numerator, denominator) * sign;
  const n = numerator / divisor;
  const d = denominator / divisor;
  return intern(`${n}/${d}`, (id) => ({ kind: 'number', id, numerator: n, denominator: d }));
}

/** A small integer literal. */
export function integer(value: number): NumberTerm {
  return rational(BigInt(value));
}

export function constant(name: ConstantName): ConstantTerm {
  return intern(`c:${name}`, (id) => ({ kind: 'constant', id, name }));
}

export function variable(name: string): VariableTerm {
  return intern(`v:${name}`, (id) => ({ kind: 'variable', id, name }));
}

/** `operation(...args)`. The caller gives as many arguments as the table's arity. No simplification is done. */
export function apply(operation: OperationName, ...args: readonly Expression[]): ApplyTerm {
  const key = `${operation}(${args.map((a) => a.id).join(',')})`;
  return intern(key, (id) => ({ kind: 'apply', id, operation, args: Object.freeze([...args]) }));
}

/** The names of the variables in a term, in order of first appearance (left to right, depth first). */
export function variablesOf(expression: Expression): string[] {
  const names = new Set<string>();
  const seen = new Set<number>();
  const stack: Expression[] = [expression];
  while (stack.length > 0) {
    const term = stack.pop() as Expression;
    if (seen.has(term.id)) continue;
    seen.add(term.id);
    if (term.kind === 'variable') names.add(term.name);
    if (term.kind === 'apply') for (let i = term.args.length - 1; i >= 0; i--) stack.push(term.args[i]);
  }
  return [...names];
}

/** Is there no variable in a term? */
export function isConstant(expression: Expression): boolean {
  return expression.kind === 'apply' ? expression.args.every(isConstant) : expression.kind !== 'variable';
}
