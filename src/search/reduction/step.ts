import type { Format } from '../../number/format.ts';
import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import type { FoundIdentity } from './find-identities.ts';
import type { Identity } from './identity.ts';
import type { ReducedFunction } from './reduced-function.ts';

/**
 * A value as an unevaluated sum of two, the tail much the smaller: what is added to it next is best added to the tail,
 * so that only the last addition rounds by much.
 */
export type Sum = {
  readonly head?: Operand;
  readonly tail: Operand;
  /** The tail is this product, which fused operations may take up whole. */
  readonly product?: readonly [Operand, Operand];
};

/** Emits the instructions of a value at an argument, which may be given as a sum of two, the second much the smaller. */
export type EmitValue = (e: Emitter, x: Operand, rest?: Operand) => Sum;

/** What steps may know of the program to come. */
export type StepContext = {
  /** The format computed in, and the one of inputs and results. */
  readonly arithmetic: Format;
  readonly storage: Format;
  readonly fma: boolean;
  readonly division: boolean;
  /** Bytes of all tables of a program, at most; 0: none. */
  readonly maxTable: number;
  /** Relative error that a part may have: what a table is made for. */
  readonly tolerance: number;
  /** No wider format may be computed in: what a sum rounds away may have to be kept. @defaultValue false */
  readonly alone?: boolean;
  /** So it is, in a format of too many inputs to run: what is found is proved by following its roundings. @defaultValue false */
  readonly byAnalysis?: boolean;
  /** Results are to be correctly rounded. */
  readonly correct: boolean;
};

export const STEP_NAMES = [
  'shift',
  'scale',
  'power',
  'root',
  'period',
  'quarter',
  'turn',
  'phase',
  'revolution',
  'stretch',
  'parity',
  'reflection',
  'complement',
  'decay',
  'addition',
  'saturation',
  'reciprocal',
  'rotation',
  'halving',
  'formula',
  'rewriting',
  'split',
  'series',
  'fraction',
  'table',
  'segments',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** One way to take a step on a function: what is left to do, and the code before and after it. */
export type Reduction = {
  readonly step: StepName;
  /** For the history: what tells this way from others of the same step. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** What makes it right, over the reals; steps by limits (saturation) have none. */
  readonly identity?: Identity;
  /** What is left to compute: mostly one function, once. */
  readonly inners: readonly ReducedFunction[];
  readonly emit: (e: Emitter, x: Operand, ...inners: EmitValue[]) => Sum;
  /** The same at x + rest, the rest much the smaller; without it a rest is left out. */
  readonly emitAtSum?: (e: Emitter, x: Operand, rest: Operand, ...inners: EmitValue[]) => Sum;
};

/** A step of range reduction: which ways it offers on a function of which these identities are known. */
export type Step = {
  readonly name: StepName;
  readonly description: string;
  /** It looks at rounded values: right for the result itself alone, or after its sign was taken off. */
  readonly outermost?: true;
  /** For parts of a formula alone. */
  readonly inside?: true;
  readonly reductions: (
    f: ReducedFunction,
    identities: readonly FoundIdentity[],
    context: StepContext,
  ) => readonly Reduction[];
};

/**
 * Where results are rounded to the format computed in: may what a product rounds away be kept? It takes a fused operation, or a dozen
 * others (`exact-sum.ts`), which pay where no wider format may be computed in.
 */
export function keepsProducts({ alone, fma, byAnalysis }: StepContext): boolean {
  return (alone === true && fma) || byAnalysis === true;
}

/** The value of a sum, in one rounding of its own. */
export function total(e: Emitter, { head, tail, product }: Sum): Operand {
  if (head === undefined) return tail;
  return e.fma && product !== undefined ? e.op('fma', ...product, head) : e.op('add', head, tail);
}

/** a + b as a sum of two without error, where |a| ≥ |b| or a is 0 (Dekker 1971, Fast2Sum). */
export function addKept(
  e: Emitter,
  a: Operand,
  b: Operand,
): { readonly head: Operand; readonly tail: Operand } {
  const head = e.op('add', a, b);
  return { head, tail: e.op('sub', b, e.op('sub', head, a)) };
}
