import { variablesOf, type Expression } from '../../../expression/expression.ts';
import { foldExpression } from '../../../expression/fold.ts';
import type { FunctionTerm } from '../function-term.ts';
import type { Relation, RelationMonomial } from '../relation.ts';

/**
 * A relation solved for one of its values of f, f(z) = above/below: z is given, `random` drawn, `solved` follows from the two,
 * and all other values of f in it are at random places (Blum, Luby, Rubinfeld 1993; Lipton 1991).
 */
export type SelfReduction = {
  readonly relation: Relation;
  /** Index of the term that is solved for. */
  readonly target: number;
  readonly above: readonly RelationMonomial[];
  readonly below: readonly RelationMonomial[];
  readonly random: string;
  readonly solved: string;
  /** How `solved` follows from z and the random one. */
  readonly by: 'z' | 'z - r' | 'z + r' | 'z / r';
};

/** The ways in which a relation is a random self-reduction, those with fewest values of f first. */
export function selfReductions(relations: readonly Relation[]): SelfReduction[] {
  return relations
    .flatMap((relation) =>
      relation.terms.flatMap((_, target) => {
        const found = solve(relation, target);
        return found === undefined ? [] : [found];
      }),
    )
    .toSorted((a, b) => costOf(a) - costOf(b));
}

function costOf({ relation, below }: SelfReduction): number {
  const calls = relation.terms.filter(({ call }) => call !== undefined).length;
  return 4 * calls + relation.monomials.length + (below.length > 1 ? 2 : 0);
}

function solve(relation: Relation, target: number): SelfReduction | undefined {
  const { terms, monomials } = relation;
  const { call } = terms[target];
  if (call === undefined || call.args.length !== 1 || terms.some((term) => (term.call?.order ?? 0) > 0))
    return undefined;
  const variables = [...new Set(terms.flatMap((term) => partsOf(term).flatMap(variablesOf)))];
  if (variables.length !== 2) return undefined;
  if (monomials.some(({ exponents }) => exponents[target] > 1)) return undefined;
  const way = wayOf(call.args[0], variables);
  if (way === undefined) return undefined;
  // Every other value of f is to depend on the random variable.
  const others = terms.filter((term, i) => i !== target && term.call !== undefined);
  if (!others.every((term) => partsOf(term).some((e) => moves(e, way)))) return undefined;
  if (!terms.every((term) => partsOf(term).every(isPlain))) return undefined;
  const below = monomials.filter(({ exponents }) => exponents[target] === 1);
  const above = monomials
    .filter(({ exponents }) => exponents[target] === 0)
    .map((m) => ({ ...m, coefficient: -m.coefficient }));
  return {
    relation,
    target,
    above,
    below: below.map((m) => ({ ...m, exponents: m.exponents.with(target, 0) })),
    ...way,
  };
}

type Way = Pick<SelfReduction, 'random' | 'solved' | 'by'>;

/** How the argument becomes z. */
function wayOf(argument: Expression, variables: readonly string[]): Way | undefined {
  if (argument.kind === 'variable') {
    const random = variables.find((name) => name !== argument.name) as string;
    return { solved: argument.name, random, by: 'z' };
  }
  if (argument.kind !== 'apply') return undefined;
  const [x, y] = argument.args;
  if (x?.kind !== 'variable' || y?.kind !== 'variable' || x.name === y.name) return undefined;
  const ways = { add: 'z - r', sub: 'z + r', mul: 'z / r' } as const;
  const by = Object.hasOwn(ways, argument.operation)
    ? ways[argument.operation as keyof typeof ways]
    : undefined;
  return by === undefined ? undefined : { solved: x.name, random: y.name, by };
}

/** Whether an argument varies with the random variable when z stands still. */
function moves(argument: Expression, { solved, random, by }: Way): boolean {
  const free = variablesOf(argument);
  return free.includes(random) || (by !== 'z' && free.includes(solved));
}

const PLAIN = { add: '+', sub: '-', mul: '*', div: '/', neg: '-' } as const;

/** Whether an argument is made of variables and numbers by the four operations, which every language writes alike. */
function isPlain(argument: Expression): boolean {
  return foldExpression<boolean>(argument, (term, parts) =>
    term.kind === 'apply'
      ? Object.hasOwn(PLAIN, term.operation) && parts.every(Boolean)
      : term.kind === 'variable' || term.kind === 'number',
  );
}

/** A plain argument in doubles. */
export function plainValue(argument: Expression, values: Readonly<Record<string, number>>): number {
  return foldExpression<number>(argument, (term, [a, b]) => {
    if (term.kind === 'number') return Number(term.numerator) / Number(term.denominator);
    if (term.kind === 'variable') return values[term.name];
    switch (term.kind === 'apply' ? term.operation : '') {
      case 'add':
        return a + b;
      case 'sub':
        return a - b;
      case 'mul':
        return a * b;
      case 'div':
        return a / b;
      default:
        return -a;
    }
  });
}

function partsOf({ call, expression }: FunctionTerm): readonly Expression[] {
  return call === undefined ? [expression] : call.args;
}
