import { integer } from '../../expression/expression.ts';
import { combine, constantFormula, ONE, variableFormula, type Formula } from './formula.ts';
import { DATA_ROUNDING } from './description.ts';
import { peeledTargets } from './peeled-targets.ts';
import { CONSTANT_CODE } from './regress-operations.ts';
import { leastSquares } from './least-squares.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';

/** A term: its formula, and its values on the rows. */
export type Term = { readonly formula: Formula | undefined; readonly column: Float64Array };

const MAX_TERMS = 60;

/** Degree of the highest polynomials, and of those behind an outer operation. */
const [DEGREE, PEELED_DEGREE] = [12, 5];

/**
 * Polynomials of rising degree by least squares on all monomials, thinned out term by term: the term whose leaving raises
 * the error least goes first. Then polynomials behind an outer operation: 1/p, log p, √p ….
 */
export const linearEngine: RegressEngine = function* (search) {
  const { data } = search;
  const rows = data.target.length;
  if (!search.operations.includes('mul') || !search.operations.includes('add')) return;
  for (const { column, wrap, complexity } of peeledTargets(data.target, search)) {
    const plain = complexity === 0;
    for (let degree = 1; degree <= (plain ? DEGREE : PEELED_DEGREE); degree++) {
      const terms = monomials(search, degree);
      if (terms.length > Math.min(MAX_TERMS, rows - 2)) break;
      const chain = [...thinned(terms, column, rowScale(search))];
      for (const { parts } of worthwhile(chain, column, plain ? FEW_TERMS : 1)) yield wrap(sumOf(parts));
      yield undefined;
      if (search.front.exact) return;
    }
  }
};

/** Sums that are always fitted, by their terms, and how many others of a chain are; bits that a term takes. */
const FEW_TERMS = 3;
const FITTED = 2;
const TERM_BITS = 24;

/** Of a chain of ever shorter sums those of few terms, and those whose descriptions promise to be the shortest. */
function worthwhile(chain: readonly Thinned[], target: Float64Array, few: number): Thinned[] {
  const rows = target.length;
  const power = target.reduce((sum, y) => sum + y * y, 0);
  const bits = ({ parts, residual }: Thinned): number =>
    TERM_BITS * parts.length + (rows / 2) * Math.log2(residual / power + DATA_ROUNDING ** 2);
  const best = chain.toSorted((a, b) => bits(a) - bits(b)).slice(0, FITTED);
  return chain.filter((one) => one.parts.length <= few || best.includes(one));
}

/** Square roots of the weights. */
export function rowScale({ data }: RegressSearch): Float64Array | undefined {
  return data.weights?.map(Math.sqrt);
}

/** All products of powers of the inputs to a total degree, the constant first. */
export function monomials({ data }: RegressSearch, degree: number): Term[] {
  const one: Term = { formula: undefined, column: new Float64Array(data.target.length).fill(1) };
  let terms: { readonly term: Term; readonly degree: number }[] = [{ term: one, degree: 0 }];
  data.columns.forEach((column, v) => {
    const longer: typeof terms = [];
    for (const { term, degree: used } of terms) {
      let current = term;
      for (let power = 0; power + used <= degree; power++) {
        if (power > 0) {
          const values = term.column.map((value, i) => value * column[i] ** power);
          const factor = powerOf(v, power);
          const formula = term.formula === undefined ? factor : combine('mul', term.formula, factor);
          current = { formula, column: values };
        }
        longer.push({ term: current, degree: used + power });
        if (longer.length > 4 * MAX_TERMS) break;
      }
    }
    terms = longer;
  });
  return terms.toSorted((a, b) => a.degree - b.degree).map(({ term }) => term);
}

/** A whole power of a variable, exact. */
export function powerOf(index: number, power: number): Formula {
  const x = variableFormula(index);
  if (power === 1) return x;
  if (power === 2) return combine('sqr', x);
  if (power === 3) return combine('cube', x);
  return combine('pow', x, { ...constantFormula(power), exact: [integer(power)] });
}

/** A term and its coefficient; `undefined`: 1, not to be fitted. */
export type Weighted = { readonly term: Term; readonly coefficient: number | undefined };

/** What is left of a sum, and its squared residual. */
export type Thinned = {
  readonly parts: readonly (Weighted & { readonly coefficient: number })[];
  readonly residual: number;
};

/** Least squares on all terms, then on fewer and fewer: after each leaving, what is left. */
export function* thinned(
  terms: readonly Term[],
  target: Float64Array,
  scale: Float64Array | undefined,
): Generator<Thinned> {
  let kept = [...terms];
  for (;;) {
    const fit = leastSquares(
      kept.map(({ column }) => column),
      target,
      scale,
    );
    if (fit !== undefined) {
      const parts = kept.map((term, i) => ({ term, coefficient: fit.coefficients[i] }));
      yield { parts, residual: fit.residual };
    }
    if (kept.length <= 1) return;
    // Dependent terms: the last, of the highest degree, goes.
    const least = fit === undefined ? kept.length - 1 : indexOfLeast(fit.rises);
    kept = kept.filter((_, i) => i !== least);
  }
}

export function indexOfLeast(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value < values[best] ? i : best), 0);
}

/** Σ coefficient · term; the constant last. */
export function sumOf(parts: readonly Weighted[]): Formula {
  return addedByVariable(
    parts.map(({ term, coefficient }) => {
      if (coefficient === undefined) return term.formula ?? ONE;
      const factor = constantFormula(coefficient);
      return term.formula === undefined ? factor : combine('mul', factor, term.formula);
    }),
  );
}

/** The sum of formulas, those of one variable alone together (their sum may be a polynomial), constants last. */
export function addedByVariable(terms: readonly Formula[]): Formula {
  const groups = new Map<string, Formula>();
  for (const term of terms) {
    const variables = [...new Set(term.code.filter((code) => code < CONSTANT_CODE))].toSorted(
      (a, b) => a - b,
    );
    const key = variables.join();
    const before = groups.get(key);
    groups.set(key, before === undefined ? term : combine('add', before, term));
  }
  const constants = groups.get('');
  groups.delete('');
  const sums = [...groups.values(), ...(constants === undefined ? [] : [constants])];
  return sums.reduce((sum, part) => combine('add', sum, part));
}
