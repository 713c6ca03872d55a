/**
 * A model of a sine, cosine or tangent of K x + D quarter turns at inputs of any size, where pieces would hold a few
 * inputs each: exact integer argument reduction, then polynomials (see `kernel/wave.ts`, which proves its error).
 */
export type Wave = {
  /** What is computed from the input and the wave's value, where the function is not the wave itself. */
  readonly formula?: WaveFormula;
  readonly tangent: boolean;
  /** K x + D has so few bits that its reduction is exact. */
  readonly exact: boolean;
  /** The inputs from this size on, whose neighbours are more than a few turns' 2^-15 apart. */
  readonly from: number;
  /** (K x + D) · 2^126 modulo 2^128 at an input, within 2^26, and what it grows by to the next larger magnitude. */
  readonly start: (x: number) => { readonly value: bigint; readonly step: bigint };
};

/**
 * A formula of the argument and one wave (sin(x)/x, x − sin(x)), computed in double from both; and on |x| in [near, far] the
 * error of that, beside bounds of |f|.
 */
export type WaveFormula = {
  readonly value: (x: number, wave: number) => number;
  /** `undefined` where the formula may cancel, overflow or divide by what may be 0. */
  readonly bounds: (near: number, far: number, wave: WaveBounds) => FormulaBounds | undefined;
};

/** Of a wave: can it be 0 (and is it exact there), and how large does it get? */
export type WaveBounds = { readonly exact: boolean; readonly upper: number };

/** |f − p| ≤ ρ|p| + α, and lower ≤ |f| ≤ upper. */
export type FormulaBounds = {
  readonly rho: number;
  readonly alpha: number;
  readonly lower: number;
  readonly upper: number;
};

/** |p − f| ≤ 2^-48 |p|, and a few roundings of p ± that. */
export const WAVE_RHO = 2 ** -47;
/** Remainders below this are not judged by a wave. */
export const WAVE_LEAST = 2 ** -40;
const C = [-1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600, -1 / 87178291200];
const S = [-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000];

/** The wave at a reduced argument (a value of `start`), bit for bit as the kernel computes it; NaN when too near 0. */
export function waveValue(wave: Wave, value: bigint): number {
  const high = value >> 64n;
  const turn = ((high + (1n << 61n)) >> 62n) & 3n;
  const z =
    Number(BigInt.asIntN(64, high - (turn << 62n))) * 2 ** -62 +
    Number((value & 0xffffffffffffffffn) >> 1n) * 2 ** -125;
  if (Math.abs(z) < (wave.exact ? 0 : WAVE_LEAST)) return NaN;
  const theta = z * (Math.PI / 2);
  const odd = (turn & 1n) === 1n;
  const p = sine(theta, odd);
  if (wave.tangent) return p / (odd ? -sine(theta, false) : sine(theta, true));
  return (turn & 2n) === 0n ? p : -p;
}

function sine(theta: number, odd: boolean): number {
  const c = odd ? C : S;
  const s = theta * theta;
  let r = c[6];
  for (let k = 5; k >= 0; k--) r = r * s + c[k];
  const base = odd ? 1 : theta;
  return base + base * (s * r);
}
