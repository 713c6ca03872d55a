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

/** Constants that go with any other one, in lattices small enough to leave room for coefficients. */
const PARTNERS: readonly (readonly string[])[] = [
  ['pi', 'e', 'phi', 'sqrt(2)', 'ln2', 'egamma'],
  ['sqrt(3)', 'catalan', 'zeta(3)', 'pi^2', 'sqrt(pi)'],
];

/** Rational combinations x = Σ rᵢ·bᵢ over bases of numbers that belong together. */
export const basisValues: IdentifyEngine = (target, constants) =>
  BASES.flatMap((basis, rank) => {
    const overhead = ENGINE_BITS + rankBits(rank, BASES.length);
    return linearCombination(target, constants, basis, overhead, 'basis');
  });

/**
 * x = r + s·c + t·d over pairs of a named constant and a well-known one. One lattice holds a constant and several
 * partners; a relation is charged for the pair alone when it uses no more.
 */
export const pairValues: IdentifyEngine = (target, constants) =>
  PARTNERS.flatMap((partners, group) => {
    const own = linearCombination(target, constants, ['1', ...partners], ENGINE_BITS + 2, 'pair');
    const others = NAMED_CONSTANTS.flatMap(({ text }, rank) => {
      if (partners.includes(text)) return [];
      const overhead = ENGINE_BITS + 1 + rankBits(group, 2) + rankBits(rank, NAMED_CONSTANTS.length);
      return linearCombination(
        target,
        constants,
        ['1', text, ...partners],
        overhead,
        'pair',
        partners.length,
      );
    });
    return [...own, ...others];
  });

function linearCombination(
  target: TargetNumber,
  constants: ConstantStore,
  texts: readonly string[],
  overhead: number,
  engine: 'basis' | 'pair',
  partners = 0,
): Proposal[] {
  const basis = texts.map((text) => constants.text(text));
  const relations = integerRelations({
    values: [[target.value], ...basis.map(({ value }) => [value])],
    bits: target.bits,
    errors: [target.error, ...basis.map(() => 1)],
    coefficientBits: 34,
  });
  const found = relations.find((relation) => relation[0] !== 0n);
  if (found === undefined) return [];
  const zeros = found.slice(-partners).filter((m) => m === 0n).length;
  // Naming which one of the partners is meant takes less than a coefficient 0 for each of the others.
  const bits =
    partners > 0 && zeros >= partners - 1
      ? overhead + Math.log2(partners + 1) + vectorBits(found.filter((m, i) => m !== 0n || i < 3))
      : overhead + 1 + vectorBits(found);
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
