/** The StableHLO column (openxla.org): MLIR text of functions of tensors of one shape. */
import { toHexFloat } from '../../number/exact-constant.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import { lMulBiasText } from '../../program/l-mul.ts';
import type { HardwareOperation, ValueType } from '../../program/machine-operations.ts';
import { requireHardware } from '../../program/require-real.ts';
import { storageOf, type Program } from '../../program/program.ts';
import { contractLines } from '../header.ts';
import { supportedFormat } from '../supported-format.ts';
import type { EmitFunction, Target } from '../target.ts';
import { vectorBits } from '../vector-bits.ts';
import { lineComment } from './comment.ts';
import { OPEN } from './shader.ts';

/** Assembles an operation: `emit` adds a line and gives its name. */
type Assembler = {
  readonly width: 32 | 64;
  emit(name: string, operands: readonly string[], from: ValueType, to: ValueType, extra?: string): string;
  /** A constant from its text. */
  constant(text: string): string;
};
type Assemble = (args: readonly string[], a: Assembler) => string;

const float =
  (name: string): Assemble =>
  (args, a) =>
    a.emit(name, args, 'float', 'float');
const int =
  (name: string): Assemble =>
  (args, a) =>
    a.emit(name, args, 'int', 'int');
const compare =
  (direction: string, type: 'float' | 'int'): Assemble =>
  (args, a) =>
    a.emit(`compare ${direction},`, args, type, 'bool', `, ${type === 'float' ? 'FLOAT' : 'SIGNED'}`);
const less = compare('LT', 'float');
const select =
  (type: ValueType): Assemble =>
  (args, a) =>
    a.emit('select', args, type, type, 'select');
/** Shift counts are taken modulo the width; StableHLO gives zeros beyond it. */
const shift =
  (name: string): Assemble =>
  ([x, n], a) =>
    a.emit(name, [x, a.emit('and', [n, a.constant(`i:${a.width - 1}`)], 'int', 'int')], 'int', 'int');

const NOTATION: Readonly<Record<HardwareOperation, Assemble | string>> = {
  add: float('add'),
  sub: float('subtract'),
  mul: float('multiply'),
  div: float('divide'),
  neg: float('negate'),
  abs: float('abs'),
  min: ([x, y], a) => select('float')([less([y, x], a), y, x], a),
  max: ([x, y], a) => select('float')([less([x, y], a), y, x], a),
  fma: 'StableHLO has none',
  sqrt: float('sqrt'),
  floor: float('floor'),
  ceil: float('ceil'),
  round: float('round_nearest_even'),
  trunc: ([x], a) => {
    const [up, down] = [float('ceil')([x], a), float('floor')([x], a)];
    return select('float')([less([x, a.constant('0x0p+0')], a), up, down], a);
  },
  bits: ([x], a) => a.emit('bitcast_convert', [x], 'float', 'int'),
  float: ([x], a) => a.emit('bitcast_convert', [x], 'int', 'float'),
  iadd: int('add'),
  isub: int('subtract'),
  imul: int('multiply'),
  lmul: (args, a) => int('subtract')([int('add')(args, a), a.constant(lMulBiasText(a.width))], a),
  iand: int('and'),
  ior: int('or'),
  ixor: int('xor'),
  ishl: shift('shift_left'),
  ishr: shift('shift_right_logical'),
  isar: shift('shift_right_arithmetic'),
  toint: 'StableHLO leaves the conversion of numbers that do not fit undefined',
  fromint: ([x], a) => a.emit('convert', [x], 'int', 'float'),
  lt: less,
  le: compare('LE', 'float'),
  eq: compare('EQ', 'float'),
  ilt: compare('LT', 'int'),
  select: select('float'),
  iselect: select('int'),
  lookup: 'a gather of a whole tensor is not elementwise; use the jax target',
};

const RELIES = ['the back end computing in the type written'];
const LEAVES_OPEN = [OPEN.contraction, OPEN.subnormals, 'division and sqrt of some back ends'];

function definition(f: EmitFunction): string {
  const { program } = f;
  const width = program.format === 'f32' ? 32 : 64;
  const names: Readonly<Record<ValueType, string>> = { float: program.format, int: `i${width}`, bool: 'i1' };
  const tensor = (type: ValueType): string => `tensor<${names[type]}>`;
  const stored = `tensor<${storageOf(program)}>`;
  const lines: string[] = [];
  const fresh = (): string => `%v${lines.length}`;
  const assembler: Assembler = {
    width,
    emit(name, operands, from, to, extra = '') {
      const result = fresh();
      const types =
        extra === 'select'
          ? `tensor<i1>, ${tensor(from)}`
          : from === to && extra === ''
            ? tensor(to)
            : `(${operands.map(() => tensor(from)).join(', ')}) -> ${tensor(to)}`;
      const suffix = extra === 'select' ? '' : extra;
      lines.push(`${result} = stablehlo.${name} ${operands.join(', ')}${suffix} : ${types}`);
      return result;
    },
    constant(text) {
      const result = fresh();
      const isInteger = isIntegerText(text);
      const value = isInteger ? `${exactInteger(text, width)}` : vectorBits(exactDouble(text), width);
      const remark = isInteger
        ? ''
        : `  // ${Number.isFinite(exactDouble(text)) ? toHexFloat(exactDouble(text)) : text}`;
      lines.push(
        `${result} = stablehlo.constant dense<${value}> : ${tensor(isInteger ? 'int' : 'float')}${remark}`,
      );
      return result;
    },
  };
  const convert = (value: string, from: string, to: string): string => {
    if (from === to) return value;
    const result = fresh();
    lines.push(`${result} = stablehlo.convert ${value} : (${from}) -> ${to}`);
    return result;
  };
  const values = new Map(program.inputs.map((name) => [name, convert(`%${name}`, stored, tensor('float'))]));
  program.constants.forEach((text, i) => values.set(`c${i}`, assembler.constant(text)));
  program.code.forEach(({ op, args }, i) => {
    const assemble = NOTATION[requireHardware(op)];
    if (typeof assemble === 'string') throw new RangeError(assemble);
    values.set(
      `t${i}`,
      assemble(
        args.map((arg) => values.get(arg) as string),
        assembler,
      ),
    );
  });
  const last = values.get(program.code.length === 0 ? program.inputs[0] : `t${program.code.length - 1}`);
  const result = convert(last as string, tensor('float'), stored);
  const parameters = program.inputs.map((name) => `%${name}: ${stored}`).join(', ');
  const doc = lineComment('  //')(contractLines(f, RELIES, LEAVES_OPEN));
  return `${doc}
  func.func @${f.name}(${parameters}) -> ${stored} {
${lines.map((line) => `    ${line}`).join('\n')}
    return ${result} : ${stored}
  }
`;
}

export const stablehloTarget: Target = {
  name: 'stablehlo',
  description: 'StableHLO text (MLIR), functions of scalars (tensor<f32>)',
  relies: RELIES,
  leavesOpen: LEAVES_OPEN,
  refuses(program: Program) {
    const found = program.code.find(({ op }) => typeof NOTATION[op as HardwareOperation] === 'string');
    return (
      supportedFormat('stablehlo', program, ['f32', 'f64']) ??
      (found &&
        `target stablehlo cannot write ${found.op}: ${String(NOTATION[found.op as HardwareOperation])}`)
    );
  },
  emit: (functions, moduleName) => [
    {
      path: `${moduleName}.mlir`,
      contents: `module @${moduleName} {\n${functions.map(definition).join('\n')}}\n`,
    },
  ],
};
