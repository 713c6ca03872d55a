/** The fields of a binary64 number, exactly. Endianness: words are written and read by the same DataView order. */
const view = new DataView(new ArrayBuffer(8));

/** The bit pattern of a double, unsigned; any NaN gives the canonical quiet one. */
export function doubleToBits(x: number): bigint {
  if (x !== x) return 0x7ff8000000000000n;
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

export function bitsToDouble(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** Is the sign bit set? (Also of −0.) */
export function isNegative(x: number): boolean {
  view.setFloat64(0, x);
  return view.getUint8(0) >= 0x80;
}

/** e with 2^e ≤ |x| < 2^(e+1) for finite non-zero x (subnormals included); 1024 for infinities and NaN, −Infinity for 0. */
export function exponentOf(x: number): number {
  if (x === 0) return -Infinity;
  view.setFloat64(0, x);
  const field = (view.getUint16(0) >>> 4) & 0x7ff;
  if (field !== 0) return field - 1023;
  view.setFloat64(0, x * 0x40000000000000);
  return ((view.getUint16(0) >>> 4) & 0x7ff) - 1023 - 54;
}

/** 2^k exactly; 0 below −1074, Infinity above 1023. (`2 ** k` is not promised to be exact.) */
export function powerOfTwo(k: number): number {
  if (k < -1074) return 0;
  if (k > 1023) return Infinity;
  if (k >= -1022) view.setBigUint64(0, BigInt(k + 1023) << 52n);
  else view.setBigUint64(0, 1n << BigInt(k + 1074));
  return view.getFloat64(0);
}

/** Is the last significand bit of a finite double 1? */
export function isOdd(x: number): boolean {
  view.setFloat64(0, x);
  return (view.getUint8(7) & 1) === 1;
}

/** The next double above: −Infinity → −max, ±0 → 2^−1074, max → Infinity, Infinity and NaN stay. */
export function nextUp(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x === 0) return Number.MIN_VALUE;
  view.setFloat64(0, x);
  const low = view.getUint32(4);
  const high = view.getInt32(0);
  if (x > 0) {
    view.setUint32(4, low + 1);
    if (low === 0xffffffff) view.setInt32(0, high + 1);
  } else {
    view.setUint32(4, low - 1);
    if (low === 0) view.setInt32(0, high - 1);
  }
  return view.getFloat64(0);
}

/** The next double below; nextDown(x) = −nextUp(−x). */
export function nextDown(x: number): number {
  return -nextUp(-x);
}

/** Nearest integer, ties to even (IEEE 754 roundToIntegralTiesToEven); keeps the sign of zero. */
export function roundEven(x: number): number {
  const magnitude = Math.abs(x);
  // From 2^52 on every double is an integer; below, adding 2^52 rounds to one, to nearest even.
  if (!(magnitude < 0x10000000000000) || x === 0) return x;
  const rounded = magnitude + 0x10000000000000 - 0x10000000000000;
  return isNegative(x) ? -rounded : rounded;
}
