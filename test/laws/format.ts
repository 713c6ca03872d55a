import { describe, expect, it } from 'vitest';
import { doubleToBits } from '../../src/number/double-bits.ts';
import { ROUNDING_MODES, type Format, type RoundingMode } from '../../src/number/format.ts';
import { mpfr, ROUND, type Big } from '../../src/number/mpfr.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';

const MODES = ROUNDING_MODES;
const DEEP = process.env.NAPIER_DEEP ? 10 : 1;

/** n · 2^e, exactly. */
type Scaled = readonly [n: bigint, e: number];

function scaledOf(x: number): Scaled {
  const bits = doubleToBits(x);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const n = field === 0 ? fraction : fraction + (1n << 52n);
  return [x < 0 ? -n : n, Math.max(field, 1) - 1075];
}

function compare([n, e]: Scaled, [m, f]: Scaled): number {
  const least = Math.min(e, f);
  const difference = (n << BigInt(e - least)) - (m << BigInt(f - least));
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/**
 * Rounding by its definition: the neighbours are found by bisection over ordinals with exact comparisons, the
 * overflow threshold by the next significand past the largest. Only for formats with infinities. Shares nothing
 * with `Format.round` but the numbers themselves.
 */
export function roundByDefinition(format: Format, exact: Scaled, mode: RoundingMode): number {
  const [n, e] = exact;
  if (n === 0n) return 0;
  const magnitude: Scaled = [n < 0n ? -n : n, e];
  let below = 0n;
  let above = format.ordinal(Infinity);
  while (above - below > 1n) {
    const middle = (above + below) / 2n;
    if (compare(scaledOf(format.fromOrdinal(middle)), magnitude) <= 0) below = middle;
    else above = middle;
  }
  const lower = scaledOf(format.fromOrdinal(below));
  const sign = n < 0n ? -1 : 1;
  if (compare(lower, magnitude) === 0) return sign * format.fromOrdinal(below);
  const overflow: Scaled = [1n, format.emax + 1];
  const upper = above === format.ordinal(Infinity) ? overflow : scaledOf(format.fromOrdinal(above));
  const least = Math.min(lower[1], upper[1]) - 1;
  const middle: Scaled = [
    ((lower[0] << BigInt(lower[1] - least)) + (upper[0] << BigInt(upper[1] - least))) >> 1n,
    least,
  ];
  const side = compare(magnitude, middle);
  const nearestAbove = side > 0 || (side === 0 && (below & 1n) === 1n);
  const away = {
    'nearest-even': nearestAbove,
    'nearest-away': side >= 0,
    up: sign > 0,
    down: sign < 0,
    'to-zero': false,
    'to-odd': (below & 1n) === 0n,
  }[mode];
  return sign * format.fromOrdinal(away ? above : below);
}

/** Uniform over the bit patterns of finite numbers. */
export function anyFinite(format: Format, random: Random): number {
  const lowest = format.ordinal(format.minFinite);
  const count = format.ordinal(format.maxFinite) - lowest + 1n;
  return format.fromOrdinal((random.bits64() % count) + lowest);
}

/** A double near, at, or halfway between numbers of the format; sometimes far outside its range. */
function anyDouble(format: Format, random: Random): number {
  const x = anyFinite(format, random);
  const step = format.ulp(x);
  switch (random.integer(6)) {
    case 0:
      return x;
    case 1:
      return x + step / 2; // a tie, or as near as doubles get
    case 2:
      return x + step / 2 + step * 2 ** -25;
    case 3:
      return x + (random.next() - 0.5) * step;
    case 4:
      return random.next() < 0.5
        ? format.maxFinite + random.next() * step
        : (random.next() - 0.5) * 4 * format.minPositive;
    default:
      return (random.next() - 0.5) * 2 ** (random.integer(2000) - 1000);
  }
}

/** What every format must obey. `all` runs through every number of it (16 bits at most). */
export function formatLaws(format: Format): void {
  const random = createRandom(20_26);
  const codes = 1n << BigInt(format.bits);
  const small = format.bits <= 16;
  const patterns: bigint[] = small
    ? Array.from({ length: Number(codes) }, (_, i) => BigInt(i))
    : Array.from({ length: 20_000 * DEEP }, () => random.bits64() & (codes - 1n));
  const same = (a: number, b: number, what: () => string): void => {
    if (!Object.is(a, b)) expect.fail(`${format.name}: ${what()}: got ${a}, expected ${b}`);
  };

  describe(`laws of ${format.name}`, () => {
    it('encode ∘ decode is the identity on patterns, NaNs aside', () => {
      let used = 0;
      for (const pattern of patterns) {
        const x = format.decode(pattern);
        // Patterns that the format does not use (subnormal ones, the infinity of saturating ones) are read all the same.
        if (!format.contains(x) || (x === 0 && !format.subnormals)) continue;
        used++;
        if (x === x) expect(format.encode(x)).toBe(pattern);
        else expect(format.decode(format.encode(x))).toBeNaN();
      }
      const numbers = Number(format.ordinal(format.maxFinite) - format.ordinal(format.minFinite)) + 1;
      // Of a list 0 is passed over above.
      const unused =
        format.spacing === 'listed'
          ? patterns.length - numbers + 1
          : (format.subnormals ? 0 : 2 ** format.precision) + (format.infinities || !format.nan ? 0 : 2);
      if (small) {
        expect(used).toBeGreaterThanOrEqual(patterns.length - unused);
        for (let n = format.ordinal(format.minFinite); n <= format.ordinal(format.maxFinite); n++) {
          same(
            format.decode(format.encode(format.fromOrdinal(n))),
            format.fromOrdinal(n),
            () => `ordinal ${n}`,
          );
        }
      }
    });

    it('ordinals are a monotone bijection: neighbours have adjacent ordinals', () => {
      expect(format.ordinal(0)).toBe(0n);
      expect(format.ordinal(-0)).toBe(format.signedZero ? -1n : 0n);
      expect(format.ordinal(format.minPositive)).toBe(1n);
      for (const pattern of patterns) {
        const x = format.decode(pattern);
        if (x !== x || !format.contains(x)) continue;
        const ordinal = format.ordinal(x);
        same(format.fromOrdinal(ordinal), x, () => `fromOrdinal(ordinal(${x}))`);
        if (Math.abs(x) > format.maxFinite || x === format.maxFinite) continue;
        const next = format.fromOrdinal(ordinal + 1n);
        if (!(next > x) && !(Object.is(x, -0) && Object.is(next, 0)))
          expect.fail(`${next} is not above ${x}`);
      }
    });

    it('rounding keeps every number of the format, in every mode', () => {
      for (const pattern of patterns) {
        const x = format.decode(pattern);
        if (!format.contains(x)) continue;
        for (const mode of MODES) same(format.round(x, mode), x, () => `round(${x}, ${mode})`);
      }
    });

    it('rounding is monotone, and the directed modes bracket', () => {
      for (let i = 0; i < 5000 * DEEP; i++) {
        const [a, b] = [anyDouble(format, random), anyDouble(format, random)];
        const [x, y] = a < b ? [a, b] : [b, a];
        // Wrapping is not monotone.
        if (format.name.includes('wrap') && (x < format.minFinite || y > format.maxFinite)) continue;
        for (const mode of MODES) {
          const [left, right] = [format.round(x, mode), format.round(y, mode)];
          if (left > right) expect.fail(`round ${mode}: ${x} → ${left} but ${y} → ${right}`);
        }
        const [down, nearest, up] = [format.round(x, 'down'), format.round(x), format.round(x, 'up')];
        // A format without infinities cannot bracket what lies beyond it.
        const within = (x >= format.minFinite && x <= format.maxFinite) || format.infinities;
        if (within && (down > x || up < x)) expect.fail(`directed modes do not bracket ${x}`);
        if (within && nearest === nearest && nearest !== down && nearest !== up)
          expect.fail(`nearest of ${x} is neither`);
        if (within) {
          same(format.round(x, 'to-zero'), x > 0 || Object.is(x, 0) ? down : up, () => `to-zero of ${x}`);
          if (down < up && Math.abs(x) < format.maxFinite) {
            const odd = (format.encode(down) & 1n) === 1n ? down : up;
            if (Math.abs(x) < format.maxFinite && x > 0)
              same(format.round(x, 'to-odd'), odd, () => `to-odd of ${x}`);
            const away = format.round(x, 'nearest-away');
            const [left, right] = [x - down, up - x];
            // Differences of a double and a near number of the format are exact but for far smaller ones.
            if (x > 0 && left !== right) same(away, left < right ? down : up, () => `nearest-away of ${x}`);
            if (x > 0 && left === right) same(away, up, () => `nearest-away of the tie ${x}`);
          }
        }
      }
    });

    it('ulp is the spacing of numbers around a finite one', () => {
      for (let i = 0; i < 2000; i++) {
        const x = Math.abs(anyFinite(format, random));
        // A list need not have the number of the other sign.
        if (x >= format.maxFinite || (!format.subnormals && x === 0) || !format.contains(x)) continue;
        expect(format.fromOrdinal(format.ordinal(x) + 1n) - x).toBe(format.ulp(x));
      }
      if (format.subnormals) expect(format.ulp(0)).toBe(format.minPositive);
    });
  });
}

/** Against multiple precision; for formats with infinities (IEEE 754's overflow). */
export function roundingLaws(format: Format): void {
  const random = createRandom(754);
  const same = (a: number, b: number, what: () => string): void => {
    if (!Object.is(a, b)) expect.fail(`${format.name}: ${what()}: got ${a}, expected ${b}`);
  };
  describe(`rounding of ${format.name}`, () => {
    it('round is as defined', () => {
      for (let i = 0; i < 3000 * DEEP; i++) {
        const x = anyDouble(format, random);
        if (x === 0 || !Number.isFinite(x)) continue;
        for (const mode of MODES) {
          const expected = roundByDefinition(format, scaledOf(x), mode);
          same(
            format.round(x, mode),
            expected === 0 ? (x < 0 ? -0 : 0) : expected,
            () => `round(${x}, ${mode})`,
          );
        }
      }
    });

    it('roundBig is as defined, in one rounding', () => {
      withWorkspace(250, (w) => {
        const big = w.big();
        for (let i = 0; i < 3000 * DEEP; i++) {
          const x = anyDouble(format, random);
          if (!Number.isFinite(x)) continue;
          // A double, moved by up to 2^−190 of itself: what a second rounding would get wrong.
          const nudge = random.next() < 0.3 ? 0n : BigInt(random.integer(9) - 4);
          const [n, e] = scaledOf(x);
          const exact: Scaled = [(n << 140n) + nudge, e - 140];
          setScaled(big, exact);
          for (const mode of MODES) {
            const expected = roundByDefinition(format, exact, mode);
            if (exact[0] === 0n) continue;
            const zero = exact[0] < 0n ? -0 : 0;
            same(
              format.roundBig(big, mode),
              expected === 0 ? zero : expected,
              () => `roundBig(${x}+${nudge}, ${mode})`,
            );
          }
        }
      });
    });

    it('roundBig of zeros, infinities, NaN and numbers beyond binary64', () => {
      withWorkspace(60, (w) => {
        const x = w.number(-0);
        same(format.roundBig(x), -0, () => 'roundBig(−0)');
        for (const special of [Infinity, -Infinity, NaN]) {
          mpfr.mpfr_set_d(x, special, ROUND.NEAREST);
          same(format.roundBig(x), special, () => `roundBig(${special})`);
        }
        mpfr.mpfr_set_si_2exp(x, -3, 100_000, ROUND.NEAREST);
        same(format.roundBig(x), -Infinity, () => 'roundBig(−huge)');
        same(format.roundBig(x, 'to-zero'), -format.maxFinite, () => 'roundBig(−huge, to-zero)');
        mpfr.mpfr_set_si_2exp(x, -3, -100_000, ROUND.NEAREST);
        same(format.roundBig(x), -0, () => 'roundBig(−tiny)');
        same(format.roundBig(x, 'down'), -format.minPositive, () => 'roundBig(−tiny, down)');
      });
    });
  });
}

function setScaled(target: Big, [n, e]: Scaled): void {
  const address = mpfr.malloc_cstr(`${n}`);
  mpfr.mpfr_set_str(target, address, 10, ROUND.NEAREST);
  mpfr.free(address);
  if (mpfr.mpfr_sgn(target) !== 0) mpfr.mpfr_mul_2si(target, target, e, ROUND.NEAREST);
}
