/** Bit patterns and integers in Sollya, which has neither: patterns are natural numbers below 2^32 or 2^64, and procedures take them apart. */
import type { NumberColumn } from './numbers-only.ts';

type Integers =
  'bits' | 'float' | 'iadd' | 'isub' | 'imul' | 'iand' | 'ior' | 'ixor' | 'ishl' | 'ishr' | 'isar' | 'toint' | 'fromint' | 'ilt' | 'iselect'; // prettier-ignore

export const choose = (condition: string, then: string, otherwise: string): string =>
  `match (${condition}) with true : (${then}) default : (${otherwise})`;

/** The columns of the operations on patterns of so many bits. */
export function integersOf(width: 32 | 64): Pick<NumberColumn, Integers> {
  const wrapped = (text: string): string => `napier_wrap(${text}, ${width})`;
  const signed = (a: string): string => `napier_signed(${a}, ${width})`;
  const both = (a: string, b: string): string => `napier_and(${a}, ${b})`;
  const count = (b: string): string => `mod(${b}, ${width})`;
  return {
    bits: ([a]) => `napier_bits(${a}, ${width})`,
    float: ([a]) => `napier_float(${a}, ${width})`,
    iadd: ([a, b]) => wrapped(`${a} + ${b}`),
    isub: ([a, b]) => wrapped(`${a} - ${b}`),
    imul: ([a, b]) => wrapped(`${a} * ${b}`),
    iand: ([a, b]) => both(a, b),
    ior: ([a, b]) => `${a} + ${b} - ${both(a, b)}`,
    ixor: ([a, b]) => `${a} + ${b} - 2 * ${both(a, b)}`,
    ishl: ([a, b]) => wrapped(`${a} * 2^${count(b)}`),
    ishr: ([a, b]) => `floor(${a} / 2^${count(b)})`,
    isar: ([a, b]) => wrapped(`floor(${signed(a)} / 2^${count(b)})`),
    toint: ([a]) => `napier_toint(${a}, ${width})`,
    fromint: ([a]) => signed(a),
    ilt: ([a, b]) => `${signed(a)} < ${signed(b)}`,
    iselect: ([a, b, c]) => choose(a, b, c),
  };
}

/** The operations that need {@link PROCEDURES}. */
export const INTEGERS: ReadonlySet<string> = new Set(Object.keys(integersOf(64)));

/**
 * What they call. In `napier_bits` and `napier_float` f counts the bits of a fraction, and b is the bias less 1: the exponent of
 * numbers in [1, 2) is kept as b + 1, that of infinities and NaN as 2 b + 3. A zero has no sign.
 */
export const PROCEDURES = `napier_wrap = proc(n, width) { return n - 2^width * floor(n / 2^width); };
napier_signed = proc(n, width) { return match (n < 2^(width - 1)) with true : (n) default : (n - 2^width); };
napier_and = proc(n, m) {
  var sum, unit, a, b, bit_a, bit_b;
  sum = 0; unit = 1; a = n; b = m;
  while (a > 0 && b > 0) do {
    bit_a = mod(a, 2); bit_b = mod(b, 2);
    sum = sum + unit * bit_a * bit_b;
    unit = 2 * unit; a = div(a, 2); b = div(b, 2);
  };
  return sum;
};
napier_toint = proc(x, width) {
  var n;
  n = 0;
  if (x == x) then n = napier_wrap(max(-2^(width - 1), min(2^(width - 1) - 1, nearestint(x))), width);
  return n;
};
napier_bits = proc(x, width) {
  var f, b, a, e, n;
  if (width == 64) then { f = 52; b = 1022; } else { f = 23; b = 126; };
  n = 0;
  if (!(x == x)) then n = (2 * b + 3) * 2^f + 2^(f - 1);
  a = abs(x);
  if (a == infty) then n = (2 * b + 3) * 2^f;
  if (0 < a && a < infty) then {
    e = max(exponent(a) + ceil(log2(mantissa(a) + 1)) - 1, -b);
    n = a * 2^(f - e) + (e + b) * 2^f;
  };
  if (x < 0) then n = n + 2^(width - 1);
  return n;
};
napier_float = proc(n, width) {
  var f, b, m, e, r;
  if (width == 64) then { f = 52; b = 1022; } else { f = 23; b = 126; };
  m = mod(n, 2^f); e = mod(div(n, 2^f), 2 * b + 4);
  r = (m + 2^f) * 2^(e - 1 - b - f);
  if (e == 0) then r = m * 2^(-b - f);
  if (e == 2 * b + 3) then r = match (m == 0) with true : (infty) default : (NaN);
  if (n >= 2^(width - 1)) then r = -r;
  return r;
};
`;
