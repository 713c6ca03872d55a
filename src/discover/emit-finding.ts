import type { EmittedFile, TargetName } from '../emit/target.ts';
import { emitFindings } from './emit-findings.ts';
import type { ApproximationFinding, FrontEntry } from './finding.ts';

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
  return emitFindings([{ name, finding, entry }], targets, name);
}
