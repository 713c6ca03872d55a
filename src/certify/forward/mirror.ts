import { exactDouble } from '../../number/exact-double.ts';
import type { Format } from '../../number/format.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { MachineOperation } from '../../program/machine-operations.ts';
import { registerOf } from '../../program/operand.ts';
import type { Program } from '../../program/program.ts';

/**
 * What the value of a register at −x is beside that at x: the same bits; the same but for the sign bit (of an integer: its first
 * bit); the negative, where zeros may keep their sign; or the input held at a constant on one side.
 */
type Image = 'same' | 'flipped' | 'negated' | { readonly held: 'min' | 'max'; readonly at: number };

/** Does a program say the same of −x, or the negative, for every number x (not infinite, nor NaN), because each of its operations does? */
export function mirrorOf(program: Program, format: Format): 'odd' | 'even' | undefined {
  const result = new Mirror(program, format).result();
  return result === 'same' ? 'even' : result === 'flipped' || result === 'negated' ? 'odd' : undefined;
}

/**
 * Operations of IEEE 754, rounded to nearest, treat both signs alike: a product's sign is that of its factors, zeros included; so is
 * a sum's, but that one that cancels is +0 always (IEEE 754-2019, §6.3).
 */
class Mirror {
  private readonly program: Program;
  private readonly format: Format;
  private readonly operands: readonly (readonly number[])[];
  private readonly first: number;
  private readonly images: (Image | undefined)[];
  /** What a condition is taken to be. */
  private readonly given: { readonly register: number; readonly is: boolean } | undefined;

  constructor(program: Program, format: Format, given?: Mirror['given']) {
    this.program = program;
    this.format = format;
    this.given = given;
    this.first = 1 + program.constants.length;
    this.operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
    this.images = ['flipped', ...program.constants.map((): Image => 'same')];
    for (const [i, { op }] of program.code.entries()) this.images.push(this.image(op, this.operands[i]));
  }

  /** Of a choice between two ways that is the same at x and −x: each way where it is chosen. */
  result(): Image | undefined {
    const { program, format, images, operands } = this;
    if (program.inputs.length !== 1) return undefined;
    const plain = images[images.length - 1];
    if (plain !== undefined || program.code.at(-1)?.op !== 'select') return plain;
    const [condition, yes, no] = operands[operands.length - 1];
    if (images[condition] !== 'same') return undefined;
    const [a, b] = [true, false].map((is) => {
      const mirror = new Mirror(program, format, { register: condition, is });
      return mirror.images[is ? yes : no];
    });
    return alike(a, b);
  }

  private image(op: MachineOperation, registers: readonly number[]): Image | undefined {
    const images = registers.map((register) => this.images[register]);
    const [a, b, c] = images;
    if (this.settled(op, registers) !== undefined) return 'same';
    // (A table's name is no register.)
    if (images.every((image, i) => image === 'same' || (op === 'lookup' && i === 0))) return 'same';
    switch (op) {
      case 'neg':
      case 'round':
      case 'trunc':
        return signed(a) ? a : undefined;
      case 'abs':
        return signed(a) ? 'same' : undefined;
      case 'add':
      case 'sub':
        return signed(a) && signed(b) ? 'negated' : undefined;
      case 'mul':
        return product(a, b);
      case 'div':
        return b === 'negated' ? undefined : product(a, b);
      case 'fma': {
        const both = product(a, b);
        if (both === 'same' && c === 'same') return 'same';
        return signed(both) && signed(c) ? 'negated' : undefined;
      }
      case 'min':
      case 'max':
        return this.held(op, registers);
      case 'eq':
        return (signed(a) && this.float(registers[1]) === 0) || (signed(b) && this.float(registers[0]) === 0)
          ? 'same'
          : undefined;
      case 'select': {
        const chosen = this.settledAt(registers[0]);
        if (chosen !== undefined) return chosen ? b : c;
        return a === 'same' ? alike(b, c) : undefined;
      }
      case 'bits':
      case 'float':
        return a === 'flipped' ? a : undefined;
      case 'ixor':
        if ((a !== 'same' && a !== 'flipped') || (b !== 'same' && b !== 'flipped')) return undefined;
        return a === b ? 'same' : 'flipped';
      case 'iand':
      case 'ior': {
        const mask = this.integer(registers[1]);
        if (a !== 'flipped' || mask === undefined) return undefined;
        // The bit is kept, or is the mask's.
        return mask < 0n === (op === 'iand') ? 'flipped' : 'same';
      }
      default:
        return undefined;
    }
  }

  /** What a comparison of the input with an infinity is at every number. */
  private settled(op: MachineOperation, registers: readonly number[]): boolean | undefined {
    if (op !== 'eq' && op !== 'lt' && op !== 'le') return undefined;
    const [left, right] = registers.map((register) => (register === 0 ? 0 : this.float(register)));
    const [first, second] = registers;
    if (first === 0 && Math.abs(right ?? 0) === Infinity) return op !== 'eq' && right === Infinity;
    if (second === 0 && Math.abs(left ?? 0) === Infinity) return op !== 'eq' && left === -Infinity;
    return undefined;
  }

  private settledAt(register: number): boolean | undefined {
    if (register === this.given?.register) return this.given.is;
    const i = register - this.first;
    return i < 0 ? undefined : this.settled(this.program.code[i].op, this.operands[i]);
  }

  /** The input, held at c above and −c below. (Of what may be NaN the order of the operands would matter.) */
  private held(op: 'min' | 'max', registers: readonly number[]): Image | undefined {
    for (const [value, constant] of [registers, registers.toReversed()]) {
      const at = this.float(constant);
      if (at === undefined || at === 0 || at > 0 !== (op === 'min')) continue;
      if (value === 0) return { held: op, at };
      const inner = this.images[value];
      if (typeof inner === 'object' && inner.held !== op && inner.at === -at) return 'flipped';
    }
    return undefined;
  }

  private float(register: number): number | undefined {
    const text = this.program.constants[register - 1];
    return register === 0 || text === undefined || isIntegerText(text) ? undefined : exactDouble(text);
  }

  private integer(register: number): bigint | undefined {
    const text = this.program.constants[register - 1];
    return register === 0 || text === undefined || !isIntegerText(text)
      ? undefined
      : exactInteger(text, this.format.bits);
  }
}

const signed = (a: Image | undefined): a is 'flipped' | 'negated' => a === 'flipped' || a === 'negated';

/** What either of two is. */
function alike(a: Image | undefined, b: Image | undefined): Image | undefined {
  if (a === 'same' && b === 'same') return a;
  if (!signed(a) || !signed(b)) return undefined;
  return a === 'flipped' ? b : a;
}

/** Of a zero that may keep its sign the product with another of that kind may be any of both zeros. */
function product(a: Image | undefined, b: Image | undefined): Image | undefined {
  if (a === 'same' && signed(b)) return b;
  if (b === 'same' && signed(a)) return a;
  return a === 'flipped' && b === 'flipped' ? 'same' : undefined;
}
