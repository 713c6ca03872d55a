/** Functions run by Sollya, at numbers where it can tell what a machine does: it has one zero. */
import { execFileSync } from 'node:child_process';
import { TARGETS } from '../../src/emit/targets.ts';
import type { EmitFunction } from '../../src/emit/target.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { resolveOperand } from '../../src/program/operand.ts';
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

/** Are the float values at an input that the result is made of all finite, and none a −0? Of a choice the one chosen counts. */
export function isOrdinary(program: Program): (x: number) => boolean {
  const { code, constants } = program;
  const upTo = (i: number): Program => ({ ...program, code: code.slice(0, i) });
  const values = code.map((instruction, i) =>
    resultType(program, instruction) === 'float' ? compileProgram(upTo(i + 1)) : undefined,
  );
  // 1 where the condition holds, else 0.
  const conditions = code.map(({ op, args: [condition] }, i) => {
    if (op !== 'select' && op !== 'iselect') return undefined;
    const both = [...constants, '0x1p+0', '0x0p+0'];
    const choice = {
      op: 'select' as const,
      args: [condition, `c${constants.length}`, `c${constants.length + 1}`],
    };
    return compileProgram({ ...upTo(i), constants: both, code: [...code.slice(0, i), choice] });
  });
  const isNumber = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
  return (x) => {
    const seen = new Set<number>();
    const areNumbers = (i: number): boolean => {
      if (seen.has(i)) return true;
      seen.add(i);
      const value = values[i];
      if (value !== undefined && !isNumber(value(x))) return false;
      const { args } = code[i];
      const choice = conditions[i];
      const used = choice === undefined ? args : [args[0], args[choice(x) === 1 ? 1 : 2]];
      return used.every((operand) => {
        const found = resolveOperand(program, operand);
        return found?.kind !== 'instruction' || areNumbers(found.index);
      });
    };
    return isNumber(x) && (code.length === 0 || areNumbers(code.length - 1));
  };
}
