/** The program of a worker thread: takes requests, runs their tasks, answers. Started by `pool.ts`. */
import { parentPort } from 'node:worker_threads';
import { NapierError } from '../error/fault.ts';
import type { WorkerReply, WorkerRequest } from './pool.ts';
import { runTask } from './tasks.ts';

async function answer({ task, index, job }: WorkerRequest): Promise<WorkerReply> {
  try {
    return { kind: 'result', index, result: await runTask(task, job) };
  } catch (error) {
    if (error instanceof NapierError) return { kind: 'fault', index, fault: error.fault };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'defect', index, message, ...(stack === undefined ? {} : { stack }) };
  }
}

parentPort?.on('message', (request: WorkerRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});
