import type { IntegerBuilder, Place } from './integer-code.ts';

/** A value in a register: the real number it stands for is its integer times 2^−scale. */
export type Scaled = { readonly place: Place; readonly scale: number };
/** With the largest |real number| it stands for. */
export type Sum = Scaled & { readonly size: number };

/** How constants are multiplied by: an integer multiplication, or shifts and sums with so many digits (±2^k). */
export type Multiplication = { readonly kind: 'imul' } | { readonly kind: 'digits'; readonly digits: number };

/** Bits below the sign, with a little room for what tuning and rounding add. */
export const ROOM = 30.9;

/**
 * x times a real factor, at the largest scale at which neither the constant nor the product overflows.
 * @param reach the largest |integer| in x's register
 * @param bits at most so many in the constant
 */
export function scaledProduct(
  builder: IntegerBuilder,
  x: Scaled,
  reach: number,
  factor: number,
  way: Multiplication,
  bits = 30,
): Scaled | undefined {
  if (factor === 0) return undefined;
  if (way.kind === 'imul') {
    const shift = Math.floor(Math.min(ROOM - Math.log2(Math.abs(factor) * Math.max(1, reach)), bits));
    const constant = Math.round(factor * 2 ** shift);
    if (constant === 0 || Math.abs(constant) > 0x7fffffff) return undefined;
    return { place: builder.add('imul', x.place, builder.ownConstant(constant)), scale: x.scale + shift };
  }
  const terms = signedDigits(factor, way.digits);
  const least = Math.min(...terms.map(({ exponent }) => exponent));
  const largest = Math.max(...terms.map(({ exponent }) => exponent)) - least;
  if (Math.log2(Math.max(1, reach)) + largest + 1 > ROOM) return undefined;
  // What is taken off must be taken off something.
  const order = terms.toSorted((a, b) => b.sign - a.sign || b.exponent - a.exponent);
  let sum: Place | undefined;
  for (const { sign, exponent } of order) {
    const term = builder.shift(x.place, least - exponent);
    if (sum !== undefined) sum = builder.add(sign > 0 ? 'iadd' : 'isub', sum, term);
    else sum = sign > 0 ? term : builder.add('isub', builder.constant(0), term);
  }
  return { place: sum as Place, scale: x.scale - least };
}

/** The nearest sum of so many powers of two with signs, largest first: non-adjacent form, rounded. */
function signedDigits(factor: number, digits: number): { sign: 1 | -1; exponent: number }[] {
  const terms: { sign: 1 | -1; exponent: number }[] = [];
  let rest = factor;
  while (terms.length < digits && rest !== 0) {
    const size = Math.abs(rest);
    const low = Math.floor(Math.log2(size));
    const exponent = size / 2 ** low > 1.5 ? low + 1 : low;
    const sign = rest < 0 ? -1 : 1;
    terms.push({ sign, exponent });
    rest -= sign * 2 ** exponent;
    if (Math.abs(rest) < 2 ** -40 * Math.abs(factor)) break;
  }
  return terms;
}

/**
 * A polynomial in u, highest power first multiplied, each product at the largest scale that does not overflow.
 * @param coefficients of 1, u, u², …
 * @param values real values of u, where the sizes of partial sums are looked at
 * @param shifted which partial sums are shifted right before they are multiplied again, by bit k − 1 for that of power k;
 *   where one is not, its factors keep to scales at which the product has room
 * @returns the sum at the scale of its last product; undefined where no scales fit
 */
export function integerHorner(
  builder: IntegerBuilder,
  u: Scaled,
  values: Float64Array,
  coefficients: readonly number[],
  shifted: number,
  way: Multiplication,
): Sum | undefined {
  const degree = coefficients.length - 1;
  const sizes = partialSizes(values, coefficients);
  const reach = sizeOf(values) * 2 ** u.scale;
  if (degree === 0) {
    const scale = Math.min(20, Math.floor(ROOM - Math.log2(Math.max(1, sizes[0]))));
    const place = builder.ownConstant(Math.round(coefficients[0] * 2 ** scale));
    return { place, scale, size: sizes[0] };
  }
  /** limits[k]: the largest scale of the partial sum of power k whose product with u, and the sum after it, fit. */
  const limits = sizes.map((size, k) =>
    k === 0
      ? Infinity
      : Math.floor(
          Math.min(ROOM - Math.log2(size * reach || 1), ROOM - u.scale - Math.log2(sizes[k - 1] || 1)),
        ),
  );
  for (let k = 2; k <= degree; k++) {
    if ((shifted & (1 << (k - 2))) === 0) limits[k] = Math.min(limits[k], limits[k - 1] - u.scale);
  }
  let sum: Scaled | undefined;
  for (let k = degree - 1; k >= 0; k--) {
    let product: Scaled | undefined;
    if (sum === undefined) {
      if (way.kind === 'imul') {
        const factor = Math.round(coefficients[degree] * 2 ** limits[degree]);
        if (factor === 0) return undefined;
        product = {
          place: builder.add('imul', u.place, builder.ownConstant(factor)),
          scale: limits[degree] + u.scale,
        };
      } else {
        // Less, not plus the opposite: an operation less.
        const factor = Math.abs(coefficients[degree]);
        product = scaledProduct(builder, u, reach, factor, way);
        if (coefficients[degree] < 0 && product !== undefined && product.scale <= 30 && product.scale >= 0) {
          const constant = Math.round(coefficients[k] * 2 ** product.scale);
          if (Math.abs(constant) > 0x7fffffff) return undefined;
          sum = { ...product, place: builder.add('isub', builder.ownConstant(constant), product.place) };
          continue;
        }
      }
    } else {
      const [above, limit]: [Scaled, number] = [sum, limits[k + 1]];
      const down = Math.max(0, above.scale - limit);
      if (down > 31) return undefined;
      product = {
        place: builder.add('imul', builder.shift(above.place, down), u.place),
        scale: above.scale - down + u.scale,
      };
    }
    if (product === undefined || product.scale < -8) return undefined;
    const constant = Math.round(coefficients[k] * 2 ** product.scale);
    if (Math.abs(constant) > 0x7fffffff) return undefined;
    sum =
      constant === 0
        ? product
        : { place: builder.add('iadd', product.place, builder.ownConstant(constant)), scale: product.scale };
  }
  return sum && { ...sum, size: sizes[0] };
}

const sizeOf = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The largest |partial sum| of each power. */
function partialSizes(values: Float64Array, coefficients: readonly number[]): number[] {
  const sums = new Float64Array(values.length);
  const sizes: number[] = [];
  for (let k = coefficients.length - 1; k >= 0; k--) {
    for (let i = 0; i < values.length; i++) sums[i] = sums[i] * values[i] + coefficients[k];
    sizes[k] = sizeOf(sums);
  }
  return sizes;
}
