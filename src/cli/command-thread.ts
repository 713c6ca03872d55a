/** The program of the thread in which a long command runs. Started by `run-in-thread.ts`. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Io } from './io.ts';
import { runCommandLine } from './run-command-line.ts';
import type { Verb } from './verb.ts';

/** What the thread is started with. */
export type CommandStart = {
  readonly words: readonly string[];
  /** The address of a module with the command's `VERBS`. */
  readonly verbs: string;
  /** In common memory: not 0 once there was an interrupt. */
  readonly interrupted: Int32Array;
  readonly color: Io['color'];
  /** Of the stream that the progress line goes to. */
  readonly isTTY: boolean | undefined;
  readonly columns: number | undefined;
};

/** What it tells: text to write, whether it wants to be told of interrupts, and how it ended. */
export type CommandReply =
  | { readonly kind: 'out' | 'message' | 'progress'; readonly text: string }
  | { readonly kind: 'listens'; readonly yes: boolean }
  | { readonly kind: 'end'; readonly code: number }
  | { readonly kind: 'defect'; readonly error: Error };

const port = parentPort as MessagePort;
const { words, verbs, interrupted, color, isTTY, columns } = workerData as CommandStart;

function tell(reply: CommandReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  port.postMessage(reply);
}

const listeners = new Set<() => void>();
port.on('message', () => {
  for (const listener of listeners) listener();
});

const io: Io = {
  out: (text) => tell({ kind: 'out', text }),
  message: (text) => tell({ kind: 'message', text }),
  progress: {
    ...(isTTY === undefined ? {} : { isTTY }),
    ...(columns === undefined ? {} : { columns }),
    write: (text) => tell({ kind: 'progress', text }),
  },
  color,
  onInterrupt: (listener) => {
    listeners.add(listener);
    tell({ kind: 'listens', yes: true });
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) tell({ kind: 'listens', yes: false });
    };
  },
  interrupted: () => Atomics.load(interrupted, 0) !== 0,
};

try {
  const { VERBS } = (await import(verbs)) as { readonly VERBS: readonly Verb[] };
  tell({ kind: 'end', code: await runCommandLine(words, io, VERBS) });
} catch (error) {
  tell({ kind: 'defect', error: error instanceof Error ? error : new Error(String(error)) });
}
