/**
 * The Gappa column (gappa.gitlabpages.inria.fr): a script that makes Gappa bound the rounding error of the program. Of a
 * program with choices: on the inputs next to its worst one, with the errors that cancel told ({@link errorEquations}).
 */
import { decimalUp } from '../../number/decimal.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { storageOf, type Program } from '../../program/program.ts';
import { domainEnds } from '../domain-ends.ts';
import { contractLines } from '../header.ts';
import { operandNames } from '../operand-names.ts';
import { supportedFormat } from '../supported-format.ts';
import type { EmitFunction, Target } from '../target.ts';
import { lineComment } from './comment.ts';
import { cellFrom, type Cell } from './gappa-cell.ts';
import { errorEquations } from './gappa-errors.ts';
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

/** Operations that round nothing. */
const EXACT: ReadonlySet<string> = new Set(['neg', 'abs']);

/** What a script is about: a program of floats alone on one interval. */
type Straight = Pick<Cell, 'lo' | 'hi' | 'program'>;

/** Inputs near which a cell is looked for where no worst input is known. */
const USUAL = [1.5, 0.375];

function script(f: EmitFunction): string {
  const contract = lineComment('#')(contractLines(f, gappaTarget.relies));
  if (isStraight(f.program)) {
    const [lo, hi] = domainEnds(f);
    // Without subdivision Gappa does not see that the terms of a quotient belong together.
    const split = f.program.inputs.length === 1 ? [`$ ${f.program.inputs[0]} in 64;`] : [];
    const { lines, goal } = body({ lo, hi, program: f.program });
    return `${contract}\n# Run: gappa FILE\n${[...lines, goal, ...split].join('\n')}\n`;
  }
  const worst = f.certificate === undefined ? [] : [exactDouble(f.certificate.worst)];
  const cell = firstCell(f.program, [...worst, ...USUAL]) as Cell;
  const { lines, goal, hints } = body(cell);
  const about = [
    `# On the inputs from ${cell.lo} to ${cell.hi} the program is what follows: one way of its selections, its integers known.`,
    `# Its rounding error is at most ${decimalUp(cell.bound)} there by Napier's own analysis.`,
  ];
  return `${contract}\n${about.join('\n')}\n# Run: gappa FILE\n${[...lines, goal, ...hints].join('\n')}\n`;
}

function body({ lo, hi, program }: Straight): {
  readonly lines: readonly string[];
  readonly goal: string;
  readonly hints: readonly string[];
} {
  const bare = (x: number): string => literal(toHexFloat(x)).replace(/^\((.*)\)$/, '$1');
  const [inner, outer] = [ROUNDING[program.format], ROUNDING[storageOf(program)]];
  const computed = operandNames(program, literal);
  const { residuals, inverted, equations } = errorEquations(program, computed);
  const real = (operand: string): string =>
    /^t\d+$/.test(operand)
      ? residuals.has(Number(operand.slice(1)))
        ? '0'
        : operand.replace('t', 'M')
      : computed(operand);
  const write = (i: number, names: (operand: string) => string): string =>
    writesNumbers(NOTATION, program.code[i].op)(program.code[i].args.map(names));
  const last = program.code.length - 1;
  const inputs = program.inputs.map((name) => `${name} in [${bare(lo)}, ${bare(hi)}]`).join(' /\\ ');
  return {
    lines: [
      `@inner = ${inner};`,
      `@outer = ${outer};`,
      ...program.inputs.map((name) => `${name} = outer(${name}_);`),
      '# the program: t is the rounded u',
      ...program.code.flatMap(({ op }, i) => [
        `u${i} = ${write(i, computed)};`,
        `t${i} = ${EXACT.has(op) ? `u${i}` : `inner(u${i})`};`,
      ]),
      `y = outer(t${last});`,
      '# the same without rounding',
      ...program.code.flatMap((_, i) => (residuals.has(i) ? [] : [`M${i} = ${write(i, real)};`])),
      ...inverted.map(([i, divisor]) => `R${i} = 1 / ${computed(divisor)};`),
      '# the rounding error, absolute; and the size of the result, to compare it with',
    ],
    goal: `{ ${inputs} -> y - M${last} in ? /\\ M${last} in ? }`,
    hints: [
      '# errors in terms of errors, each once: Gappa checks that these are equations',
      ...equations.map(({ left, right }) => `${left} -> ${right};`),
    ],
  };
}

function firstCell(program: Program, places: readonly number[]): Cell | undefined {
  for (const x of places) {
    const cell = cellFrom(program, x);
    if (cell !== undefined && refuseNumbers(cell.program) === undefined) return cell;
  }
  return undefined;
}

const isStraight = (program: Program): boolean => refuseNumbers(program) === undefined;

function refuseNumbers(program: Program): string | undefined {
  return writesNumbers.refusal('gappa', NOTATION, program) ?? refuseSpecial(program);
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
  refuses: (program) => {
    const unsupported = supportedFormat('gappa', program, ['f32', 'f64']);
    if (unsupported !== undefined) return unsupported;
    // With choices it is one formula on a part of the inputs at least.
    const refusal = refuseNumbers(program);
    return refusal === undefined || firstCell(program, USUAL) !== undefined ? undefined : refusal;
  },
  emit: (functions, moduleName) =>
    functions.map((f) => ({
      path: functions.length === 1 ? `${moduleName}.gappa` : `${moduleName}-${f.name}.gappa`,
      contents: script(f),
    })),
};
