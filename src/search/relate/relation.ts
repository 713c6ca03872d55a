import { apply, integer, rational, type Expression } from '../../expression/expression.ts';
import { OPERATIONS } from '../../expression/operations.ts';
import { absolute } from '../../number/exact/integers.ts';
import type { FormName } from './forms.ts';
import type { FunctionTerm } from './function-term.ts';

/** Σ coefficient · ∏ terms[i]^exponents[i] = 0. */
export type Relation = {
  readonly form: FormName;
  readonly terms: readonly FunctionTerm[];
  readonly monomials: readonly RelationMonomial[];
};
export type RelationMonomial = { readonly exponents: readonly number[]; readonly coefficient: bigint };

/** The left side of `… = 0`, with the function written out. */
export function relationExpression({ terms, monomials }: Relation): Expression {
  return sumOf(
    monomials,
    terms.map(({ expression }) => expression),
  );
}

export function relationDegree({ monomials }: Relation): number {
  return Math.max(...monomials.map(({ exponents }) => exponents.reduce((a, b) => a + b, 0)));
}

/** Terms that occur, others left out. */
export function compactRelation(relation: Relation): Relation {
  const used = relation.terms
    .map((_, i) => i)
    .filter((i) => relation.monomials.some((m) => m.exponents[i] > 0));
  return {
    form: relation.form,
    terms: used.map((i) => relation.terms[i]),
    monomials: relation.monomials.map((m) => ({ ...m, exponents: used.map((i) => m.exponents[i]) })),
  };
}

function sumOf(monomials: readonly RelationMonomial[], atoms: readonly Expression[]): Expression {
  let sum: Expression | undefined;
  for (const { coefficient, exponents } of monomials) {
    const size = absolute(coefficient);
    const factors: Expression[] = exponents.flatMap((e, i) =>
      e === 0 ? [] : [e === 1 ? atoms[i] : apply('pow', atoms[i], integer(e))],
    );
    const all = size === 1n && factors.length > 0 ? factors : [rational(size), ...factors];
    const product = all.reduce((a, b) => apply('mul', a, b));
    if (sum === undefined) sum = coefficient < 0n ? apply('neg', product) : product;
    else sum = apply(coefficient < 0n ? 'sub' : 'add', sum, product);
  }
  return sum ?? integer(0);
}

/** As people write it: solved for the last term when that stands alone, else both sides positive. */
export function relationText({ terms, monomials }: Relation): string {
  const last = terms.length - 1;
  const holders = monomials.filter(({ exponents }) => exponents[last] > 0);
  const names = terms.map(nameOf);
  const linear = holders.every(({ exponents }) => exponents[last] === 1);
  if (linear) {
    const rest = monomials.filter(({ exponents }) => exponents[last] === 0);
    const below = holders.map((m) => ({ ...m, exponents: m.exponents.with(last, 0) }));
    const sign = below[0].coefficient < 0n ? -1n : 1n;
    const above = rest.map((m) => ({ ...m, coefficient: -sign * m.coefficient }));
    const lower = below.map((m) => ({ ...m, coefficient: sign * m.coefficient }));
    const one = lower.length === 1 && lower[0].coefficient === 1n && lower[0].exponents.every((e) => e === 0);
    if (one) return `${names[last]} = ${termsText(above, names)}`;
    if (lower.length > 1 && above.length > 0) {
      const top = termsText(above, names);
      return `${names[last]} = ${above.length > 1 ? `(${top})` : top} / (${termsText(lower, names)})`;
    }
  }
  const left = monomials.filter(({ coefficient }) => coefficient > 0n);
  const right = monomials
    .filter(({ coefficient }) => coefficient < 0n)
    .map((m) => ({ ...m, coefficient: -m.coefficient }));
  return `${termsText(left, names)} = ${termsText(right, names)}`;
}

/** The left side of `… = 0` in the terms as people write them, f left in it. */
export function relationSum({ terms, monomials }: Relation): string {
  return termsText(monomials, terms.map(nameOf));
}

/** A term as a factor: sums and products without f in brackets. */
function nameOf({ call, expression, text }: FunctionTerm): string {
  const infix = expression.kind === 'apply' && OPERATIONS[expression.operation].notation !== undefined;
  return call === undefined && infix ? `(${text})` : text;
}

/** A sum of monomials in named terms, those with a positive coefficient first. */
export function termsText(monomials: readonly RelationMonomial[], names: readonly string[]): string {
  if (monomials.length === 0) return '0';
  const ordered = [
    ...monomials.filter(({ coefficient }) => coefficient > 0n),
    ...monomials.filter(({ coefficient }) => coefficient < 0n),
  ];
  return ordered
    .map(({ coefficient, exponents }, k) => {
      const size = absolute(coefficient);
      const factors = exponents.flatMap((e, i) => (e === 0 ? [] : [e === 1 ? names[i] : `${names[i]}^${e}`]));
      const product = [...(size === 1n && factors.length > 0 ? [] : [`${size}`]), ...factors].join('*');
      if (k === 0) return coefficient < 0n ? `-${product}` : product;
      return coefficient < 0n ? ` - ${product}` : ` + ${product}`;
    })
    .join('');
}
