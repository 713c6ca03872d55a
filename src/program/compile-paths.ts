import { commonPath } from './common-path.ts';
import { compileBlocks, type CompiledBlocks } from './compile-blocks.ts';
import type { Kernel } from './kernel.ts';
import type { Program } from './program.ts';
import { subProgram } from './sub-program.ts';

/** The ways through a program with a short way for usual inputs, compiled apart. */
export type CompiledPaths = {
  /** 1 where the condition holds, else 0. */
  readonly test: CompiledBlocks;
  /** The program's results where the condition holds, and where it does not. */
  readonly short: CompiledBlocks;
  readonly long: CompiledBlocks;
};

/**
 * Compiles the short way through a program (`commonPath`), the other way, and the condition between them, so that
 * blocks of which all inputs go one way take that way alone. `undefined` where there is none, or it cannot be compiled.
 */
export function compilePaths(kernel: Kernel, program: Program): CompiledPaths | undefined {
  const path = commonPath(program);
  if (path === undefined) return undefined;
  const condition = subProgram(program, path.condition);
  const [one, zero] = [program.constants.length, program.constants.length + 1].map((i) => `c${i}`);
  const asked: Program = {
    ...condition,
    constants: [...condition.constants, '0x1p+0', '0x0p+0'],
    code: [...condition.code, { op: 'select', args: [`t${condition.code.length - 1}`, one, zero] }],
  };
  const [test, short, long] = [asked, subProgram(program, path.value), subProgram(program, path.other)].map(
    (part) => compileBlocks(kernel, part),
  );
  return test && short && long && { test, short, long };
}
