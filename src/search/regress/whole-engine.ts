import { rational, type Expression } from '../../expression/expression.ts';
import { BestOfLevel } from './best-of-level.ts';
import { DATA_ROUNDING } from './description.ts';
import { combine, constantFormula, type Formula } from './formula.ts';
import { addedByVariable, monomials, type Term } from './linear-engine.ts';
import { dot } from './normalised.ts';
import { polynomialBits } from './polynomial-code.ts';
import { rationalBits } from './rational-bits.ts';
import type { RegressEngine, RegressSearch } from './regress-search.ts';

/** Degree up to which every polynomial of one input with coefficients 0 and ±1 is looked at: 3¹⁰ of them. */
const DEGREE = 9;
/** Of several inputs: total degree, terms of a sum, and how many sums of one length are kept. */
const [SHARED_DEGREE, MOST_TERMS, BEAM] = [4, 6, 120];
const FITTED = 40;
/** Bits of a term of a sum, but for its coefficient. */
const TERM_BITS = 10;

type Coefficient = { readonly value: number; readonly term: Expression; readonly bits: number };
const COEFFICIENTS: readonly Coefficient[] = [1, -1, 2, -2, 0.5, -0.5, 3, -3].map((value) => ({
  value,
  term: rational(BigInt(2 * value), 2n),
  bits: Number.isInteger(value) ? rationalBits(value) : rationalBits(2 * value, 2),
}));

/**
 * Polynomials with small whole coefficients: of one input all to a degree, of several the sums that a beam meets. Where
 * noise leaves a fit's coefficients wide open, nothing says of each by itself that it is 1; of all together the length of
 * the description does.
 */
export const wholeEngine: RegressEngine = function* (search) {
  const { data, operations } = search;
  if (!operations.includes('mul') || !operations.includes('add') || data.weights !== undefined) return;
  yield* data.columns.length === 1 ? ofOneInput(search) : ofSeveral(search);
};

function* ofOneInput(search: RegressSearch): Generator<Formula> {
  const { target } = search.data;
  const rows = target.length;
  const power = dot(target, target);
  const terms = monomials(search, Math.min(DEGREE, rows - 2));
  const best = new BestOfLevel<number[]>(FITTED);
  const chosen: number[] = [];
  // residuals[i]: what the coefficients before i leave.
  const residuals = terms.map(() => new Float64Array(rows));
  const visit = (at: number, residual: Float64Array): void => {
    if (at === terms.length) {
      const coefficients = chosen.slice(0, chosen.findLastIndex((c) => c !== 0) + 1);
      if (coefficients.length < 2) return;
      const code = polynomialBits({
        variable: 0,
        coefficients: coefficients.map((value) => ({ value, bits: 0 })),
      });
      const score = (rows / 2) * Math.log2(dot(residual, residual) / power + DATA_ROUNDING ** 2) + code;
      best.offer(0, score, coefficients);
      return;
    }
    const column = terms[at].column;
    for (const c of [0, 1, -1]) {
      chosen[at] = c;
      const left = c === 0 ? residual : residuals[at];
      if (c !== 0) for (let i = 0; i < rows; i++) left[i] = residual[i] - c * column[i];
      visit(at + 1, left);
    }
  };
  visit(0, target);
  search.machine.evaluations += 3 ** terms.length / 9;
  for (const coefficients of best.drain()) {
    const parts = coefficients.map((c, i) => ({ term: terms[i], coefficient: c === 1 ? ONE : MINUS, c }));
    yield sumOfExact(parts.filter(({ c }) => c !== 0));
  }
}

const [ONE, MINUS] = COEFFICIENTS;

type Part = { readonly term: Term; readonly coefficient: Coefficient };
type Sum = { readonly parts: readonly Part[]; readonly residual: Float64Array; readonly square: number };

function* ofSeveral(search: RegressSearch): Generator<Formula | undefined> {
  const { target } = search.data;
  const rows = target.length;
  const power = dot(target, target);
  const terms = monomials(search, SHARED_DEGREE);
  const squares = terms.map(({ column }) => dot(column, column));
  const best = new BestOfLevel<readonly Part[]>(FITTED);
  let sums: Sum[] = [{ parts: [], residual: target, square: power }];
  for (let length = 1; length <= MOST_TERMS; length++) {
    const next = new BestOfLevel<() => Sum>(BEAM);
    for (const { parts, residual } of sums) {
      const square = dot(residual, residual);
      const last = parts.map(({ term }) => term);
      for (const [t, term] of terms.entries()) {
        if (last.includes(term)) continue;
        const along = dot(residual, term.column);
        for (const coefficient of COEFFICIENTS) {
          const c = coefficient.value;
          const left = Math.max(0, square - 2 * c * along + c * c * squares[t]);
          if (left >= next.threshold(0)) continue;
          next.offer(0, left, () => ({
            parts: [...parts, { term, coefficient }],
            residual: residual.map((r, i) => r - c * term.column[i]),
            square: left,
          }));
        }
      }
    }
    sums = distinct(next.drain().map((sum) => sum()));
    for (const { parts, square } of sums) {
      const code = parts.reduce((sum, { coefficient }) => sum + TERM_BITS + coefficient.bits, 0);
      best.offer(0, (rows / 2) * Math.log2(square / power + DATA_ROUNDING ** 2) + code, parts);
    }
    yield undefined;
  }
  search.machine.evaluations += MOST_TERMS * BEAM;
  for (const parts of best.drain()) yield sumOfExact(parts);
}

/** Sums that were reached in another order are there once. */
function distinct(sums: readonly Sum[]): Sum[] {
  const known = new Set<number>();
  return sums.filter(({ residual }) => {
    const key = Math.fround(residual.reduce((sum, r, i) => sum + r * Math.sin(i + 1), 0));
    return known.has(key) ? false : known.add(key).size > 0;
  });
}

/** Σ coefficient · term, the coefficients exact. */
function sumOfExact(parts: readonly Part[]): Formula {
  return addedByVariable(
    parts.map(({ term: { formula }, coefficient: { value, term } }) => {
      const factor: Formula = { ...constantFormula(value), exact: [term] };
      if (formula === undefined) return factor;
      return value === 1 ? formula : combine('mul', factor, formula);
    }),
  );
}
