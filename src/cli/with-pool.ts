import { createPool, type Pool } from '../run/pool.ts';
import { createProgress, type Progress } from '../run/progress.ts';
import { StopSignal } from '../run/stop-signal.ts';
import type { Io } from './io.ts';

export type PoolLimits = {
  /** Threads at most. */
  readonly workers?: number | undefined;
  /** Time limit. */
  readonly seconds?: number | undefined;
};

/** What a run with worker threads is given. */
export type PoolRun = {
  readonly executor: Pool['run'];
  /** Stopped by the time limit and by Ctrl-C. */
  readonly signal: StopSignal;
  readonly progress: Progress;
};

/** Runs `body` with worker threads and a progress line, both of which end with it. */
export async function withPool<T>(
  io: Io,
  { workers, seconds }: PoolLimits,
  body: (run: PoolRun) => Promise<T>,
): Promise<T> {
  const signal = new StopSignal(seconds, io.interrupted);
  const progress = createProgress(io.progress);
  const pool = createPool({ ...(workers === undefined ? {} : { workers }), signal });
  const release = io.onInterrupt(() => signal.stop('interrupt'));
  try {
    return await body({ executor: pool.run, signal, progress });
  } finally {
    progress.clear();
    release();
    signal.dispose();
    await pool.close();
  }
}
