import type { Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { integerRelations } from '../../number/exact/integer-relation.ts';
import { toFixedPoint, fromFixedPoint } from '../../number/fixed-point.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { ENGINE_BITS, rankBits, vectorBits } from './description-length.ts';
import { apply, integer, rational } from './build-terms.ts';
import { ConstantStore } from './constant-store.ts';
import { NAMED_CONSTANTS } from './named-constants.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';
import type { TargetNumber } from './target-number.ts';

/** Always on offer as factors; the fifth is one named constant after the other. */
const FACTORS = ['2', '3', '5', 'pi', 'e'];

/**
 * Products of powers: log|x| = Σ rᵢ·log cᵢ with rational rᵢ, over 2, 3, 5, π, e and one named constant more. So
 * 2·√3·Γ(1/4)²/π is one relation, whatever its shape.
 */
export const productValues: IdentifyEngine = (target, constants) => {
  const size = Math.abs(target.approximate);
  if (!(size > 1e-30 && size < 1e30)) return [];
  const y = logarithmOf(target);
  const base = FACTORS.map((text) => constants.text(`log(${text})`));
  const proposals: Proposal[] = [];
  for (const [rank, text] of independent()) {
    const c = constants.text(text);
    const log = constants.get(
      apply('log', c.approximate < 0 ? tidyApply('neg', c.expression) : c.expression),
    );
    const logs = [...base, log];
    const [found] = integerRelations({
      values: [[y.value], ...logs.map(({ value }) => [value])],
      bits: target.bits,
      errors: [y.error, ...logs.map(() => 1)],
      coefficientBits: 20,
    });
    if (found === undefined || found[0] === 0n) continue;
    const bits = ENGINE_BITS + rankBits(rank, NAMED_CONSTANTS.length) + vectorBits(found);
    if (bits > target.digits * Math.log2(10)) continue;
    const factors: [Expression, boolean][] = [
      ...FACTORS.map((factor): [Expression, boolean] => [
        constants.text(factor).expression,
        /\d/.test(factor),
      ]),
      [c.expression, false],
    ];
    const expression = power(found, factors);
    const signed = target.approximate < 0 ? tidyApply('neg', expression) : expression;
    proposals.push({ form: 'value', expression: signed, bits, engine: 'product' });
  }
  return proposals;
};

/** Bits of the logarithms in {@link independent}, and of the coefficients of their relations. */
const DEPENDENCE = { bits: 256, coefficients: 12 } as const;
let others: (readonly [rank: number, text: string])[] | undefined;

/** The named constants that are no products of powers of the factors themselves, as √2 and π² are. */
function independent(): (readonly [rank: number, text: string])[] {
  if (others !== undefined) return others;
  const constants = new ConstantStore(DEPENDENCE.bits);
  const base = FACTORS.map((text) => constants.text(`log(${text})`).value);
  others = [...NAMED_CONSTANTS.entries()].flatMap(([rank, { text }]) => {
    const c = constants.text(text);
    if (FACTORS.includes(text) || Math.abs(c.approximate) < 1e-6) return [];
    const log = constants.get(apply('log', apply('abs', c.expression)));
    const values = [...base, log.value].map((value) => [value]);
    const relations = integerRelations({
      values,
      bits: DEPENDENCE.bits,
      errors: values.map(() => 1),
      coefficientBits: DEPENDENCE.coefficients,
    });
    return relations.length > 0 ? [] : [[rank, text] as const];
  });
  return others;
}

function logarithmOf({ value, bits, error, approximate }: TargetNumber): { value: bigint; error: number } {
  return withWorkspace(bits + 64, (w) => {
    const x = w.big();
    fromFixedPoint(x, value < 0n ? -value : value, bits);
    mpfr.mpfr_log(x, x, ROUND.NEAREST);
    return { value: toFixedPoint(x, bits), error: (error / Math.abs(approximate)) * 1.01 + 2 };
  });
}

/** ∏ factorᵢ^(−mᵢ₊₁/m₀): numbers gathered in one rational part and one root, the rest as powers. */
function power(m: readonly bigint[], factors: readonly (readonly [Expression, boolean])[]): Expression {
  const q = m[0];
  let [top, bottom] = [1n, 1n];
  let rootTop = 1n;
  const common = q < 0n ? -q : q;
  let [above, below]: [Expression, Expression] = [integer(1), integer(1)];
  for (const [i, [term, isNumber]] of factors.entries()) {
    const exponent = q < 0n ? m[i + 1] : -m[i + 1];
    if (exponent === 0n) continue;
    if (isNumber && term.kind === 'number') {
      // Whole powers outside, a remainder 0 ≤ r < q under the root.
      const whole = exponent >= 0n ? exponent / common : -((-exponent + common - 1n) / common);
      const rest = exponent - whole * common;
      if (whole >= 0n) top *= term.numerator ** whole;
      else bottom *= term.numerator ** -whole;
      rootTop *= term.numerator ** rest;
      continue;
    }
    const size = exponent < 0n ? -exponent : exponent;
    const exponentTerm = rational(size, common);
    const factor = size * 2n === common ? apply('sqrt', term) : tidyApply('pow', term, exponentTerm);
    if (exponent > 0n) above = tidyApply('mul', above, factor);
    else below = tidyApply('mul', below, factor);
  }
  if (rootTop !== 1n) {
    const radicand = rational(rootTop);
    const root =
      common === 2n
        ? apply('sqrt', radicand)
        : common === 3n
          ? apply('cbrt', radicand)
          : apply('pow', radicand, rational(1n, common));
    above = tidyApply('mul', root, above);
  }
  const ratio = rational(top, bottom);
  above = tidyApply('mul', rational(ratio.numerator), above);
  below = tidyApply('mul', rational(ratio.denominator), below);
  // `tidyApply` would draw a number below out as a fraction in front.
  if (below.kind === 'number' && below !== integer(1) && above.kind !== 'number')
    return apply('div', above, below);
  return tidyApply('div', above, below);
}
