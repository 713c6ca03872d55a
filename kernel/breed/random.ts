/** xoshiro128** (Blackman and Vigna, 2018), as `src/number/random.ts`; the host seeds it. */
let s0: u32 = 1;
let s1: u32 = 2;
let s2: u32 = 3;
let s3: u32 = 4;

/** Four words, not all 0. */
export function seedRandom(a: u32, b: u32, c: u32, d: u32): void {
  s0 = a;
  s1 = b;
  s2 = c;
  s3 = d;
}

export function bits32(): u32 {
  const result = rotl<u32>(s1 * 5, 7) * 9;
  const t = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= t;
  s3 = rotl<u32>(s3, 11);
  return result;
}

/** Uniform in 0 … n − 1 (but for n/2^32). */
export function below(n: i32): i32 {
  return <i32>((<u64>bits32() * <u64>n) >> 32);
}

/** A constant of random sign, its magnitude (nearly) log-uniform in 2^-5 … 2^8.3. Exact operations only. */
export function drawConstant(): f64 {
  const power = -5 + 13.3 * (<f64>bits32() * (1.0 / 4294967296.0));
  const whole = Math.floor(power);
  const scale = reinterpret<f64>((<u64>(1023 + <i64>whole)) << 52);
  const value = scale * (1 + (power - whole));
  return bits32() >> 31 ? -value : value;
}
