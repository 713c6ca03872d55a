/** The FPCore column (FPCore 2.0, fpbench.org): what Herbie, FPBench and other tools of the field read. */
import { toFPCore } from '../../expression/to-fpcore.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { storageOf } from '../../program/program.ts';
import { contractLines } from '../header.ts';
import { operandNames } from '../operand-names.ts';
import { supportedFormat } from '../supported-format.ts';
import type { EmitFunction, Target } from '../target.ts';
import { lineComment } from './comment.ts';
import { NUMBERS_ONLY, writesNumbers, type NumberColumn } from './numbers-only.ts';

const PRECISION: Readonly<Record<string, string>> = { f32: 'binary32', f64: 'binary64' };

const call =
  (operator: string) =>
  (args: readonly string[]): string =>
    `(${operator} ${args.join(' ')})`;

const NOTATION: NumberColumn = {
  ...NUMBERS_ONLY,
  add: call('+'),
  sub: call('-'),
  mul: call('*'),
  div: call('/'),
  neg: call('-'),
  abs: call('fabs'),
  min: ([a, b]) => `(if (< ${b} ${a}) ${b} ${a})`,
  max: ([a, b]) => `(if (< ${a} ${b}) ${b} ${a})`,
  fma: call('fma'),
  sqrt: call('sqrt'),
  floor: call('floor'),
  ceil: call('ceil'),
  round: call('nearbyint'),
  trunc: call('trunc'),
  lt: call('<'),
  le: call('<='),
  eq: call('=='),
  select: call('if'),
};

function literal(constant: string): string {
  const value = exactDouble(constant);
  if (Number.isNaN(value)) return 'NAN';
  return Number.isFinite(value) ? toHexFloat(value) : value > 0 ? 'INFINITY' : '(- INFINITY)';
}

const RELIES = ['IEEE 754 round-to-nearest-even'];

function core(f: EmitFunction): string {
  const { program, specification: s } = f;
  const names = operandNames(program, literal);
  const bindings = program.code.map(
    ({ op, args }, i) => `\n    (t${i} ${writesNumbers(NOTATION, op)(args.map(names))})`,
  );
  const last = program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`;
  const body = bindings.length === 0 ? last : `(let* (${bindings.join('').trimStart()})\n    ${last})`;
  const [inner, outer] = [PRECISION[program.format], PRECISION[storageOf(program)]];
  // The specification as a core of its own: its precondition and its body are the two properties wanted.
  const options = { variables: [s.variable], domains: new Map([[s.variable, s.domain]]) };
  const [, ...properties] = toFPCore(s.function, options).slice(0, -1).split('\n');
  const spec = properties.pop() as string;
  const lines = [
    `(FPCore ${f.name} (${program.inputs.join(' ')})`,
    `  :name "${f.name}"`,
    `  :precision ${outer}`,
    ...properties,
    `  :spec ${spec.trim()}`,
    inner === outer ? `  ${body})` : `  (cast (! :precision ${inner} ${body})))`,
  ];
  return `${lineComment(';')(contractLines(f, RELIES))}\n${lines.join('\n')}\n`;
}

export const fpcoreTarget: Target = {
  name: 'fpcore',
  description: 'FPCore 2.0, for Herbie, FPBench and others',
  relies: RELIES,
  refuses: (program) =>
    supportedFormat('fpcore', program, ['f32', 'f64']) ?? writesNumbers.refusal('fpcore', NOTATION, program),
  emit: (functions, moduleName) => [
    { path: `${moduleName}.fpcore`, contents: functions.map(core).join('\n') },
  ],
};
