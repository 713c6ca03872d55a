import { fail, NapierError } from '../error/fault.ts';
import { apply, constant, variable, variablesOf, type Expression, type NumberTerm } from './expression.ts';
import type { Domain } from './domain.ts';
import type { FPCore, FPCoreNode } from './fpcore.ts';
import { termFromFPCoreNode } from './fpcore-expression.ts';

export type Precondition = {
  /** An interval for every argument: the whole line where nothing is said. */
  readonly domains: ReadonlyMap<string, Domain>;
  /** Conditions that bound no single argument by constants (`(< x y)`, `(or …)`, …), to be kept in mind by the caller. */
  readonly rest: readonly FPCoreNode[];
};

type Bound = { readonly value: Expression; readonly open: boolean };
type Ends = { lo?: Bound; hi?: Bound };

const INFINITY_TERM = constant('inf');

/** Splits `:pre` into intervals of the arguments and whatever else it demands. */
export function readPrecondition(core: FPCore): Precondition {
  const ends = new Map<string, Ends>(core.arguments.map(({ name }) => [name, {}]));
  const rest: FPCoreNode[] = [];
  const pending = core.precondition === undefined ? [] : [core.precondition];
  while (pending.length > 0) {
    const node = pending.pop() as FPCoreNode;
    if (node.kind === 'symbol' && node.name === 'TRUE') continue;
    if (node.kind === 'annotated') pending.push(node.body);
    else if (node.kind === 'operation' && node.operator === 'and') pending.push(...node.args.toReversed());
    else if (!applyComparison(node, ends, core)) rest.push(node);
  }
  const domains = new Map<string, Domain>();
  for (const [name, { lo, hi }] of ends) {
    domains.set(name, {
      lo: lo?.value ?? apply('neg', INFINITY_TERM),
      hi: hi?.value ?? INFINITY_TERM,
      open: [lo?.open ?? true, hi?.open ?? true],
    });
  }
  return { domains, rest };
}

/**
 * The domain of a core of one argument.
 * @throws NapierError `unsupported` when it has none or several, or `:pre` says more than an interval.
 */
export function domainFromPrecondition(core: FPCore): Domain {
  const { domains, rest } = readPrecondition(core);
  const domain = [...domains.values()][0];
  if (domains.size !== 1) {
    const message = `an interval belongs to one argument, and this core has ${domains.size}`;
    fail({
      kind: 'unsupported',
      message,
      source: core.source,
      span: core.precondition?.span ?? core.body.span,
    });
  }
  if (rest.length > 0) {
    const message = 'this condition is no interval of the argument';
    fail({ kind: 'unsupported', message, source: core.source, span: rest[0].span, hint: 'write (<= 0 x 1)' });
  }
  return domain;
}

/** Takes `(<= 0 x 1)` and the like into `ends`. @returns whether the whole comparison could be taken. */
function applyComparison(node: FPCoreNode, ends: Map<string, Ends>, core: FPCore): boolean {
  if (node.kind !== 'operation' || !/^(<=?|>=?|==)$/.test(node.operator) || node.args.length < 2)
    return false;
  const sides = node.args.map((arg) => sideOf(arg, ends, core));
  if (sides.some((side) => side === undefined)) return false;
  const open = node.operator === '<' || node.operator === '>';
  const steps: (() => boolean)[] = [];
  for (let i = 0; i + 1 < sides.length; i++) {
    const [left, right] = [sides[i], sides[i + 1]] as [Side, Side];
    const [small, large] = node.operator.startsWith('>') ? [right, left] : [left, right];
    if (small.name !== undefined && large.name !== undefined) return false;
    if (small.name === undefined && large.name === undefined) {
      if (!constantsHold(small.term, large.term, node.operator)) return false;
      continue;
    }
    if (small.name === undefined)
      steps.push(() => tighten(ends.get(large.name as string) as Ends, 'lo', small.term, open));
    else steps.push(() => tighten(ends.get(small.name as string) as Ends, 'hi', large.term, open));
    if (node.operator === '==') {
      if (small.name === undefined)
        steps.push(() => tighten(ends.get(large.name as string) as Ends, 'hi', small.term, open));
      else steps.push(() => tighten(ends.get(small.name as string) as Ends, 'lo', large.term, open));
    }
  }
  // All or nothing: bounds taken from half a condition would be right, but the other half would be lost.
  const saved = [...ends].map(([name, value]) => [name, { ...value }] as const);
  if (steps.every((step) => step())) return true;
  for (const [name, value] of saved) ends.set(name, value);
  return false;
}

type Side = { readonly name?: string; readonly term: Expression };

/** An argument by itself, or a constant; `undefined` for anything else. */
function sideOf(node: FPCoreNode, ends: ReadonlyMap<string, Ends>, core: FPCore): Side | undefined {
  if (node.kind === 'symbol' && ends.has(node.name)) return { name: node.name, term: variable(node.name) };
  const scope = new Map([...ends.keys()].map((name) => [name, variable(name)] as const));
  try {
    const term = termFromFPCoreNode(node, scope, core.source);
    return variablesOf(term).length === 0 ? { term } : undefined;
  } catch (error) {
    // A side with a condition or a loop in it is no bound; the whole comparison stays among the rest.
    if (error instanceof NapierError && error.fault.kind === 'unsupported') return undefined;
    throw error;
  }
}

function compare(a: NumberTerm, b: NumberTerm): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function constantsHold(small: Expression, large: Expression, operator: string): boolean {
  if (small.kind !== 'number' || large.kind !== 'number') return false;
  const order = compare(small, large);
  if (operator === '==') return order === 0;
  return operator.length === 1 ? order < 0 : order <= 0;
}

/** Adds a bound to one end. @returns false when it cannot be told which of two bounds is the tighter. */
function tighten(ends: Ends, end: 'lo' | 'hi', value: Expression, open: boolean): boolean {
  const known = ends[end];
  if (known === undefined || known.value === value) {
    ends[end] = { value, open: open || (known?.open ?? false) || isInfinite(value) };
    return true;
  }
  if (known.value.kind !== 'number' || value.kind !== 'number') return false;
  const order = compare(value, known.value);
  if (end === 'lo' ? order > 0 : order < 0) ends[end] = { value, open };
  return true;
}

function isInfinite(term: Expression): boolean {
  const inner = term.kind === 'apply' && term.operation === 'neg' ? term.args[0] : term;
  return inner === INFINITY_TERM;
}
