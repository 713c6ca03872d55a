import { runInOwnThread } from '../../run/own-thread.ts';
import type { StopSignal } from '../../run/stop-signal.ts';
import type { RegressionFinding } from '../regression.ts';
import type { SystemFinding } from '../system.ts';
import { runRegress, type RegressJob, type RegressNews } from './run-regress.ts';

/** Threads need built JavaScript; from TypeScript sources (tests, `tsx`) the job runs in this one. */
const built = import.meta.url.endsWith('.js');

/**
 * Does a job in a thread of its own, so that signals are heard and progress is drawn. The table goes with it: its columns
 * are empty here afterwards.
 * @throws NapierError as {@link runRegress}
 */
export async function regressInThread(
  job: RegressJob,
  { signal, onNews }: { readonly signal: StopSignal; readonly onNews: (news: RegressNews) => void },
): Promise<RegressionFinding | SystemFinding> {
  if (!built) return runRegress(job, { stopped: signal.stopped, tell: onNews });
  const { columns, lines } = job.table;
  const buffers = [...columns, ...(lines === undefined ? [] : [lines])].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
  return runInOwnThread(new URL('./regress-thread.js', import.meta.url), job, {
    signal,
    onNews,
    transfer: [...new Set(buffers)],
  });
}
