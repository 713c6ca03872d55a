import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileExpressions } from '../../discover/calculate/compile.ts';
import { inputsOf, readSystem } from '../../discover/calculate/read-system.ts';
import { VERSION } from '../../discover/version.ts';
import { SYSTEM_TARGET_NAMES } from '../../emit/system/system-target.ts';
import { SYSTEM_TARGETS } from '../../emit/system/system-targets.ts';
import { fail } from '../../error/fault.ts';
import { toText } from '../../expression/to-text.ts';
import { parseDomain } from '../../expression/parse-domain.ts';
import { findFormat } from '../../number/formats.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { codeName } from '../code-name.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import type { Verb } from '../verb.ts';

/** Equations that a header writes out. */
const SHOWN = 12;
const MOST_POINTS = 10_000;

export const compileVerb: Verb = {
  name: 'compile',
  summary: 'an expression or a system of them as one fast function, common work shared',
  usage: 'napier compile EXPRESSION|FILE [options]',
  details: [
    'FILE has one `name = expression` a line (# begins a comment), or is JSON, {"name": "expression", …}. The program takes ' +
      'all variables as one array and fills an array of all values; arithmetic is f64, each operation rounded once.',
    'Sums and products are reordered to share work, so roundings differ from the formula as written: the error against ' +
      'the true values is measured at random points and stands in the header.',
    ...SYSTEM_TARGET_NAMES.map((name) => `${name}: ${SYSTEM_TARGETS[name].description}`),
  ],
  options: [
    {
      name: 'target',
      value: 'LIST',
      meaning: `one or more of ${SYSTEM_TARGET_NAMES.join(', ')}, with commas (default js)`,
    },
    { name: 'out', value: 'FOLDER', meaning: 'where to write (default: here)' },
    { name: 'name', value: 'NAME', meaning: 'name of files and function (default system)' },
    { name: 'inputs', value: 'LIST', meaning: 'the order of the inputs (default: as they appear)' },
    {
      name: 'jacobian',
      value: 'LIST',
      meaning: 'also the derivatives by these inputs that are not 0; all: by all',
    },
    { name: 'points', value: 'N', meaning: 'points that the error is measured at (default 20)' },
    { name: 'domain', value: 'DOMAIN', meaning: 'where these points lie (default [0.5,2])' },
    { name: 'seed', value: 'N', meaning: 'the same seed gives the same points (default 1)' },
  ],
  examples: [
    ['napier compile "x*y + x*z + sin(x)" --target js,c --out fast', 'one expression'],
    ['napier compile reactions.txt --jacobian all --target wasm', 'a system with its Jacobian'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('compile', invocation);
    const [given] = invocation.positionals;
    const isFile = existsSync(given);
    if (!isFile && /\.\w*[a-z]\w*$/i.test(given))
      fail({ kind: 'value', message: `there is no file \`${given}\`` });
    const system = located('compile', () =>
      readSystem(isFile ? readFileSync(given, 'utf8') : /^[^=]*=/.test(given) ? given : `y = ${given}`),
    );
    const targets = values.someOf('target', SYSTEM_TARGET_NAMES, 'target') ?? ['js'];
    const name = values.read('name', codeName) ?? 'system';
    const list = (source: string): string[] => source.split(',').map((part) => part.trim());
    const inputs = values.read('inputs', list) ?? inputsOf(system);
    const jacobian = values.read('jacobian', (source) => (source === 'all' ? inputs : list(source)));
    const points = values.number('points', 0, MOST_POINTS);
    const range = values.read('domain', (source) => {
      const { lo, hi } = parseDomain(source);
      const [a, b] = [lo, hi].map((end) => createOracle(end, []).rounded([], findFormat('f64')));
      return Number.isFinite(a) && Number.isFinite(b)
        ? ([a, b] as const)
        : fail({ kind: 'domain', message: 'both ends must be finite', source, span: [0, source.length] });
    });
    const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER - 2);
    const out = values.text('out') ?? '.';
    const compiled = located('compile', () =>
      compileExpressions(system, {
        inputs,
        ...(jacobian === undefined ? {} : { jacobian }),
        ...(points === undefined ? {} : { points }),
        ...(range === undefined ? {} : { range }),
        ...(seed === undefined ? {} : { seed }),
      }),
    );
    const { program, operations, error, vectors } = compiled;
    const measured =
      error === undefined
        ? 'error: not measured'
        : `largest relative error: ${error.worst.toExponential(3)} measured (${error.compared} values at ${error.points} points), of ${error.output}`;
    const counted = `${operations.compiled} operations (${operations.written} as written, ${operations.shared} with equal ones shared)`;
    const contract = [
      ...system
        .slice(0, SHOWN)
        .map((equation) => shortened(`${equation.name} = ${toText(equation.expression)}`)),
      ...(system.length > SHOWN ? [`… and ${system.length - SHOWN} more`] : []),
      `${program.inputs.length} inputs, ${program.outputs.length} outputs; ${counted}`,
      measured,
      "relies on: IEEE 754 binary64, round to nearest even; the target language's own library for exp, sin and the like",
      `made by napier ${VERSION}: napier compile`,
    ];
    const files = targets.flatMap((target) =>
      SYSTEM_TARGETS[target].emit({ name, program, contract, vectors }),
    );
    checkWritable(out);
    for (const { path, contents } of files) writeAtomically(join(out, path), contents);
    io.out(`${counted}\n${measured}\n`);
    for (const { path } of files) io.message(`wrote ${join(out, path)}\n`);
    return EXIT.done;
  },
};

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text);
