import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The command as users run it: the built one. `npm test` builds first. */
export const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
if (!existsSync(MAIN)) throw new Error('dist/cli/main.js is missing: run `npm run build` before these tests');

export type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };

const ENV = { PATH: process.env.PATH ?? '' };

/** Runs `napier` in a folder and waits for it. Neither stream is a terminal. */
export function napier(cwd: string, ...words: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    cwd,
    env: ENV,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 2 ** 28,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs `napier`, sends it a signal once `when` says so of a poll every 20 ms, and waits for its end. */
export function napierInterrupted(
  cwd: string,
  signal: NodeJS.Signals,
  when: () => boolean,
  ...words: string[]
): Promise<Outcome> {
  return interrupted([MAIN, ...words], cwd, signal, when);
}

/** The same of any of the built commands. */
export async function interrupted(
  line: readonly string[],
  cwd: string,
  signal: NodeJS.Signals,
  when: () => boolean,
): Promise<Outcome> {
  const child = spawn(process.execPath, line, { cwd, env: ENV });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => (err += String(data)));
  const poll = setInterval(() => {
    if (!when()) return;
    clearInterval(poll);
    child.kill(signal);
  }, 20);
  const code = await new Promise<number | null>((end) => child.on('close', end));
  clearInterval(poll);
  return { code, out, err };
}
