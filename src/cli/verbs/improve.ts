import { join } from 'node:path';
import { improvementFPCore } from '../../discover/improvement-fpcore.ts';
import { improve } from '../../discover/improve.ts';
import { IMPROVE_LIMITS, type ImprovementFinding } from '../../discover/improvement.ts';
import { conditionText, parseInputConditions } from '../../discover/input-condition.ts';
import { branchesFromFPCore, type CoreBranch } from '../../discover/fpcore-problem.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { parseNamedDomains } from '../../discover/named-domains.ts';
import { fail, NapierError } from '../../error/fault.ts';
import { variablesOf } from '../../expression/expression.ts';
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
    'EXPRESSION may be an FPCore, with :pre and :precision; one with `if` is improved branch by branch.',
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
    const branches = located('improve', () => readGiven(invocation.positionals[0]));
    const names = [...new Set(branches.flatMap(({ expression }) => variablesOf(expression)))];
    const domains = values.read('domain', (source) => parseNamedDomains(source, names));
    const conditions = values.read('where', parseInputConditions);
    const format = values.read('format', (source) => (source === 'real' ? source : findFormat(source).name));
    const costs = values.oneOf('cost', COSTS_NAMES, 'cost model');
    const points = values.number('points', 1, IMPROVE_LIMITS.points);
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER - 2);
    const one = ({ expression, options }: CoreBranch): ImprovementFinding =>
      improve(expression, {
        ...options,
        ...(domains === undefined ? {} : { domains: new Map([...(options.domains ?? []), ...domains]) }),
        ...(conditions === undefined ? {} : { conditions: [...(options.conditions ?? []), ...conditions] }),
        ...(format === undefined ? {} : { format }),
        ...(costs === undefined ? {} : { costs }),
        ...(points === undefined ? {} : { points }),
        ...(seed === undefined ? {} : { seed }),
      });
    const paint = paintFor(io.color.out);
    const out = values.text('out');
    if (branches.length > 1) {
      if (out !== undefined || values.flag('json') || values.flag('fpcore')) {
        const message = `a finding holds one expression, and this core has ${branches.length} branches`;
        fail({
          kind: 'unsupported',
          message,
          hint: 'without --json, --fpcore and --out they are shown one by one',
        });
      }
      for (const [i, branch] of branches.entries()) {
        const where = branch.path.map(conditionText).join(' and ');
        io.out(
          `${i === 0 ? '' : '\n'}${paint.bold(`branch ${i + 1} of ${branches.length}`)}: where ${where}\n`,
        );
        try {
          io.out(improvementText(one(branch), paint, values.flag('steps')));
        } catch (error) {
          // A branch that nothing reaches, or a constant, is no mistake in the core.
          if (!(error instanceof NapierError) || !/^(domain|not-found|value)$/.test(error.fault.kind))
            throw error;
          io.out(`${error.fault.message}\n`);
        }
      }
      return EXIT.done;
    }
    const finding = located('improve', () => one(branches[0]));
    const text = writeFinding(finding);
    const path = out === undefined ? undefined : join(out, 'improved.napier.json');
    if (path !== undefined) writeAtomically(path, text);
    if (values.flag('json')) io.out(text);
    else if (values.flag('fpcore')) io.out(improvementFPCore(finding));
    else io.out(improvementText(finding, paint, values.flag('steps')));
    if (path !== undefined) io.message(`wrote ${path}\n`);
    return EXIT.done;
  },
};

function readGiven(source: string): readonly CoreBranch[] {
  if (!/^\s*\(\s*FPCore\b/.test(source))
    return [{ expression: parseExpression(source), options: {}, path: [] }];
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
  return branchesFromFPCore(cores[0]);
}
