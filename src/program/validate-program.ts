import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { fromHexFloat, readRational, toHexFloat } from '../number/exact-constant.ts';
import { findFormat, FORMAT_NAMES, type FormatName } from '../number/formats.ts';
import { MACHINE_OPERATION_TABLE, MACHINE_OPERATIONS, type MachineOperation } from './machine-operations.ts';
import { resolveOperand } from './operand.ts';
import type { Instruction, Program } from './program.ts';

/** Longer programs are refused: nothing here makes them, and a hand-edited file must not exhaust memory. */
const LENGTH_LIMIT = 100_000;

/** Characters of one constant: more digits than any working precision here. */
const CONSTANT_LIMIT = 10_000;

const bad = (message: string, hint?: string): never => fail({ kind: 'value', message, hint });

/**
 * A program from data of unknown origin (a finding read from a file). Checked: the format is known; inputs are
 * distinct identifiers not of the form `c0` or `t0`; every constant is exactly a number of the format; operations
 * are known, with as many operands as their arity, each defined before.
 * @returns the program, without other properties the data had.
 * @throws NapierError naming the place: "program, instruction 3: …".
 */
export function validateProgram(data: unknown): Program {
  if (typeof data !== 'object' || data === null) return bad('program: expected an object');
  const { format, inputs, constants, code } = data as Record<string, unknown>;
  if (typeof format !== 'string' || !(FORMAT_NAMES as readonly string[]).includes(format)) {
    const near = nearestName(String(format), FORMAT_NAMES);
    bad(`program: unknown format \`${shown(format)}\``, near && `did you mean \`${near}\`?`);
  }
  const program: Program = {
    format: format as FormatName,
    inputs: strings(inputs, 'inputs'),
    constants: strings(constants, 'constants'),
    code: list(code, 'code').map(readInstruction),
  };
  checkInputs(program.inputs);
  program.constants.forEach((text, i) => checkConstant(text, program.format, `program, constant ${i}`));
  program.code.forEach((instruction, i) => checkInstruction(program, instruction, i));
  return program;
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

function checkInputs(inputs: readonly string[]): void {
  if (inputs.length === 0) bad('program: it has no inputs');
  inputs.forEach((name, i) => {
    if (!/^[A-Za-z_][A-Za-z_0-9]{0,99}$/.test(name))
      bad(`program, input ${i}: \`${shown(name)}\` is not a name`);
    if (/^[ct]\d+$/.test(name)) {
      bad(`program, input ${i}: \`${name}\` is the name of a constant or an instruction`, 'rename the input');
    }
    if (inputs.indexOf(name) !== i) bad(`program, input ${i}: \`${name}\` is there twice`);
  });
}

function checkConstant(text: string, format: FormatName, where: string): void {
  if (text.length > CONSTANT_LIMIT) {
    fail({ kind: 'limit', message: `${where}: more than ${CONSTANT_LIMIT} characters` });
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

function checkInstruction(program: Program, { op, args }: Instruction, i: number): void {
  const where = `program, instruction ${i}`;
  const { arity } = MACHINE_OPERATION_TABLE[op];
  if (args.length !== arity) {
    bad(`${where}: \`${op}\` takes ${arity} operand${arity === 1 ? '' : 's'}, found ${args.length}`);
  }
  for (const arg of args) {
    const operand = resolveOperand(program, arg);
    if (operand === undefined) bad(`${where}: nothing is named \`${shown(arg)}\``);
    else if (operand.kind === 'instruction' && operand.index >= i) {
      bad(`${where}: \`${arg}\` is used before it is computed`);
    }
  }
}
