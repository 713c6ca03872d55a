import { mpfr, ROUND, type Big, type Round } from './mpfr.ts';

function withCString<T>(text: string, body: (address: number) => T): T {
  const address = mpfr.malloc_cstr(text);
  try {
    return body(address);
  } finally {
    mpfr.free(address);
  }
}

// Matched in linear time: no digit can be taken by two repetitions.
const HEXADECIMAL = '0x(?=\\.?[0-9a-f])[0-9a-f]*(\\.[0-9a-f]*)?(p[+-]?\\d+)?';
const DECIMAL = '(?=\\.?\\d)\\d*(\\.\\d*)?(e[+-]?\\d+)?';
const NUMBER = new RegExp(`^[+-]?(${HEXADECIMAL}|${DECIMAL}|inf|nan)$`, 'i');

/**
 * Reads a decimal (`-1.5e-3`), a hexadecimal float (`0x1.8p-1`), `inf`, `-inf` or `nan` into `target`,
 * rounded to `target`'s precision.
 * @returns MPFR's ternary value: 0 when exact; `undefined` when the text is not a number.
 */
export function readBig(target: Big, text: string, round: Round = ROUND.NEAREST): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const base = /0x/i.test(text) ? 16 : 10;
  return withCString(text, (address) => mpfr.mpfr_strtofr(target, address, 0, base, round));
}

/** A `Big` as a decimal in scientific notation with `digits` significant digits, rounded as told. */
export function bigToDecimal(x: Big, digits: number, round: Round = ROUND.NEAREST): string {
  return bigToText(x, digits, 10, round);
}

/** A `Big` as an exact hexadecimal float, `[-]0x1.…p…`: reads back to the same number. */
export function bigToHex(x: Big): string {
  if (mpfr.mpfr_zero_p(x)) return mpfr.mpfr_signbit(x) ? '-0x0p+0' : '0x0p+0';
  if (!mpfr.mpfr_number_p(x)) return special(x);
  const [sign, digits, exponent] = rawDigits(x, 0, 16, ROUND.NEAREST);
  // The value is 0.d₁d₂… × 16^exponent. Write it as a binary float with leading digit 1.
  let bits = BigInt(`0x${digits}`);
  let scale = 4 * (exponent - digits.length);
  while ((bits & 1n) === 0n) {
    bits >>= 1n;
    scale += 1;
  }
  const text = bits.toString(2);
  const fraction = text.slice(1);
  const padded = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const hex =
    padded === ''
      ? ''
      : `.${BigInt(`0b${padded}`)
          .toString(16)
          .padStart(padded.length / 4, '0')}`;
  const power = scale + text.length - 1;
  return `${sign}0x1${hex}p${power < 0 ? '' : '+'}${power}`;
}

function special(x: Big): string {
  if (mpfr.mpfr_nan_p(x)) return 'nan';
  return mpfr.mpfr_sgn(x) < 0 ? '-inf' : 'inf';
}

function rawDigits(x: Big, count: number, base: number, round: Round): [string, string, number] {
  const exponentAddress = mpfr.malloc(8);
  const address = mpfr.mpfr_get_str(0, exponentAddress, base, count, x, round);
  const exponent = mpfr.memView.getInt32(exponentAddress, true);
  const memory = mpfr.mem;
  let end = address;
  while (memory[end] !== 0) end++;
  const text = new TextDecoder().decode(memory.slice(address, end));
  mpfr.mpfr_free_str(address);
  mpfr.free(exponentAddress);
  return text.startsWith('-') ? ['-', text.slice(1), exponent] : ['', text, exponent];
}

function bigToText(x: Big, digits: number, base: number, round: Round): string {
  if (mpfr.mpfr_zero_p(x)) return mpfr.mpfr_signbit(x) ? '-0' : '0';
  if (!mpfr.mpfr_number_p(x)) return special(x);
  const [sign, text, exponent] = rawDigits(x, digits, base, round);
  const power = exponent - 1;
  const trimmed = text.replace(/0+$/, '');
  const mantissa = trimmed.length > 1 ? `${trimmed[0]}.${trimmed.slice(1)}` : trimmed || '0';
  if (power >= -5 && power < 16) return sign + positional(trimmed || '0', power);
  return `${sign}${mantissa}e${power < 0 ? '' : '+'}${power}`;
}

function positional(digits: string, power: number): string {
  if (power < 0) return `0.${'0'.repeat(-power - 1)}${digits}`;
  if (digits.length <= power + 1) return digits + '0'.repeat(power + 1 - digits.length);
  return `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}
