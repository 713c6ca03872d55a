/** A straight-line program of floats as Gappa reads it: the program, the same without rounding, and what is asked of their difference. */
import type { Limit } from '../../certify/roundoff-rules.ts';
import { exponentOf, nextUp, powerOfTwo } from '../../number/double-bits.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { storageOf, type Program } from '../../program/program.ts';
import { operandNames } from '../operand-names.ts';
import type { Cell } from './gappa-cell.ts';
import { errorEquations } from './gappa-errors.ts';
import { hexNumber, NUMBERS_ONLY, writesNumbers, type NumberColumn } from './numbers-only.ts';

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
  return hexNumber(exactDouble(constant));
}

/** Operations that round nothing. */
const EXACT: ReadonlySet<string> = new Set(['neg', 'abs']);

/** What a script is about: a program of floats alone on one interval. */
export type Straight = Pick<Cell, 'lo' | 'hi' | 'program'>;

/** The parts of a script: what is computed, what is asked, and what Gappa is told of errors that cancel. */
export type GappaScript = {
  readonly lines: readonly string[];
  readonly goal: string;
  readonly hints: readonly string[];
};

/** @param limit of the inputs those alone at which the result without rounding has at most this magnitude, a power of two but for little */
export function gappaScript({ lo, hi, program }: Straight, limit?: Limit): GappaScript {
  const bare = (x: number): string => literal(toHexFloat(x)).replace(/^\((.*)\)$/, '$1');
  const [inner, outer] = [ROUNDING[program.format], ROUNDING[storageOf(program)]];
  const computed = operandNames(program, literal);
  const { residuals, inverses, roots, equations } = errorEquations(program, computed);
  const real = (operand: string): string =>
    /^t\d+$/.test(operand)
      ? residuals.has(Number(operand.slice(1)))
        ? '0'
        : operand.replace('t', 'M')
      : computed(operand);
  const write = (i: number, names: (operand: string) => string): string =>
    writesNumbers(NOTATION, program.code[i].op)(program.code[i].args.map(names));
  const last = program.code.length - 1;
  const [limited, unit] = beforeScaling(program);
  const ends = (most: number): string => `${bare(-most / unit)}, ${bare(most / unit)}`;
  const within = limit === undefined ? [] : [`M${limited} in [${ends(nextUp(limit.most + limit.beyond))}]`];
  const squares = roots.map((zero) => `${zero} in [0, 0]`);
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
      ...inverses.map(({ name, value }) => `${name} = 1 / ${value};`),
      '# the rounding error, absolute; and the size of the result, to compare it with',
    ],
    goal: `{ ${[inputs, ...within, ...squares].join(' /\\ ')} -> y - M${last} in ? /\\ M${last} in ? }`,
    hints: [
      '# errors in terms of errors, each once: Gappa checks that these are equations',
      ...equations.map(({ left, right }) => `${left} -> ${right};`),
      // Above the power of two the unit is another.
      ...(limit === undefined ? [] : [`$ u${limited} in (${ends(limit.most)});`]),
    ],
  };
}

/** The instruction whose result, times the power of two given with it, is the last one's: there the digits of the result are rounded. */
function beforeScaling({ code, constants }: Program): readonly [index: number, unit: number] {
  let [at, unit] = [code.length - 1, 1];
  for (;;) {
    const { op, args } = code[at];
    const factor = args.find((arg) => arg.startsWith('c')) ?? '';
    const rest = args.find((arg) => arg.startsWith('t'));
    const value = exactDouble(constants[Number(factor.slice(1))] ?? '0x0p+0');
    const scales = op === 'mul' && value > 0 && value === powerOfTwo(exponentOf(value));
    // A product of factors that is no double any more is left.
    if (!scales || rest === undefined || !Number.isFinite(1 / (unit * value)) || unit * value === 0)
      return [at, unit];
    [at, unit] = [Number(rest.slice(1)), unit * value];
  }
}

/** Why a program is no formula that Gappa reads. */
export function refuseNumbers(program: Program): string | undefined {
  return writesNumbers.refusal('gappa', NOTATION, program) ?? refuseSpecial(program);
}

function refuseSpecial({ constants, code }: Program): string | undefined {
  if (code.length === 0) return 'target gappa: a program without operations has no rounding error';
  return constants.some((text) => !Number.isFinite(exactDouble(text)))
    ? 'target gappa: Gappa has real numbers only'
    : undefined;
}
