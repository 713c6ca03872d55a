import type { Format } from '../../number/format.ts';
import { FLOAT_MEANING } from '../../program/evaluate.ts';
import { Kernel, BLOCK } from '../../program/kernel.ts';
import {
  isRealOperation,
  MACHINE_OPERATION_TABLE,
  MACHINE_OPERATIONS,
} from '../../program/machine-operations.ts';
import { NARROW_MEANING } from '../../program/narrow-meaning.ts';
import { FORMATS } from '../../number/formats.ts';
import { numberCode } from '../../program/number-code.ts';
import { wordDistances } from './word-distance.ts';
import type { WordSample } from './word-sample.ts';
import type { WordStructure } from './word-structure.ts';

type ErrorExports = {
  readonly largestErrorF32: (y: number, f: number, w: number, points: number, limit: number) => number;
};

/** Measures the largest error of structures with given constants on one sample. */
export interface WordEvaluator {
  /** Points of the sample. */
  readonly points: number;
  /** The structure that `error` is about from now on. */
  load(structure: WordStructure): void;
  /**
   * The largest error on the first `points` inputs with these constants. May stop once it is above `limit`: what it
   * returns then is above too.
   */
  error(words: Int32Array, points: number, limit: number): number;
  /** The signed errors on the first `into.length` inputs; not finite where the program has no value. */
  residuals(words: Int32Array, into: Float64Array): void;
  /** The distances in words, as octaves, on the first `into.length` inputs. */
  distances(words: Int32Array, into: Float64Array): void;
}

const MOST_SLOTS = 16;
const MOST_NODES = 32;
const STRIDE = 4 * BLOCK;
/** So many points are run before the rest: most trials are refused there. */
const FIRST = 32;

/**
 * The evaluator of f32: the kernel, on registers that are floats and integers as they are used. Structures have at most
 * 32 nodes and 16 constants.
 */
export class KernelWordEvaluator implements WordEvaluator {
  readonly points: number;
  private readonly kernel = new Kernel();
  private readonly code: Uint32Array;
  private readonly codeAddress: number;
  private readonly base: number;
  private readonly x: Float32Array;
  private readonly input: Float32Array;
  private readonly slots: readonly Int32Array[];
  private readonly sample: WordSample;
  private readonly distance: (values: Float64Array) => void;
  /** The registers of the result, by number of nodes. */
  private readonly results: readonly Float32Array[];
  private readonly f: number;
  private readonly w: number;
  private count = 0;
  private constants = 0;
  /** The block in which the last trial was refused: the next one probably is there too. */
  private doubtful = 0;

  constructor(sample: WordSample) {
    const { kernel } = this;
    const { x, f, w } = sample;
    this.sample = sample;
    this.distance = wordDistances(FORMATS.f32, f);
    this.points = x.length;
    this.x = Float32Array.from(x);
    this.codeAddress = kernel.allocate(16 * MOST_NODES);
    this.base = kernel.allocate((1 + MOST_SLOTS + MOST_NODES) * STRIDE);
    this.f = kernel.allocate(8 * x.length);
    this.w = kernel.allocate(8 * x.length);
    // Nothing is allocated from here on, so these views stay valid.
    const { buffer } = kernel.memory;
    this.code = new Uint32Array(buffer, this.codeAddress, 4 * MOST_NODES);
    this.input = new Float32Array(buffer, this.base, BLOCK);
    this.input.set(this.x.subarray(0, BLOCK));
    new Float64Array(buffer, this.f, x.length).set(f);
    new Float64Array(buffer, this.w, x.length).set(w);
    this.slots = Array.from(
      { length: MOST_SLOTS },
      (_, i) => new Int32Array(buffer, this.base + (1 + i) * STRIDE, BLOCK),
    );
    this.results = Array.from(
      { length: 1 + MOST_NODES },
      (_, n) => new Float32Array(buffer, this.base + (n === 0 ? 0 : MOST_SLOTS + n) * STRIDE, BLOCK),
    );
  }

  load({ nodes, slots }: WordStructure): void {
    this.count = nodes.length;
    this.constants = slots.length;
    const { code } = this;
    code.fill(0, 0, 4 * nodes.length);
    nodes.forEach(({ op, args }, i) => {
      code[4 * i] = MACHINE_OPERATIONS.indexOf(op) + 256 * (1 + MOST_SLOTS + i);
      args.forEach((arg, k) => (code[4 * i + 1 + k] = arg < 0 ? -arg : arg === 0 ? 0 : MOST_SLOTS + arg));
    });
  }

  error(words: Int32Array, points: number, limit: number): number {
    if (points <= BLOCK) {
      const first = Math.min(FIRST, points);
      const worst = this.part(words, 0, first, 0, limit);
      return worst <= limit && first < points ? this.part(words, 0, points, first, limit) : worst;
    }
    let worst = 0;
    const blocks = Math.ceil(points / BLOCK);
    for (let b = 0; b < blocks && worst <= limit; b++) {
      const block = b === 0 ? this.doubtful : b <= this.doubtful ? b - 1 : b;
      const start = block * BLOCK;
      this.input.set(this.x.subarray(start, start + BLOCK));
      const error = this.part(words, start, Math.min(BLOCK, points - start), b === 0 ? 0 : BLOCK, limit);
      worst = Math.max(worst, error);
      if (!(error <= limit)) this.doubtful = block;
    }
    return worst;
  }

  residuals(words: Int32Array, into: Float64Array): void {
    const { f, w } = this.sample;
    this.values(words, into);
    for (let i = 0; i < into.length; i++) into[i] = (into[i] - f[i]) * w[i];
  }

  distances(words: Int32Array, into: Float64Array): void {
    this.values(words, into);
    this.distance(into);
  }

  private values(words: Int32Array, into: Float64Array): void {
    const count = into.length;
    const { evaluateF32 } = this.kernel.exports;
    const filled = Math.min(BLOCK, count + ((4 - (count % 4)) % 4));
    for (let i = 0; i < this.constants; i++) this.slots[i].fill(words[i], 0, filled);
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(BLOCK, count - start);
      if (this.points > BLOCK) this.input.set(this.x.subarray(start, start + BLOCK));
      evaluateF32(this.codeAddress, this.count, this.base, filled);
      const results = this.results[this.count];
      into.set(results.subarray(0, end), start);
    }
  }

  /** The error on the first `end` points of a block, whose constants are in place on the first `filled`. */
  private part(words: Int32Array, start: number, end: number, filled: number, limit: number): number {
    const fill = this.points > BLOCK && filled === 0 ? BLOCK : end;
    for (let i = 0; i < this.constants && filled < end; i++) this.slots[i].fill(words[i], filled, fill);
    const { evaluateF32 } = this.kernel.exports;
    const { largestErrorF32 } = this.kernel.exports as unknown as ErrorExports;
    evaluateF32(this.codeAddress, this.count, this.base, end);
    const result = this.base + (this.count === 0 ? 0 : MOST_SLOTS + this.count) * STRIDE;
    return largestErrorF32(result, this.f + 8 * start, this.w + 8 * start, end, limit);
  }
}

/** The evaluator of the formats that the kernel has no lanes for: the reference's meaning of each operation. */
export class ReferenceWordEvaluator implements WordEvaluator {
  readonly points: number;
  private readonly sample: WordSample;
  private readonly format: Format;
  private readonly distance: (values: Float64Array) => void;
  private registers = new Float64Array(1);
  private steps: ((at: Float64Array) => void)[] = [];
  private slots: WordStructure['slots'] = [];
  private result: (value: number) => number = (value) => value;

  constructor(sample: WordSample, format: Format) {
    this.sample = sample;
    this.format = format;
    this.distance = wordDistances(format, sample.f);
    this.points = sample.x.length;
  }

  load({ nodes, slots }: WordStructure): void {
    const { format } = this;
    const { encode, decode } = numberCode(format);
    const same = (value: number): number => value;
    this.slots = slots;
    this.registers = new Float64Array(1 + slots.length + nodes.length);
    const types: string[] = ['float', ...slots.map((type) => (type === 'float' ? 'float' : 'int'))];
    const convert = (register: number, wanted: string): ((value: number) => number) =>
      types[register] === wanted ? same : wanted === 'int' ? encode : decode;
    this.steps = nodes.map(({ op, args }, i) => {
      const { operands, result } = MACHINE_OPERATION_TABLE[op];
      types.push(result);
      const registers = args.map((arg) => (arg < 0 ? -arg : arg === 0 ? 0 : slots.length + arg));
      const [a, b = a, c = a] = registers;
      const [fa, fb = same, fc = same] = registers.map((register, k) => convert(register, operands[k]));
      const run = isRealOperation(op)
        ? FLOAT_MEANING[op](format)
        : NARROW_MEANING[op as keyof typeof NARROW_MEANING](format, { found: false });
      const r = 1 + slots.length + i;
      return (at) => void (at[r] = run(fa(at[a]), fb(at[b]), fc(at[c])));
    });
    this.result = types[types.length - 1] === 'int' ? decode : same;
  }

  error(words: Int32Array, points: number, limit: number): number {
    this.place(words);
    let worst = 0;
    for (let i = 0; i < points && worst <= limit; i++) {
      const error = Math.abs(this.residual(i));
      worst = error >= 0 ? Math.max(worst, error) : Infinity;
    }
    return worst;
  }

  residuals(words: Int32Array, into: Float64Array): void {
    this.place(words);
    for (let i = 0; i < into.length; i++) into[i] = this.residual(i);
  }

  distances(words: Int32Array, into: Float64Array): void {
    this.place(words);
    for (let i = 0; i < into.length; i++) into[i] = this.value(i);
    this.distance(into);
  }

  private place(words: Int32Array): void {
    const { decode } = numberCode(this.format);
    this.slots.forEach((type, i) => {
      this.registers[1 + i] = type === 'float' ? decode(words[i]) : words[i];
    });
  }

  private residual(i: number): number {
    const { f, w } = this.sample;
    return (this.value(i) - f[i]) * w[i];
  }

  private value(i: number): number {
    const { registers, steps, result } = this;
    registers[0] = this.sample.x[i];
    for (const step of steps) step(registers);
    return result(registers[registers.length - 1]);
  }
}

/** The fastest evaluator there is for a format of at most 32 bits. */
export function createWordEvaluator(sample: WordSample, format: Format): WordEvaluator {
  return format.name === 'f32' ? new KernelWordEvaluator(sample) : new ReferenceWordEvaluator(sample, format);
}
