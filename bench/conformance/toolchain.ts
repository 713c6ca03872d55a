/** What all runners of the conformance tables do: write files, compile them, run them. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetName } from '../../src/emit/target.ts';
import { TARGETS } from '../../src/emit/targets.ts';
import type { Job } from './held.ts';

export const path = ({ folder }: Job, name: string): string => join(folder, name);
export const write = (job: Job, target: TargetName, name: string): void => {
  for (const { path: file, contents } of TARGETS[target].emit(job.functions, name))
    writeFileSync(path(job, file), contents);
};
/** Runs a program that takes the inputs, or their counts, and gives all results. */
export const execute = (
  { folder, inputs }: Job,
  command: string,
  args: readonly string[] = [],
  input: ArrayBufferLike = inputs.buffer,
): Buffer => execFileSync(command, args, { cwd: folder, input: Buffer.from(input), maxBuffer: 2 ** 28 });
export const compile = ({ folder }: Job, command: string, ...args: string[]): void =>
  void execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
export const version = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' }).split('\n')[0].trim();
