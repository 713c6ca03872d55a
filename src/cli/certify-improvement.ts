import { checkImprovement } from '../discover/check-improvement.ts';
import type { ImprovementFinding } from '../discover/improvement.ts';
import { fail } from '../error/fault.ts';
import { EXIT, type Io } from './io.ts';

/**
 * Checks an improvement again, one line a piece: its derivation, and its values at inputs.
 * @throws NapierError `not-proved` when a piece is wrong
 */
export function certifyImprovement(finding: ImprovementFinding, json: boolean, io: Io): number {
  const entries = checkImprovement(finding);
  const verdicts = entries.flatMap(({ pieces }, i) =>
    pieces.map(({ objection, wrong, ...piece }) => {
      const refuted = objection !== undefined || wrong !== undefined;
      const verdict = refuted ? 'refuted' : piece.claim === 'near' ? 'measured' : 'proved';
      const reason = objection ?? (wrong && `another value at ${inputText(wrong)}`);
      return { entry: i + 1, verdict, ...piece, ...(reason === undefined ? {} : { reason }) };
    }),
  );
  if (json) io.out(`${JSON.stringify(verdicts, null, 2)}\n`);
  else {
    for (const { entry, verdict, expression, compared, reason } of verdicts) {
      const said =
        verdict === 'measured'
          ? 'a series: not equal, only measured'
          : (reason ?? `derivation replayed, ${compared} values compared`);
      io.out(`${entry}  ${verdict}  ${expression}: ${said}\n`);
    }
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
