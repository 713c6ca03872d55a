import { Worker } from 'node:worker_threads';
import type { CommandReply, CommandStart } from './command-thread.ts';
import type { Io } from './io.ts';

/** Threads need built JavaScript. */
const built = import.meta.url.endsWith('.js');

/** Is this command line better run in a thread of its own? Of verbs that may compute for `long` without a pause, in which a thread hears no signal. */
export function isForThread(words: readonly string[], long: ReadonlySet<string>): boolean {
  return built && words[0] !== undefined && long.has(words[0]);
}

/**
 * Runs a command line in a thread of its own, so that this one is free to hear signals. What it writes comes here; an
 * interrupt goes there as a message, and as a flag in common memory that it can ask for while it computes.
 * @param verbs the module whose `VERBS` are meant
 * @returns the exit code
 */
export async function runInThread(words: readonly string[], io: Io, verbs: URL): Promise<number> {
  const interrupted = new Int32Array(new SharedArrayBuffer(4));
  const { isTTY, columns } = io.progress;
  const workerData: CommandStart = { words, verbs: verbs.href, interrupted, color: io.color, isTTY, columns };
  const worker = new Worker(new URL('./command-thread.js', import.meta.url), { workerData });
  let release: (() => void) | undefined;
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the thread of the command ended too early')));
      worker.on('message', (reply: CommandReply) => {
        switch (reply.kind) {
          case 'out':
            return io.out(reply.text);
          case 'message':
            return io.message(reply.text);
          case 'progress':
            return void io.progress.write(reply.text);
          case 'listens':
            // Who does not listen is ended by a signal at once.
            release?.();
            release = reply.yes ? io.onInterrupt(() => interrupt(worker, interrupted)) : undefined;
            return;
          case 'end':
            return resolve(reply.code);
          case 'defect':
            return reject(reply.error);
        }
      });
    });
  } finally {
    release?.();
    worker.removeAllListeners();
    await worker.terminate();
  }
}

function interrupt(worker: Worker, interrupted: Int32Array): void {
  Atomics.store(interrupted, 0, 1);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage('interrupt');
}
