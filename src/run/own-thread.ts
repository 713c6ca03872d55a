import { Worker, parentPort, workerData } from 'node:worker_threads';
import { NapierError, type Fault } from '../error/fault.ts';
import type { StopCause, StopSignal } from './stop-signal.ts';

/** What a long piece of work is given, in whatever thread it runs. */
export type ThreadHooks<News> = {
  /** Asked often: why the work is to end now, with what it has. */
  readonly stopped: () => StopCause | undefined;
  /** Tells whoever waits. News are structured-cloneable. */
  readonly tell: (news: News) => void;
};

type Reply<News, Result> =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'defect'; readonly message: string; readonly stack?: string };

type Request<Job> = { readonly job: Job; readonly flag: Int32Array<SharedArrayBuffer> };

const CAUSES: readonly (StopCause | undefined)[] = [undefined, 'time', 'interrupt'];

export type OwnThreadOptions<News> = {
  readonly signal: StopSignal;
  readonly onNews: (news: News) => void;
  /** Buffers that the job may take with it; they are empty here afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
};

/**
 * Runs one job in a thread of its own, so that this one hears signals and draws progress while it lasts. A stop signal is
 * seen by the job at its next question; it ends by itself, with what it has.
 * @param program a module that calls {@link serveOwnThread}
 * @throws NapierError what the job raised
 */
export async function runInOwnThread<Job, News, Result>(
  program: URL,
  job: Job,
  { signal, onNews, transfer = [] }: OwnThreadOptions<News>,
): Promise<Result> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const stop = (cause: StopCause): void => void Atomics.store(flag, 0, CAUSES.indexOf(cause));
  const unsubscribe = signal.onStop(stop);
  const already = signal.stopped();
  if (already !== undefined) stop(already);
  const request: Request<Job> = { job, flag };
  const worker = new Worker(program, { workerData: request, transferList: [...transfer] });
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.on('message', (reply: Reply<News, Result>) => {
        if (reply.kind === 'news') onNews(reply.news);
        else if (reply.kind === 'result') resolve(reply.result);
        else if (reply.kind === 'fault') reject(new NapierError(reply.fault));
        else
          reject(
            Object.assign(new Error(reply.message), reply.stack === undefined ? {} : { stack: reply.stack }),
          );
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('a thread ended without an answer')));
    });
  } finally {
    unsubscribe();
    await worker.terminate();
  }
}

/** The other side: does the job that the thread was started with. Called once, by its program. */
export async function serveOwnThread<Job, News, Result>(
  work: (job: Job, hooks: ThreadHooks<News>) => Result | Promise<Result>,
): Promise<void> {
  if (parentPort === null) return;
  const port = parentPort;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const send = (reply: Reply<News, Result>): void => port.postMessage(reply);
  const { job, flag } = workerData as Request<Job>;
  try {
    const stopped = (): StopCause | undefined => CAUSES[Atomics.load(flag, 0)];
    const result = await work(job, { stopped, tell: (news) => send({ kind: 'news', news }) });
    send({ kind: 'result', result });
  } catch (error) {
    if (error instanceof NapierError) return send({ kind: 'fault', fault: error.fault });
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    send({ kind: 'defect', message, ...(stack === undefined ? {} : { stack }) });
  }
}
