import { fail } from '../error/fault.ts';
import { doubleToBits } from './double-bits.ts';
import { roundScaledInteger } from './fused-multiply-add.ts';

/** An exact rational number, `denominator > 0`, not necessarily in lowest terms. */
export type ExactRational = { readonly numerator: bigint; readonly denominator: bigint };

/** A double as C's `%a` writes it (`0x1.8p-1`, `-0x0p+0`, `0x0.0000000000001p-1022`), or `inf`, `-inf`, `nan`. */
export function toHexFloat(x: number): string {
  if (x !== x) return 'nan';
  if (Math.abs(x) === Infinity) return x > 0 ? 'inf' : '-inf';
  const bits = doubleToBits(x);
  const sign = bits >> 63n ? '-' : '';
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0').replace(/0+$/, '');
  const point = fraction === '' ? '' : `.${fraction}`;
  if (field === 0) return fraction === '' ? `${sign}0x0p+0` : `${sign}0x0${point}p-1022`;
  const exponent = field - 1023;
  return `${sign}0x1${point}p${exponent < 0 ? '' : '+'}${exponent}`;
}

const HEX = /^([+-]?)0x([0-9a-f]+)?(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/i;
const DECIMAL = /^([+-]?)(\d+)?(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const SPECIAL: Readonly<Record<string, number>> = {
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  nan: NaN,
};

/** Longer texts are not hexadecimal doubles (the longest exact one has some 270 digits). */
const HEX_LENGTH_LIMIT = 2000;

/** Exponents beyond this are refused: the exact rational would not fit in memory. */
const EXPONENT_LIMIT = 100_000;

/**
 * The double that a hexadecimal float, `inf`, `-inf` or `nan` writes exactly.
 * @returns `undefined` when the text is not one, or its value is not a double.
 */
export function fromHexFloat(text: string): number | undefined {
  if (Object.hasOwn(SPECIAL, text)) return SPECIAL[text];
  const match = text.length > HEX_LENGTH_LIMIT ? null : HEX.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  let significand = BigInt(`0x${whole}${fraction}`);
  if (significand === 0n) return sign === '-' ? -0 : 0;
  let power = Number(exponent) - 4 * fraction.length;
  if (Math.abs(power) > EXPONENT_LIMIT) return undefined;
  while ((significand & 1n) === 0n) {
    significand >>= 1n;
    power += 1;
  }
  if (significand > 0x1fffffffffffffn || power < -1074 || power > 1023) return undefined;
  const value = roundScaledInteger(significand, power);
  return value === Infinity ? undefined : sign === '-' ? -value : value;
}

/**
 * The exact rational that a decimal (`-1.5e-3`) or hexadecimal float (`0x1.8p-1`) writes.
 * @returns `undefined` when the text is neither (infinities and NaN are not rational).
 * @throws NapierError (`limit`) when its exponent is beyond ±100,000.
 */
export function readRational(text: string): ExactRational | undefined {
  const hex = HEX.exec(text);
  const match = hex ?? DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const magnitude = BigInt(`${hex ? '0x' : ''}${whole}${fraction}`);
  const power = Number(exponent) - (hex ? 4 : 1) * fraction.length;
  if (Math.abs(power) > EXPONENT_LIMIT) {
    fail({
      kind: 'limit',
      message: `exponent out of range in \`${text.slice(0, 60)}\``,
      hint: 'within ±100000',
    });
  }
  const numerator = sign === '-' ? -magnitude : magnitude;
  const scale = (hex ? 2n : 10n) ** BigInt(Math.abs(power));
  return power < 0 ? { numerator, denominator: scale } : { numerator: numerator * scale, denominator: 1n };
}
