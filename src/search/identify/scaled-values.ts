import type { Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { simplestFraction } from '../../number/exact/simplest-fraction.ts';
import { squarePart } from '../../number/exact/square-part.ts';
import { ENGINE_BITS, positiveBits, rankBits } from './description-length.ts';
import { apply, constant, integer, rational } from './build-terms.ts';
import { NAMED_CONSTANTS } from './named-constants.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';

/** Exponents of the constant and of π, likeliest first, doubled. */
const POWERS = [2, 4, 1, -2];
const PI_POWERS = [0, 2, -2, 1, -1, 4, -4];
/** Bits of what any fraction would have to spend; beyond it there is nothing to find. */
const TRIVIAL = 1.6;

/**
 * x = ±(p/q)·√n·c^j·π^k with any whole p, q and n: the squares make it a fraction, whatever primes are in it.
 */
export const scaledValues: IdentifyEngine = (target, constants) => {
  const available = target.digits * Math.log2(10);
  const size = Math.abs(target.approximate);
  if (!(size > 1e-30 && size < 1e30)) return [];
  const guard = 64n;
  const scale = BigInt(target.bits) + guard;
  const square = (end: bigint): bigint => (end * end) << (2n * guard);
  const [lo, hi] =
    target.lo < 0n ? [square(target.hi), square(target.lo)] : [square(target.lo), square(target.hi)];
  const pi = constants.text('pi').value;
  const proposals: Proposal[] = [];
  for (const [rank, { text }] of NAMED_CONSTANTS.entries()) {
    const { value, approximate, expression } = constants.text(text);
    if (Math.abs(approximate) < 1e-6 || Math.abs(approximate) > 1e9) continue;
    // √n is part of the shape as it is.
    if (/^sqrt\(\d+\)$/.test(text)) continue;
    const magnitude = value < 0n ? -value : value;
    for (const [j, power] of POWERS.entries()) {
      for (const [k, piPower] of PI_POWERS.entries()) {
        const start =
          ENGINE_BITS + 1 + rankBits(rank, NAMED_CONSTANTS.length) + rankBits(j, 4) + rankBits(k, 7);
        // x² over c^(2j)·π^(2k), as a fraction of integers with `scale` spare bits each.
        let [top, bottom] = [1n << (2n * scale), 1n << (2n * scale)];
        const times = (factor: bigint, exponent: number): void => {
          for (let i = 0; i < Math.abs(exponent); i++) {
            if (exponent > 0) bottom = (bottom * factor) >> BigInt(target.bits);
            else top = (top * factor) >> BigInt(target.bits);
          }
        };
        times(magnitude, power);
        times(pi, piPower);
        const loose = (hi >> BigInt(target.bits)) + 1n;
        const [p, q] = simplestFraction(
          (lo - loose) * top,
          bottom << (2n * scale),
          (hi + loose) * top,
          bottom << (2n * scale),
        );
        const fractionBits = Math.log2(Number(p)) + Math.log2(Number(q));
        if (fractionBits > available - start || fractionBits * TRIVIAL > 4 * available) continue;
        const [a, m] = squarePart(p);
        const [b, n] = squarePart(q);
        // √(m/n) = √(m·n)/n.
        const bits = start + positiveBits(a) + positiveBits(b * n) + positiveBits(m * n);
        if (bits > available) continue;
        const raised = powered(magnitude === value ? expression : tidyApply('neg', expression), power);
        const term = assemble(rational(a, b * n), m * n, [raised, powered(constant('pi'), piPower)]);
        const signed = target.approximate < 0 ? tidyApply('neg', term) : term;
        proposals.push({ form: 'value', expression: signed, bits, engine: 'product' });
      }
    }
  }
  return proposals;
};

/** A term to half of `doubled`, and whether it belongs below the bar. */
function powered(term: Expression, doubled: number): { term: Expression; below: boolean } | undefined {
  if (doubled === 0) return undefined;
  const size = Math.abs(doubled);
  const raised = size === 1 ? apply('sqrt', term) : tidyApply('pow', term, rational(BigInt(size), 2n));
  return { term: raised, below: doubled < 0 };
}

function assemble(
  ratio: ReturnType<typeof rational>,
  radicand: bigint,
  factors: readonly ReturnType<typeof powered>[],
): Expression {
  let above: Expression = radicand === 1n ? integer(1) : apply('sqrt', rational(radicand));
  let below: Expression = integer(1);
  for (const factor of factors) {
    if (factor?.below === true) below = tidyApply('mul', below, factor.term);
    else if (factor !== undefined) above = tidyApply('mul', above, factor.term);
  }
  above = tidyApply('mul', rational(ratio.numerator), above);
  below = tidyApply('mul', rational(ratio.denominator), below);
  if (below.kind === 'number' && below !== integer(1) && above.kind !== 'number')
    return apply('div', above, below);
  return tidyApply('div', above, below);
}
