import { toHexFloat } from '../../number/exact-constant.ts';
import type { Format } from '../../number/format.ts';
import { findFormat, type FormatName } from '../../number/formats.ts';
import type { MachineOperation } from '../../program/machine-operations.ts';
import { ProgramBuilder } from '../../program/program-builder.ts';
import type { Operand, Program } from '../../program/program.ts';

/** What a program may be made of. */
export type EmitterOptions = {
  /** The format of every float value in the program. */
  readonly arithmetic: FormatName;
  /** The format of input and result. */
  readonly storage: FormatName;
  readonly variable: string;
  readonly fma: boolean;
};

/** Builds a program out of numbers, not texts, with the bit layout of its format at hand. */
export class Emitter {
  readonly builder: ProgramBuilder;
  readonly format: Format;
  readonly fma: boolean;

  constructor({ arithmetic, storage, variable, fma }: EmitterOptions) {
    this.builder = new ProgramBuilder(arithmetic, [variable], storage);
    this.format = findFormat(arithmetic);
    this.fma = fma;
  }

  get x(): Operand {
    return this.builder.input(0);
  }

  /** Bits below the exponent field. */
  get fractionBits(): number {
    return this.format.precision - 1;
  }

  /** A constant of the format. @throws RangeError when it is not one */
  number(value: number): Operand {
    if (!this.format.contains(value)) throw new RangeError(`${value} is not a number of ${this.format.name}`);
    return this.builder.constant(toHexFloat(value));
  }

  integer(value: bigint | number): Operand {
    return this.builder.constant(`i:${value}`);
  }

  /** The bit pattern of a number, as a constant. */
  patternOf(value: number): Operand {
    return this.integer(BigInt.asIntN(this.format.bits, this.format.encode(value)));
  }

  op(name: MachineOperation, ...args: Operand[]): Operand {
    return this.builder.operation(name, ...args);
  }

  /** a·b + c, fused where the program may. */
  multiplyAdd(a: Operand, b: Operand, c: Operand): Operand {
    return this.fma ? this.builder.fma(a, b, c) : this.builder.add(this.builder.mul(a, b), c);
  }

  /** c − n·b for a constant b; fused where the program may. */
  subtractMultiple(c: Operand, n: Operand, b: number): Operand {
    return this.fma
      ? this.builder.fma(n, this.number(-b), c)
      : this.builder.sub(c, this.builder.mul(n, this.number(b)));
  }

  shiftLeft(a: Operand, by: number): Operand {
    return this.op('ishl', a, this.integer(by));
  }

  /** A reference to a table of floats. */
  table(values: readonly number[]): Operand {
    return this.builder.table('float', values.map(toHexFloat));
  }

  build(result: Operand): Program {
    return this.builder.build(result);
  }
}
