import { dirname } from 'node:path';
import { emitFindings, PRECISIONS, type NamedEntry } from '../../discover/emit-findings.ts';
import { FORMULA_TARGETS } from '../../discover/emit-formula.ts';
import { codeNameOf } from '../../discover/code-name-of.ts';
import { specificationOf } from '../../discover/specification-of.ts';
import { TARGET_NAMES } from '../../emit/target.ts';
import { TARGETS } from '../../emit/targets.ts';
import { fail } from '../../error/fault.ts';
import { TWO_WORD_NAMES, WRITTEN_OUT_NAMES } from '../../number/two-word-formats.ts';
import { codeName } from '../code-name.ts';
import { isRegression, regressionFiles } from '../emit-regression.ts';
import { givenFinding, SHIPPED_OPTIONS } from '../given-finding.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { pickEntry } from '../pick-entry.ts';
import type { Verb } from '../verb.ts';
import { withOtherTiers } from '../with-other-tiers.ts';
import { writeFiles } from '../write-files.ts';

export const emitVerb: Verb = {
  name: 'emit',
  summary: 'write a program of a finding as source code',
  usage: 'napier emit FILE|FUNCTION... --target LIST [options]',
  details: [
    'Every file states the function, its domain and format, the proved error, the worst input and the command that ' +
      'makes it again, and comes with a self-test. Several findings make one module. Files of the same names are overwritten.',
    'Instead of a file, the name of a function that Napier ships (`napier functions --shipped`) is written at once.',
    `Of what \`regress\` found the formula marked * is written, by the functions of the language's own library: ${FORMULA_TARGETS.join(', ')}.`,
    ...TARGET_NAMES.map((name) => `${name}: ${TARGETS[name].description}`),
  ],
  options: [
    { name: 'target', value: 'LIST', meaning: `one or more of ${TARGET_NAMES.join(', ')}, with commas` },
    ...SHIPPED_OPTIONS,
    {
      name: 'out',
      value: 'FOLDER',
      meaning: "where to write (default: the finding's folder; of a shipped function, this one)",
    },
    {
      name: 'name',
      value: 'NAME',
      meaning: 'name of files and of a single function (default: from the formula)',
    },
    {
      name: 'pick',
      value: 'N',
      meaning: 'which program of the front, 1 being the cheapest (default: the proved one)',
    },
    {
      name: 'prefix',
      value: 'TEXT',
      meaning: 'what precedes function names in C, shaders, CUDA, Julia (napier_)',
    },
    {
      name: 'arithmetic',
      value: 'NAME',
      meaning: `a program found in real computes in ${WRITTEN_OUT_NAMES.join(', ')}, written out in operations on single words, and is proved anew`,
    },
    {
      name: 'precision',
      value: 'NAME',
      meaning: `floats of GLSL: ${PRECISIONS.join(' or ')} (highp); mediump is bounded anew, against all that GLSL allows it`,
    },
    { name: 'license', value: 'TEXT', meaning: 'lines that head every source file, as comments' },
  ],
  examples: [
    ['napier emit tanh/tanh.napier.json --target c', 'C99 beside the finding'],
    [
      'napier emit tanh/tanh.napier.json exp/exp.napier.json --target rust,wgsl --name fast',
      'two in one module',
    ],
    ['napier emit tanh/tanh.napier.json --target js --pick 1 --out cheap', 'the cheapest program, elsewhere'],
    [
      'napier emit exp.napier.json --target c,js,rust --arithmetic dd',
      'found in real, computed in double-double',
    ],
    ['napier emit law.json --target numpy,rust --name law', 'a formula that `regress` found'],
    ['napier emit tanh --format f32 --tier precise --target wgsl', 'a shipped function, without a search'],
  ],
  positionals: [1, 64],
  run: async (invocation, io) => {
    const paths = invocation.positionals;
    const values = new OptionValues('emit', invocation);
    const targets =
      values.someOf('target', TARGET_NAMES, 'target') ??
      fail({
        kind: 'value',
        message: '`emit` needs --target',
        hint: 'such as --target c,js,wasm',
      });
    const pick = values.number('pick', 1, 1_000_000);
    const name = values.read('name', codeName);
    const prefix = values.read('prefix', functionPrefix);
    const license = values.text('license');
    const arithmetic = values.oneOf('arithmetic', TWO_WORD_NAMES, 'arithmetic');
    const precision = values.oneOf('precision', PRECISIONS, 'precision');
    const [first] = paths;
    if (paths.length === 1 && isRegression(first)) {
      if (precision !== undefined) {
        fail({
          kind: 'unsupported',
          message: 'formulas of `regress` have no --precision: no error of theirs is proved',
        });
      }
      writeFiles(regressionFiles(first, values, targets), values.text('out') ?? dirname(first), io);
      return EXIT.done;
    }
    const found = paths.map((path) => {
      const { finding, place, key, note } = givenFinding('emit', path, values);
      if (note !== undefined) io.message(note);
      const entry = located('emit --pick', () => pickEntry(finding, pick));
      return { finding, entry, place, key, name: codeNameOf(specificationOf(finding.problem).function) };
    });
    const moduleName =
      name ??
      found
        .map((entry) => entry.name)
        .join('_')
        .slice(0, 64);
    const entries = found.length === 1 ? [{ ...found[0], name: moduleName }] : distinctNames(found);
    const out = values.text('out') ?? dirname(found[0].place);
    const keys = found.flatMap(({ key }) => (key === undefined ? [] : [key]));
    const files = withOtherTiers(keys, targets, () =>
      emitFindings(entries, targets, moduleName, {
        ...(prefix === undefined ? {} : { prefix }),
        ...(license === undefined ? {} : { license }),
        ...(precision === undefined ? {} : { precision }),
        ...(arithmetic === undefined ? {} : { arithmetic, note: (text) => io.message(text) }),
      }),
    );
    writeFiles(files, out, io);
    return EXIT.done;
  },
};

/** Functions of one module under names of their own: `tanh`, `tanh_2`. */
function distinctNames(entries: readonly NamedEntry[]): NamedEntry[] {
  const count = new Map<string, number>();
  return entries.map((entry) => {
    const n = (count.get(entry.name) ?? 0) + 1;
    count.set(entry.name, n);
    return n === 1 ? entry : { ...entry, name: `${entry.name}_${n}` };
  });
}

/** @throws NapierError `name` */
function functionPrefix(source: string): string {
  if (/^([A-Za-z][A-Za-z0-9_]{0,31})?$/.test(source)) return source;
  return fail({
    kind: 'name',
    message: 'not a prefix for functions',
    source,
    span: [0, source.length],
    hint: 'letters, digits and _, a letter first, at most 32; such as my_',
  });
}
