import type { Structure } from './structure.ts';

/** A program to start from: a structure of the space with its constants, and where it is from. Plain data. */
export type Seed = {
  readonly structure: Structure;
  readonly constants: ArrayLike<number>;
  /** `from minimax` */
  readonly how: string;
};
