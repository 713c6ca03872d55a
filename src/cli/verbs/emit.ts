import { join } from 'node:path';
import { emitFinding } from '../../discover/emit-finding.ts';
import { codeNameOf } from '../../discover/code-name-of.ts';
import { specificationOf } from '../../discover/specification-of.ts';
import { TARGET_NAMES } from '../../emit/target.ts';
import { TARGETS } from '../../emit/targets.ts';
import { fail } from '../../error/fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { codeName } from '../code-name.ts';
import { EXIT } from '../io.ts';
import { loadFinding } from '../load-finding.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { pickEntry } from '../pick-entry.ts';
import type { Verb } from '../verb.ts';

export const emitVerb: Verb = {
  name: 'emit',
  summary: 'write a program of a finding as source code',
  usage: 'napier emit FILE --target c,js,wasm [options]',
  details: [
    'Every file states the function, its domain and format, the proved error, the worst input and the command that ' +
      'makes it again, and comes with a self-test. Files of the same names are overwritten.',
    ...TARGET_NAMES.map((name) => `${name}: ${TARGETS[name].description}`),
  ],
  options: [
    { name: 'target', value: 'LIST', meaning: `one or more of ${TARGET_NAMES.join(', ')}, with commas` },
    { name: 'out', value: 'FOLDER', meaning: "where to write (default: the finding's folder)" },
    { name: 'name', value: 'NAME', meaning: 'name of files and function (default: from the formula)' },
    {
      name: 'pick',
      value: 'N',
      meaning: 'which program of the front, 1 being the cheapest (default: the proved one)',
    },
  ],
  examples: [
    ['napier emit tanh/tanh.napier.json --target c', 'C99 beside the finding'],
    ['napier emit tanh/tanh.napier.json --target js --pick 1 --out cheap', 'the cheapest program, elsewhere'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const [path] = invocation.positionals;
    const values = new OptionValues('emit', invocation);
    const targets =
      values.someOf('target', TARGET_NAMES, 'target') ??
      fail({
        kind: 'value',
        message: '`emit` needs --target',
        hint: `such as --target ${TARGET_NAMES.join(',')}`,
      });
    const pick = values.number('pick', 1, 1_000_000);
    const name = values.read('name', codeName);
    const finding = loadFinding('emit', path);
    const entry = located('emit --pick', () => pickEntry(finding, pick));
    const out = values.text('out') ?? join(path, '..');
    const chosen = name ?? codeNameOf(specificationOf(finding.problem).function);
    const files = emitFinding(finding, entry, targets, chosen);
    checkWritable(out);
    for (const file of files) {
      writeAtomically(join(out, file.path), file.contents);
      io.message(`wrote ${join(out, file.path)}\n`);
    }
    return EXIT.done;
  },
};
