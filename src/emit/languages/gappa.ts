/** The Gappa column (gappa.gitlabpages.inria.fr): a script that makes Gappa bound the rounding error of the program. */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { storageOf, type Program } from '../../program/program.ts';
import { domainEnds } from '../domain-ends.ts';
import { contractLines } from '../header.ts';
import { operandNames } from '../operand-names.ts';
import { supportedFormat } from '../supported-format.ts';
import type { EmitFunction, Target } from '../target.ts';
import { lineComment } from './comment.ts';
import { NUMBERS_ONLY, writesNumbers, type NumberColumn } from './numbers-only.ts';

const NO_CHOICE = 'Gappa proves bounds of one formula, without choices';
const NO_STEP = 'a rounding to integers has no rounding error that could be bounded';

const NOTATION: NumberColumn = {
  ...NUMBERS_ONLY,
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  neg: ([a]) => `-${a}`,
  abs: ([a]) => `|${a}|`,
  fma: ([a, b, c]) => `${a} * ${b} + ${c}`,
  sqrt: ([a]) => `sqrt(${a})`,
  min: NO_CHOICE,
  max: NO_CHOICE,
  select: NO_CHOICE,
  lt: NO_CHOICE,
  le: NO_CHOICE,
  eq: NO_CHOICE,
  floor: NO_STEP,
  ceil: NO_STEP,
  round: NO_STEP,
  trunc: NO_STEP,
};

const ROUNDING: Readonly<Record<string, string>> = { f32: 'float<ieee_32, ne>', f64: 'float<ieee_64, ne>' };

function literal(constant: string): string {
  const text = toHexFloat(exactDouble(constant)).replace('p+', 'p');
  return text.startsWith('-') ? `(${text})` : text;
}

function script(f: EmitFunction): string {
  const { program } = f;
  const [lo, hi] = domainEnds(f).map((x) => literal(toHexFloat(x)).replace(/^\((.*)\)$/, '$1'));
  const [inner, outer] = [ROUNDING[program.format], ROUNDING[storageOf(program)]];
  const rounded = operandNames(program, literal);
  const exact = (operand: string): string => (/^t\d+$/.test(operand) ? `M${operand}` : rounded(operand));
  const write = (i: number, names: (operand: string) => string): string =>
    writesNumbers(NOTATION, program.code[i].op)(program.code[i].args.map(names));
  const last = program.code.length - 1;
  const lines = [
    `@inner = ${inner};`,
    `@outer = ${outer};`,
    ...program.inputs.map((name) => `${name} = outer(${name}_);`),
    '# the program',
    ...program.code.map((_, i) => `t${i} inner= ${write(i, rounded)};`),
    `y = outer(t${last});`,
    '# the same without rounding',
    ...program.code.map((_, i) => `Mt${i} = ${write(i, exact)};`),
    '# the rounding error, absolute; and the size of the result, to compare it with',
    `{ ${program.inputs.map((name) => `${name} in [${lo}, ${hi}]`).join(' /\\ ')} -> y - Mt${last} in ? /\\ Mt${last} in ? }`,
    // Without subdivision Gappa does not see that the terms of a quotient belong together.
    ...(program.inputs.length === 1 ? [`$ ${program.inputs[0]} in 64;`] : []),
  ];
  return `${lineComment('#')(contractLines(f, gappaTarget.relies))}\n# Run: gappa FILE\n${lines.join('\n')}\n`;
}

function refuseSpecial({ constants, code }: Program): string | undefined {
  if (code.length === 0) return 'target gappa: a program without operations has no rounding error';
  return constants.some((text) => !Number.isFinite(exactDouble(text)))
    ? 'target gappa: Gappa has real numbers only'
    : undefined;
}

/** A script for each function: Gappa takes one at a time. */
export const gappaTarget: Target = {
  name: 'gappa',
  description: 'Gappa, a script each function that bounds its rounding error',
  relies: ['IEEE 754 round-to-nearest-even, without overflow'],
  refuses: (program) =>
    supportedFormat('gappa', program, ['f32', 'f64']) ??
    writesNumbers.refusal('gappa', NOTATION, program) ??
    refuseSpecial(program),
  emit: (functions, moduleName) =>
    functions.map((f) => ({
      path: functions.length === 1 ? `${moduleName}.gappa` : `${moduleName}-${f.name}.gappa`,
      contents: script(f),
    })),
};
