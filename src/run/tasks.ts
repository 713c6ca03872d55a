import type { ExhaustiveJob } from '../certify/exhaustive-job.ts';
import { runExhaustiveJob } from '../certify/exhaustive-job.ts';
import type { EvolveJob } from '../search/evolve/evolve-job.ts';
import { runEvolveJob } from '../search/evolve/evolve-job.ts';
import { fractionClusters, type FractionClusterJob } from '../search/identify/fractions/fraction-clusters.ts';
import { fractionFamilies, type FractionFamilyJob } from '../search/identify/fractions/fraction-families.ts';
import { scanFractions, type FractionScanJob } from '../search/identify/fractions/scan-fractions.ts';
import { signedFractions } from '../search/identify/fractions/signed-fractions.ts';
import { studyFraction, type FractionStudyJob } from '../search/identify/fractions/study-fraction.ts';

/** What a worker can be asked to do, by name. Jobs and results are structured-cloneable. */
export const TASKS: Readonly<Record<string, (job: never) => unknown>> = {
  exhaustive: (job: ExhaustiveJob) => runExhaustiveJob(job),
  'evolve-island': (job: EvolveJob) => runEvolveJob(job),
  'fraction-scan': (job: FractionScanJob) => scanFractions(job),
  'fraction-study': (job: FractionStudyJob) => studyFraction(job),
  'fraction-clusters': (job: FractionClusterJob) => fractionClusters(job),
  'fraction-families': (job: FractionFamilyJob) => fractionFamilies(job),
  'signed-fractions': (constant: string) => signedFractions(constant),
};

/** Runs one job of a named task. @throws RangeError for a task that is not in the table: a defect of the caller. */
export async function runTask(task: string, job: unknown): Promise<unknown> {
  if (!Object.hasOwn(TASKS, task)) throw new RangeError(`no task named ${task}`);
  return await TASKS[task](job as never);
}
