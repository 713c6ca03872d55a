import { checkVariables } from '../../discover/check-problem.ts';
import { domainBounds } from '../../discover/domain-bounds.ts';
import { parseDistribution } from '../../discover/distribution.ts';
import {
  QUANTIZE_LIMITS,
  quantize,
  type QuantizeOptions,
  type QuantizeRow,
} from '../../discover/quantize.ts';
import { fail } from '../../error/fault.ts';
import { variablesOf } from '../../expression/expression.ts';
import { parseDomain } from '../../expression/parse-domain.ts';
import { toText } from '../../expression/to-text.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { readFunction } from '../read-function.ts';
import type { Verb } from '../verb.ts';

const { mostBits } = QUANTIZE_LIMITS;
const DEFAULT = '[-10,10]';

export const quantizeVerb: Verb = {
  name: 'quantize',
  summary: 'find the best piecewise constants of a few bits for a function or its derivative',
  usage: 'napier quantize FUNCTION --bits N..M [options]',
  details: [
    'Of all step functions with 2, 4, 8, … levels, the one with the least squared error: what a backward pass may store ' +
      'of an activation instead of its input. Dynamic programming over a fine grid finds it; the table says below what ' +
      'error none can come, wherever its steps lie.',
  ],
  options: [
    { name: 'bits', value: 'N..M', meaning: `bits of a level's number (1 to ${mostBits}; default 1..4)` },
    { name: 'derivative', meaning: 'of the derivative, not of the function' },
    { name: 'domain', value: 'INTERVAL', meaning: `where every place weighs the same (default ${DEFAULT})` },
    { name: 'inputs', value: 'LAW', meaning: 'a distribution instead: normal(0,1), uniform(-4,4)' },
    { name: 'json', meaning: 'ends and levels as JSON' },
  ],
  examples: [
    ['napier quantize "gelu(x)" --derivative --bits 1..4', 'what to store for the backward pass of gelu'],
    ['napier quantize "tanh(x)" --bits 3 --inputs "normal(0,1)"', 'tanh in 8 levels for normal inputs'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('quantize', invocation);
    const [source] = invocation.positionals;
    const given = located('quantize', () => readFunction(source, false));
    located('quantize', () => checkVariables(given));
    const options: QuantizeOptions = {
      bits: values.read('bits', parseBits) ?? [1, 4],
      derivative: values.flag('derivative'),
      inputs: inputsOf(values),
    };
    const variable = variablesOf(given.function)[0] ?? 'x';
    const rows = located('quantize', () => quantize(given.function, variable, options));
    if (values.flag('json')) {
      const { bits: _bits, ...asked } = options;
      io.out(`${JSON.stringify({ function: toText(given.function), ...asked, rows }, null, 2)}\n`);
      return EXIT.done;
    }
    io.out(table(rows, 'kind' in options.inputs, paintFor(io.color.out).bold));
    return EXIT.done;
  },
};

function inputsOf(values: OptionValues): QuantizeOptions['inputs'] {
  const law = values.read('inputs', parseDistribution);
  const interval = values.read('domain', (source) => {
    const { lo, hi } = domainBounds(parseDomain(source), 'f64');
    return [lo, hi] as const;
  });
  if (law !== undefined && interval !== undefined) {
    fail({
      kind: 'value',
      message: 'both --domain and --inputs are given',
      hint: 'a distribution says where inputs are; leave one of them out',
    });
  }
  return law ?? interval ?? [-10, 10];
}

function parseBits(source: string): readonly [number, number] {
  const match = /^\s*(\d{1,2})(?:\s*\.\.\s*(\d{1,2}))?\s*$/.exec(source);
  const span = [0, source.length] as const;
  const hint = `as in 3 or 1..4, from 1 to ${mostBits}`;
  if (match === null) return fail({ kind: 'syntax', message: 'not a number of bits', source, span, hint });
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  if (low < 1 || high > mostBits || low > high) {
    fail({ kind: 'value', message: 'bits out of range', source, span, hint });
  }
  return [low, high];
}

function table(rows: readonly QuantizeRow[], expected: boolean, bold: (text: string) => string): string {
  const what = expected ? 'expected square' : 'squared error';
  const lines = [bold(`bits  ${what}  none below  levels and, between them, ends`)];
  for (const { bits, error, bound, levels, ends } of rows) {
    const steps = levels.flatMap((level, k) => [
      shown(level),
      ...(k < ends.length ? [`|${shown(ends[k])}|`] : []),
    ]);
    const cells = [
      `${bits}`.padStart(4),
      error.toPrecision(4).padStart(what.length),
      bound.toPrecision(4).padStart(10),
      steps.join(' '),
    ];
    lines.push(cells.join('  '));
  }
  return `${lines.join('\n')}\n`;
}

/** What is 0 but for rounding is 0. */
const shown = (value: number): string => (Math.abs(value) < 1e-9 ? '0' : value.toPrecision(4));
