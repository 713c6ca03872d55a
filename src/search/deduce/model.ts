/** A structure that satisfies a theory's axioms, in which conjectures are tried before anything is proved. */
export type Model = {
  /** Values by sort; of infinite sorts some small ones. */
  readonly values: readonly (readonly number[])[];
  /** The value of an operation at values; −1 where it is not known (too large, too long to compute). */
  apply(operation: number, args: readonly number[]): number;
};
