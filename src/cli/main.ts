#!/usr/bin/env node
import { isForThread, runInThread } from './run-in-thread.ts';
import { runMain } from './run-main.ts';

await runMain(async (words, io) => {
  if (isForThread(words)) return runInThread(words, io);
  const [{ runCommandLine }, { VERBS }] = await Promise.all([
    import('./run-command-line.ts'),
    import('./verbs.ts'),
  ]);
  return runCommandLine(words, io, VERBS);
});
