import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { variablesOf } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import { compileSystem } from '../../program/system/evaluate-system.ts';
import { expressionsToSystem } from '../../program/system/expression-to-system.ts';
import type { Loss } from '../../search/regress/loss.ts';

/** Losses with a name, of the value `y` and the prediction `p`; `d` is their number, or what it is where none is given. */
const NAMED: Readonly<Record<string, readonly [text: string, d?: string]>> = {
  squared: ['(y - p)^2'],
  absolute: ['abs(y - p)'],
  huber: ['min(abs(y - p), d)*(abs(y - p) - min(abs(y - p), d)/2)', '1'],
  quantile: ['max(d*(y - p), (d - 1)*(y - p))', '0.5'],
  logcosh: ['log(cosh(y - p))'],
  relative: ['((y - p)/y)^2'],
  logarithmic: ['log(p/y)^2'],
  poisson: ['p - y*log(p)'],
  logistic: ['log(1 + exp(-abs(p))) + max(p, 0) - y*p'],
};
const ALIASES: Readonly<Record<string, string>> = { l1: 'absolute', l2: 'squared', pinball: 'quantile' };
export const LOSS_NAMES = Object.keys(NAMED);

/** Predictions that a loss is looked at for each value. */
const PROBES = [-3, -1, -0.3, -0.01, 0.01, 0.3, 1, 3];

/**
 * A loss of the user's own: a name (`absolute`, `huber(0.5)`), or an expression in the value `y` and the prediction `p`. What it
 * costs to predict p = y is taken off it, so that a deviance can be given as a likelihood; one that is less elsewhere is
 * taken for a negative log likelihood, in nats.
 * @param values of the target: where the loss is looked at
 * @throws NapierError for text that does not parse, other names, a loss that has no value or does not depend on p
 */
export function parseLoss(source: string, values: Float64Array): Loss {
  const text = namedLoss(source) ?? source;
  const term = parseExpression(text);
  const stranger = variablesOf(term).find((name) => name !== 'y' && name !== 'p');
  if (stranger !== undefined) {
    const near = nearestName(source.trim(), LOSS_NAMES);
    const hint = `a loss is of the value y and the prediction p, or one of ${LOSS_NAMES.join(', ')}`;
    const span = [source.search(new RegExp(`\\b${stranger}\\b`)), 0] as [number, number];
    span[1] = span[0] + stranger.length;
    fail({
      kind: 'name',
      message: `\`${stranger}\` is neither y nor p`,
      source,
      span,
      hint: near === undefined ? hint : `did you mean \`${near}\`? ${hint}`,
    });
  }
  const run = compileSystem(expressionsToSystem([{ name: 'loss', expression: term }], ['y', 'p'], true));
  const out = new Float64Array(1);
  const at = (y: number, p: number): number => {
    run([y, p], out);
    return out[0];
  };
  return judged(source, at, values);
}

function namedLoss(source: string): string | undefined {
  const match = /^\s*([a-z]\w*)\s*(?:\(\s*([\d.eE+-]+)\s*\))?\s*$/.exec(source);
  if (match === null) return undefined;
  const [, name, number] = match;
  const known = NAMED[ALIASES[name] ?? name];
  if (known === undefined || (number !== undefined && known[1] === undefined)) return undefined;
  const d = number ?? known[1];
  if (d === undefined) return known[0];
  if (!(Number(d) > 0) || (/quantile|pinball/.test(name) && Number(d) >= 1)) {
    const hint = /quantile|pinball/.test(name) ? 'give a part between 0 and 1' : 'give a positive number';
    fail({ kind: 'value', message: `\`${d}\` is no ${name}`, source, hint });
  }
  return known[0].replaceAll(/\bd\b/g, `(${d})`);
}

/** What kind of loss it is, by its values about those of the data. */
function judged(source: string, at: (y: number, p: number) => number, values: Float64Array): Loss {
  const step = Math.max(1, Math.floor(values.length / 100));
  const some = values.filter((_, i) => i % step === 0);
  const size = some.reduce((most, y) => Math.max(most, Math.abs(y)), 0) || 1;
  let [least, known, flat] = [0, 0, 0];
  const degrees: number[] = [];
  let nats = false;
  for (const y of some) {
    const own = at(y, y);
    nats ||= !Number.isFinite(own);
    for (const part of PROBES) {
      const there = at(y, y + part * size);
      if (!Number.isFinite(there)) continue;
      known += 1;
      if (there === own) flat += 1;
      least = Math.min(least, there - own);
    }
    const [near, double] = [1e-5, 2e-5].map((part) => at(y, y + part * size) - own);
    if (near > 0 && Number.isFinite(double)) degrees.push(Math.log2(double / near));
  }
  if (known === 0 || flat === known) {
    const message = known === 0 ? 'the loss has no value for these data' : 'the loss does not depend on p';
    fail({ kind: 'value', message, source, hint: 'y is the value in the data, p the prediction' });
  }
  nats ||= least < -1e-9 * size;
  if (nats) return { cost: at, nats, degree: 2 };
  degrees.sort((a, b) => a - b);
  const degree = degrees[degrees.length >> 1] ?? 2;
  // Rounding of nearly equal numbers must not make a cost negative.
  return {
    cost: (y, p) => Math.max(0, at(y, p) - at(y, y)),
    nats,
    degree: Math.abs(degree - 2) < 0.05 || !(degree > 0.2) ? 2 : Math.round(100 * degree) / 100,
  };
}
