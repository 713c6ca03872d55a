import type { MediumpBound } from '../certify/forward/bound-in-mediump.ts';
import type { ShaderBound } from '../certify/forward/bound-in-shader.ts';
import type { Certificate } from '../certify/certificate.ts';
import type { FormatName } from '../number/formats.ts';
import type { Program } from '../program/program.ts';
import type { Specification } from '../program/specification.ts';

export const TARGET_NAMES = [
  'c',
  'c-array',
  'c-fixed',
  'js',
  'js-fixed',
  'ts',
  'wasm',
  'wasm-relaxed',
  'wasm-fixed',
  'wgsl',
  'glsl',
  'hlsl',
  'cuda',
  'rust',
  'rust-fixed',
  'numpy',
  'jax',
  'torch',
  'julia',
  'fpcore',
  'sollya',
  'gappa',
  'stablehlo',
  'verilog',
] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** One function to emit, with its contract and the proof that stands in the header. */
export type EmitFunction = {
  /** A valid identifier in every target, e.g. `tanh`. */
  readonly name: string;
  /**
   * What precedes the name where the language's own functions of that name would clash with it (C, the shading
   * languages, CUDA, Julia, Sollya). @defaultValue `napier_` ({@link prefixOf})
   */
  readonly prefix?: string;
  readonly program: Program;
  readonly specification: Specification;
  /**
   * Present when the target has no type of the specification's format: the program then takes and gives its numbers in
   * a wider one ({@link carried}), and rounding the result to this format, once, is left to the caller.
   */
  readonly carries?: FormatName;
  /**
   * Present when the target has no arithmetic of the program's own format: every rounding to it is then written out in a wider one
   * ({@link carried}), which takes and gives numbers of the storage format.
   */
  readonly rounds?: { readonly arithmetic: FormatName; readonly storage: FormatName };
  /** The format of two words that the program spells out, where it was made for one. */
  readonly arithmetic?: string;
  readonly certificate?: Certificate;
  /** What is proved of it against all that a shading language allows. */
  readonly allowed?: ShaderBound;
  /** Integers are taken by `round`, where the program that was proved adds a large number and takes it off again. */
  readonly roundsInstead?: true;
  /** What is proved of it where all its floats are `mediump` ones. */
  readonly mediump?: MediumpBound;
  /** The command line that makes this again. */
  readonly command: string;
  readonly version: string;
};

export function prefixOf({ prefix }: EmitFunction): string {
  return prefix ?? 'napier_';
}

export type EmittedFile = { readonly path: string; readonly contents: string | Uint8Array };

/** Writes programs in one language. Output depends on the input alone (same program, same bytes). */
export interface Target {
  readonly name: TargetName;
  readonly description: string;
  /** What the code relies on: "round-to-nearest, no -ffast-math", … */
  readonly relies: readonly string[];
  /** What the target's own definition leaves to compilers and machines: there the proof does not hold. */
  readonly leavesOpen?: readonly string[];
  /** Why a program cannot be written in this target (format not available, …), or `undefined`. */
  refuses(program: Program): string | undefined;
  /** Source, plus a self-test that compares stored inputs and outputs bit for bit. */
  emit(functions: readonly EmitFunction[], moduleName: string): EmittedFile[];
}
