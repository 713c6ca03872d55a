import { fail } from '../../error/fault.ts';
import { parseExpression } from '../../expression/parse.ts';
import { toText } from '../../expression/to-text.ts';
import type { Formula } from './formula.ts';
import { CONSTANT_CODE, isBinary, OPERATION_CODE, REGRESS_OPERATIONS } from './regress-operations.ts';

/** What an engine proposed, and what of it was taken. */
export type EngineRecord = { readonly engine: string; readonly proposed: number; readonly entered: number };

/** A formula as plain data: numbers as text, so that every double comes back; terms of exact constants, '' where none. */
export type FormulaRecord = {
  readonly code: readonly number[];
  readonly values: string;
  readonly exact?: readonly string[];
};

export type MemberRecord = FormulaRecord & {
  /** What led to it, oldest first. */
  readonly made: readonly (FormulaRecord & { readonly how: string })[];
  readonly loss: string;
  readonly length: string;
  readonly engine: string;
};

/** A front while a search runs. */
export type FrontRecord = {
  readonly members: readonly MemberRecord[];
  readonly fitted: number;
  readonly entered: number;
  /** Formulas that were fitted, by their nodes. */
  readonly sizes: readonly (readonly [nodes: number, formulas: number])[];
  /** Fingerprints of what was proposed. */
  readonly seen: string;
};

/**
 * Where a search for formulas stands: what is needed to go on to the very formulas that it would have found. Engines are
 * deterministic and run one after the other, so those that are done are not run again; one that takes long says where in it.
 */
export type FormulaSearchState = {
  /** Passes of engines that are complete. */
  readonly steps: number;
  readonly random: readonly number[];
  /** Evaluations of formulas so far, on the searched rows and on those of a form's rounds. */
  readonly evaluations: readonly [searched: number, elsewhere: number];
  readonly engines: readonly EngineRecord[];
  readonly front: FrontRecord;
  /** The pass that was begun, where its engine told of a state. */
  readonly begun?: {
    readonly record: EngineRecord;
    readonly state: string;
    /** The formula by which the rows that it sees were chosen. */
    readonly guide?: FormulaRecord;
  };
};

/** Doubles as text, every one of them. */
export function numbersText(values: Iterable<number>): string {
  return Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))).join(' ');
}

export function numbersOf(text: string): number[] {
  if (text === '') return [];
  return text.split(' ').map((one) => {
    const value = Number(one);
    return Number.isNaN(value) && one !== 'NaN' ? damaged() : value;
  });
}

export function formulaRecord({ code, values, exact }: Formula): FormulaRecord {
  return {
    code,
    values: numbersText(values),
    ...(exact === undefined ? {} : { exact: exact.map((term) => (term === undefined ? '' : toText(term))) }),
  };
}

/** @param inputs how many @throws NapierError for a record that is no formula */
export function formulaOfRecord({ code, values: text, exact }: FormulaRecord, inputs: number): Formula {
  const values = numbersOf(text);
  let [depth, constants] = [0, 0];
  for (const c of code) {
    const known =
      Number.isInteger(c) &&
      ((c >= 0 && c < inputs) ||
        c === CONSTANT_CODE ||
        (c >= OPERATION_CODE && c < OPERATION_CODE + REGRESS_OPERATIONS.length));
    if (!known) damaged();
    if (c === CONSTANT_CODE) constants += 1;
    if (c <= CONSTANT_CODE) depth += 1;
    else if (isBinary(c)) depth -= 1;
    if (depth < 1) damaged();
  }
  if (depth !== 1 || constants !== values.length || (exact ?? values).length !== values.length) damaged();
  if (exact === undefined) return { code, values };
  return { code, values, exact: exact.map((one) => (one === '' ? undefined : parseExpression(one))) };
}

export function damaged(): never {
  return fail({
    kind: 'file',
    message: 'the state of the search is damaged',
    hint: 'start the run again',
  });
}

/** 52 bits of a text: a collision among a hundred thousand has a chance of one in a million, and would only skip a formula. */
export function fingerprint(text: string): number {
  // FNV-1a (Fowler, Noll, Vo) in two lanes of different starts and multipliers.
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 0) * 0x100000 + ((b >>> 12) & 0xfffff);
}
