import { join } from 'node:path';
import { chooseEntry } from '../discover/choose-entry.ts';
import { emitFinding } from '../discover/emit-finding.ts';
import type { ApproximationFinding } from '../discover/finding.ts';
import { writeFinding } from '../discover/write-finding.ts';
import type { TargetName } from '../emit/target.ts';
import type { Fault } from '../error/fault.ts';
import { renderFault } from '../error/render-fault.ts';
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
 * @returns the exit code: 0 with a proved program, 1 without one (and why, as a message), 130 after an interrupt
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
  const written =
    out === undefined || finding.front.length === 0
      ? []
      : files.map((file) => ({ ...file, path: join(out, file.path) }));
  for (const file of written) writeAtomically(file.path, file.contents);
  io.out(json ? text : findingText(finding, paintFor(io.color.out)));
  for (const { path } of written) io.message(`wrote ${path}\n`);
  const { stop } = finding.provenance;
  if (checkpoint !== undefined)
    io.message(`go on with: napier approximate --resume ${checkpoint}${outWords(out)}\n`);
  if (stop === 'interrupt') {
    io.message('napier: interrupted; what was found so far is above\n');
    return EXIT.interrupted;
  }
  if (chosen !== undefined) return EXIT.done;
  io.message(`${renderFault(notFound(finding), { color: io.color.message })}\n`);
  return EXIT.notFound;
}

function outWords(out: string | undefined): string {
  return out === undefined ? '' : ` --out ${/^[\w./-]+$/.test(out) ? out : JSON.stringify(out)}`;
}

function notFound({ problem, front, provenance }: ApproximationFinding): Fault {
  const why = provenance.history.filter(({ phase }) => phase === 'note').at(-1)?.message;
  const failed = provenance.history.find(
    ({ phase, failed }) => phase === 'prove' && failed !== undefined,
  )?.failed;
  if (front.length === 0) {
    const message = 'no engine found a program';
    return { kind: 'not-found', message, ...(why === undefined ? {} : { hint: String(why) }) };
  }
  if (problem.error === undefined) {
    const message = 'no program could be proved';
    return { kind: 'not-proved', message, ...(failed === undefined ? {} : { hint: String(failed) }) };
  }
  const best = front[front.length - 1].error;
  const met = best.status === 'measured' && Number(best.value) <= Number(problem.error);
  if (met && failed !== undefined) {
    const message = `a program was seen to err by at most ${problem.error} (${problem.measure}), and could not be proved to`;
    return { kind: 'not-proved', message, hint: String(failed) };
  }
  return {
    kind: 'not-found',
    message: `no program was proved to err by at most ${problem.error} (${problem.measure})`,
    hint: `the smallest error on the front is ${best.bound ?? best.value}; allow more with --max-degree, --max-ops, --budget or --fma`,
  };
}
