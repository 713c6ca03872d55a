import type { Executor } from '../certify/certificate.ts';
import { runTask } from './tasks.ts';

/**
 * Runs jobs in this thread, one after the other, giving way to timers and signals between them.
 * @param throwIfStopped called before every job: throws to end the batch
 */
export function inThread(throwIfStopped: () => void = () => {}): Executor {
  return async <Job, Result>(task: string, jobs: readonly Job[]): Promise<Result[]> => {
    const results: Result[] = [];
    for (const job of jobs) {
      throwIfStopped();
      results.push((await runTask(task, job)) as Result);
      await new Promise<void>((resume) => setImmediate(resume));
    }
    return results;
  };
}
