/** Functions run by Sollya, at numbers where it can tell what a machine does: it has one zero. */
import { execFileSync } from 'node:child_process';
import { TARGETS } from '../../src/emit/targets.ts';
import type { EmitFunction } from '../../src/emit/target.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import type { Program } from '../../src/program/program.ts';
import { resultType } from '../../src/program/value-types.ts';

export const sollya = (script: string): string =>
  execFileSync('sollya', ['--warnonstderr'], {
    input: `${script}\nquit;\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });

/** The results of each function at its inputs. */
export function sollyaResults(
  cases: readonly { readonly f: EmitFunction; readonly inputs: readonly number[] }[],
): number[][] {
  const calls = cases.flatMap(({ f, inputs }) =>
    inputs.map((x) => `print(napier_${f.name}(${toHexFloat(x).replace('p+', 'p')}));`),
  );
  const text = TARGETS.sollya.emit(cases.map(({ f }) => f), 'module')[0].contents as string; // prettier-ignore
  const out = sollya(`${text}\ndisplay = hexadecimal!;\nprint("results");\n${calls.join('\n')}\n`);
  const lines = out.slice(out.indexOf('results')).trim().split('\n').slice(1);
  if (lines.length !== calls.length) throw new RangeError('a result of every input');
  let line = 0;
  return cases.map(({ inputs }) => inputs.map(() => fromSollya(lines[line++])));
}

/** `0x1.8p1`, `-0x1p-3` or a plain integer, as Sollya's hexadecimal display writes them. */
const fromSollya = (text: string): number => (/p/.test(text) ? exactDouble(text) : Number(text));

/** Are a program's float values at an input all finite, and none a −0? */
export function isOrdinary(program: Program): (x: number) => boolean {
  const prefixes = program.code.flatMap((instruction, i) =>
    resultType(program, instruction) === 'float'
      ? [compileProgram({ ...program, code: program.code.slice(0, i + 1) })]
      : [],
  );
  return (x) => [x, ...prefixes.map((run) => run(x))].every((v) => Number.isFinite(v) && !Object.is(v, -0));
}
