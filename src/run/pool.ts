import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Executor } from '../certify/certificate.ts';
import { NapierError, type Fault } from '../error/fault.ts';
import { inThread } from './in-thread.ts';
import { Stopped, type StopSignal } from './stop-signal.ts';

/** What a worker answers: the result, a fault, or the text of a defect. */
export type WorkerReply =
  | { readonly kind: 'result'; readonly index: number; readonly result: unknown }
  | { readonly kind: 'fault'; readonly index: number; readonly fault: Fault }
  | { readonly kind: 'defect'; readonly index: number; readonly message: string; readonly stack?: string };
export type WorkerRequest = { readonly task: string; readonly index: number; readonly job: unknown };

export type PoolOptions = {
  /** Threads at most; default: as many as the machine runs at once. */
  readonly workers?: number;
  readonly signal?: StopSignal;
};

/** Worker threads that run tasks. Threads start with the first batch and live until `close`. */
export type Pool = { readonly run: Executor; readonly close: () => Promise<void> };

/** Worker threads need built JavaScript; from TypeScript sources (tests, `tsx`) jobs run in this thread. */
const built = import.meta.url.endsWith('.js');

/**
 * Makes a pool. Results are in job order whatever the number of workers. The first job to fail (in job order among
 * those finished) ends its batch; a stopped run rejects with {@link Stopped} and its threads are ended at once.
 */
export function createPool(options: PoolOptions = {}): Pool {
  const size = Math.max(1, Math.floor(options.workers ?? availableParallelism()));
  const threads: Worker[] = [];
  const run: Executor = async <Job, Result>(task: string, jobs: readonly Job[]): Promise<Result[]> => {
    options.signal?.throwIfStopped();
    if (!built) return inThread(options.signal?.throwIfStopped)<Job, Result>(task, jobs);
    const wanted = Math.min(size, jobs.length);
    while (threads.length < wanted) threads.push(new Worker(new URL('./worker.js', import.meta.url)));
    try {
      return await runBatch<Result>(threads.slice(0, wanted), task, jobs, options.signal);
    } catch (error) {
      // Jobs of the failed batch may still be running: their threads are of no use to the next one.
      await endAll(threads);
      throw error;
    }
  };
  return { run, close: () => endAll(threads) };
}

async function endAll(threads: Worker[]): Promise<void> {
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
}

function runBatch<Result>(
  threads: readonly Worker[],
  task: string,
  jobs: readonly unknown[],
  signal: StopSignal | undefined,
): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    const results: Result[] = [];
    let next = 0;
    let left = jobs.length;
    const unsubscribe = signal?.onStop((cause) => settle(() => reject(new Stopped(cause))));
    const settle = (how: () => void): void => {
      unsubscribe?.();
      for (const thread of threads) {
        thread.removeAllListeners('message');
        thread.removeAllListeners('error');
        thread.unref();
      }
      how();
    };
    const give = (thread: Worker): void => {
      if (next >= jobs.length) return;
      const request: WorkerRequest = { task, index: next, job: jobs[next] };
      next++;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage(request);
    };
    if (left === 0) return settle(() => resolve(results));
    for (const thread of threads) {
      thread.ref();
      thread.on('message', (reply: WorkerReply) => {
        if (reply.kind !== 'result') return settle(() => reject(failure(reply)));
        results[reply.index] = reply.result as Result;
        if (--left === 0) return settle(() => resolve(results));
        give(thread);
      });
      thread.on('error', (error) => settle(() => reject(error)));
      give(thread);
    }
  });
}

function failure(reply: Exclude<WorkerReply, { kind: 'result' }>): Error {
  if (reply.kind === 'fault') return new NapierError(reply.fault);
  const error = new Error(reply.message);
  if (reply.stack !== undefined) error.stack = reply.stack;
  return error;
}
