import { ENGINE_BITS, positiveBits, vectorBits } from './description-length.ts';

/** The degrees tried, until one spends less than the number has. */
const DEGREES = [2, 3, 4, 6, 8, 12, 16, 24, 32];

/**
 * An integer polynomial that a number obeys, coefficients of powers 0, 1, …. Degrees rise; the first relation that explains
 * more bits than it spends is reduced to the least degree, since at too high a degree the relations are the multiples of the
 * minimal polynomial, and their number tells its degree.
 * @param relation the shortest integer relation of the number's powers 0 … degree
 * @param available bits known of the number
 */
export function minimalPolynomial(
  relation: (degree: number) => readonly bigint[] | undefined,
  available: number,
): bigint[] | undefined {
  const best = (degree: number): bigint[] | undefined => {
    const found = relation(degree);
    return found === undefined ? undefined : withoutContent(found);
  };
  for (const degree of DEGREES) {
    // A polynomial's coefficients cost at least a bit and a half each.
    if (degree * 1.6 > available) break;
    const found = best(degree);
    if (found === undefined || polynomialBits(found) > available) continue;
    return lowest(found, best, degree);
  }
  return undefined;
}

/** Bits that naming a polynomial takes. */
export function polynomialBits(m: readonly bigint[]): number {
  return ENGINE_BITS + positiveBits(m.length - 1) + vectorBits(m);
}

function lowest(
  found: bigint[],
  relation: (degree: number) => bigint[] | undefined,
  degree: number,
): bigint[] {
  let best = found;
  for (let lower = best.length - 2; lower >= 2 && degree > 4; lower--) {
    const next = relation(lower);
    if (next === undefined || polynomialBits(next) >= polynomialBits(best)) break;
    best = next;
  }
  return best;
}

/** Without vanishing leading and lowest coefficients (the number is not 0). */
function withoutContent(m: readonly bigint[]): bigint[] {
  const first = m.findIndex((entry) => entry !== 0n);
  const last = m.findLastIndex((entry) => entry !== 0n);
  const core = m.slice(first, last + 1);
  return core[core.length - 1] < 0n ? core.map((entry) => -entry) : core;
}
