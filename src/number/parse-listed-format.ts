import { fail } from '../error/fault.ts';
import type { Format } from './format.ts';
import { LISTED_BITS, listedFormat } from './listed-format.ts';

/** Scales that `trits` takes: 3⁴ numbers are 7 bits. */
const MOST_PLANES = 4;
/** Logarithms of more bits before the point are of numbers beyond a list's range. */
const LOGARITHM_BITS = 7;
/** Powers beyond these have neighbours that binary64 cannot tell apart, or lists that it cannot round to. */
const EXPONENTS = { least: 0.1, most: 6 } as const;

/**
 * A format that lists its numbers, from its name and what stands in its parentheses; each number is the one of binary32
 * nearest to the formula.
 *
 * - `values(-1,0,0.5,1)`: the numbers themselves.
 * - `trits(1,0.25)`: sums of signs −1, 0, 1 scaled by each number (PTQTP, Post-Training Quantization to Trit-Planes, has two); `trits(1)`
 *   is ternary.
 * - `power(bits=4,exponent=2,scale=1)`: ± scale·(k/m)^exponent for k = 0 … m = 2^(bits−1) − 1, whose exponent is
 *   searched (NUPES, Non-Uniform Post-Training Quantization via Power Exponent Search, raises to 1/exponent before even spacing).
 * - `log(4.3)`: logarithmic numbers: a sign, and the logarithm to base 2 in two's complement with 4 bits before and 3
 *   after the point, whose lowest pattern stands for 0.
 *
 * @returns `undefined` when the name is of none of these
 * @throws NapierError for one of them that makes no sense
 */
export function parseListedFormat(text: string, name: string, inside: string): Format | undefined {
  const read = { values, trits, power, log: logarithmic }[name];
  if (read === undefined) return undefined;
  const described = read(inside, (message, hint) =>
    fail({ kind: 'value', message, source: text, span: [0, text.length], hint }),
  );
  try {
    return listedFormat(described);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = error.message.slice(described.name.length + 2);
    return fail({ kind: 'value', message, source: text, span: [0, text.length], hint: LIST_HINT });
  }
}

type Refuse = (message: string, hint: string) => never;
type Described = Parameters<typeof listedFormat>[0];

const LIST_HINT = `0 and at most ${2 ** LISTED_BITS - 1} other numbers, ascending, each from 2^-120 to 2^120, none 2^25 times its neighbour`;

const numbersIn = (inside: string, refuse: Refuse, hint: string): number[] =>
  inside.split(',').map((part) => {
    const number = Number(part);
    return part === '' || !Number.isFinite(number) ? refuse(`\`${part}\` is not a number`, hint) : number;
  });

const bitsFor = (values: readonly number[]): number => Math.max(2, Math.ceil(Math.log2(values.length)));

function values(inside: string, refuse: Refuse): Described {
  const given = numbersIn(inside, refuse, 'as in values(-1,0,0.5,1)');
  const name = `values(${given.join(',')})`;
  const list = given.map(Math.fround);
  return { name, description: `${list.length} listed numbers`, bits: bitsFor(list), values: list };
}

function trits(inside: string, refuse: Refuse): Described {
  const hint = `as in trits(1,0.25): 1 to ${MOST_PLANES} scales, the largest first`;
  const scales = numbersIn(inside, refuse, hint);
  if (scales.length > MOST_PLANES) refuse(`${scales.length} scales`, hint);
  if (scales.some((scale, i) => !(scale > 0) || scale > scales[i - 1])) refuse('scales out of order', hint);
  let sums = [0];
  for (const scale of scales) sums = sums.flatMap((sum) => [sum - scale, sum, sum + scale]);
  const list = [...new Set(sums.map((sum) => Math.fround(sum) + 0))].sort((a, b) => a - b);
  return {
    name: `trits(${scales.join(',')})`,
    description: scales.length === 1 ? 'ternary' : `${scales.length} scaled planes of trits`,
    bits: bitsFor(list),
    values: list,
  };
}

function power(inside: string, refuse: Refuse): Described {
  const hint = `as in power(bits=4,exponent=2), with scale=S: 2 to ${LISTED_BITS} bits, exponents from ${EXPONENTS.least} to ${EXPONENTS.most}`;
  const given: Record<string, number | undefined> = { scale: 1 };
  for (const part of inside.split(',')) {
    const [key, value] = part.split('=');
    if (!['bits', 'exponent', 'scale'].includes(key)) refuse(`unknown property \`${key}\``, hint);
    [given[key]] = numbersIn(value ?? '', refuse, hint);
  }
  const { bits, exponent, scale = 1 } = given;
  if (bits === undefined || exponent === undefined) return refuse('bits and exponent must be given', hint);
  if (!Number.isInteger(bits) || bits < 2 || bits > LISTED_BITS) refuse(`${bits} bits`, hint);
  if (exponent < EXPONENTS.least || exponent > EXPONENTS.most) refuse(`an exponent of ${exponent}`, hint);
  if (!(scale > 0)) refuse(`a scale of ${scale}`, hint);
  const most = 2 ** (bits - 1) - 1;
  const positive = Array.from({ length: most }, (_, k) => Math.fround(scale * ((k + 1) / most) ** exponent));
  return {
    name: `power(bits=${bits},exponent=${exponent}${scale === 1 ? '' : `,scale=${scale}`})`,
    description: `${bits} bits, evenly spaced numbers raised to ${exponent}`,
    bits,
    values: mirrored(positive),
  };
}

function logarithmic(inside: string, refuse: Refuse): Described {
  const hint = `as in log(4.3): bits of the logarithm before the point, 2 to ${LOGARITHM_BITS}, and after it; at most ${LISTED_BITS} with the sign`;
  const match = /^(\d{1,2})\.(\d{1,2})$/.exec(inside);
  if (match === null) return refuse('not a logarithm in fixed point', hint);
  const [integer, fraction] = [Number(match[1]), Number(match[2])];
  const bits = 1 + integer + fraction;
  if (integer < 2 || integer > LOGARITHM_BITS || bits > LISTED_BITS)
    refuse(`${bits} bits, ${integer} of them before the point`, hint);
  const count = 2 ** (bits - 1);
  const positive = Array.from({ length: count - 1 }, (_, k) =>
    Math.fround(2 ** ((k + 1 - count / 2) / 2 ** fraction)),
  );
  return {
    name: `log(${integer}.${fraction})`,
    description: `${bits}-bit logarithmic numbers, ${fraction} bits of the logarithm after the point`,
    bits,
    values: mirrored(positive),
  };
}

const mirrored = (positive: readonly number[]): number[] => [
  ...positive.map((x) => -x).reverse(),
  0,
  ...positive,
];
