import type { EmittedFile, TargetName } from '../emit/target.ts';
import { TARGETS } from '../emit/targets.ts';
import { fail } from '../error/fault.ts';
import type { ApproximationFinding, FrontEntry } from './finding.ts';
import { makeCommand } from './make-command.ts';
import { specificationOf } from './specification-of.ts';

/**
 * One entry of a finding as source code in the targets told, with its contract and proof in the header.
 * @throws NapierError `unsupported` when a target cannot hold the program
 */
export function emitFinding(
  finding: ApproximationFinding,
  entry: FrontEntry,
  targets: readonly TargetName[],
  name: string,
): EmittedFile[] {
  const { text: _text, ...program } = entry.program;
  return targets.flatMap((target) => {
    const refusal = TARGETS[target].refuses(program);
    if (refusal !== undefined) {
      fail({ kind: 'unsupported', message: refusal, hint: '`napier help emit` lists the targets' });
    }
    return TARGETS[target].emit(
      [
        {
          name,
          program,
          specification: specificationOf(finding.problem),
          ...(entry.certificate === undefined ? {} : { certificate: entry.certificate }),
          command: makeCommand(finding.problem),
          version: finding.napier,
        },
      ],
      name,
    );
  });
}
