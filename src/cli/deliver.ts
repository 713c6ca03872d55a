import { join } from 'node:path';
import { chooseEntry } from '../discover/choose-entry.ts';
import { emitFinding } from '../discover/emit-finding.ts';
import type { ApproximationFinding } from '../discover/finding.ts';
import { writeFinding } from '../discover/write-finding.ts';
import type { TargetName } from '../emit/target.ts';
import { NapierError } from '../error/fault.ts';
import { writeAtomically } from '../run/atomic-write.ts';
import { findingText } from './front-table.ts';
import { EXIT, type Io } from './io.ts';
import { paintFor } from './paint.ts';

/** Where a finding goes. */
export type Delivery = {
  readonly targets: readonly TargetName[];
  readonly name: string;
  readonly json: boolean;
  readonly out?: string;
};

/**
 * Writes a finding's files, then prints it. All is made before anything is written.
 * @param checkpoint where a stopped run can be taken up again
 * @returns the exit code: 0 with a proved program, 130 after an interrupt
 * @throws NapierError `not-found`, `not-proved` when there is no program to show for the search (after printing)
 */
export function deliver(
  finding: ApproximationFinding,
  { targets, name, json, out }: Delivery,
  checkpoint: string | undefined,
  io: Io,
): number {
  const text = writeFinding(finding);
  const chosen = chooseEntry(finding);
  const files = [{ path: `${name}.napier.json`, contents: text as string | Uint8Array }];
  if (chosen !== undefined) files.push(...emitFinding(finding, chosen, targets, name));
  if (out !== undefined) for (const file of files) writeAtomically(join(out, file.path), file.contents);
  io.out(json ? text : findingText(finding, paintFor(io.color.out)));
  if (out !== undefined) for (const file of files) io.message(`wrote ${join(out, file.path)}\n`);
  const { stop } = finding.provenance;
  if (checkpoint !== undefined) io.message(`go on with: napier approximate --resume ${checkpoint}${outWords(out)}\n`);
  if (stop === 'interrupt') {
    io.message('napier: interrupted; what was found so far is above\n');
    return EXIT.interrupted;
  }
  if (chosen === undefined) throw notFound(finding);
  return EXIT.done;
}

function outWords(out: string | undefined): string {
  return out === undefined ? '' : ` --out ${/^[\w./-]+$/.test(out) ? out : JSON.stringify(out)}`;
}

function notFound({ problem, front, provenance }: ApproximationFinding): NapierError {
  const why = provenance.history.filter(({ phase }) => phase === 'note').at(-1)?.message;
  const failed = provenance.history.find(({ failed }) => failed !== undefined)?.failed;
  if (front.length === 0) {
    const message = 'no engine found a program';
    return new NapierError({ kind: 'not-found', message, ...(why === undefined ? {} : { hint: String(why) }) });
  }
  if (problem.error === undefined) {
    const message = 'no program could be proved';
    return new NapierError({ kind: 'not-proved', message, ...(failed === undefined ? {} : { hint: String(failed) }) });
  }
  const best = front[front.length - 1].error;
  return new NapierError({
    kind: 'not-found',
    message: `no program was proved to err by at most ${problem.error} (${problem.measure})`,
    hint: `the smallest error on the front is ${best.bound ?? best.value}; allow more with --max-degree, --max-ops, --budget or --fma`,
  });
}
