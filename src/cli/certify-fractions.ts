import { refuteFraction } from '../discover/certify-fraction.ts';
import type { FractionProblem } from '../discover/fraction-identification.ts';
import type { IdentificationEntry } from '../discover/identification.ts';
import { fail } from '../error/fault.ts';
import { EXIT, type Io } from './io.ts';

/** Proves the fractions of a finding again, one line each. @throws NapierError `not-proved` when one fails or none is proved */
export function certifyFractions(
  problem: FractionProblem,
  front: readonly IdentificationEntry[],
  json: boolean,
  io: Io,
): number {
  const verdicts = front.flatMap((entry, i) => {
    if (entry.form !== 'continued-fraction') return [];
    const { a, b, expression } = entry;
    const reason = entry.proof === undefined ? undefined : refuteFraction(entry, problem.constant);
    const verdict = entry.proof === undefined ? 'measured' : reason === undefined ? 'proved' : 'refuted';
    if (!json) {
      const why = reason === undefined ? '' : `: ${reason}`;
      io.out(`${i + 1}  ${verdict}  a(n) = ${a}, b(n) = ${b}: ${expression}${why}\n`);
    }
    return [{ entry: i + 1, a, b, expression, verdict, ...(reason === undefined ? {} : { reason }) }];
  });
  if (json) io.out(`${JSON.stringify(verdicts, null, 2)}\n`);
  const count = (verdict: string): number => verdicts.filter((one) => one.verdict === verdict).length;
  if (count('refuted') > 0) {
    fail({ kind: 'not-proved', message: `${count('refuted')} of ${verdicts.length} claims do not hold` });
  }
  if (count('proved') === 0) {
    fail({ kind: 'not-proved', message: 'the finding claims no proof: its fractions are conjectures' });
  }
  return EXIT.done;
}
