/** The numbers at which the conformance tables run functions of f32 and f64. */
import { FORMATS } from '../../src/number/formats.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { createRandom } from '../../src/number/random.ts';
import { isIntegerText } from '../../src/program/integer-constant.ts';
import type { Program } from '../../src/program/program.ts';

/** 128 numbers of each sign and exponent of f32. */
export function stratifiedSingles(): Float32Array<ArrayBuffer> {
  const random = createRandom(1);
  const bits = new Uint32Array(2 ** 16);
  for (let i = 0; i < bits.length; i++) {
    const [stratum, k] = [i >> 7, i & 127];
    const significand = [0, 1, 0x7fffff, 0x555555][k] ?? random.integer(2 ** 23);
    bits[i] = ((stratum << 23) | significand) >>> 0;
  }
  return new Float32Array(bits.buffer);
}

/** Inputs next to zeros of sine and cosine (docs/functions.md), and of `exp` and `log` next to midpoints (Lefèvre & Muller). */
const HARD = [
  0x14c96c11134d36 * 2 ** 526,
  0x169eab0985179b * 2 ** 194,
  -(0x112d31a20fb38b * 2 ** -47),
  0x183d4bcdebb3f4 * 2 ** -50,
  0x1ea71d85cee020 * 2 ** -561,
  0x19476e304cd7c7 * 2 ** -436,
];

/** Exponents at which functions do their usual work. */
const USUAL = { least: -30, most: 10 };

/**
 * 131,072 doubles: 16 of each sign and exponent (those of infinities, NaN and subnormals too; the first two and the last
 * significand, one alternating one, 12 random ones), hard ones, the numbers in the programs, of both signs, with their
 * neighbours (there ways part), and as many random ones as remain, with exponents from −30 to 9.
 * @param worst inputs at which the programs err most
 */
export function stratifiedDoubles(
  programs: readonly Program[],
  worst: readonly number[],
): Float64Array<ArrayBuffer> {
  const { ordinal, fromOrdinal, encode } = FORMATS.f64;
  const random = createRandom(1);
  const significand = (): bigint => random.bits64() >> 12n;
  const bits = new BigUint64Array(2 ** 17);
  const fixed = [0n, 1n, 2n ** 52n - 1n, 0x5555555555555n];
  let at = 0;
  for (let stratum = 0n; stratum < 4096n; stratum++)
    for (let k = 0; k < 16; k++) bits[at++] = (stratum << 52n) | (fixed[k] ?? significand());
  const constants = programs.flatMap(({ constants: texts, tables = [] }) => {
    const entries = tables.flatMap(({ values }) => [values[0], values[values.length - 1]]);
    return [...texts, ...entries].filter((text) => !isIntegerText(text)).map(exactDouble);
  });
  const special = new Set([...HARD, ...worst, ...constants].filter(Number.isFinite).map(Math.abs));
  for (const x of special)
    for (const step of [-1n, 0n, 1n]) {
      const y = fromOrdinal(ordinal(x) + step);
      for (const z of [y, -y]) bits[at++] = encode(z);
    }
  while (at < bits.length) {
    const exponent = BigInt(1023 + USUAL.least + random.integer(USUAL.most - USUAL.least));
    bits[at++] = (BigInt(random.integer(2)) << 63n) | (exponent << 52n) | significand();
  }
  return new Float64Array(bits.buffer);
}
