import { combine, constantFormula, variableFormula, type Formula } from './formula.ts';
import { thinned, rowScale, type Term } from './linear-engine.ts';
import type { RegressEngine } from './regress-search.ts';

/**
 * Laws c·x^a·y^b·…: log |y| is linear in the logarithms of the inputs' sizes. Where an input changes its sign the
 * exponent is the nearest integer.
 */
export const powerEngine: RegressEngine = function* (search) {
  const { data } = search;
  if (!search.operations.includes('mul') || !search.operations.includes('pow')) return;
  if (data.target.some((value) => value === 0)) return;
  const inputs = data.columns
    .map((column, v) => ({ column, v }))
    .filter(({ column }) => column.every((x) => x !== 0));
  if (inputs.length === 0 || data.target.length < inputs.length + 3) return;
  const sign = Math.sign(data.target.reduce((sum, value) => sum + Math.sign(value), 0)) || 1;
  const terms: Term[] = [
    { formula: undefined, column: new Float64Array(data.target.length).fill(1) },
    ...inputs.map(({ column, v }) => ({
      formula: variableFormula(v),
      column: column.map((x) => Math.log(Math.abs(x))),
    })),
  ];
  const logs = data.target.map((value) => Math.log(Math.abs(value)));
  for (const { parts: kept } of thinned(terms, logs, rowScale(search))) {
    const scale = kept.find(({ term }) => term.formula === undefined)?.coefficient ?? 0;
    let formula: Formula = constantFormula(sign * Math.exp(scale));
    for (const { term, coefficient } of kept) {
      if (term.formula === undefined) continue;
      const positive = data.columns[term.formula.code[0]].every((x) => x > 0);
      const exponent = positive ? coefficient : Math.round(coefficient);
      const power: Formula = combine('pow', term.formula, constantFormula(exponent));
      formula = combine('mul', formula, power);
    }
    yield formula;
  }
};
