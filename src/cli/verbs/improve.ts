import { join } from 'node:path';
import { improvementCode } from '../../discover/improvement-code.ts';
import { improvementFPCore } from '../../discover/improvement-fpcore.ts';
import { improve } from '../../discover/improve.ts';
import { IMPROVE_LIMITS, type ImprovementFinding } from '../../discover/improvement.ts';
import { conditionText, parseInputConditions } from '../../discover/input-condition.ts';
import { branchesFromFPCore, type CoreBranch } from '../../discover/fpcore-problem.ts';
import { proveImprovement } from '../../discover/prove-improvement.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { parseNamedDomains } from '../../discover/named-domains.ts';
import { fail, NapierError } from '../../error/fault.ts';
import { variablesOf } from '../../expression/expression.ts';
import { parseExpression } from '../../expression/parse.ts';
import { parseFPCore } from '../../expression/parse-fpcore.ts';
import { findFormat } from '../../number/formats.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { OPERATION_COSTS } from '../../search/rewrite/operation-costs.ts';
import {
  COSTS_NAMES,
  IMPROVE_TARGET_NAMES,
  IMPROVE_TARGETS,
  type CostsName,
} from '../../search/rewrite/targets/targets.ts';
import { improvementText } from '../improvement-table.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import type { Verb } from '../verb.ts';
import { withPool } from '../with-pool.ts';

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
      meaning: Object.entries(OPERATION_COSTS)
        .map(([name, { description }]) => `${name}: ${description}`)
        .join('; '),
    },
    {
      name: 'target',
      value: 'NAMES',
      meaning:
        'where it is to run: only operations that are there, in nanoseconds as measured, a front for each; ' +
        IMPROVE_TARGET_NAMES.map((name) => `${name}: ${IMPROVE_TARGETS[name].description}`).join('; '),
    },
    {
      name: 'points',
      value: 'N',
      meaning: `inputs that errors are measured on (default 2000, at most ${IMPROVE_LIMITS.points})`,
    },
    { name: 'seed', value: 'N', meaning: 'the same seed gives the same result (default 1)' },
    { name: 'steps', meaning: 'write out the derivation step by step' },
    {
      name: 'prove',
      meaning:
        'run every input (f32, one variable): a certificate for each entry, functions as Napier ships them',
    },
    { name: 'workers', value: 'N', meaning: 'threads of --prove (default: one a core)' },
    { name: 'code', meaning: 'print the most accurate entry as C or JavaScript, whichever the target is' },
    { name: 'fpcore', meaning: 'print the most accurate entry as FPCore' },
    { name: 'json', meaning: 'print the finding as JSON' },
    { name: 'out', value: 'FOLDER', meaning: 'write the finding there, as improved.napier.json' },
  ],
  examples: [
    ['napier improve "sqrt(x+1) - sqrt(x)" --domain "[1,1e300]"', 'a difference that cancels'],
    ['napier improve "log(exp(x)+1) - x" --target c,js,wasm', 'a front for each target, by its own times'],
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
    const models = costsAsked(values);
    const points = values.number('points', 1, IMPROVE_LIMITS.points);
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER - 2);
    const one = ({ expression, options }: CoreBranch, costs?: CostsName): ImprovementFinding =>
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
    const jobs = branches.flatMap((branch) => models.map((costs) => ({ branch, costs })));
    const single = ['out', 'json', 'fpcore', 'code'].filter((name) => values.flag(name) || values.text(name));
    if (jobs.length > 1) {
      const [first] = single;
      if (first !== undefined && !(branches.length === 1 && first === 'code')) {
        const what =
          branches.length > 1 ? `this core has ${branches.length} branches` : 'each target has its own front';
        const message = `a finding holds one expression and one front, and ${what}`;
        fail({ kind: 'unsupported', message, hint: `without --${first} they are shown one by one` });
      }
      for (const [i, { branch, costs }] of jobs.entries()) {
        const where = branch.path.map(conditionText).join(' and ');
        const labels = [
          ...(branches.length > 1
            ? [`branch ${branches.indexOf(branch) + 1} of ${branches.length}: where ${where}`]
            : []),
          ...(models.length > 1 ? [`target ${costs}`] : []),
        ];
        if (!values.flag('code')) io.out(`${i === 0 ? '' : '\n'}${paint.bold(labels.join(', '))}\n`);
        try {
          io.out(shown(one(branch, costs)));
        } catch (error) {
          // A branch that nothing reaches, or a constant, is no mistake in the core; nor what a target has not.
          const kinds = models.length > 1 ? /^(domain|not-found|value|unsupported)$/ : /^(domain|not-found|value)$/; // prettier-ignore
          if (!(error instanceof NapierError) || !kinds.test(error.fault.kind)) throw error;
          io.out(`${error.fault.message}\n`);
        }
      }
      return EXIT.done;
    }
    let finding = located('improve', () => one(branches[0], models[0]));
    if (values.flag('prove')) {
      const workers = values.number('workers', 1, 1024);
      finding = await withPool(io, { workers }, async ({ executor, signal, progress }) =>
        proveImprovement(finding, {
          executor,
          stopped: () => signal.stopped() !== undefined,
          onProgress: (done, total) =>
            progress.update({
              phase: 'prove',
              evaluations: done,
              front: finding.front.length,
              inputs: [done, total],
            }),
          onUnproved: ({ expression }, reason) => io.message(`not proved: ${expression}: ${reason}\n`),
        }),
      );
    }
    const text = writeFinding(finding);
    const path = out === undefined ? undefined : join(out, 'improved.napier.json');
    if (path !== undefined) writeAtomically(path, text);
    io.out(shown(finding));
    if (path !== undefined) io.message(`wrote ${path}\n`);
    return EXIT.done;

    function shown(one: ImprovementFinding): string {
      if (values.flag('json')) return writeFinding(one);
      if (values.flag('fpcore')) return improvementFPCore(one);
      if (values.flag('code')) return improvementCode(one).contents;
      return improvementText(one, paint, values.flag('steps'));
    }
  },
};

/** The cost models to improve for; `undefined` stands for the default. */
function costsAsked(values: OptionValues): readonly (CostsName | undefined)[] {
  const costs = values.oneOf('cost', COSTS_NAMES, 'cost model');
  const targets = values.someOf('target', IMPROVE_TARGET_NAMES, 'target');
  if (targets === undefined) return [costs];
  if (costs !== undefined) {
    fail({
      kind: 'value',
      message: '--target has costs of its own: what was measured there',
      hint: 'leave --cost or --target out',
    });
  }
  return targets;
}

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
