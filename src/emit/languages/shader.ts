/** What the shading languages share. */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { Scalar } from '../language.ts';
import { numberText } from '../number-text.ts';
import { integerPattern, vectorBits } from '../vector-bits.ts';

/** Has the number so short a decimal form that no compiler can misread it? */
function isPlain(x: number): boolean {
  return Math.abs(x) < 1000 && Number.isInteger(x * 1024) && !Object.is(x, -0);
}

/**
 * A binary32 constant in a language that promises nothing about how it reads decimals: plain ones as decimals, all
 * others as bit patterns with the hexadecimal float beside them.
 */
export function bitsLiteral(convert: string): (constant: string, s: Scalar) => string {
  return (constant) => {
    if (isIntegerText(constant)) return `${integerPattern(exactInteger(constant, 32), 32)}u`;
    const value = exactDouble(constant);
    if (isPlain(value)) {
      const text = numberText(value);
      const decimal = text.includes('.') ? text : `${text}.0`;
      return decimal.startsWith('-') ? `(${decimal})` : decimal;
    }
    const remark = Number.isFinite(value) ? toHexFloat(value) : numberText(value);
    return `${convert}(${vectorBits(value, 32)}u /* ${remark} */)`;
  };
}

/** The distance of two bit patterns in ulps, in C's syntax: `order` maps a pattern to its place among all numbers. */
export const ULP_DISTANCE = `uint napier_order(uint bits) {
  return (bits & 0x80000000u) != 0u ? 0x80000000u - (bits & 0x7fffffffu) : 0x80000000u + bits;
}

uint napier_distance(uint a, uint b) {
  uint p = napier_order(a);
  uint q = napier_order(b);
  return p < q ? q - p : p - q;
}
`;

/** What GPUs may do to binary32, from the definitions of WGSL (§15.7.4), GLSL ES 3.00 (§4.5.1) and Direct3D 11. */
export const OPEN = {
  rounding: 'sums, products and fma may round either way',
  contraction: 'a*b+c may or may not be fused',
  reassociation: 'sums and products may be reordered',
  division: 'division within 2.5 ulp, sqrt as 1/inversesqrt within some ulp',
  subnormals: 'subnormals may be flushed to zero',
  special: 'infinities, NaN and the sign of zero may be lost',
} as const;
