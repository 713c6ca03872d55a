import type { FormatName } from '../number/formats.ts';
import { MACHINE_OPERATION_TABLE, type MachineOperation } from './machine-operations.ts';
import type { Instruction, Operand, Program } from './program.ts';

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
  readonly inputs: readonly string[];
  private readonly constants: string[] = [];
  private readonly code: Instruction[] = [];
  private readonly known = new Map<string, Operand>();

  constructor(format: FormatName, inputs: readonly string[]) {
    this.format = format;
    this.inputs = [...inputs];
  }

  input(index: number): Operand {
    if (index >= this.inputs.length) throw new RangeError(`no input ${index}`);
    return this.inputs[index];
  }

  /** The constant written by exactly this text (see `Program.constants`; `toHexFloat` writes machine numbers). */
  constant(text: string): Operand {
    return this.intern(`#${text}`, () => `c${this.constants.push(text) - 1}`);
  }

  /** Any operation of the table. Commutative ones are shared also with their operands swapped. */
  operation(op: MachineOperation, ...args: Operand[]): Operand {
    if (args.length !== MACHINE_OPERATION_TABLE[op].arity)
      throw new RangeError(`${op}: wrong number of operands`);
    return this.intern(shareKey(op, args), () => `t${this.code.push({ op, args }) - 1}`);
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
   * The program that computes `result`. A program's value is its last instruction's, so a result that is a
   * constant, or an input other than the first, is passed through `max(r, r)`, which changes nothing.
   */
  build(result: Operand): Program {
    const output =
      this.isInstruction(result) || result === this.inputs[0] ? result : this.max(result, result);
    const used = this.reachable(output);
    const names = new Map<Operand, Operand>(this.inputs.map((name) => [name, name]));
    const constants = this.constants.filter((_, i) => used.has(`c${i}`));
    let next = 0;
    this.constants.forEach((_, i) => used.has(`c${i}`) && names.set(`c${i}`, `c${next++}`));
    const code: Instruction[] = [];
    this.code.forEach(({ op, args }, i) => {
      if (!used.has(`t${i}`)) return;
      names.set(`t${i}`, `t${code.length}`);
      code.push({ op, args: args.map((arg) => names.get(arg) as Operand) });
    });
    return { format: this.format, inputs: this.inputs, constants, code };
  }

  private intern(key: string, make: () => Operand): Operand {
    let operand = this.known.get(key);
    if (operand === undefined) this.known.set(key, (operand = make()));
    return operand;
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

/** `min` and `max` are not commutative (zeros of both signs, NaN). */
function shareKey(op: MachineOperation, args: readonly Operand[]): string {
  const swap = op === 'add' || op === 'mul' || op === 'fma';
  const [a, b, ...rest] = swap && args[1] < args[0] ? [args[1], args[0], ...args.slice(2)] : args;
  return [op, a, b, ...rest].join(' ');
}
