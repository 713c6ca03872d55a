import { fail } from '../error/fault.ts';
import { toText } from '../expression/to-text.ts';
import type { Fraction } from '../number/exact/fraction.ts';
import { gcd } from '../number/exact/integers.ts';
import { SEQUENCE_MARGIN } from '../search/identify/sequence-rule.ts';
import { sequenceRules } from '../search/identify/sequence.ts';
import type { IdentificationFinding } from './identification.ts';
import { claim } from './identify-number.ts';
import { VERSION } from './version.ts';

const LIMITS = { fewest: 4, most: 1_000, digits: 10_000 } as const;

/**
 * Rules of a sequence given as text: integers or fractions with commas or spaces between, a(0) first.
 * @throws NapierError `syntax`, `value`, `limit`
 */
export function identifySequence(source: string): IdentificationFinding {
  const terms = readTerms(source);
  const rules = sequenceRules(terms);
  return {
    napier: VERSION,
    kind: 'identification',
    problem: { question: 'sequence', terms: terms.map(fractionText) },
    front: rules.map(({ form, expression, spentTerms, checkedTerms, spent, digits }) => ({
      form,
      expression: toText(expression),
      terms: { spent: spentTerms, checked: checkedTerms },
      ...claim(digits, spent),
      status: 'measured',
    })),
    provenance: {
      evaluations: rules.length,
      distinct: rules.length,
      stop: 'exhausted',
      history: [{ phase: 'search', terms: terms.length, claimed: rules.length }],
    },
  };
}

function readTerms(source: string): Fraction[] {
  const words = [...source.matchAll(/[^\s,;]+/g)];
  const terms = words.map(({ 0: word, index }) => {
    const span = [index, index + word.length] as const;
    const match = /^([+-]?\d+)(?:\/(\d+))?$/.exec(word);
    if (match === null) {
      const hint = 'terms are whole numbers or fractions: 1,1,2,5,14,42 or 1,1/2,1/3';
      return fail({
        kind: 'syntax',
        message: `\`${word.slice(0, 40)}\` is not an exact number`,
        source,
        span,
        hint,
      });
    }
    if (word.length > LIMITS.digits)
      fail({ kind: 'limit', message: `a term of more than ${LIMITS.digits} digits` });
    const [numerator, denominator] = [BigInt(match[1]), BigInt(match[2] ?? 1)];
    if (denominator === 0n) fail({ kind: 'value', message: 'a term over 0', source, span });
    const divisor = gcd(numerator, denominator);
    return { numerator: numerator / divisor, denominator: denominator / divisor };
  });
  if (terms.length < LIMITS.fewest) {
    const count = `${terms.length} ${terms.length === 1 ? 'term' : 'terms'}`;
    const hint = `give at least ${LIMITS.fewest}: a rule is only believed when ${SEQUENCE_MARGIN.terms} terms check it`;
    fail({
      kind: 'value',
      message: `${count} cannot tell a rule from chance`,
      source,
      span: [0, source.length],
      hint,
    });
  }
  if (terms.length > LIMITS.most) fail({ kind: 'limit', message: `more than ${LIMITS.most} terms` });
  return terms;
}

function fractionText({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
}
