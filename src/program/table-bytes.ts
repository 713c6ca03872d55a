import { findFormat } from '../number/formats.ts';
import type { Program } from './program.ts';

/** Bytes of all tables of a program, in the format it computes in. */
export function tableBytes({ format, tables = [] }: Program): number {
  if (tables.length === 0) return 0;
  const { bits } = findFormat(format);
  return tables.reduce((sum, { values }) => sum + (values.length * bits) / 8, 0);
}
