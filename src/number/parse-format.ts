import { fail } from '../error/fault.ts';
import { FIXED_BITS, fixedFormat } from './fixed-format.ts';
import type { Format } from './format.ts';
import { floatFormat } from './float-format.ts';
import { parseListedFormat } from './parse-listed-format.ts';

const SPECIALS = ['ieee', 'nan', 'nuz', 'finite'] as const;
/** What binary64 arithmetic serves (see `floatFormat`). */
const EXPONENT_BITS = { least: 1, most: 8 } as const;
const SIGNIFICAND_BITS = { least: 1, most: 23 } as const;

/**
 * A format from its description:
 *
 * - `float(exponent=5,significand=7)`: bits of the exponent and of the stored significand. Also `bias=N` (default
 *   2^(exponent−1) − 1), `specials=ieee|nan|nuz|finite`, `overflow=saturate`, `subnormals=no`. `e5m7` is short for it.
 * - `q(3.12)`: fixed point, a sign, 3 bits before and 12 after the point, saturating; `q(3.12,wrap)`; `uq(0.8)`
 *   without sign.
 * - `values(…)`, `trits(…)`, `power(…)`, `log(…)`: listed numbers, see `parseListedFormat`.
 *
 * @returns `undefined` when the text is of no kind
 * @throws NapierError for one of them that makes no sense
 */
export function parseFormat(text: string): Format | undefined {
  const compact = text.replaceAll(/\s+/g, '').toLowerCase();
  const short = /^(?:f|fp)?(?:\d+)?e(\d{1,2})m(\d{1,2})$/.exec(compact);
  if (short !== null) return shortFloat(text, short);
  const call = /^([a-z]+)\(([^()]*)\)$/.exec(compact);
  if (call === null) return undefined;
  const [, name, inside] = call;
  if (name === 'float') return describedFloat(text, inside);
  if (name === 'q' || name === 'uq') return fixed(text, name === 'q', inside);
  return parseListedFormat(text, name, inside);
}

const bad = (text: string, message: string, hint: string): never =>
  fail({ kind: 'value', message, source: text, span: [0, text.length], hint });

/** `e5m2`; a number of bits before it, as in `f8e5m2`, must be right. */
function shortFloat(text: string, [compact, exponent, significand]: RegExpExecArray): Format {
  const bits = /^(?:f|fp)?(\d+)e/.exec(compact)?.[1];
  const sum = 1 + Number(exponent) + Number(significand);
  if (bits !== undefined && Number(bits) !== sum) {
    return bad(
      text,
      `${exponent} and ${significand} bits and a sign are ${sum} bits, not ${bits}`,
      `write f${sum}e${exponent}m${significand}`,
    );
  }
  return makeFloat(text, { exponent: Number(exponent), significand: Number(significand) });
}

type FloatOptions = {
  exponent: number;
  significand: number;
  bias?: number;
  specials?: (typeof SPECIALS)[number];
  saturate?: boolean;
  subnormals?: boolean;
};

const FLOAT_HINT =
  'as in float(exponent=5,significand=7), with bias=N, specials=ieee|nan|nuz|finite, overflow=saturate, subnormals=no';

function describedFloat(text: string, inside: string): Format {
  const given = new Map<string, string>();
  for (const part of inside.split(',')) {
    const match = /^([a-z]+)=([a-z0-9+-]+)$/.exec(part);
    if (match === null) return bad(text, `\`${part}\` is not NAME=VALUE`, FLOAT_HINT);
    if (given.has(match[1])) bad(text, `\`${match[1]}\` is given twice`, FLOAT_HINT);
    given.set(match[1], match[2]);
  }
  const integer = (name: string): number | undefined => {
    const value = given.get(name);
    given.delete(name);
    if (value === undefined) return undefined;
    return /^-?\d{1,4}$/.test(value)
      ? Number(value)
      : bad(text, `${name}=${value} is not an integer`, FLOAT_HINT);
  };
  const word = <T extends string>(name: string, words: readonly T[]): T | undefined => {
    const value = given.get(name);
    given.delete(name);
    if (value === undefined) return undefined;
    const found = words.find((each) => each === value);
    return found ?? bad(text, `${name}=${value}`, `${name} is one of ${words.join(', ')}`);
  };
  const exponent = integer('exponent');
  const significand = integer('significand');
  if (exponent === undefined || significand === undefined) {
    return bad(text, 'exponent and significand must be given', FLOAT_HINT);
  }
  const bias = integer('bias');
  const specials = word('specials', SPECIALS);
  const overflow = word('overflow', ['saturate', 'special']);
  const subnormals = word('subnormals', ['yes', 'no']);
  for (const name of given.keys()) bad(text, `unknown property \`${name}\``, FLOAT_HINT);
  return makeFloat(text, {
    exponent,
    significand,
    ...(bias === undefined ? {} : { bias }),
    ...(specials === undefined ? {} : { specials }),
    ...(overflow === undefined ? {} : { saturate: overflow === 'saturate' }),
    ...(subnormals === undefined ? {} : { subnormals: subnormals === 'yes' }),
  });
}

function makeFloat(text: string, options: FloatOptions): Format {
  const { exponent, significand, specials = 'ieee', subnormals = true } = options;
  const { saturate = specials === 'finite' } = options;
  const within = (x: number, { least, most }: typeof EXPONENT_BITS | typeof SIGNIFICAND_BITS): boolean =>
    x >= least && x <= most;
  if (!within(exponent, EXPONENT_BITS)) {
    bad(text, `${exponent} exponent bits`, `from ${EXPONENT_BITS.least} to ${EXPONENT_BITS.most}`);
  }
  if (!within(significand, SIGNIFICAND_BITS)) {
    bad(
      text,
      `${significand} significand bits`,
      `from ${SIGNIFICAND_BITS.least} to ${SIGNIFICAND_BITS.most}`,
    );
  }
  // The binade of all-ones exponents holds infinities and NaN, or numbers.
  const binades = 2 ** exponent - (specials === 'ieee' ? 2 : 1);
  if (binades < 1)
    bad(text, 'there is no room for a normal number', 'add an exponent bit, or specials=finite');
  if (specials === 'finite' && options.saturate === false) {
    bad(text, 'without infinities and NaN overflow can but saturate', 'leave overflow out');
  }
  const standardBias = 2 ** (exponent - 1) - 1;
  // `nuz` formats have a bias of one more (ONNX).
  const usual = specials === 'nuz' ? standardBias + 1 : standardBias;
  const { bias = usual } = options;
  const emin = 1 - bias;
  if (Math.abs(bias) > 300) bad(text, `a bias of ${bias}`, 'from -300 to 300');
  const words = [`exponent=${exponent}`, `significand=${significand}`];
  if (bias !== usual) words.push(`bias=${bias}`);
  if (specials !== 'ieee') words.push(`specials=${specials}`);
  if (saturate && specials !== 'finite') words.push('overflow=saturate');
  if (!subnormals) words.push('subnormals=no');
  const bits = 1 + exponent + significand;
  return floatFormat({
    name: `float(${words.join(',')})`,
    description: `${bits}-bit floating point, ${exponent} exponent bits, ${significand} of significand`,
    bits,
    precision: significand + 1,
    emin,
    emax: emin + binades - 1,
    specials,
    saturate,
    subnormals,
  });
}

function fixed(text: string, signed: boolean, inside: string): Format {
  const name = signed ? 'q' : 'uq';
  const match = /^(\d{1,2})\.(\d{1,2})(?:,(saturate|wrap))?$/.exec(inside);
  const hint = `as in ${name}(3.12): bits before and after the point, at most ${FIXED_BITS} with the sign; then ,wrap or ,saturate`;
  if (match === null) return bad(text, 'not fixed point', hint);
  const [integer, fraction] = [Number(match[1]), Number(match[2])];
  const bits = integer + fraction + (signed ? 1 : 0);
  if (integer + fraction < 1 || bits > FIXED_BITS) bad(text, `${bits} bits`, hint);
  const overflow = match[3] === 'wrap' ? 'wrap' : 'saturate';
  return fixedFormat({
    name: `${name}(${integer}.${fraction}${overflow === 'wrap' ? ',wrap' : ''})`,
    description: `${bits}-bit ${signed ? '' : 'unsigned '}fixed point, ${fraction} bits after the point, ${
      overflow === 'wrap' ? 'wrapping' : 'saturating'
    }`,
    signed,
    integer,
    fraction,
    overflow,
  });
}
