import type { Provenance } from './provenance.ts';

/** What `relate --invariants` found: polynomial equations that the loops of FPCores obey, over the reals. */
export type InvariantFinding = {
  readonly napier: string;
  readonly kind: 'invariant';
  readonly problem: InvariantProblem;
  /** By loop; in each what holds always, then what holds after every turn, then what is only measured. */
  readonly front: readonly InvariantEntry[];
  readonly provenance: Provenance;
};

export type InvariantProblem = {
  /** FPCores, as `parseFPCore` reads them. */
  readonly source: string;
  /** Largest total degree looked for. */
  readonly maxDegree: number;
  readonly seed: number;
};

export type InvariantEntry = {
  /** Which loop, from 1, in the order in which they stand. */
  readonly loop: number;
  /** 0 at the times said: an expression in the loop's variables and in what stays the same through a run. */
  readonly identity: string;
  readonly text: string;
  /** `always`: before every turn and at the end. `later`: after every turn. */
  readonly when: 'always' | 'later';
  /** `proved`: by induction over turns, together with the others of its loop. `measured`: at `points` states of random runs. */
  readonly status: 'proved' | 'measured';
  readonly points?: number;
};
