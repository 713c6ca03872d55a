/**
 * The derivatives of usual activations in 1 to 4 bits, ∫ (f′ − steps)² dx on an interval, beside the tables that
 * github.com/skolai/fewbit ships (fewbit/data/builtin.npz, made for [-100, 100]), where they are given as JSON:
 *   npx tsx bench/few-bit.ts ["[-100,100]"] [builtin.json]
 * The JSON: {"gelu03": {"borders": […], "levels": […]}, …}, borders with both ends of the interval.
 */
import { readFileSync } from 'node:fs';
import { domainBounds } from '../src/discover/domain-bounds.ts';
import { quantizationError, quantize } from '../src/discover/quantize.ts';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';

const [domain = '[-100,100]', tables] = process.argv.slice(2);
const { lo, hi } = domainBounds(parseDomain(domain), 'f64');
const inputs = [lo, hi] as const;
const published = (tables === undefined ? {} : JSON.parse(readFileSync(tables, 'utf8'))) as Record<
  string,
  { borders: number[]; levels: number[] } | undefined
>;
const SCALE = '1.0507009873554804934193349852946';
const ALPHA = '1.6732632423543772848170429916717';
const ACTIVATIONS = {
  gelu: 'gelu(x)',
  silu: 'silu(x)',
  relu6: 'min(max(x, 0), 6)',
  tanh: 'tanh(x)',
  sigmoid: 'sigmoid(x)',
  softplus: 'softplus(x)',
  selu: `${SCALE}*(max(x, 0) + ${ALPHA}*(exp(min(x, 0)) - 1))`,
};

console.log('activation  bits  squared error  none below    published');
for (const [name, text] of Object.entries(ACTIVATIONS)) {
  const f = parseExpression(text);
  for (const { bits, error, bound } of quantize(f, 'x', { bits: [1, 4], derivative: true, inputs })) {
    const table = published[`${name}0${bits}`];
    const theirs =
      table === undefined
        ? '–'
        : quantizationError(
            f,
            'x',
            { derivative: true, inputs },
            { ends: table.borders.slice(1, -1), levels: table.levels },
          ).toExponential(3);
    console.log(
      [
        name.padEnd(10),
        `${bits}`.padStart(4),
        error.toExponential(3).padStart(13),
        bound.toExponential(3).padStart(10),
        theirs.padStart(11),
      ].join('  '),
    );
  }
}
