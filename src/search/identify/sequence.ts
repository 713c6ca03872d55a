import type { Fraction } from '../../number/exact/fraction.ts';
import { closedForms } from './sequence-closed-form.ts';
import { algebraicEquation, generatingFunction } from './sequence-generating-function.ts';
import { linearRecurrence, polynomialRecurrence, recurrenceRule } from './sequence-recurrence.ts';
import { SEQUENCE_MARGIN, type SequenceRule } from './sequence-rule.ts';

/**
 * Rules of a sequence: the linear recurrence with constant coefficients of least order and its rational generating
 * function; else the recurrence with polynomial coefficients, and the algebraic equation of the generating function, of
 * fewest unknowns; and a closed form in n where there is one (a polynomial, a geometric or hypergeometric term). All by
 * exact nullspaces, so a rule given is obeyed by every term given; whether it goes on is for the checked terms to say.
 */
export function sequenceRules(terms: readonly Fraction[]): SequenceRule[] {
  const rules: SequenceRule[] = [];
  const linear = linearRecurrence(terms);
  const holonomic = linear ?? polynomialRecurrence(terms);
  rules.push(...closedForms(terms, holonomic));
  if (holonomic !== undefined) rules.push(recurrenceRule(terms, holonomic));
  if (linear !== undefined) rules.push(generatingFunction(terms, linear));
  else rules.push(...algebraicEquation(terms));
  return rules
    .filter(
      ({ checkedTerms, digits, spent }) =>
        checkedTerms >= SEQUENCE_MARGIN.terms && digits - spent >= SEQUENCE_MARGIN.digits,
    )
    .toSorted((a, b) => a.spent - b.spent);
}
