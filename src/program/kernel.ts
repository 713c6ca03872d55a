import { fail } from '../error/fault.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import { compileProgram } from './evaluate.ts';
import { kernelModule } from './kernel-module.ts';
import { exactInteger, isIntegerText } from './integer-constant.ts';
import { MACHINE_OPERATIONS } from './machine-operations.ts';
import { registerOf } from './operand.ts';
import { storageOf, type Program, type Table } from './program.ts';
import { validateProgram } from './validate-program.ts';

/** Points a register holds. */
export const BLOCK = 1024;

type Evaluate = (code: number, count: number, base: number, points: number) => void;

/** What `kernel/index.ts` exports. Addresses are byte offsets in `memory`. */
export type KernelExports = WebAssembly.Exports & {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => number;
  readonly evaluateF32: Evaluate;
  readonly evaluateF64: Evaluate;
  /** Has `bits` taken a NaN in an evaluation since this was asked last? It may say so in vain, never the reverse. */
  readonly takeNanBits: () => number;
  /** See `roundMany`. */
  readonly roundMany: (
    from: number,
    to: number,
    count: number,
    dropped: number,
    minNormal: number,
    shifter: number,
    maxFinite: number,
    overflowed: number,
    flush: number,
  ) => void;
};

type NumberArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type IntegerArray = Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
type KernelFormat = {
  readonly size: number;
  readonly evaluate: 'evaluateF32' | 'evaluateF64';
  readonly view: (buffer: ArrayBuffer, address: number, length: number) => NumberArray;
  readonly fillIntegers: (
    buffer: ArrayBuffer,
    address: number,
    length: number,
    value: bigint,
  ) => IntegerArray;
};

/** The formats the kernel has lanes for. */
const KERNEL_FORMATS: Partial<Record<FormatName, KernelFormat>> = {
  f32: {
    size: 4,
    evaluate: 'evaluateF32',
    view: (buffer, at, n) => new Float32Array(buffer, at, n),
    fillIntegers: (buffer, at, n, value) => new Int32Array(buffer, at, n).fill(Number(value)),
  },
  f64: {
    size: 8,
    evaluate: 'evaluateF64',
    view: (buffer, at, n) => new Float64Array(buffer, at, n),
    fillIntegers: (buffer, at, n, value) => new BigInt64Array(buffer, at, n).fill(value),
  },
};

/** A program laid out in a kernel's memory; valid until the kernel releases it. */
export type LoadedProgram = {
  readonly program: Program;
  /** Four u32 words an instruction: opcode + 256 · result register, and three operand registers. */
  readonly code: number;
  readonly count: number;
  /** Register r is at `base + r · BLOCK · size`: inputs, then constants, then instructions. */
  readonly base: number;
  readonly size: number;
  readonly registers: number;
  /**
   * Address of the register that holds the result (an input's, when there is no code), not yet rounded to the
   * storage format.
   */
  readonly result: number;
  /** `bits` is among its operations, so `takeNanBits` is to be asked. */
  readonly hasBits: boolean;
};

/**
 * An instance of the kernel with its own memory, handed out in order: `mark()`, load and allocate, `release(mark)`.
 * Memory may move when it grows: make views of `memory.buffer` after the last `allocate`.
 *
 * @example
 * const kernel = new Kernel();
 * const loaded = kernel.loadProgram(program);
 * kernel.evaluate(loaded, [Float64Array.of(1, 2, 3)], out);
 */
export class Kernel {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
  private top: number;

  constructor() {
    this.exports = new WebAssembly.Instance(kernelModule()).exports as KernelExports;
    this.memory = this.exports.memory;
    this.top = (this.exports.heapBase() + 15) & ~15;
  }

  /** The format has lanes in the kernel; programs in others run by the reference evaluator (`evaluateMany`). */
  static supports(format: FormatName): boolean {
    return KERNEL_FORMATS[format] !== undefined;
  }

  /** Address of `bytes` fresh bytes, 16-byte aligned, of unspecified content. @throws NapierError (`limit`) beyond 4 GiB. */
  allocate(bytes: number): number {
    const address = this.top;
    const end = (address + bytes + 15) & ~15;
    const missing =
      address + bytes + 15 > 0xffffffff ? Infinity : (end >>> 0) - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / 65536));
      } catch {
        fail({ kind: 'limit', message: `the kernel has no room for ${bytes} more bytes` });
      }
    }
    this.top = end >>> 0;
    return address;
  }

  mark(): number {
    return this.top;
  }

  /** Takes back everything allocated since `mark()` gave this. */
  release(mark: number): void {
    this.top = mark;
  }

  /** @throws NapierError when the program is invalid, or its format has no lanes in the kernel. */
  loadProgram(unchecked: Program): LoadedProgram {
    const program = validateProgram(unchecked);
    const format = KERNEL_FORMATS[program.format];
    if (format === undefined) {
      return fail({ kind: 'unsupported', message: `the kernel has no \`${program.format}\` arithmetic` });
    }
    const { inputs, constants, code: instructions } = program;
    const first = inputs.length + constants.length;
    const registers = first + instructions.length;
    const bytes = BLOCK * format.size;
    const code = this.allocate(16 * instructions.length);
    const base = this.allocate(registers * bytes);
    const tables = (program.tables ?? []).map((table) => this.allocateTable(table, format));
    const { buffer } = this.memory;
    program.tables?.forEach((table, i) => writeTable(buffer, tables[i], table, format));
    const words = new Uint32Array(buffer, code, 4 * instructions.length).fill(0);
    instructions.forEach(({ op, args }, i) => {
      words[4 * i] = MACHINE_OPERATIONS.indexOf(op) + 256 * (first + i);
      args.forEach((arg, k) => (words[4 * i + 1 + k] = registerOf(program, arg)));
      if (op === 'lookup') words[4 * i + 1] = tables[registerOf(program, args[0])];
    });
    constants.forEach((text, i) =>
      writeConstant(buffer, base + (inputs.length + i) * bytes, BLOCK, text, format),
    );
    const result = base + (instructions.length === 0 ? 0 : registers - 1) * bytes;
    const hasBits = instructions.some(({ op }) => op === 'bits');
    return { program, code, count: instructions.length, base, size: format.size, registers, result, hasBits };
  }

  private allocateTable({ values }: Table, { size }: KernelFormat): number {
    return this.allocate(TABLE_HEAD + (values.length + 1) * size);
  }

  /**
   * The program at many points, bit for bit as the reference evaluator.
   * @param inputs one array per input, of numbers of the storage format, as long as `out`
   */
  evaluate(loaded: LoadedProgram, inputs: readonly Float64Array[], out: Float64Array): void {
    const format = KERNEL_FORMATS[loaded.program.format] as KernelFormat;
    const { buffer } = this.memory;
    const run = this.exports[format.evaluate];
    const bytes = BLOCK * format.size;
    const registers = inputs.map((_, i) => format.view(buffer, loaded.base + i * bytes, BLOCK));
    const result = format.view(buffer, loaded.result, BLOCK);
    for (let start = 0; start < out.length; start += BLOCK) {
      const points = Math.min(BLOCK, out.length - start);
      for (let i = 0; i < inputs.length; i++) registers[i].set(inputs[i].subarray(start, start + points));
      run(loaded.code, loaded.count, loaded.base, points);
      out.set(points === BLOCK ? result : result.subarray(0, points), start);
      if (loaded.hasBits && this.exports.takeNanBits() !== 0) {
        runReference(loaded.program, inputs, out, start, start + points);
      }
    }
    if (storageOf(loaded.program) !== loaded.program.format) {
      const { round } = findFormat(storageOf(loaded.program));
      for (let i = 0; i < out.length; i++) out[i] = round(out[i]);
    }
  }

  /** `evaluate` for any machine format, the program loaded and released: the reference evaluator where there are no lanes. */
  evaluateMany(program: Program, inputs: readonly Float64Array[], out: Float64Array): void {
    if (!Kernel.supports(program.format)) {
      return runReference(program, inputs, out, 0, out.length);
    }
    const mark = this.mark();
    try {
      this.evaluate(this.loadProgram(program), inputs, out);
    } finally {
      this.release(mark);
    }
  }
}

/** Bytes before a table's values: its length, padded. */
const TABLE_HEAD = 16;

function writeConstant(
  buffer: ArrayBuffer,
  address: number,
  count: number,
  text: string,
  format: KernelFormat,
): void {
  if (isIntegerText(text)) format.fillIntegers(buffer, address, count, exactInteger(text, 8 * format.size));
  else format.view(buffer, address, count).fill(fromHexFloat(text) as number);
}

/** A table as `lookup` in `kernel/typed.ts` reads it, ending in what indices beyond its ends give. */
function writeTable(
  buffer: ArrayBuffer,
  address: number,
  { type, values }: Table,
  format: KernelFormat,
): void {
  new Uint32Array(buffer, address, 1)[0] = values.length;
  [...values, type === 'int' ? 'i:0' : 'nan'].forEach((text, i) => {
    writeConstant(buffer, address + TABLE_HEAD + i * format.size, 1, text, format);
  });
}

function runReference(
  program: Program,
  inputs: readonly Float64Array[],
  out: Float64Array,
  from: number,
  to: number,
): void {
  const run = compileProgram(program);
  const point = inputs.map(() => 0);
  for (let i = from; i < to; i++) {
    for (let k = 0; k < inputs.length; k++) point[k] = inputs[k][i];
    out[i] = run(...point);
  }
}
