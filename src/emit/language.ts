/**
 * What a language is to Napier: data. `language-target.ts` makes a target of it. A language writes a program as one
 * statement an instruction, each operand a name or a literal, so that no precedence needs to be known.
 */
import type { FixedPoint } from '../number/format.ts';
import type { FormatName } from '../number/formats.ts';
import type { HardwareOperation, MachineOperation } from '../program/machine-operations.ts';
import type { SelfTestVector } from './self-test.ts';
import type { EmitFunction, EmittedFile, TargetName } from './target.ts';

/**
 * How a format's values are written: the names of its types. `int` is unsigned where the language has unsigned. Numbers
 * of a fixed-point format are written as their counts of units.
 */
export type Scalar = {
  readonly format: FormatName;
  /** Of the type that holds it. */
  readonly width: 32 | 64;
  readonly fixed?: FixedScalar;
  readonly float: string;
  readonly int: string;
  readonly signed: string;
  readonly bool: string;
};

/** A fixed-point format, where a language writes those. */
export type FixedScalar = FixedPoint & {
  readonly bits: number;
  /** The format's name as a part of identifiers: `q3_12`. */
  readonly tag: string;
  /** Counts of its ends. */
  readonly least: bigint;
  readonly most: bigint;
};

export type Write = (args: readonly string[], s: Scalar) => string;

/** A column of the operation table. Text instead of a function: why the language cannot write the operation. */
export type Notation = Readonly<Record<Exclude<HardwareOperation, 'lookup'>, Write | string>>;

/** A table where it is read. `length` leaves out the last entry, which stands for what lies beyond the ends. */
export type TableUse = { readonly name: string; readonly length: number; readonly type: 'float' | 'int' };

/** A function, written but for the language's frame around it. */
export type FunctionText = {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly storage: Scalar;
  readonly doc: string;
  readonly body: readonly string[];
  readonly result: string;
  /** Tables and helpers, for languages that have them within functions ({@link Language.nests}). */
  readonly nested: readonly string[];
  /** The result depends on no parameter: functions of arrays give as many of it as they are given elements. */
  readonly constant: boolean;
};

/** A function with the vectors its self-test compares. */
export type TestedFunction = {
  readonly f: EmitFunction;
  readonly name: string;
  /** As the function has them: none of the language's reserved names. */
  readonly parameters: readonly string[];
  readonly storage: Scalar;
  readonly vectors: readonly SelfTestVector[];
};

export type Module = {
  readonly name: string;
  /** Functions, tables and helpers, in order. */
  readonly source: string;
  readonly functions: readonly TestedFunction[];
  /** Those the self-test is about: of one input, with vectors. */
  readonly tested: readonly TestedFunction[];
};

export type Language = {
  readonly name: TargetName;
  readonly description: string;
  readonly scalars: Readonly<Partial<Record<'f32' | 'f64', Scalar>>>;
  /** A language that writes fixed-point formats, all of them, and no others. */
  readonly fixedScalar?: (fixed: FixedScalar, format: FormatName) => Scalar;
  /** Tables and helpers stand in the function, not before it. */
  readonly nests?: true;
  /** What the code needs to give the reference's bits. */
  readonly relies: readonly string[];
  /** What the language's definition lets compilers do instead; empty when it defines every bit. */
  readonly leavesOpen: readonly string[];
  /** A shading language: what it leaves open is WGSL's and GLSL's (see `certify/forward/arithmetic-model.ts`). */
  readonly shader?: true;
  /** All its floats are GLSL's `mediump` ones. */
  readonly mediump?: true;
  readonly notation: Notation;
  /** Text instead of a function: why there are no tables. */
  readonly lookup: ((table: TableUse, index: string, s: Scalar) => string) | string;
  /** Why a program with an infinite or NaN constant cannot be written. */
  readonly refusesNonFinite?: string;
  /** Names that no parameter can have. */
  readonly reserved: readonly string[];
  literal(constant: string, s: Scalar): string;
  /** Text before a function's doc comment lines; each line is one line of the contract. */
  comment(lines: readonly string[]): string;
  declare(type: 'float' | 'int' | 'bool', name: string, value: string, s: Scalar): string;
  /** Keeps compilers from evaluating an operation on constants alone, where the language would refuse its result. */
  readonly hoist?: (name: string, value: string) => string;
  table(name: string, type: 'float' | 'int', entries: readonly string[], s: Scalar): string;
  /** An input of the storage format as a value of the program's, and back. */
  convert(value: string, from: Scalar, to: Scalar): string;
  /** What {@link convert} calls for results in a fixed-point format narrower than the arithmetic's. */
  readonly stores?: (storage: Scalar) => readonly string[];
  /** What operations call, by operation; where a helper calls another, that one first. */
  readonly helpers: Readonly<Partial<Record<MachineOperation, (s: Scalar) => string | readonly string[]>>>;
  define(f: FunctionText): string;
  functionName(name: string, s: Scalar, prefix: string): string;
  /** The files of a module. */
  files(module: Module): EmittedFile[];
};
