import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { fromHexFloat, readRational, toHexFloat } from '../number/exact-constant.ts';
import { findFormat, FORMAT_NAMES, isFormatName, type FormatName } from '../number/formats.ts';
import { holdsAllOf } from '../number/holds-all-of.ts';
import { isIntegerText, readInteger } from './integer-constant.ts';
import {
  isFunctionOperation,
  isRealOperation,
  MACHINE_OPERATION_TABLE,
  MACHINE_OPERATIONS,
  type MachineOperation,
} from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import type { Instruction, Program, Table } from './program.ts';
import { requireHardware, requireReal } from './require-real.ts';
import { operandType, resultType } from './value-types.ts';

/** Longer programs are refused: nothing here makes them, and a hand-edited file must not exhaust memory. */
const LENGTH_LIMIT = 100_000;

/** Characters of one constant: more digits than any working precision here. */
const CONSTANT_LIMIT = 10_000;

const bad = (message: string, hint?: string): never => fail({ kind: 'value', message, hint });

/**
 * A program from data of unknown origin (a finding read from a file). Checked: the format is known; inputs are
 * distinct identifiers not of the form `c0`, `k0` or `t0`; every constant and table value is exactly a number of the
 * format, or an integer as wide; the storage format's numbers are all numbers of the format; operations are known,
 * with as many operands as their arity, each defined before and of its type; the result is a float.
 * @returns the program, without other properties the data had.
 * @throws NapierError naming the place: "program, instruction 3: …".
 */
export function validateProgram(data: unknown): Program {
  if (typeof data !== 'object' || data === null) return bad('program: expected an object');
  const { format, storage, inputs, constants, tables, code } = data as Record<string, unknown>;
  const name = formatName(format, 'format');
  const program: Program = {
    format: name,
    ...(storage === undefined || storage === name ? {} : { storage: formatName(storage, 'storage format') }),
    inputs: strings(inputs, 'inputs'),
    constants: strings(constants, 'constants'),
    ...(tables === undefined ? {} : { tables: list(tables, 'tables').map(readTable) }),
    code: list(code, 'code').map(readInstruction),
  };
  if (program.storage !== undefined) checkStorage(program.format, program.storage);
  checkInputs(program.inputs, program.tables !== undefined);
  program.constants.forEach((text, i) => checkConstant(text, program.format, `program, constant ${i}`));
  program.tables?.forEach((table, i) => checkTable(table, program.format, `program, table ${i}`));
  program.code.forEach((instruction, i) => checkInstruction(program, instruction, i));
  checkResult(program);
  return program;
}

function formatName(value: unknown, what: string): FormatName {
  if (isFormatName(value)) return value;
  const near = nearestName(String(value), FORMAT_NAMES);
  return bad(`program: unknown ${what} \`${shown(value)}\``, near && `did you mean \`${near}\`?`);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) return bad(`program: \`${name}\` must be a list`);
  if (value.length > LENGTH_LIMIT) {
    return fail({ kind: 'limit', message: `program: \`${name}\` has more than ${LENGTH_LIMIT} entries` });
  }
  return value;
}

function strings(value: unknown, name: string): readonly string[] {
  return list(value, name).map((entry, i) =>
    typeof entry === 'string'
      ? entry
      : bad(`program, ${name} ${i}: expected text, found \`${shown(entry)}\``),
  );
}

function readInstruction(entry: unknown, i: number): Instruction {
  const where = `program, instruction ${i}`;
  if (typeof entry !== 'object' || entry === null) return bad(`${where}: expected an object`);
  const { op, args } = entry as Record<string, unknown>;
  if (typeof op !== 'string' || !Object.hasOwn(MACHINE_OPERATION_TABLE, op)) {
    const near = nearestName(String(op), MACHINE_OPERATIONS);
    bad(`${where}: unknown operation \`${shown(op)}\``, near && `did you mean \`${near}\`?`);
  }
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) {
    return bad(`${where}: \`args\` must be a list of operand names`);
  }
  return { op: op as MachineOperation, args: [...args] };
}

function readTable(entry: unknown, i: number): Table {
  const where = `program, table ${i}`;
  if (typeof entry !== 'object' || entry === null) return bad(`${where}: expected an object`);
  const { type, values } = entry as Record<string, unknown>;
  if (type !== 'float' && type !== 'int') {
    return bad(`${where}: unknown type \`${shown(type)}\``, '`float` or `int`');
  }
  return { type, values: strings(values, `table ${i}, values`) };
}

/** Rounding to the storage format must be all that happens to a result, and nothing to an input. */
function checkStorage(format: FormatName, storage: FormatName): void {
  if (format === 'real' || storage === 'real') {
    fail({ kind: 'unsupported', message: 'program: format `real` has no storage format' });
  }
  if (!holdsAllOf(findFormat(format), findFormat(storage)))
    bad(`program: not every number of ${storage} is a number of ${format}`);
}

function checkTable({ type, values }: Table, format: FormatName, where: string): void {
  if (values.length === 0) bad(`${where}: it has no values`);
  values.forEach((text, i) => {
    if ((type === 'int') !== isIntegerText(text))
      bad(`${where}, value ${i}: \`${shown(text)}\` is not a value of type ${type}`);
    checkConstant(text, format, `${where}, value ${i}`);
  });
}

function checkResult(program: Program): void {
  const last = program.code.at(-1);
  if (last === undefined) return;
  const type = resultType(program, last);
  if (type !== 'float')
    bad(`program: its result is of type ${type}, not float`, 'end with `float` or `fromint`');
}

function checkInputs(inputs: readonly string[], withTables: boolean): void {
  if (inputs.length === 0) bad('program: it has no inputs');
  inputs.forEach((name, i) => {
    if (!/^[A-Za-z_][A-Za-z_0-9]{0,99}$/.test(name))
      bad(`program, input ${i}: \`${shown(name)}\` is not a name`);
    if ((withTables ? /^[ctk]\d+$/ : /^[ct]\d+$/).test(name)) {
      bad(`program, input ${i}: \`${name}\` is the name of a constant or an instruction`, 'rename the input');
    }
    if (inputs.indexOf(name) !== i) bad(`program, input ${i}: \`${name}\` is there twice`);
  });
}

function checkConstant(text: string, format: FormatName, where: string): void {
  if (text.length > CONSTANT_LIMIT) {
    fail({ kind: 'limit', message: `${where}: more than ${CONSTANT_LIMIT} characters` });
  }
  if (isIntegerText(text)) {
    if (format === 'real')
      fail({ kind: 'unsupported', message: `${where}: format \`real\` has no integers` });
    const { bits } = findFormat(format);
    if (readInteger(text, bits) === undefined)
      bad(`${where}: \`${shown(text)}\` is not an integer of ${bits} bits`, 'like `i:0x5f` or `i:-12`');
    return;
  }
  if (format === 'real') {
    if (readRational(text) === undefined) bad(`${where}: \`${shown(text)}\` is not a number`);
    return;
  }
  const value = fromHexFloat(text);
  if (value === undefined) {
    bad(`${where}: \`${shown(text)}\` is not a hexadecimal float`, 'like `0x1.8p-1`');
  } else if (!findFormat(format).contains(value)) {
    const nearest = toHexFloat(findFormat(format).round(value));
    bad(`${where}: \`${shown(text)}\` is not a number of ${format}`, `the nearest is \`${nearest}\``);
  }
}

/** Formats as wide as an integer of a machine: bit patterns up to 32, or binary64. */
function checkIntegers(op: MachineOperation, format: FormatName, where: string): void {
  if (format === 'real') requireReal(op);
  if (format !== 'f64' && findFormat(format).bits > 32) {
    fail({ kind: 'unsupported', message: `${where}: there is no \`${op}\` in ${format}` });
  }
}

function checkInstruction(program: Program, { op, args }: Instruction, i: number): void {
  const where = `program, instruction ${i}`;
  const { arity, operands } = MACHINE_OPERATION_TABLE[op];
  if (args.length !== arity) {
    bad(`${where}: \`${op}\` takes ${arity} operand${arity === 1 ? '' : 's'}, found ${args.length}`);
  }
  if (isFunctionOperation(op)) {
    if (program.format !== 'real') requireHardware(op);
  } else if (!isRealOperation(op)) checkIntegers(op, program.format, where);
  args.forEach((arg, k) => {
    const operand = resolveOperand(program, arg);
    if (operand === undefined) bad(`${where}: nothing is named \`${shown(arg)}\``);
    else if (operand.kind === 'instruction' && operand.index >= i) {
      bad(`${where}: \`${arg}\` is used before it is computed`);
    }
    const type = operandType(program, arg);
    if (type !== operands[k])
      bad(`${where}: operand ${k} of \`${op}\` is a ${operands[k]}, \`${arg}\` is a ${type}`);
  });
}
