#!/usr/bin/env node
import { isForThread, runInThread } from './run-in-thread.ts';
import { runMain } from './run-main.ts';

/** Verbs that may compute for long without a pause. */
const LONG: ReadonlySet<string> = new Set([
  'approximate',
  'improve',
  'identify',
  'relate',
  'regress',
  'certify',
  'sweep',
]);

await runMain(async (words, io) => {
  if (isForThread(words, LONG)) return runInThread(words, io, new URL('./verbs.js', import.meta.url));
  const [{ runCommandLine }, { VERBS }] = await Promise.all([
    import('./run-command-line.ts'),
    import('./verbs.ts'),
  ]);
  return runCommandLine(words, io, VERBS);
});
