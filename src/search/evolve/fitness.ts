import type { FitPoints } from './kernel-fit.ts';
import type { Structure } from './structure.ts';

/**
 * What a search is for: how good a structure can be made by its constants. It knows neither the space nor the
 * algorithm. A user's own fitness implements this (docs/evolve.md); {@link createTargetFitness} is the one of
 * `approximate`. Same calls in the same order, same answers: a fitness has no clock, and no randomness but what it is given.
 */
export interface Fitness {
  /** Units of work done so far (for a program on a point set: evaluations). The budget is counted in these. */
  readonly spent: number;
  /** Losses below this are not told apart by `fit` and `follow`: `refine` must. */
  readonly floor: number;
  /**
   * What new structures are compared on, a few at a time, before the most promising is fitted; each that is looked at is
   * one unit of work. Without, all are fitted.
   */
  readonly samples?: FitPoints;
  /**
   * Betters the constants in place, in at most `steps` steps.
   * @param held a bit for each constant (slot 0 the lowest) that should stay as it is, as far as the fitness can see to that
   * @returns the loss, ≥ 0, the smaller the better; `Infinity` for a structure that cannot be used (a pole, say)
   */
  fit(structure: Structure, constants: Float64Array, steps: number, held?: number): number;
  /**
   * As `fit`, for a structure whose value with these constants may be far from what is wanted, but can be led there.
   */
  follow(structure: Structure, constants: Float64Array): number;
  /** A closer look at a loss that `fit` gave: is it what it seems, everywhere? Asked before a structure is kept. */
  believable(structure: Structure, constants: Float64Array, loss: number): boolean;
  /**
   * The best that can be said of a structure, starting from these constants and from others: slow, precise.
   * @param seed for whatever is drawn at random
   * @returns `undefined` when no constants can be relied on
   */
  refine(structure: Structure, constants: Float64Array, seed: number): Refined | undefined;
}

/** A structure at its (local) optimum. */
export type Refined = {
  /** Exact texts, one a slot; see `Program.constants`. */
  readonly constants: readonly string[];
  /** On the scale of `fit`'s loss. */
  readonly error: number;
  /** Where the error is largest: a hexadecimal float. */
  readonly worst: string;
  /** Points that the error was measured on. */
  readonly points: number;
};
