import { isDeepStrictEqual } from 'node:util';
import { checkImprovement } from '../discover/check-improvement.ts';
import { nearText } from '../discover/near-text.ts';
import type { ImprovementFinding } from '../discover/improvement.ts';
import { proveEntry, type ProveImprovementOptions } from '../discover/prove-improvement.ts';
import { fail } from '../error/fault.ts';
import { EXIT, type Io } from './io.ts';

/**
 * Checks an improvement again, one line a piece: its derivation, and its values at inputs; and runs every input again
 * where the finding says that this was done.
 * @throws NapierError `not-proved` when a piece or a proof is wrong
 */
export async function certifyImprovement(
  finding: ImprovementFinding,
  json: boolean,
  io: Io,
  options: ProveImprovementOptions = {},
): Promise<number> {
  const entries = checkImprovement(finding);
  const verdicts = entries.flatMap(({ pieces }, i) =>
    pieces.map(({ objection, wrong, ...piece }) => {
      const refuted = objection !== undefined || wrong !== undefined;
      const isMeasured = piece.claim === 'near' && piece.distance === undefined;
      const verdict = refuted ? 'refuted' : isMeasured ? 'measured' : 'proved';
      const reason = objection ?? (wrong && `another value at ${inputText(wrong)}`);
      return { entry: i + 1, verdict, ...piece, ...(reason === undefined ? {} : { reason }) };
    }),
  );
  if (json) io.out(`${JSON.stringify(verdicts, null, 2)}\n`);
  else {
    for (const { entry, verdict, claim, expression, compared, distance, reason } of verdicts) {
      const held =
        claim === 'equal'
          ? `derivation replayed, ${compared} values compared`
          : distance === undefined
            ? 'near, not equal: only measured'
            : `${nearText('near', distance)} again`;
      const said = reason ?? held;
      io.out(`${entry}  ${verdict}  ${expression}: ${said}\n`);
    }
  }
  for (const entry of finding.front) {
    if (entry.proof === undefined) continue;
    const { certificate } = await proveEntry(finding, entry, options);
    const same = isDeepStrictEqual(certificate, entry.proof.certificate);
    if (!same) {
      fail({
        kind: 'not-proved',
        message: `the certificate of ${entry.expression} is wrong: every input run again gives ${certificate.bound} ulp at ${certificate.worst}`,
      });
    }
    if (!json) io.out(`   proved  ${entry.expression}: ${certificate.points} inputs run again\n`);
  }
  const wrong = verdicts.filter(({ verdict }) => verdict === 'refuted').length;
  if (wrong > 0) fail({ kind: 'not-proved', message: `${wrong} of ${verdicts.length} claims do not hold` });
  return EXIT.done;
}

function inputText(input: Readonly<Record<string, string>>): string {
  return Object.entries(input)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}
