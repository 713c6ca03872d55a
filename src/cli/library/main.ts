/** `npm run functions`, `npm run certify:functions`, …: what makes and checks the shipped functions. */
import { runCommandLine } from '../run-command-line.ts';
import { isForThread, runInThread } from '../run-in-thread.ts';
import { runMain } from '../run-main.ts';
import { VERBS } from './verbs.ts';

/** Verbs that may compute for long without a pause. */
const LONG: ReadonlySet<string> = new Set(['make', 'certify']);

await runMain((words, io) =>
  isForThread(words, LONG)
    ? runInThread(words, io, new URL('./verbs.js', import.meta.url))
    : runCommandLine(words, io, VERBS),
);
