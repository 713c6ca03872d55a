import { apply, constant, integer, variable, type Expression } from '../../expression/expression.ts';
import type { PrimeField } from '../../number/exact/prime-field.ts';
import { asFraction, elementKey } from './element.ts';
import { relationField } from './element-value.ts';
import { FORM_NAMES, type FormName } from './forms.ts';
import {
  callTerm,
  freshVariables,
  substituteTerm,
  type FunctionTerm,
  type GivenFunction,
} from './function-term.ts';
import { inTower } from './in-tower.ts';
import { monomialsUpTo } from './monomials-up-to.ts';
import {
  multiplyMonomials,
  polynomial,
  polynomialKey,
  scalePolynomial,
  type Monomial,
  type Polynomial,
} from '../../number/exact/laurent-polynomial.ts';
import type { Relation } from './relation.ts';
import { RowSpace } from './row-space.ts';
import { toElement } from './to-element.ts';
import { Tower } from './tower.ts';

/** What is said anyway, even where it follows from something longer. */
const KEPT: readonly FormName[] = [
  'reflection',
  'algebraic',
  'exchange',
  'given',
  'differential',
  'addition',
  'product',
];
const MOST_COLUMNS = 260;

/**
 * The relations that the others do not imply. One is left out when it is a combination of multiples of others and of
 * what these become for other arguments (y for x, −y for y, x − y for x, …), up to its own degree or one above: enough
 * for f(2x) from f(x + y), or f(x − y) from f(x + y) and f(−x); not a complete test of the ideal.
 */
export function withoutImplied(f: GivenFunction, relations: readonly Relation[]): Relation[] {
  const ring = new Ring(f);
  const own = new Map(relations.map((relation) => [relation, ring.polynomial(relation.terms, relation)]));
  let kept = [...relations];
  const order = [...FORM_NAMES].reverse();
  const candidates = relations
    .filter(({ form }) => !KEPT.includes(form))
    .toSorted((a, b) => order.indexOf(a.form) - order.indexOf(b.form));
  for (const candidate of candidates) {
    const others = kept.filter((relation) => relation !== candidate);
    const target = own.get(candidate);
    if (target !== undefined && follows(target, ring.instances(others), ring.field)) kept = others;
  }
  return kept;
}

function follows(target: Polynomial, known: readonly Polynomial[], field: PrimeField): boolean {
  const inside = variablesIn(target);
  const near = known
    .map((p) => ({ p, extra: [...variablesIn(p)].filter((v) => !inside.has(v)) }))
    .filter(({ extra }) => extra.length <= 1);
  const uses = new Map<number, number>();
  for (const { extra } of near) for (const v of extra) uses.set(v, (uses.get(v) ?? 0) + 1);
  const extras = [...uses]
    .filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([v]) => v);
  const variables = [...inside, ...extras].sort((a, b) => a - b);
  const used = near.filter(({ extra }) => extra.every((v) => variables.includes(v))).map(({ p }) => p);
  const degree = degreeOf(target);
  for (const most of [degree, degree + 1]) {
    const monomials = monomialsUpTo(variables.length, most).map((exponents): Monomial =>
      exponents.flatMap((e, i) => (e === 0 ? [] : [variables[i], e])),
    );
    if (monomials.length > MOST_COLUMNS) return false;
    const index = new Map(monomials.map((m, i) => [m.join(), i]));
    const space = new RowSpace(field);
    for (const p of used) {
      const room = most - degreeOf(p);
      for (const m of monomials)
        if (totalOf(m) <= room) space.add(rowOf(scalePolynomial(p, 1n, m), index, field));
    }
    if (space.has(rowOf(target, index, field))) return true;
  }
  return false;
}

function totalOf(monomial: Monomial): number {
  return monomial.reduce((sum, e, i) => (i % 2 === 1 ? sum + e : sum), 0);
}

function degreeOf(p: Polynomial): number {
  return Math.max(...[...p.values()].map(({ monomial }) => totalOf(monomial)));
}

function variablesIn(p: Polynomial): Set<number> {
  return new Set([...p.values()].flatMap(({ monomial }) => monomial.filter((_, i) => i % 2 === 0)));
}

function rowOf(p: Polynomial, index: ReadonlyMap<string, number>, field: PrimeField): Float64Array {
  const row = new Float64Array(index.size);
  for (const [key, { coefficient }] of p) row[index.get(key) as number] = field.residue(coefficient);
  return row;
}

/** Polynomials whose variables are values of f: f(−y) is one variable however its argument is written. */
class Ring {
  readonly field = relationField();
  private readonly f: GivenFunction;
  private readonly tower = new Tower(new Map(), new Map());
  private readonly numbers = new Map<string, number>();

  constructor(f: GivenFunction) {
    this.f = f;
  }

  /** What relations become for other arguments, themselves included. */
  instances(relations: readonly Relation[]): Polynomial[] {
    const out = new Map<string, Polynomial>();
    for (const relation of relations) {
      const derived = derivedRelation(this.f, relation);
      const own = derived && this.polynomial(derived.terms, derived);
      if (own !== undefined && own.size > 0) out.set(polynomialKey(own), own);
      for (const replacements of this.replacements(relation.form === 'period')) {
        const terms = relation.terms.map((term) => substituteTerm(this.f, term, replacements));
        if (terms.includes(undefined)) continue;
        const found = this.polynomial(terms as FunctionTerm[], relation);
        if (found !== undefined && found.size > 0) out.set(polynomialKey(found), found);
      }
    }
    return [...out.values()];
  }

  /** The relation with other terms in place of its own. */
  polynomial(terms: readonly FunctionTerm[], relation: Relation): Polynomial | undefined {
    const values = terms.map((term) => this.valueOf(term));
    if (values.includes(undefined)) return undefined;
    let scale = 1n;
    const parts = relation.monomials.map(({ coefficient, exponents }) => {
      let monomial: Monomial = [];
      let [n, d] = [coefficient, 1n];
      for (const [i, e] of exponents.entries()) {
        if (e === 0) continue;
        const value = values[i] as Value;
        if (typeof value === 'number') monomial = multiplyMonomials(monomial, [value, e]);
        else [n, d] = [n * value.numerator ** BigInt(e), d * value.denominator ** BigInt(e)];
      }
      scale *= d;
      return { monomial, n, d };
    });
    return polynomial(parts.map(({ monomial, n, d }) => [monomial, (n * scale) / d] as const));
  }

  private replacements(shifts: boolean): ReadonlyMap<string, Expression>[] {
    const none = new Map<string, Expression>();
    if (this.f.variables.length !== 1) return [none];
    const [name] = this.f.variables;
    const [x, y] = [variable(name), freshVariables(this.f, 1)[0]];
    if (y.kind !== 'variable') return [none];
    const set = (a: Expression, b: Expression): ReadonlyMap<string, Expression> =>
      new Map([
        [name, a],
        [y.name, b],
      ]);
    const neg = (a: Expression): Expression => apply('neg', a);
    const over = (a: Expression, b: Expression): Expression => apply('div', a, b);
    return [
      none,
      set(x, x),
      set(x, neg(x)),
      set(x, neg(y)),
      set(y, x),
      set(y, y),
      set(neg(x), y),
      set(neg(y), y),
      set(apply('sub', x, y), y),
      set(apply('add', x, y), y),
      set(apply('mul', x, y), y),
      set(over(x, y), y),
      set(x, over(integer(1), y)),
      set(x, over(integer(1), x)),
      ...(shifts ? [2, 1].map((k) => set(apply('add', x, over(constant('pi'), integer(k))), y)) : []),
    ];
  }

  /** A variable of the ring, or a number when the arguments are. */
  private valueOf(term: FunctionTerm): Value | undefined {
    try {
      const args = (term.call?.args ?? [term.expression]).map((a) => toElement(this.tower, a));
      if (term.call === undefined || args.every((a) => asFraction(a) !== undefined)) {
        const found = inTower([term.expression], new Map());
        const value = found && asFraction(found.elements[0]);
        if (value !== undefined) return value;
      }
      const key = `${term.call?.order ?? 'term'}:${args.map(elementKey).join(';')}`;
      let number = this.numbers.get(key);
      if (number === undefined) this.numbers.set(key, (number = this.numbers.size));
      return number;
    } catch {
      // No value (f(1/0)), or too large: no instance.
      return undefined;
    }
  }
}

/** The derivative of a relation between values at x alone: what holds everywhere may be differentiated. */
function derivedRelation(f: GivenFunction, relation: Relation): Relation | undefined {
  const [name] = f.variables;
  const x = variable(name);
  const terms = [...relation.terms];
  const derivatives: (number | 'one')[] = [];
  for (const term of relation.terms) {
    if (term.call === undefined && term.expression === x) {
      derivatives.push('one');
      continue;
    }
    if (term.call === undefined || term.call.args.length !== 1 || term.call.args[0] !== x) return undefined;
    const next = callTerm(f, term.call.args, term.call.order + 1);
    if (next === undefined) return undefined;
    const at = terms.findIndex(({ text }) => text === next.text);
    derivatives.push(at >= 0 ? at : terms.push(next) - 1);
  }
  const monomials = relation.monomials.flatMap(({ coefficient, exponents }) =>
    exponents.flatMap((e, i) => {
      if (e === 0) return [];
      const next = terms.map((_, k) => (exponents[k] ?? 0) - (k === i ? 1 : 0));
      const by = derivatives[i];
      if (by !== 'one') next[by] += 1;
      return [{ coefficient: coefficient * BigInt(e), exponents: next }];
    }),
  );
  return { form: relation.form, terms, monomials };
}

type Value = number | { readonly numerator: bigint; readonly denominator: bigint };
