import { basename, dirname, relative, resolve } from 'node:path';
import { correctedModule } from '../discover/corrected-module.ts';
import { relate } from '../discover/relate.ts';
import { selfCorrect, selfTest, type IdentityTest } from '../discover/self-test.ts';
import { fail } from '../error/fault.ts';
import { relationText } from '../search/relate/relation.ts';
import { writeAtomically } from '../run/atomic-write.ts';
import { loadProgram } from '../run/load-program.ts';
import { EXIT, type Io } from './io.ts';
import { located } from './located.ts';
import type { OptionValues } from './option-values.ts';
import { paintFor } from './paint.ts';
import { readRange } from './relate-program.ts';

/** `relate FUNCTION --program FILE`: the program tested against the function's identities, and, if asked, corrected. */
export async function testProgramFile(source: string, values: OptionValues, io: Io): Promise<number> {
  for (const name of ['out', 'arity'] as const)
    if (values.text(name) !== undefined)
      fail({ kind: 'value', message: `--${name} does not go with a test` });
  const path = values.text('program') as string;
  const maxDegree = values.number('max-degree', 1, 6);
  const seed = values.number('seed', 0, Number.MAX_SAFE_INTEGER);
  const range = values.read('domain', readRange);
  const accuracy = values.number('accuracy', 1e-15, 1e-5, false);
  const options = {
    ...(seed === undefined ? {} : { seed }),
    ...(range === undefined ? {} : { range }),
    ...(accuracy === undefined ? {} : { accuracy }),
  };
  const about = {
    ...(seed === undefined ? {} : { seed }),
    ...(maxDegree === undefined ? {} : { maxDegree }),
  };
  const plain = located('relate', () => relate(source, about));
  const given = values.read('with', (terms) => relate(source, { ...about, with: terms }));
  const finding = given ?? plain;
  if (finding.problem.variables.length > 1)
    fail({ kind: 'unsupported', message: 'programs of one argument can be tested' });
  const program = await loadProgram(path, values.text('export'));
  const tests = selfTest(program.run, finding, options);
  if (tests.length === 0) {
    const hint = 'give a --domain in which the program and the function have values';
    fail({ kind: 'not-found', message: `no identity of ${source} can be tested there`, hint });
  }
  const out = values.text('corrected');
  const correction = out === undefined ? undefined : selfCorrect(program.run, finding, options);
  if (out !== undefined && correction !== undefined) {
    const file = relative(dirname(resolve(out)), resolve(path)).replaceAll('\\', '/');
    const module = {
      file: file.startsWith('.') ? file : `./${file}`,
      name: program.name,
      source: source.trim(),
      range: range ?? ([-4, 4] as const),
      accuracy: accuracy ?? 1e-9,
    };
    writeAtomically(out, correctedModule(correction.reduction, module));
  }
  const bad = tests.filter(({ violated }) => violated > 0);
  io.out(
    values.flag('json')
      ? `${JSON.stringify({ function: source.trim(), program: `${path}#${program.name}`, tests }, undefined, 2)}\n`
      : table(`${basename(path)}#${program.name}`, source, tests, io),
  );
  if (out !== undefined && correction !== undefined)
    io.message(`wrote ${out}: corrected by ${relationText(correction.reduction.relation)}\n`);
  return bad.length === 0 ? EXIT.done : EXIT.notFound;
}

function table(program: string, source: string, tests: readonly IdentityTest[], io: Io): string {
  const paint = paintFor(io.color.out);
  const bad = tests.filter(({ violated }) => violated > 0).length;
  const verdict =
    bad === 0
      ? `obeys all ${tests.length} identities tested`
      : `breaks ${bad} of ${tests.length} identities tested`;
  const width = Math.min(90, Math.max(...tests.map(({ text }) => text.length)));
  const lines = tests.map(({ text, points, violated, worst }) => {
    const how =
      violated === 0
        ? `holds at ${points} points, to ${worst === 0 ? 16 : Math.floor(-Math.log10(worst))} digits`
        : `broken at ${violated} of ${points} points, by up to ${worst.toPrecision(2)}`;
    return `  ${text.padEnd(width)}  ${violated === 0 ? paint.dim(how) : paint.bold(how)}`;
  });
  return `${paint.bold(`${program} as ${source.trim()}`)}: ${verdict}\n\n${lines.join('\n')}\n`;
}
