import { brokenConstraint } from '../certify/check-constraints.ts';
import { checkCertificate } from '../certify/certify.ts';
import type { Executor } from '../certify/certificate.ts';
import { NapierError } from '../error/fault.ts';
import type { StopSignal } from '../run/stop-signal.ts';
import type { ApproximationFinding, FrontEntry } from './finding.ts';
import { problemOf } from './problem-record.ts';

/** What came of proving one entry of a front again. */
export type EntryVerdict =
  | { readonly entry: FrontEntry; readonly verdict: 'proved' }
  /** The file says only "measured": there was nothing to prove. */
  | { readonly entry: FrontEntry; readonly verdict: 'measured' }
  | { readonly entry: FrontEntry; readonly verdict: 'refuted'; readonly reason: string };

export type CertifyFindingOptions = {
  readonly executor?: Executor;
  readonly signal?: StopSignal;
  /** How far the proof at work is, in inputs. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly onEntry?: (index: number, verdict: EntryVerdict) => void;
};

/**
 * Proves every certificate of a finding again, from the finding alone: function, domain, format and program are read
 * from their texts, nothing is taken on trust.
 * @throws Stopped when the signal stops it
 */
export async function certifyFinding(
  finding: ApproximationFinding,
  options: CertifyFindingOptions = {},
): Promise<EntryVerdict[]> {
  const problem = problemOf(finding.problem);
  const verdicts: EntryVerdict[] = [];
  for (const entry of finding.front) {
    options.signal?.throwIfStopped();
    const verdict = await prove(entry);
    verdicts.push(verdict);
    options.onEntry?.(verdicts.length - 1, verdict);
  }
  return verdicts;

  async function prove(entry: FrontEntry): Promise<EntryVerdict> {
    if (entry.certificate === undefined) return { entry, verdict: 'measured' };
    try {
      const { executor, signal, onProgress } = options;
      await checkCertificate(entry.program, problem, entry.certificate, {
        ...(executor === undefined ? {} : { executor }),
        ...(signal === undefined ? {} : { stopped: () => signal.stopped() !== undefined }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      const { constraints } = problem;
      const broken =
        constraints &&
        brokenConstraint(entry.program, problem, constraints, {
          stopped: () => signal?.stopped() !== undefined,
        });
      return broken === undefined
        ? { entry, verdict: 'proved' }
        : { entry, verdict: 'refuted', reason: broken };
    } catch (error) {
      options.signal?.throwIfStopped();
      if (!(error instanceof NapierError)) throw error;
      return { entry, verdict: 'refuted', reason: error.fault.message };
    }
  }
}
