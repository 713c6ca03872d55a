import type { Executor } from '../certify/certificate.ts';
import type { FormatName } from '../number/formats.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { Problem } from './problem.ts';

/** Counts evaluations (a program on a point set is one); the same budget and seed give the same candidates. */
export type Budget = {
  readonly evaluations: number;
  /** Asked between steps: a time limit or an interrupt. May only stop a run, never change what it finds. */
  readonly stopped: () => 'time' | 'interrupt' | undefined;
};

/** A program an engine proposes, with its error as measured by the engine (never trusted: `certify` proves). */
export type Candidate = {
  readonly program: Program;
  readonly cost: number;
  /** Measured error in the problem's measure, on `points` points; `worst` is an exact input (hex float). */
  readonly error: { readonly value: number; readonly points: number; readonly worst: string };
  readonly engine: EngineName;
  /** How it came to be: `{ degree: 5, form: 'horner', … }`, for the history. */
  readonly origin: Readonly<Record<string, string | number | boolean>>;
  /** Where an evolved program came from: itself first, then what it was made from, nearest first. Bounded. */
  readonly ancestry?: readonly Ancestor[];
};

/** One program on the way to another, for a page to draw. */
export type Ancestor = {
  /** Unique in a run: the candidate's `origin.id`. */
  readonly id: string;
  /** Ids; those too far back to be listed have no record. */
  readonly parents: readonly string[];
  /** `splice+append`, `enumerated`, `from minimax`: how it was made of its parents, or without. */
  readonly how: string;
  readonly operations: number;
  /** Measured, on the scale of the problem's measure; that of its optimum where it was refined. */
  readonly error: number;
};

/** What an engine tells besides candidates: notes for the history and the progress line. */
export type EngineEvent =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | {
      readonly kind: 'note';
      readonly message: string;
      readonly data?: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: 'progress'; readonly evaluations: number };

/** What a run lends an engine that has use for it. None of it but `seeds` may change what the engine finds. */
export type EngineServices = {
  /** Where jobs run. @defaultValue this thread */
  readonly executor?: Executor;
  /**
   * A state that the engine told before, of the same problem and budget: it goes on from there, and tells only what
   * came after. A state that is of another run or damaged is a fault of kind `file`.
   */
  readonly resume?: string;
  /** Told where the engine can go on from later; the text may be asked for at any time after. */
  readonly onState?: (state: () => string) => void;
  /**
   * The front that other engines came to: programs to start from. An engine that is resumed needs none, its state holds what it took.
   * @defaultValue none: from scratch
   */
  readonly seeds?: readonly Candidate[];
};

export const ENGINE_NAMES = [
  'minimax',
  'rational',
  'evolve',
  'bits',
  'reduction',
  'table',
  'integer',
  'rewriting',
] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Why an engine cannot work on a problem, in the format to compute in that is asked for; `undefined` when it can. */
export function refusalOf(engine: Engine, problem: Problem): string | undefined {
  const refused = engine.refuses(problem);
  const { arithmetic } = problem;
  if (refused !== undefined || arithmetic === undefined) return refused;
  const formats = engine.computesIn?.(problem) ?? [problem.format];
  return formats.includes(arithmetic)
    ? undefined
    : `${engine.name} computes in ${formats.join(', ')}, not in ${arithmetic}`;
}

/** Proposes programs for a problem. Knows no other engine. Ends when it has no more to propose or the budget is spent. */
export interface Engine {
  readonly name: EngineName;
  readonly description: string;
  /** Why it cannot work on this problem (several variables, …), or `undefined` when it can. */
  refuses(problem: Problem): string | undefined;
  /** Formats that its programs compute in. @defaultValue the problem's own */
  computesIn?(problem: Problem): readonly FormatName[];
  propose(
    problem: Problem,
    oracle: Oracle,
    budget: Budget,
    services?: EngineServices,
  ): AsyncIterable<EngineEvent>;
}
