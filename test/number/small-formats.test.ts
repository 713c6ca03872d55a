/**
 * Arithmetic of all formats of up to 8 bits against exact rationals: every pair of numbers (every triple of a sample for
 * fma), the nearest number found by looking at all of them. Nothing here is shared with `src/number` but the values.
 */
import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/number/format.ts';
import { findFormat, FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';

const SMALL = [
  ...Object.values(FORMATS).filter(({ bits }) => bits <= 8),
  ...[
    'float(exponent=3,significand=2)',
    'float(exponent=4,significand=3,subnormals=no)',
    'float(exponent=5,significand=2,overflow=saturate)',
    'float(exponent=2,significand=5,specials=nan)',
    'q(3.4)',
    'q(0.5,wrap)',
    'uq(2.4)',
    'trits(1)',
    'trits(1,0.25)',
    'power(bits=6,exponent=2)',
    'power(bits=5,exponent=0.5,scale=3)',
    'log(4.3)',
    'values(-3,-0.7,0,0.1,0.5,2,9)',
  ].map(findFormat),
];
const DEEP = process.env.NAPIER_DEEP !== undefined;
const PAIRS = DEEP ? Infinity : 3000;
const TRIPLES = DEEP ? 1_000_000 : 2000;

/** n / d with d > 0. */
type Rational = { readonly n: bigint; readonly d: bigint };

/** Every number of these formats is a multiple of 2^−40. */
const UNIT = 40n;
const exact = (x: number): bigint =>
  BigInt(Math.trunc(x * 2 ** 20)) * (1n << 20n) + BigInt((x * 2 ** 20 - Math.trunc(x * 2 ** 20)) * 2 ** 20);
const sign = (x: number): number => (Object.is(x, -0) || x < 0 ? -1 : 1);

/** The numbers of a format in order, each with its last bit: from its patterns alone. */
function numbersOf(format: Format): { value: number; units: bigint; odd: boolean }[] {
  const found = new Map<number, { value: number; units: bigint; odd: boolean }>();
  for (let pattern = 0n; pattern < 1n << BigInt(format.bits); pattern++) {
    const value = format.decode(pattern);
    if (!Number.isFinite(value) || found.has(value + 0)) continue;
    found.set(value + 0, { value: value + 0, units: exact(value), odd: (pattern & 1n) === 1n });
  }
  return [...found.values()].sort((a, b) => a.value - b.value);
}

/** The nearest number, ties to even; beyond the ends what the format says of overflow. `zero` is the sign of a zero. */
function nearest(
  format: Format,
  numbers: ReturnType<typeof numbersOf>,
  { n, d }: Rational,
  zero: number,
): number {
  const last = numbers[numbers.length - 1];
  const first = numbers[0];
  const distance = (units: bigint): bigint => {
    const difference = units * d - n * (1n << UNIT);
    return difference < 0n ? -difference : difference;
  };
  if (format.name.includes('wrap')) {
    const step = numbers[1].units - first.units;
    const span = last.units - first.units + step;
    // To the nearest multiple of the step first, then into the range.
    const scaled = n * (1n << UNIT);
    let count = scaled / (d * step);
    while (count * step * d > scaled) count--;
    const rest = scaled - count * step * d;
    if (2n * rest > d * step || (2n * rest === d * step && count % 2n !== 0n)) count++;
    const wrapped = (((count * step - first.units) % span) + span) % span;
    return Number(wrapped + first.units) / 2 ** 40;
  }
  // One more step past the end decides between the end and overflow.
  const beyond = 2n * last.units - numbers[numbers.length - 2].units;
  const below =
    format.minFinite < 0 && format.infinities === false && !format.signedZero
      ? first.units * 2n - numbers[1].units
      : -beyond;
  const over = (side: number): number => {
    if (!format.infinities && !format.nan) return side > 0 ? last.value : first.value;
    const top = format.round(Infinity);
    return side < 0 ? -top : top;
  };
  if (n * (1n << UNIT) > last.units * d) {
    const [toEnd, toBeyond] = [distance(last.units), distance(beyond)];
    return toEnd < toBeyond || (toEnd === toBeyond && !last.odd) ? last.value : over(1);
  }
  if (n * (1n << UNIT) < first.units * d) {
    const [toEnd, toBeyond] = [distance(first.units), distance(below)];
    return toEnd < toBeyond || (toEnd === toBeyond && !first.odd) ? first.value : over(-1);
  }
  let best = numbers[0];
  for (const candidate of numbers) {
    const [now, then] = [distance(candidate.units), distance(best.units)];
    // Around the gap of a format without subnormals both neighbours are even: zero it is.
    if (now < then || (now === then && !candidate.odd && best.value !== 0)) best = candidate;
  }
  if (best.value !== 0) return best.value;
  return format.signedZero && (n === 0n ? zero < 0 : n < 0n) ? -0 : 0;
}

describe('arithmetic of small formats', () => {
  for (const format of SMALL) {
    it(`is that of exact rationals, rounded once, in ${format.name}`, () => {
      const numbers = numbersOf(format);
      const random = createRandom(8);
      const all = numbers.length ** 2 <= PAIRS;
      const count = Math.min(numbers.length ** 2, PAIRS);
      const check = (what: string, got: number, wanted: number): void => {
        if (!Object.is(got, wanted)) expect.fail(`${format.name}: ${what}: got ${got}, wanted ${wanted}`);
      };
      const one = 1n << UNIT;
      for (let i = 0; i < count; i++) {
        const [a, b] = all
          ? [numbers[Math.floor(i / numbers.length)], numbers[i % numbers.length]]
          : [numbers[random.integer(numbers.length)], numbers[random.integer(numbers.length)]];
        const round = (value: Rational, zero = 1): number => nearest(format, numbers, value, zero);
        check(
          `${a.value} + ${b.value}`,
          format.add(a.value, b.value),
          round({ n: a.units + b.units, d: one }),
        );
        check(
          `${a.value} - ${b.value}`,
          format.sub(a.value, b.value),
          round({ n: a.units - b.units, d: one }),
        );
        const signs = sign(a.value) * sign(b.value);
        const product = { n: a.units * b.units, d: one * one };
        check(`${a.value} * ${b.value}`, format.mul(a.value, b.value), round(product, signs));
        if (b.units !== 0n) {
          const quotient = b.units < 0n ? { n: -a.units, d: -b.units } : { n: a.units, d: b.units };
          check(`${a.value} / ${b.value}`, format.div(a.value, b.value), round(quotient, signs));
        }
      }
      for (let i = 0; i < TRIPLES; i++) {
        const [a, b, c] = [0, 0, 0].map(() => numbers[random.integer(numbers.length)]);
        const n = a.units * b.units + c.units * one;
        const zero =
          a.units === 0n || b.units === 0n
            ? sign(a.value) * sign(b.value) + sign(c.value)
            : n === 0n
              ? 1
              : n < 0n
                ? -1
                : 1;
        check(
          `fma(${a.value}, ${b.value}, ${c.value})`,
          format.fma(a.value, b.value, c.value),
          nearest(format, numbers, { n, d: one * one }, zero),
        );
      }
      for (const { value, units } of numbers) {
        if (units < 0n) continue;
        const root = format.sqrt(value);
        // r is nearest when the squares of the midpoints to its neighbours enclose the number.
        const at = numbers.findIndex((each) => each.value === root);
        expect(at).toBeGreaterThanOrEqual(0);
        const square = 4n * units * one;
        const [lower, upper] = [numbers[at - 1], numbers[at + 1]];
        if (lower !== undefined && lower.units >= 0n)
          expect((lower.units + numbers[at].units) ** 2n <= square).toBe(true);
        if (upper !== undefined) expect((upper.units + numbers[at].units) ** 2n >= square).toBe(true);
      }
    });
  }
});
