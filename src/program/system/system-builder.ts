import type { SystemInstruction, SystemOperation, SystemProgram } from './system.ts';

/** A value of a program that is being built. */
export type Value = number;

const COMMUTATIVE: ReadonlySet<SystemOperation> = new Set(['add', 'mul']);

/** Builds systems; equal constants and, unless told otherwise, equal instructions become one. */
export class SystemBuilder {
  private readonly inputs: readonly string[];
  private readonly constants: number[] = [];
  private readonly instructions: { readonly op: SystemOperation; readonly args: readonly Value[] }[] = [];
  private readonly known = new Map<string, Value>();
  private readonly share: boolean;

  /** @param share equal instructions become one. @defaultValue true */
  constructor(inputs: readonly string[], share = true) {
    this.inputs = inputs;
    this.share = share;
  }

  // Values: inputs from 0, constants below 0, instructions from the number of inputs.

  input(index: number): Value {
    return index;
  }

  constant(value: number): Value {
    const key = `#${Object.is(value, -0) ? '-0' : value}`;
    let known = this.known.get(key);
    if (known === undefined) {
      this.constants.push(value);
      known = -this.constants.length;
      this.known.set(key, known);
    }
    return known;
  }

  /** The number, where the value is a constant. */
  constantValue(value: Value): number | undefined {
    return value < 0 ? this.constants[-value - 1] : undefined;
  }

  operation(op: SystemOperation, ...args: Value[]): Value {
    const ordered = COMMUTATIVE.has(op) && args[1] < args[0] ? [args[1], args[0]] : args;
    const key = `${op} ${ordered.join(' ')}`;
    const known = this.share ? this.known.get(key) : undefined;
    if (known !== undefined) return known;
    const made = this.inputs.length + this.instructions.push({ op, args: ordered }) - 1;
    if (this.share) this.known.set(key, made);
    return made;
  }

  /** The program that computes these, without instructions that none needs, each as late as the first use allows. */
  build(outputs: readonly { readonly name: string; readonly value: Value }[]): SystemProgram {
    const { inputs, constants } = this;
    const n = inputs.length;
    const place = new Map<Value, number>();
    const first = n + constants.length;
    const register = (value: Value): number =>
      value < 0 ? n - value - 1 : value < n ? value : (place.get(value) as number);
    const code: SystemInstruction[] = [];
    const visit = (root: Value): void => {
      const stack: Value[] = [root];
      while (stack.length > 0) {
        const value = stack[stack.length - 1];
        if (value < n || place.has(value)) {
          stack.pop();
          continue;
        }
        const { op, args } = this.instructions[value - n];
        const open = args.filter((arg) => arg >= n && !place.has(arg));
        if (open.length > 0) {
          stack.push(...open.reverse());
          continue;
        }
        stack.pop();
        place.set(value, first + code.length);
        code.push({ op, args: args.map(register) });
      }
    };
    for (const { value } of outputs) visit(value);
    return {
      inputs,
      constants,
      code,
      outputs: outputs.map(({ name, value }) => ({ name, register: register(value) })),
    };
  }
}
