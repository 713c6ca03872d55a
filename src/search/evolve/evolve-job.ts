import { parseExpression } from '../../expression/parse.ts';
import type { Measure } from '../../number/measure.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { Ancestor } from '../engine.ts';
import { Island } from './island.ts';
import type { Seed } from './seed.ts';
import { type IslandState } from './island-state.ts';
import { growLineage } from './lineage.ts';
import type { SearchSpace } from './space.ts';
import type { Structure } from './structure.ts';
import { TargetFitness } from './target-fitness.ts';

/** What all jobs of a run have in common: plain data. */
export type EvolveTask = {
  /** The function, as text that parses back. */
  readonly function: string;
  readonly variable: string;
  /** Ends of the domain: hexadecimal floats. */
  readonly lo: string;
  readonly hi: string;
  readonly open: readonly [lo: boolean, hi: boolean];
  readonly measure: Measure;
  readonly space: SearchSpace;
  readonly seed: number;
  /** Random starts of a refinement. */
  readonly starts: number;
};

/** One epoch of one island: plain data. */
export type EvolveJob = {
  readonly task: EvolveTask;
  readonly island: IslandState;
  /** Evaluations to spend. */
  readonly quota: number;
  /** Fit these first, all of them, then spend the quota on refining the best. */
  readonly structures?: readonly Structure[];
  /** Programs to take in before that. */
  readonly seeds?: readonly Seed[];
};

export type EvolveResult = {
  readonly island: IslandState;
  readonly spent: number;
  /** Of what was born in the epoch, the living and what they came from. */
  readonly births: readonly Ancestor[];
};

/** The samples of the last target are kept in the thread: making them is most of the cost of a small job. */
let kept: { readonly key: string; readonly fitness: TargetFitness } | undefined;

/** Runs one epoch. The result depends on the job alone. @throws NapierError `domain` where there is no function */
export function runEvolveJob({ task, island, quota, structures, seeds }: EvolveJob): EvolveResult {
  const worker = new Island(island, task.space, fitnessOf(task), task.seed);
  const state = structures === undefined ? worker.run(quota) : worker.settle(structures, quota, seeds);
  const births = growLineage([], worker.births, state.archives.flat());
  return { island: state, spent: worker.spent, births };
}

function fitnessOf(task: EvolveTask): TargetFitness {
  const { variable, lo, hi, open, measure, starts } = task;
  const key = JSON.stringify([task.function, variable, lo, hi, open, measure, starts]);
  if (kept?.key === key) return kept.fitness;
  kept?.fitness.dispose();
  const oracle = createOracle(parseExpression(task.function), [variable]);
  kept = { key, fitness: new TargetFitness({ oracle, lo, hi, open, measure }, starts) };
  return kept.fitness;
}
