import { fromHexFloat, toHexFloat } from '../../number/exact-constant.ts';
import { BLOCK, Kernel, type LoadedProgram } from '../../program/kernel.ts';
import type { Program } from '../../program/program.ts';

/** Runs one program with other values of its free constants, over and over: nothing but the constants is loaded again. */
export class ConstantTuner {
  readonly program: Program;
  /** Which constants are free. */
  readonly free: readonly number[];
  /** Values of the free constants, as the program has them. */
  readonly initial: readonly number[];
  private readonly kernel: Kernel;
  private loaded: LoadedProgram | undefined;
  private current: number[];

  constructor(program: Program, free: readonly number[], kernel: Kernel) {
    this.program = program;
    this.free = free;
    this.kernel = kernel;
    this.initial = free.map((index) => fromHexFloat(program.constants[index]) as number);
    if (Kernel.supports(program.format)) this.loaded = kernel.loadProgram(program);
    this.current = [...this.initial];
  }

  /** The program with these values of its free constants. */
  programWith(values: readonly number[]): Program {
    const constants = [...this.program.constants];
    this.free.forEach((index, j) => (constants[index] = toHexFloat(values[j])));
    return { ...this.program, constants };
  }

  /** Results at the inputs, bit for bit as the program with these constants gives them. */
  run(values: readonly number[], inputs: Float64Array, out: Float64Array): void {
    const { loaded } = this;
    if (loaded === undefined) {
      this.kernel.evaluateMany(this.programWith(values), [inputs], out);
      return;
    }
    const { buffer } = this.kernel.memory;
    const view = loaded.size === 4 ? Float32Array : Float64Array;
    for (let j = 0; j < values.length; j++) {
      if (values[j] === this.current[j]) continue;
      const register = loaded.program.inputs.length + this.free[j];
      new view(buffer, loaded.base + register * BLOCK * loaded.size, BLOCK).fill(values[j]);
      this.current[j] = values[j];
    }
    this.kernel.evaluate(loaded, [inputs], out);
  }
}
