import { join } from 'node:path';
import { improvementFPCore } from '../../discover/improvement-fpcore.ts';
import { improve, type ImproveOptions } from '../../discover/improve.ts';
import { IMPROVE_LIMITS } from '../../discover/improvement.ts';
import { parseInputConditions } from '../../discover/input-condition.ts';
import { problemFromFPCore } from '../../discover/fpcore-problem.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { parseNamedDomains } from '../../discover/named-domains.ts';
import { fail } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import { parseFPCore } from '../../expression/parse-fpcore.ts';
import { findFormat } from '../../number/formats.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { COSTS_NAMES, OPERATION_COSTS } from '../../search/rewrite/operation-costs.ts';
import { improvementText } from '../improvement-table.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import type { Verb } from '../verb.ts';

export const improveVerb: Verb = {
  name: 'improve',
  summary: 'the same expression, written so that fewer digits are lost',
  usage: 'napier improve EXPRESSION [options]',
  details: [
    'Every alternative is equal to the expression wherever that has a value, by rules whose chain an independent checker ' +
      'has passed; a piece that is a series is marked. Errors are measured in bits, on inputs drawn evenly among the ' +
      "format's numbers (all of them for one variable of 16 bits), with the worst of them.",
    'EXPRESSION may be an FPCore, with :pre and :precision.',
  ],
  options: [
    { name: 'domain', value: 'DOMAIN', meaning: '[1,1e300]; of several variables: x=[0,1],y=(0,inf)' },
    { name: 'where', value: 'CONDITIONS', meaning: 'what inputs must obey: "b*b >= 4*a*c, a != 0"' },
    { name: 'format', value: 'FORMAT', meaning: 'f64 (the default), f32, f16, bf16, …' },
    {
      name: 'cost',
      value: 'MODEL',
      meaning: COSTS_NAMES.map((name) => `${name}: ${OPERATION_COSTS[name].description}`).join('; '),
    },
    {
      name: 'points',
      value: 'N',
      meaning: `inputs that errors are measured on (default 2000, at most ${IMPROVE_LIMITS.points})`,
    },
    { name: 'seed', value: 'N', meaning: 'the same seed gives the same result (default 1)' },
    { name: 'steps', meaning: 'write out the derivation step by step' },
    { name: 'fpcore', meaning: 'print the most accurate entry as FPCore' },
    { name: 'json', meaning: 'print the finding as JSON' },
    { name: 'out', value: 'FOLDER', meaning: 'write the finding there, as improved.napier.json' },
  ],
  examples: [
    ['napier improve "sqrt(x+1) - sqrt(x)" --domain "[1,1e300]"', 'a difference that cancels'],
    ['napier improve "(1 - cos(x))/x^2" --format f32 --steps', 'in single precision, with the derivation'],
    ['napier improve "(-b + sqrt(b*b - 4*a*c))/(2*a)" --where "b*b >= 4*a*c, a != 0"', 'three variables'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('improve', invocation);
    const { expression, options } = located('improve', () => readGiven(invocation.positionals[0]));
    const names = variablesOf(expression);
    const domains = values.read('domain', (source) => parseNamedDomains(source, names));
    const conditions = values.read('where', parseInputConditions);
    const format = values.read('format', (source) => (source === 'real' ? source : findFormat(source).name));
    const costs = values.oneOf('cost', COSTS_NAMES, 'cost model');
    const points = values.number('points', 1, IMPROVE_LIMITS.points);
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER - 2);
    const finding = located('improve', () =>
      improve(expression, {
        ...options,
        ...(domains === undefined ? {} : { domains: new Map([...(options.domains ?? []), ...domains]) }),
        ...(conditions === undefined ? {} : { conditions: [...(options.conditions ?? []), ...conditions] }),
        ...(format === undefined ? {} : { format }),
        ...(costs === undefined ? {} : { costs }),
        ...(points === undefined ? {} : { points }),
        ...(seed === undefined ? {} : { seed }),
      }),
    );
    const text = writeFinding(finding);
    const out = values.text('out');
    const path = out === undefined ? undefined : join(out, 'improved.napier.json');
    if (path !== undefined) writeAtomically(path, text);
    if (values.flag('json')) io.out(text);
    else if (values.flag('fpcore')) io.out(improvementFPCore(finding));
    else io.out(improvementText(finding, paintFor(io.color.out), values.flag('steps')));
    if (path !== undefined) io.message(`wrote ${path}\n`);
    return EXIT.done;
  },
};

function readGiven(source: string): { readonly expression: Expression; readonly options: ImproveOptions } {
  if (!/^\s*\(\s*FPCore\b/.test(source)) return { expression: parseExpression(source), options: {} };
  const cores = parseFPCore(source);
  if (cores.length !== 1) {
    const span = [0, source.length] as const;
    fail({
      kind: 'syntax',
      message: `${cores.length} FPCores, not one`,
      source,
      span,
      hint: 'give one at a time',
    });
  }
  return problemFromFPCore(cores[0]);
}
