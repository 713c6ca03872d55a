import { NapierError } from '../error/fault.ts';
import { MACHINE_OPERATIONS } from '../program/machine-operations.ts';
import type { Program, Table } from '../program/program.ts';
import { programText } from '../program/program-text.ts';
import { validateProgram } from '../program/validate-program.ts';
import { readFormatName } from './json/read-format-name.ts';
import type { FindingProblem, FrontEntry } from './finding.ts';
import type { Field } from './json/fields.ts';

const LIMITS = {
  constants: 10_000,
  code: 10_000,
  constantLength: 10_000,
  tables: 100,
  tableValues: 65_536,
} as const;

/** The program of a front's entry: it fits the problem, is valid by itself, and its text is its own. */
export function readProgram(field: Field, problem: FindingProblem): FrontEntry['program'] {
  const f = field.object(['format', 'inputs', 'constants', 'code', 'text'], ['storage', 'tables']);
  const program = readPlainProgram(field, f, problem);
  const text = programText(program);
  if (f.text.string() !== text)
    f.text.refuse('the text is not that of the code', 'a finding is not to be edited by hand');
  return { ...program, text };
}

/** The same without text, as a checkpoint holds it. */
export function readBareProgram(field: Field, problem: FindingProblem): Program {
  const f = field.object(['format', 'inputs', 'constants', 'code'], ['storage', 'tables']);
  return readPlainProgram(field, f, problem);
}

function readPlainProgram(
  field: Field,
  f: Readonly<
    Record<'format' | 'inputs' | 'constants' | 'code', Field> & Partial<Record<'storage' | 'tables', Field>>
  >,
  problem: FindingProblem,
): Program {
  const format = readFormatName(f.format);
  const storage = f.storage && readFormatName(f.storage);
  if (storage === format) f.storage?.refuse('the same as the format');
  if ((storage ?? format) !== problem.format) {
    (f.storage ?? f.format).refuse(`the problem's format is ${problem.format}`);
  }
  const inputs = f.inputs.items(100).map((item) => item.string());
  if (inputs.length !== 1 || inputs[0] !== problem.variable) {
    f.inputs.refuse(`expected the problem's variable, ["${problem.variable}"]`);
  }
  const constants = f.constants.items(LIMITS.constants).map(readConstant);
  const tables = f.tables?.items(LIMITS.tables).map((item): Table => {
    const table = item.object(['type', 'values']);
    return {
      type: table.type.oneOf(['float', 'int']),
      values: table.values.items(LIMITS.tableValues).map(readConstant),
    };
  });
  const code = f.code.items(LIMITS.code).map((item) => {
    const instruction = item.object(['op', 'args']);
    return {
      op: instruction.op.oneOf(MACHINE_OPERATIONS),
      args: instruction.args.items(3).map((operand) => operand.string()),
    };
  });
  const program: Program = {
    format,
    ...(storage === undefined ? {} : { storage }),
    inputs,
    constants,
    ...(tables === undefined ? {} : { tables }),
    code,
  };
  try {
    validateProgram(program);
  } catch (error) {
    if (error instanceof NapierError) field.refuse(error.fault.message, error.fault.hint);
    throw error;
  }
  return program;
}

function readConstant(item: Field): string {
  const text = item.string();
  return text.length <= LIMITS.constantLength ? text : item.refuse('a constant too long');
}
