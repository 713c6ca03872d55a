import { fail } from '../error/fault.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import type { FormatName } from '../number/formats.ts';
import { compileProgram } from './evaluate.ts';
import { kernelModule } from './kernel-module.ts';
import { MACHINE_OPERATIONS } from './machine-operations.ts';
import { registerOf } from './operand.ts';
import type { Program } from './program.ts';
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
};

type NumberArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type KernelFormat = {
  readonly size: number;
  readonly evaluate: 'evaluateF32' | 'evaluateF64';
  readonly view: (buffer: ArrayBuffer, address: number, length: number) => NumberArray;
};

/** The formats the kernel has lanes for. */
const KERNEL_FORMATS: Partial<Record<FormatName, KernelFormat>> = {
  f32: { size: 4, evaluate: 'evaluateF32', view: (buffer, at, n) => new Float32Array(buffer, at, n) },
  f64: { size: 8, evaluate: 'evaluateF64', view: (buffer, at, n) => new Float64Array(buffer, at, n) },
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
  /** Address of the register that holds the result (an input's, when there is no code). */
  readonly result: number;
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
    const { buffer } = this.memory;
    const words = new Uint32Array(buffer, code, 4 * instructions.length).fill(0);
    instructions.forEach(({ op, args }, i) => {
      words[4 * i] = MACHINE_OPERATIONS.indexOf(op) + 256 * (first + i);
      args.forEach((arg, k) => (words[4 * i + 1 + k] = registerOf(program, arg)));
    });
    constants.forEach((text, i) => {
      format.view(buffer, base + (inputs.length + i) * bytes, BLOCK).fill(fromHexFloat(text) as number);
    });
    const result = base + (instructions.length === 0 ? 0 : registers - 1) * bytes;
    return { program, code, count: instructions.length, base, size: format.size, registers, result };
  }

  /**
   * The program at many points, bit for bit as the reference evaluator.
   * @param inputs one array per input, of numbers of the format, as long as `out`
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
    }
  }

  /** `evaluate` for any machine format, the program loaded and released: the reference evaluator where there are no lanes. */
  evaluateMany(program: Program, inputs: readonly Float64Array[], out: Float64Array): void {
    if (!Kernel.supports(program.format)) {
      const run = compileProgram(program);
      const point = inputs.map(() => 0);
      for (let i = 0; i < out.length; i++) {
        for (let k = 0; k < inputs.length; k++) point[k] = inputs[k][i];
        out[i] = run(...point);
      }
      return;
    }
    const mark = this.mark();
    try {
      this.evaluate(this.loadProgram(program), inputs, out);
    } finally {
      this.release(mark);
    }
  }
}
