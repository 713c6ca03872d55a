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

/** Does a program say the same of −x, or the negative, for every number x, because each of its operations does? */
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
  private readonly images: (Image | undefined)[] = [];

  constructor(program: Program, format: Format) {
    this.program = program;
    this.format = format;
    this.images = ['flipped', ...program.constants.map((): Image => 'same')];
    for (const { op, args } of program.code) {
      const registers = args.map((arg) => registerOf(program, arg));
      this.images.push(this.image(op, registers));
    }
  }

  result(): Image | undefined {
    return this.program.inputs.length === 1 ? this.images[this.images.length - 1] : undefined;
  }

  private image(op: MachineOperation, registers: readonly number[]): Image | undefined {
    const images = registers.map((register) => this.images[register]);
    const [a, b, c] = images;
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
      case 'select':
        if (a !== 'same' || !signed(b) || !signed(c)) return undefined;
        return b === 'flipped' ? c : b;
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

/** Of a zero that may keep its sign the product with another of that kind may be any of both zeros. */
function product(a: Image | undefined, b: Image | undefined): Image | undefined {
  if (a === 'same' && signed(b)) return b;
  if (b === 'same' && signed(a)) return a;
  return a === 'flipped' && b === 'flipped' ? 'same' : undefined;
}
