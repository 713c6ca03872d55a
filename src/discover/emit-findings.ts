import { withLicense } from '../emit/license.ts';
import type { EmitFunction, EmittedFile, TargetName } from '../emit/target.ts';
import { TARGETS } from '../emit/targets.ts';
import { fail } from '../error/fault.ts';
import type { ApproximationFinding, FrontEntry } from './finding.ts';
import { makeCommand } from './make-command.ts';
import { specificationOf } from './specification-of.ts';

/** An entry of a finding under the name its function shall have. */
export type NamedEntry = {
  readonly name: string;
  readonly finding: ApproximationFinding;
  readonly entry: FrontEntry;
};

export type EmitFindingsOptions = {
  /** See `EmitFunction.prefix`. */
  readonly prefix?: string;
  /** Lines that head every source file. */
  readonly license?: string;
};

/**
 * Entries of findings as one module in each of the targets told, with contracts and proofs in the headers.
 * @throws NapierError `unsupported` when a target cannot hold a program
 */
export function emitFindings(
  entries: readonly NamedEntry[],
  targets: readonly TargetName[],
  moduleName: string,
  { prefix, license }: EmitFindingsOptions = {},
): EmittedFile[] {
  const functions = entries.map(({ name, finding, entry }): EmitFunction => {
    const { text: _text, ...program } = entry.program;
    return {
      name,
      program,
      specification: specificationOf(finding.problem),
      command: makeCommand(finding.problem),
      version: finding.napier,
      ...(prefix === undefined ? {} : { prefix }),
      ...(entry.certificate === undefined ? {} : { certificate: entry.certificate }),
    };
  });
  const files = targets.flatMap((target) => {
    for (const { program } of functions) {
      const refusal = TARGETS[target].refuses(program);
      if (refusal !== undefined) {
        fail({ kind: 'unsupported', message: refusal, hint: '`napier help emit` lists the targets' });
      }
    }
    return TARGETS[target].emit(functions, moduleName);
  });
  return license === undefined ? files : withLicense(files, license);
}
