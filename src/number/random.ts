/** A seeded source of pseudo-random numbers: the same seed gives the same sequence on every machine. */
export type Random = {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in [0, n), 1 ≤ n ≤ 2^53. */
  integer(n: number): number;
  /** 64 uniform bits. */
  bits64(): bigint;
  /** Where the sequence is, four words of 32 bits, and back to there. */
  save(): readonly number[];
  restore(state: readonly number[]): void;
};

const MASK = (1n << 64n) - 1n;

/** SplitMix64's step (Steele, Lea, Flood, OOPSLA 2014), to fill the state of xoshiro128**. */
function splitMix(seed: bigint): () => bigint {
  let state = seed & MASK;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  };
}

/** xoshiro128** (Blackman & Vigna, 2018) on 32-bit integers, seeded by SplitMix64. */
export function createRandom(seed: number | bigint): Random {
  const fill = splitMix(BigInt(seed));
  const [a, b] = [fill(), fill()];
  let s0 = Number(a & 0xffffffffn) | 0;
  let s1 = Number(a >> 32n) | 0;
  let s2 = Number(b & 0xffffffffn) | 0;
  let s3 = Number(b >> 32n) | 0;
  const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));
  const bits32 = (): number => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotate(s3, 11);
    return result;
  };
  const next = (): number => ((bits32() >>> 5) * 0x4000000 + (bits32() >>> 6)) / 0x20000000000000;
  return {
    next,
    integer: (n) => Math.floor(next() * n),
    bits64: () => (BigInt(bits32()) << 32n) | BigInt(bits32()),
    save: () => [s0, s1, s2, s3],
    restore: (state) => void ([s0, s1, s2, s3] = state),
  };
}
