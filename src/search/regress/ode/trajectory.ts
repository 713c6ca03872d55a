/** Measurements along one solution of a system, at rising times. */
export type Trajectory = {
  readonly times: Float64Array;
  /** One column for each state. */
  readonly states: readonly Float64Array[];
  /** Other inputs, known at the same times; between them they are taken as linear. */
  readonly drivers: readonly Float64Array[];
};

/** What the right-hand sides see, in the order of their variables. */
export type InputSource =
  { readonly kind: 'state' | 'driver'; readonly index: number } | { readonly kind: 'time' };

export function rowsOf(trajectories: readonly Trajectory[]): number {
  return trajectories.reduce((sum, { times }) => sum + times.length, 0);
}

/** Names and places of what right-hand sides are made of. */
export type SystemData = {
  readonly trajectories: readonly Trajectory[];
  readonly inputs: readonly string[];
  readonly sources: readonly InputSource[];
};
