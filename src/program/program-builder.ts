import type { FormatName } from '../number/formats.ts';
import { findFormat } from '../number/formats.ts';
import { integerText, isIntegerText } from './integer-constant.ts';
import {
  MACHINE_OPERATION_TABLE,
  type MachineOperation,
  type OperandType,
  type ValueType,
} from './machine-operations.ts';
import type { Instruction, Operand, Program, Table } from './program.ts';

/**
 * Builds programs: equal constants and equal instructions become one, unused ones are left out by `build`.
 * Operands it returns are its own; `build` numbers them anew.
 *
 * @example
 * const b = new ProgramBuilder('f32', ['x']);
 * const x = b.input(0);
 * b.build(b.fma(b.mul(x, x), b.constant('0x1p-1'), b.constant('0x1p+0')));
 */
export class ProgramBuilder {
  readonly format: FormatName;
  readonly storage: FormatName | undefined;
  readonly inputs: readonly string[];
  private readonly constants: string[] = [];
  private readonly tables: Table[] = [];
  /** Of every operand made so far. */
  private readonly types = new Map<Operand, OperandType>();
  private readonly code: Instruction[] = [];
  private readonly known = new Map<string, Operand>();

  /** @param storage the format of inputs and result, where it is another (see `Program.storage`) */
  constructor(format: FormatName, inputs: readonly string[], storage?: FormatName) {
    this.format = format;
    this.storage = storage === format ? undefined : storage;
    this.inputs = [...inputs];
    for (const name of inputs) this.types.set(name, 'float');
  }

  input(index: number): Operand {
    if (index >= this.inputs.length) throw new RangeError(`no input ${index}`);
    return this.inputs[index];
  }

  /** The constant written by exactly this text (see `Program.constants`; `toHexFloat` writes machine numbers). */
  constant(text: string): Operand {
    const type = isIntegerText(text) ? 'int' : 'float';
    return this.intern(`#${text}`, type, () => `c${this.constants.push(text) - 1}`);
  }

  /** The text of a constant; `undefined` for any other operand. */
  constantText(operand: Operand): string | undefined {
    return /^c\d+$/.test(operand) && !this.inputs.includes(operand)
      ? this.constants[Number(operand.slice(1))]
      : undefined;
  }

  /** The integer constant as wide as the format; larger or smaller values are taken modulo 2^width. */
  integer(value: number | bigint): Operand {
    return this.constant(integerText(value, findFormat(this.format).bits));
  }

  /** A table for `lookup`, its values written as constants are. */
  table(type: Table['type'], values: readonly string[]): Operand {
    return this.intern(
      `[${type} ${values.join(' ')}]`,
      'table',
      () => `k${this.tables.push({ type, values }) - 1}`,
    );
  }

  /**
   * Any operation of the table. Commutative ones are shared also with their operands swapped.
   * @throws RangeError when an operand is missing, too many, or of another type than the operation takes.
   */
  operation(op: MachineOperation, ...args: Operand[]): Operand {
    const { arity, operands } = MACHINE_OPERATION_TABLE[op];
    if (args.length !== arity) throw new RangeError(`${op}: wrong number of operands`);
    args.forEach((arg, k) => {
      const type = this.types.get(arg);
      if (type !== operands[k])
        throw new RangeError(`${op}: operand ${k} is a ${type}, not a ${operands[k]}`);
    });
    return this.intern(
      shareKey(op, args),
      this.resultType(op, args),
      () => `t${this.code.push({ op, args }) - 1}`,
    );
  }

  /** From now on this operation on these operands is a value that is at hand, equal but for rounding. */
  take(value: Operand, op: MachineOperation, ...args: Operand[]): void {
    if (this.types.get(value) !== this.resultType(op, args))
      throw new RangeError(`${op}: ${value} is a ${this.types.get(value)}`);
    this.known.set(shareKey(op, args), value);
  }

  add(a: Operand, b: Operand): Operand {
    return this.operation('add', a, b);
  }
  sub(a: Operand, b: Operand): Operand {
    return this.operation('sub', a, b);
  }
  mul(a: Operand, b: Operand): Operand {
    return this.operation('mul', a, b);
  }
  div(a: Operand, b: Operand): Operand {
    return this.operation('div', a, b);
  }
  neg(a: Operand): Operand {
    return this.operation('neg', a);
  }
  abs(a: Operand): Operand {
    return this.operation('abs', a);
  }
  min(a: Operand, b: Operand): Operand {
    return this.operation('min', a, b);
  }
  max(a: Operand, b: Operand): Operand {
    return this.operation('max', a, b);
  }
  fma(a: Operand, b: Operand, c: Operand): Operand {
    return this.operation('fma', a, b, c);
  }
  sqrt(a: Operand): Operand {
    return this.operation('sqrt', a);
  }
  floor(a: Operand): Operand {
    return this.operation('floor', a);
  }
  ceil(a: Operand): Operand {
    return this.operation('ceil', a);
  }
  round(a: Operand): Operand {
    return this.operation('round', a);
  }
  trunc(a: Operand): Operand {
    return this.operation('trunc', a);
  }

  /**
   * The program that computes `result`, a float. A program's value is its last instruction's, so a result that is a
   * constant, or an input other than the first, is passed through `max(r, r)`, which changes nothing.
   */
  build(result: Operand): Program {
    if (this.types.get(result) !== 'float') throw new RangeError(`${result} is a ${this.types.get(result)}`);
    const output =
      this.isInstruction(result) || result === this.inputs[0] ? result : this.max(result, result);
    const used = this.reachable(output);
    const names = new Map<Operand, Operand>(this.inputs.map((name) => [name, name]));
    const constants = this.constants.filter((_, i) => used.has(`c${i}`));
    let next = 0;
    this.constants.forEach((_, i) => used.has(`c${i}`) && names.set(`c${i}`, `c${next++}`));
    const tables = this.tables.filter((_, i) => used.has(`k${i}`));
    let nextTable = 0;
    this.tables.forEach((_, i) => used.has(`k${i}`) && names.set(`k${i}`, `k${nextTable++}`));
    const code: Instruction[] = [];
    this.code.forEach(({ op, args }, i) => {
      if (!used.has(`t${i}`)) return;
      names.set(`t${i}`, `t${code.length}`);
      code.push({ op, args: args.map((arg) => names.get(arg) as Operand) });
    });
    return {
      format: this.format,
      ...(this.storage === undefined ? {} : { storage: this.storage }),
      inputs: this.inputs,
      constants,
      ...(tables.length === 0 ? {} : { tables }),
      code,
    };
  }

  private intern(key: string, type: OperandType, make: () => Operand): Operand {
    let operand = this.known.get(key);
    if (operand === undefined) {
      this.known.set(key, (operand = make()));
      this.types.set(operand, type);
    }
    return operand;
  }

  private resultType(op: MachineOperation, args: readonly Operand[]): ValueType {
    const { result } = MACHINE_OPERATION_TABLE[op];
    return result === 'entry' ? this.tables[Number(args[0].slice(1))].type : result;
  }

  private isInstruction(operand: Operand): boolean {
    return /^t\d+$/.test(operand) && !this.inputs.includes(operand);
  }

  private reachable(result: Operand): Set<Operand> {
    const used = new Set<Operand>([result]);
    for (let i = this.code.length - 1; i >= 0; i--) {
      if (used.has(`t${i}`)) for (const arg of this.code[i].args) used.add(arg);
    }
    return used;
  }
}

const COMMUTATIVE: ReadonlySet<MachineOperation> = new Set([
  'add',
  'mul',
  'fma',
  'iadd',
  'imul',
  'lmul',
  'iand',
  'ior',
  'ixor',
  'eq',
]);

/** `min` and `max` are not commutative (zeros of both signs, NaN). */
function shareKey(op: MachineOperation, args: readonly Operand[]): string {
  const swap = COMMUTATIVE.has(op);
  const [a, b, ...rest] = swap && args[1] < args[0] ? [args[1], args[0], ...args.slice(2)] : args;
  return [op, a, b, ...rest].join(' ');
}
