import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';

/** Exponents of kg, m, s, A, K, mol, cd. */
export type Dimension = readonly number[];

export const DIMENSIONLESS: Dimension = [0, 0, 0, 0, 0, 0, 0];

/** Units of the SI (its brochure, 9th edition, tables 2, 4 and 8) and of common use, by their exponents. */
const UNITS: Readonly<Record<string, Dimension>> = {
  '1': DIMENSIONLESS,
  kg: [1, 0, 0, 0, 0, 0, 0],
  g: [1, 0, 0, 0, 0, 0, 0],
  t: [1, 0, 0, 0, 0, 0, 0],
  m: [0, 1, 0, 0, 0, 0, 0],
  s: [0, 0, 1, 0, 0, 0, 0],
  min: [0, 0, 1, 0, 0, 0, 0],
  h: [0, 0, 1, 0, 0, 0, 0],
  d: [0, 0, 1, 0, 0, 0, 0],
  yr: [0, 0, 1, 0, 0, 0, 0],
  A: [0, 0, 0, 1, 0, 0, 0],
  K: [0, 0, 0, 0, 1, 0, 0],
  mol: [0, 0, 0, 0, 0, 1, 0],
  cd: [0, 0, 0, 0, 0, 0, 1],
  rad: DIMENSIONLESS,
  deg: DIMENSIONLESS,
  Hz: [0, 0, -1, 0, 0, 0, 0],
  N: [1, 1, -2, 0, 0, 0, 0],
  Pa: [1, -1, -2, 0, 0, 0, 0],
  bar: [1, -1, -2, 0, 0, 0, 0],
  J: [1, 2, -2, 0, 0, 0, 0],
  eV: [1, 2, -2, 0, 0, 0, 0],
  W: [1, 2, -3, 0, 0, 0, 0],
  C: [0, 0, 1, 1, 0, 0, 0],
  V: [1, 2, -3, -1, 0, 0, 0],
  F: [-1, -2, 4, 2, 0, 0, 0],
  ohm: [1, 2, -3, -2, 0, 0, 0],
  S: [-1, -2, 3, 2, 0, 0, 0],
  Wb: [1, 2, -2, -1, 0, 0, 0],
  T: [1, 0, -2, -1, 0, 0, 0],
  H: [1, 2, -2, -2, 0, 0, 0],
  lm: [0, 0, 0, 0, 0, 0, 1],
  lx: [0, -2, 0, 0, 0, 0, 1],
  l: [0, 3, 0, 0, 0, 0, 0],
  L: [0, 3, 0, 0, 0, 0, 0],
  au: [0, 1, 0, 0, 0, 0, 0],
  pc: [0, 1, 0, 0, 0, 0, 0],
};
const PREFIXES = ['da', ...'QRYZEPTGMkhdcmunpfazyrq', 'µ'];

function unitNamed(name: string): Dimension | undefined {
  const own = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  if (own !== undefined) return own;
  const prefix = PREFIXES.find((one) => name.startsWith(one) && Object.hasOwn(UNITS, name.slice(one.length)));
  return prefix === undefined || name === `${prefix}1` ? undefined : UNITS[name.slice(prefix.length)];
}

/**
 * The dimension of a unit: names with prefixes, products by `*`, `·` or a space, `/` for each divisor, powers by `^`,
 * brackets: `kg*m^2/s^2`, `J/(kg K)`. The size of a unit (km against m) is not looked at.
 * @param offset where `text` begins in `source`
 * @throws NapierError `name` for an unknown unit, `syntax`
 */
export function parseDimension(text: string, source: string, offset: number): Dimension {
  const tokens = [...text.matchAll(/\s*([A-Za-zµ]+|\d+|[*·/^()-])/g)];
  let at = 0;
  let end = 0;
  const refuse = (message: string, start: number, length: number, hint: string): never => {
    const span = [offset + start, offset + start + Math.max(1, length)] as const;
    return fail({ kind: message.startsWith('unknown') ? 'name' : 'syntax', message, source, span, hint });
  };
  const EXAMPLE = 'write it as m/s^2 or kg*m^2/s^2; 1 for none';
  const peek = (): string | undefined => tokens[at]?.[1];
  const next = (): RegExpMatchArray => tokens[at++];
  for (const token of tokens) {
    if (token.index !== end) break;
    end = token.index + token[0].length;
  }
  if (text.slice(end).trim() !== '') {
    refuse('not a unit', end, text.length - end, EXAMPLE);
  }
  const factor = (): Dimension => {
    const token = tokens[at];
    if (token === undefined) return refuse('a unit is missing', text.length - 1, 1, EXAMPLE);
    at += 1;
    const [, word] = token;
    const start = token.index + token[0].length - word.length;
    let base: Dimension;
    if (word === '(') {
      base = product();
      if (peek() !== ')') return refuse('the bracket is never closed', start, 1, EXAMPLE);
      at += 1;
    } else {
      const known = unitNamed(word);
      const near = nearestName(word, Object.keys(UNITS));
      base =
        known ??
        refuse(
          `unknown unit \`${word}\``,
          start,
          word.length,
          `${near === undefined ? '' : `did you mean \`${near}\`? `}units are those of the SI: kg, m, s, A, K, mol, cd, N, J, W …`,
        );
    }
    if (peek() !== '^') return base;
    at += 1;
    const minus = peek() === '-' && at++ >= 0;
    const digits = peek();
    if (digits === undefined || !/^\d$/.test(digits)) {
      return refuse('an exponent is a whole number below 10', start, word.length, EXAMPLE);
    }
    next();
    const power = minus ? -Number(digits) : Number(digits);
    return base.map((e) => e * power);
  };
  const product = (): Dimension => {
    let all = factor();
    for (;;) {
      const sign = peek();
      if (sign === undefined || sign === ')') return all;
      const divides = sign === '/';
      if (divides || sign === '*' || sign === '·') at += 1;
      const one = factor();
      all = all.map((e, i) => (divides ? e - one[i] : e + one[i]));
    }
  };
  if (tokens.length === 0) refuse('a unit is missing', 0, text.length, EXAMPLE);
  const found = product();
  if (at < tokens.length) refuse('a bracket too many', tokens[at].index, 1, EXAMPLE);
  return found;
}

/** A dimension as people write it. */
export function dimensionText(dimension: Dimension): string {
  const names = ['kg', 'm', 's', 'A', 'K', 'mol', 'cd'];
  const parts = dimension.flatMap((e, i) => (e === 0 ? [] : [e === 1 ? names[i] : `${names[i]}^${e}`]));
  return parts.length === 0 ? '1' : parts.join('*');
}
