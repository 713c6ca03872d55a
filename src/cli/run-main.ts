import { EXIT, type Io } from './io.ts';

/** Is colour wanted on this stream? https://no-color.org: any value of NO_COLOR that is not empty says no. */
function wantsColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
}

/** Runs a command line. @returns the exit code */
export type Runner = (words: readonly string[], io: Io) => Promise<number>;

/** Runs the words this process was started with, and sets its exit code. Called once, by a program's main file. */
export async function runMain(run: Runner): Promise<void> {
  // Whoever reads our output may leave early (`| head`): that is no error of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.done);
      if (stream === process.stdout)
        process.stderr.write(`napier: cannot write to standard output: ${error.message}\n`);
      process.exit(EXIT.badInput);
    });
  }

  const interrupts = new Set<() => void>();
  let interrupted = false;
  const onSignal = (): void => {
    // The first Ctrl-C saves and ends; the second does not wait for that.
    if (interrupted || interrupts.size === 0) process.exit(EXIT.interrupted);
    interrupted = true;
    for (const listener of interrupts) listener();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  function defect(error: unknown): void {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`napier: internal error: ${message}; please report it\n`);
    if (process.env.NAPIER_DEBUG === '1') process.stderr.write(`${stack ?? ''}\n`);
    else process.stderr.write('  hint: NAPIER_DEBUG=1 shows where\n');
    process.exit(EXIT.defect);
  }
  process.on('uncaughtException', defect);
  process.on('unhandledRejection', defect);

  const io: Io = {
    out: (text) => void process.stdout.write(text),
    message: (text) => void process.stderr.write(text),
    progress: process.stderr,
    color: { out: wantsColor(process.stdout), message: wantsColor(process.stderr) },
    onInterrupt: (listener) => {
      interrupts.add(listener);
      return () => interrupts.delete(listener);
    },
  };

  // The code is set, not exited with: what was written to a pipe must get there first.
  try {
    process.exitCode = await run(process.argv.slice(2), io);
  } catch (error) {
    defect(error);
  }
}
