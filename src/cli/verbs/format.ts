import { fail } from '../../error/fault.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { findFormat, FORMATS } from '../../number/formats.ts';
import { FOURTH_ROOTS } from '../../number/roots-of-unity.ts';
import { isTwoWordName, TWO_WORD_FORMATS } from '../../number/two-word-formats.ts';
import { EXIT } from '../io.ts';
import { complexFacts, complexRecord, complexTable } from '../complex-facts.ts';
import { located } from '../located.ts';
import { paintFor } from '../paint.ts';
import { twoWordFacts, twoWordRecord } from '../two-word-facts.ts';
import type { Verb } from '../verb.ts';

/** Formats of so many bits have all their values printed. */
const LISTED_BITS = 8;

export const formatVerb: Verb = {
  name: 'format',
  summary: 'list the number formats, or print one: range, spacing, values',
  usage: 'napier format [NAME] [--json]',
  details: [
    'A name from the list, or a description: float(exponent=5,significand=7) with bias=N, ' +
      'specials=ieee|nan|nuz|finite, overflow=saturate, subnormals=no; e5m7 for short; q(3.12) and uq(0.8) for fixed ' +
      'point, saturating or, as q(3.12,wrap), wrapping. Lists of numbers to store in: values(-1,0,0.5,1), trits(1,0.25) ' +
      '(scaled planes of trits; trits(1) is ternary), power(bits=4,exponent=2,scale=1), log(4.3) (logarithms in fixed point), ' +
      'roots(4) (complex: 1, i, -1, -i).',
  ],
  options: [{ name: 'json', meaning: 'as JSON' }],
  examples: [
    ['napier format', 'the formats that have names'],
    ['napier format fp8e4m3', 'one of them, with every value'],
    ['napier format "q(3.12)"', 'fixed point'],
    ['napier format dd', 'two words a number: bounds on the error of each operation'],
  ],
  positionals: [0, 1],
  run: async ({ positionals: [name], flags }, io) => {
    const { bold, dim } = paintFor(io.color.out);
    if (name === undefined) {
      const formats = Object.values(FORMATS);
      if (flags.has('json')) {
        const pairs = Object.values(TWO_WORD_FORMATS).map(twoWordRecord);
        const all = [...formats.map(record), ...pairs, complexRecord(FOURTH_ROOTS)];
        io.out(`${JSON.stringify(all, null, 2)}\n`);
        return EXIT.done;
      }
      const width = Math.max(...formats.map((format) => format.name.length));
      for (const format of formats) io.out(`${bold(format.name.padEnd(width))}  ${format.description}\n`);
      for (const { name: pair, description } of Object.values(TWO_WORD_FORMATS))
        io.out(`${bold(pair.padEnd(width))}  ${description}\n`);
      io.out(`${bold(FOURTH_ROOTS.name.padEnd(width))}  ${FOURTH_ROOTS.description}\n`);
      io.out(`${bold('real'.padEnd(width))}  the real numbers: exact arithmetic, constants of any length\n`);
      io.out(
        dim(
          'described: float(exponent=5,significand=7), q(3.12), uq(0.8), log(4.3) and other lists; see --help\n',
        ),
      );
      return EXIT.done;
    }
    if (isTwoWordName(name)) {
      const format = TWO_WORD_FORMATS[name];
      if (flags.has('json')) io.out(`${JSON.stringify(twoWordRecord(format), null, 2)}\n`);
      else {
        io.out(`${bold(format.name)}  ${format.description}\n\n`);
        for (const [what, value] of twoWordFacts(format)) io.out(`${what.padEnd(22)}${value}\n`);
      }
      return EXIT.done;
    }
    if (name.replaceAll(/\s+/g, '') === FOURTH_ROOTS.name) {
      if (flags.has('json')) io.out(`${JSON.stringify(complexRecord(FOURTH_ROOTS), null, 2)}\n`);
      else {
        io.out(`${bold(FOURTH_ROOTS.name)}  ${FOURTH_ROOTS.description}\n\n`);
        for (const [what, value] of complexFacts(FOURTH_ROOTS)) io.out(`${what.padEnd(22)}${value}\n`);
        io.out(`\n${complexTable(FOURTH_ROOTS)}`);
      }
      return EXIT.done;
    }
    const format = located('format', () => (name === 'real' ? noRecord(name) : findFormat(name)));
    if (flags.has('json')) {
      const values = listed(format) ? { values: [...valuesOf(format)] } : {};
      io.out(`${JSON.stringify({ ...record(format), ...values }, null, 2)}\n`);
      return EXIT.done;
    }
    io.out(`${bold(format.name)}  ${format.description}\n\n`);
    for (const [what, value] of facts(format)) io.out(`${what.padEnd(22)}${value}\n`);
    if (listed(format)) io.out(`\n${valueTable(format)}`);
    return EXIT.done;
  },
};

const noRecord = (name: string): never =>
  fail({
    kind: 'unsupported',
    message: 'real numbers have no range and no spacing',
    source: name,
    span: [0, name.length],
    hint: 'name a machine format, such as f32',
  });

const listed = ({ bits }: Format): boolean => bits <= LISTED_BITS;

/** What JSON says of a format; numbers are exact hexadecimal floats. */
function record(format: Format): Record<string, string | number | boolean> {
  const { name, description, spacing, bits, precision, emin, emax, subnormals, signedZero, infinities, nan } =
    format;
  return {
    name,
    description,
    spacing,
    bits,
    precision,
    emin,
    emax,
    subnormals,
    signedZero,
    infinities,
    nan,
    maxFinite: toHexFloat(format.maxFinite),
    minFinite: toHexFloat(format.minFinite),
    minNormal: toHexFloat(format.minNormal),
    minPositive: toHexFloat(format.minPositive),
    numbers: `${countOf(format)}`,
  };
}

/** Finite numbers, −0 as one of its own. */
function countOf(format: Format): bigint {
  return format.ordinal(format.maxFinite) - format.ordinal(format.minFinite) + 1n;
}

function facts(format: Format): [string, string][] {
  const { spacing, bits, precision, emin, emax, subnormals, signedZero, infinities, nan } = format;
  const specials = [signedZero && '-0', infinities && 'infinities', nan && 'NaN'].filter(Boolean);
  const overflow = format.round(Infinity);
  return [
    ['bits', `${bits}`],
    ...when(spacing !== 'listed', ['significand', `${precision} bits`]),
    ...when(spacing === 'floating', ['exponents', `${emin} to ${emax}`]),
    ['largest', number(format.maxFinite)],
    ...when(format.minFinite !== -format.maxFinite, ['lowest', number(format.minFinite)]),
    ...when(spacing === 'fixed', ['spacing', number(format.minPositive)]),
    ...when(spacing === 'floating', ['smallest normal', number(format.minNormal)]),
    ...when(spacing !== 'fixed', [
      'smallest positive',
      number(format.minPositive) + (subnormals || spacing === 'listed' ? '' : ' (no subnormals)'),
    ]),
    ...when(spacing === 'floating', ['spacing at 1', number(format.ulp(1))]),
    ['also', specials.length === 0 ? 'nothing but numbers' : specials.join(', ')],
    [
      'overflow gives',
      overflow === format.maxFinite
        ? 'the largest number'
        : wraps(format)
          ? 'the lowest bits'
          : `${overflow}`,
    ],
    ['finite numbers', `${countOf(format)}`],
  ];
}

const when = (holds: boolean, row: [string, string]): [string, string][] => (holds ? [row] : []);

const wraps = (format: Format): boolean =>
  format.round(2 * format.maxFinite + format.ulp(1)) < format.maxFinite;

function number(x: number): string {
  const short = `${Number(x.toPrecision(8))}`;
  return Number(short) === x ? short : `${short}… = ${toHexFloat(x)}`;
}

function* valuesOf(format: Format): Generator<{ bits: string; value: string }> {
  const digits = Math.ceil(format.bits / 4);
  for (let pattern = 0; pattern < 2 ** format.bits; pattern++) {
    const value = format.decode(BigInt(pattern));
    if (format.spacing === 'listed' && pattern !== 0 && value === 0) continue;
    yield {
      bits: `0x${pattern.toString(16).padStart(digits, '0')}`,
      value: Object.is(value, -0) ? '-0' : format.spacing === 'listed' ? single(value) : `${value}`,
    };
  }
}

/** The shortest decimal that is this number in binary32, if it is one of its numbers. */
function single(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return `${short}`;
  }
  return `${value}`;
}

/** Bit patterns and values, eight a line. */
function valueTable(format: Format): string {
  const cells = [...valuesOf(format)];
  const width = Math.max(...cells.map(({ value }) => value.length));
  const lines: string[] = [];
  for (let at = 0; at < cells.length; at += 8) {
    const row = cells.slice(at, at + 8);
    lines.push(`${row[0].bits}  ${row.map(({ value }) => value.padStart(width)).join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}
