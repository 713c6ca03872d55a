import type { Program } from '../program/program.ts';
import type { Json } from './json/write-json.ts';

/** A program as findings and checkpoints hold it, members in a fixed order. */
export function programJson(program: Program): { [key: string]: Json } {
  return {
    format: program.format,
    ...(program.storage === undefined ? {} : { storage: program.storage }),
    inputs: [...program.inputs],
    constants: [...program.constants],
    ...(program.tables === undefined
      ? {}
      : { tables: program.tables.map(({ type, values }) => ({ type, values: [...values] })) }),
    code: program.code.map(({ op, args }) => ({ op, args: [...args] })),
  };
}
