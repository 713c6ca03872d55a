import { exactDouble } from '../number/exact-double.ts';
import { findFormat } from '../number/formats.ts';
import type { MachineOperation } from './machine-operations.ts';
import { neededBy } from './needed-by.ts';
import { resolveOperand } from './operand.ts';
import type { Instruction, Operand, Program } from './program.ts';

/**
 * The cheap way through a program that ends in a choice: its last instruction is `select(condition, value, other)`,
 * and `other` takes much that neither the condition nor `value` needs. Code that sees the condition hold for a whole
 * block of inputs may leave the rest out; the results are the program's own, bit for bit.
 */
export type CommonPath = {
  readonly condition: Operand;
  readonly value: Operand;
  /** The value where it does not hold. */
  readonly other: Operand;
  /** Instructions that the condition takes, by number. */
  readonly test: ReadonlySet<number>;
  /** Instructions that the value takes. */
  readonly short: ReadonlySet<number>;
  /** Instructions that the other value takes. */
  readonly long: ReadonlySet<number>;
  /** The condition is the same decided in the format of the inputs, of which a vector holds more. */
  readonly narrow: boolean;
  /** The condition as a bound on one value, if it is one. */
  readonly limit?: Limit;
};

/**
 * A condition that holds for all inputs of a block where it holds for the largest value there: one operation joins the
 * next value, not a comparison and another operation.
 */
export type Limit = {
  readonly value: Operand;
  /** The text of a constant: a number for magnitudes, whose patterns rise with them, NaN's above all, or an integer. */
  readonly bound: string;
  readonly of: 'magnitude' | 'integer';
  /** Below the bound, or at most the bound. */
  readonly strict: boolean;
};

/** Instructions left out, at least: a test and a jump must be worth it. */
const LEAST_SPARED = 6;
/** Instructions of the value where the condition holds, at least: what takes fewer is a special result. */
const LEAST_SHORT = 3;
/** How conditions end: comparisons of an input's magnitude or pattern with a constant. */
const TESTS: ReadonlySet<MachineOperation> = new Set(['lt', 'le', 'eq', 'ilt']);
/** What stands before the comparison: it costs little beside what is spared. */
const LONGEST_TEST = 4;

/** The common path of a program, if it has one. */
export function commonPath(program: Program): CommonPath | undefined {
  const last = program.code.at(-1);
  if (last?.op !== 'select') return undefined;
  const [condition, value, other] = last.args;
  const test = neededBy(program, condition);
  const short = neededBy(program, value);
  const at = resolveOperand(program, condition);
  if (at?.kind !== 'instruction' || !TESTS.has(program.code[at.index].op) || test.size > LONGEST_TEST)
    return undefined;
  const long = neededBy(program, other);
  const spared = [...long].filter((i) => !test.has(i) && !short.has(i));
  const own = [...short].filter((i) => !test.has(i));
  if (spared.length < LEAST_SPARED || own.length < LEAST_SHORT) return undefined;
  const limit = limitOf(program, program.code[at.index]);
  return {
    condition,
    value,
    other,
    test,
    short,
    long,
    narrow: isNarrow(program, test),
    ...(limit === undefined ? {} : { limit }),
  };
}

function limitOf(program: Program, { op, args: [value, end] }: Instruction): Limit | undefined {
  const [from, to] = [value, end].map((operand) => resolveOperand(program, operand));
  if (from?.kind !== 'instruction' || to?.kind !== 'constant') return undefined;
  const bound = program.constants[to.index];
  if (op === 'ilt') return { value, bound, of: 'integer', strict: true };
  const magnitude = program.code[from.index].op === 'abs' && exactDouble(bound) >= 0;
  if (!magnitude || (op !== 'le' && op !== 'lt')) return undefined;
  return { value, bound, of: 'magnitude', strict: op === 'lt' };
}

/** What gives numbers of the inputs' format, exactly, or compares them. */
const NARROW: ReadonlySet<MachineOperation> = new Set(['abs', 'neg', 'min', 'max', 'lt', 'le', 'eq']);

function isNarrow(program: Program, test: ReadonlySet<number>): boolean {
  if (program.storage === undefined) return true;
  const storage = findFormat(program.storage);
  return [...test].every((i) => {
    const { op, args } = program.code[i];
    return (
      NARROW.has(op) &&
      args.every((arg) => {
        const at = resolveOperand(program, arg);
        return at?.kind !== 'constant' || storage.contains(exactDouble(program.constants[at.index]));
      })
    );
  });
}
