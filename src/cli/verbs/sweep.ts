import { checkVariables } from '../../discover/check-problem.ts';
import { parseDistribution } from '../../discover/distribution.ts';
import {
  FORMAT_FAMILIES,
  SWEEP_LIMITS,
  sweepFormats,
  type FormatFamily,
  type SweepRow,
} from '../../discover/sweep.ts';
import { fail } from '../../error/fault.ts';
import { variablesOf } from '../../expression/expression.ts';
import { toText } from '../../expression/to-text.ts';
import { renderSweep } from '../../report/sweep-figure.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { readFunction } from '../read-function.ts';
import type { Verb } from '../verb.ts';

const { leastBits, mostBits, points } = SWEEP_LIMITS;
const FAMILIES = Object.keys(FORMAT_FAMILIES) as FormatFamily[];

export const sweepVerb: Verb = {
  name: 'sweep',
  summary: 'find the best way to spend the bits of a number format on a function',
  usage: 'napier sweep FUNCTION --bits N..M [options]',
  details: [
    `Inputs are ${points} quantiles of a distribution. Each is rounded to the format, the function is taken there, and its ` +
      'value is rounded too; the table says how much of the signal is left, in decibels. The formats have subnormals, no ' +
      'infinities and no NaN, and saturate. Families: float, split into exponent and significand; log, logarithms in fixed ' +
      'point; power, even spacing raised to an exponent that is searched, scaled to the largest input or result.',
  ],
  options: [
    {
      name: 'bits',
      value: 'N..M',
      meaning: `bits in all, the sign included (${leastBits} to ${mostBits}; default 8)`,
    },
    { name: 'family', value: 'FAMILY', meaning: `${FAMILIES.join(', ')} (default float)` },
    { name: 'inputs', value: 'LAW', meaning: 'normal(0,1) (the default), uniform(-4,4)' },
    { name: 'out', value: 'FILE', meaning: 'a page with the picture and the whole table' },
    { name: 'json', meaning: 'every split as JSON' },
  ],
  examples: [
    ['napier sweep "gelu(x)" --bits 4..16', 'the best split of 4 to 16 bits under normal inputs'],
    ['napier sweep "exp(x)" --bits 8 --inputs "uniform(-1,1)"', 'all splits of 8 bits'],
    ['napier sweep "x" --bits 4 --family power', 'the best exponent for weights of a normal distribution'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('sweep', invocation);
    const [source] = invocation.positionals;
    const given = located('sweep', () => readFunction(source, false));
    located('sweep', () => checkVariables(given));
    const family = values.oneOf('family', FAMILIES, 'families') ?? 'float';
    const bits = values.read('bits', (text) => parseBits(text, FORMAT_FAMILIES[family])) ?? ([8, 8] as const);
    const distribution = values.read('inputs', parseDistribution) ?? parseDistribution('normal(0,1)');
    const rows = located('sweep', () =>
      sweepFormats(given.function, variablesOf(given.function)[0], { bits, distribution, family }),
    );
    const law = `${distribution.kind}(${distribution.parameters.join(',')})`;
    const out = values.text('out');
    if (out !== undefined)
      writeAtomically(out, renderSweep(rows, `${toText(given.function)} under ${law} inputs`));
    if (values.flag('json')) {
      io.out(
        `${JSON.stringify({ function: toText(given.function), inputs: law, points, family, rows }, null, 2)}\n`,
      );
      return EXIT.done;
    }
    io.out(table(rows, bits[0] === bits[1], paintFor(io.color.out).bold));
    if (out !== undefined) io.message(`wrote ${out}\n`);
    return EXIT.done;
  },
};

function parseBits(source: string, mostBits: number): readonly [number, number] {
  const match = /^\s*(\d{1,3})(?:\s*\.\.\s*(\d{1,3}))?\s*$/.exec(source);
  const span = [0, source.length] as const;
  const hint = `as in 8 or 4..16, from ${leastBits} to ${mostBits}`;
  if (match === null) return fail({ kind: 'syntax', message: 'not a number of bits', source, span, hint });
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  if (low < leastBits || high > mostBits || low > high) {
    fail({ kind: 'value', message: 'bits out of range', source, span, hint });
  }
  return [low, high];
}

/** One number of bits: all its splits. Several: the best of each. */
function table(rows: readonly SweepRow[], all: boolean, bold: (text: string) => string): string {
  const seen = new Set<number>();
  const lines = [bold('bits  split       result dB  inputs dB  largest error')];
  for (const row of rows) {
    const first = !seen.has(row.bits);
    seen.add(row.bits);
    if (!first && !all) continue;
    const cells = [
      `${row.bits}`.padStart(4),
      row.split.padEnd(10),
      row.decibels.toFixed(2).padStart(9),
      row.inputDecibels.toFixed(2).padStart(9),
      `${row.largest.toPrecision(3)} at ${row.worst.toPrecision(4)}`,
    ];
    const line = cells.join('  ');
    lines.push(all && first ? bold(line) : line);
  }
  return `${lines.join('\n')}\n`;
}
