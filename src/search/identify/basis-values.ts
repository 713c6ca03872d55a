import { integerRelations } from '../../number/exact/integer-relation.ts';
import { ENGINE_BITS, rankBits, vectorBits } from './description-length.ts';
import { integer, quotient } from './build-terms.ts';
import { NAMED_CONSTANTS } from './named-constants.ts';
import type { ConstantStore } from './constant-store.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';
import type { TargetNumber } from './target-number.ts';

/** Numbers that turn up together in sums: by weight (polylogarithms, zeta values), by field, by context. */
const BASES: readonly (readonly string[])[] = [
  ['1', 'pi', 'ln2'],
  ['1', 'ln2', 'log(3)', 'log(5)', 'log(7)'],
  ['1', 'pi', 'pi*sqrt(3)', 'ln2', 'log(3)'],
  ['pi^2', 'ln2^2', 'pi*ln2', 'catalan'],
  ['1', 'pi^2', 'zeta(3)', 'pi^4', 'zeta(5)'],
  ['zeta(3)', 'pi^2*ln2', 'ln2^3', 'pi*catalan', 'pi^3'],
  ['1', 'egamma', 'log(pi)', 'ln2', 'log(3)'],
  ['1', 'sqrt(2)', 'sqrt(3)', 'sqrt(6)'],
  ['1', 'sqrt(2)', 'sqrt(5)', 'sqrt(10)'],
  ['1', 'sqrt(3)', 'sqrt(5)', 'sqrt(15)'],
  ['1', 'cbrt(2)', 'cbrt(4)'],
  ['1', 'e', '1/e', 'exp(2)', 'exp(-2)'],
  ['1', 'pi', 'pi^2', 'pi^3'],
  ['1', 'pi', 'catalan', 'ln2', 'pi*ln2'],
  ['1', 'pi', 'sqrt(2)', 'pi*sqrt(2)', 'ln2', 'log(1 + sqrt(2))', 'sqrt(2)*log(1 + sqrt(2))'],
  ['1', 'sqrt(5)', 'log(phi)', 'sqrt(5)*log(phi)', 'pi', 'pi*sqrt(5)'],
  ['pi', 'pi*egamma', 'pi*ln2', 'pi*log(pi)', 'pi*log(gamma(1/4))'],
  ['pi^4', 'pi^2*ln2^2', 'ln2^4', 'zeta(3)*ln2', 'pi*catalan*ln2'],
];

const ONE = integer(1);

/** The leading constants, any two of which are tried together; and those that are tried with every other one. */
const CORE = 24;
const PARTNERS = 11;

/** Rational combinations x = Σ rᵢ·bᵢ over bases of numbers that belong together. */
export const basisValues: IdentifyEngine = (target, constants) =>
  BASES.flatMap((basis, rank) => {
    const overhead = ENGINE_BITS + rankBits(rank, BASES.length);
    return linearCombination(target, constants, basis, overhead, 'basis');
  });

/** x = r + s·c + t·d over pairs of well-known constants. */
export const pairValues: IdentifyEngine = (target, constants) => {
  const proposals: Proposal[] = [];
  const count = NAMED_CONSTANTS.length;
  for (let j = 1; j < count; j++) {
    for (let i = 0; i < Math.min(j, j < CORE ? CORE : PARTNERS); i++) {
      const overhead = ENGINE_BITS + rankBits(i, count) + rankBits(j, count);
      const texts = ['1', NAMED_CONSTANTS[i].text, NAMED_CONSTANTS[j].text];
      proposals.push(...linearCombination(target, constants, texts, overhead, 'pair'));
    }
  }
  return proposals;
};

function linearCombination(
  target: TargetNumber,
  constants: ConstantStore,
  texts: readonly string[],
  overhead: number,
  engine: 'basis' | 'pair',
): Proposal[] {
  const basis = texts.map((text) => constants.text(text));
  const [found] = integerRelations({
    values: [[target.value], ...basis.map(({ value }) => [value])],
    bits: target.bits,
    errors: [target.error, ...basis.map(() => 1)],
    coefficientBits: 34,
  });
  if (found === undefined || found[0] === 0n) return [];
  const bits = overhead + vectorBits(found);
  if (bits > target.digits * Math.log2(10)) return [];
  const terms = basis.map(({ expression }) => expression);
  const one = terms.findIndex((term) => term.kind === 'number');
  // `quotient` wants the term 1 in front.
  const order =
    one > 0 ? [one, ...terms.keys()].filter((k, i, all) => all.indexOf(k) === i) : [...terms.keys()];
  const numerator = order.map((k) => found[k + 1]);
  const denominator = order.map((_, i) => (i === 0 ? -found[0] : 0n));
  const sorted = order.map((k) => terms[k]);
  const expression =
    one < 0 ? quotientByNumber(numerator, -found[0], sorted) : quotient(numerator, denominator, sorted);
  return [{ form: 'value', expression, bits, engine }];
}

function quotientByNumber(m: readonly bigint[], q: bigint, terms: Parameters<typeof quotient>[2]) {
  return quotient([0n, ...m], [q, ...m.map(() => 0n)], [ONE, ...terms]);
}
