import type { Formula } from './formula.ts';
import { formulaOfRecord, formulaRecord, type FormulaRecord } from './search-state.ts';

/** A formula on the way to one of the front, and what made it, of the step before where there is one. */
export type FormulaStep = { readonly how: string; readonly formula: Formula };

/** What an engine proposes, with what it was made of, oldest first. */
export type ProposedFormula = Formula & { readonly ancestors?: readonly FormulaStep[] };

/** Steps that are kept of a formula's way. */
export const MOST_STEPS = 5;

export type StepRecord = FormulaRecord & { readonly how: string };

export function stepRecord({ how, formula }: FormulaStep): StepRecord {
  return { ...formulaRecord(formula), how };
}

/** @param inputs how many @throws NapierError for a record that is no formula */
export function stepOfRecord({ how, ...record }: StepRecord, inputs: number): FormulaStep {
  return { how, formula: formulaOfRecord(record, inputs) };
}
