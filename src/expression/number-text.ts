import type { NumberTerm } from './expression.ts';

export type NumberText = {
  /** Reads back as the same number. */
  readonly text: string;
  /** `integer`: digits only; `decimal`: one token with a point or an exponent; `fraction`: integer / integer. */
  readonly form: 'integer' | 'decimal' | 'fraction';
};

/** Longest decimal printed where a fraction or a hexadecimal float would also do. */
const SHORT = 24;

/** How often `factor` divides `n` (n > 0), and what is left. */
function multiplicity(n: bigint, factor: bigint): [count: number, rest: bigint] {
  // By repeated squaring: factor^(2^k) while it divides, then back down.
  const powers = [factor];
  while (n % powers[powers.length - 1] === 0n) powers.push(powers[powers.length - 1] ** 2n);
  let count = 0;
  let rest = n;
  for (let k = powers.length - 1; k >= 0; k--) {
    while (rest % powers[k] === 0n) {
      rest /= powers[k];
      count += 2 ** k;
    }
  }
  return [count, rest];
}

/** The magnitude of a rational as text: an integer, a short decimal, a hexadecimal float, or a fraction. */
export function magnitudeText(number: NumberTerm): NumberText {
  const n = number.numerator < 0n ? -number.numerator : number.numerator;
  const d = number.denominator;
  if (d === 1n) {
    const digits = n.toString();
    const zeros = (/0*$/.exec(digits) as RegExpExecArray)[0].length;
    if (digits.length <= SHORT || zeros < digits.length / 2) return { text: digits, form: 'integer' };
    return { text: `${digits.slice(0, -zeros)}e${zeros}`, form: 'decimal' };
  }
  const [twos, odd] = multiplicity(d, 2n);
  const [fives, rest] = multiplicity(odd, 5n);
  if (rest === 1n) {
    const places = Math.max(twos, fives);
    const decimal = decimalText((n * 10n ** BigInt(places)) / d, places);
    if (decimal.length <= SHORT) return { text: decimal, form: 'decimal' };
    if (fives === 0) return { text: hexText(n, twos), form: 'decimal' };
    const fraction = `${n}/${d}`;
    return decimal.length < fraction.length
      ? { text: decimal, form: 'decimal' }
      : { text: fraction, form: 'fraction' };
  }
  return { text: `${n}/${d}`, form: 'fraction' };
}

/** digits × 10^−places, the shorter of positional and scientific notation. */
function decimalText(scaled: bigint, places: number): string {
  const digits = scaled.toString();
  const padded = digits.padStart(places + 1, '0');
  const positional = `${padded.slice(0, -places)}.${padded.slice(-places)}`;
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  const scientific = `${mantissa}e${digits.length - 1 - places}`;
  return positional.length <= scientific.length + 2 ? positional : scientific;
}

/** n × 2^−power with n odd, as 0x1.…p…. */
function hexText(n: bigint, power: number): string {
  const bits = n.toString(2).slice(1);
  const padded = bits.padEnd(Math.ceil(bits.length / 4) * 4, '0');
  const fraction =
    padded === ''
      ? ''
      : `.${BigInt(`0b${padded}`)
          .toString(16)
          .padStart(padded.length / 4, '0')}`;
  return `0x1${fraction}p${bits.length - power}`;
}
