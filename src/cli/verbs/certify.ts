import type { Finding } from '../../discover/finding.ts';
import { certifyFinding } from '../../discover/certify-finding.ts';
import { NapierError, fail } from '../../error/fault.ts';
import { Stopped } from '../../run/stop-signal.ts';
import { givenFinding, SHIPPED_OPTIONS } from '../given-finding.ts';
import { EXIT } from '../io.ts';
import { certifyFractions } from '../certify-fractions.ts';
import { certifyImprovement } from '../certify-improvement.ts';
import { loadAnyFinding, loadFinding } from '../load-finding.ts';
import { OptionValues } from '../option-values.ts';
import type { Verb } from '../verb.ts';
import { withPool } from '../with-pool.ts';

export const certifyVerb: Verb = {
  name: 'certify',
  summary: 'prove every claim of a finding again, from the file alone',
  usage: 'napier certify FILE|FUNCTION [options]',
  details: [
    'Reads function, domain, format and programs from the finding and makes each proof again from nothing: every ' +
      'input run for formats of up to 32 bits, a bound on the supremum for `real`, supremum and rounding for f64. Of an ' +
      'improvement every derivation is replayed and every piece compared with the given expression. ' +
      'Exit code 0 when every certificate holds, 1 when one does not or there is none.',
  ],
  options: [
    {
      name: 'workers',
      value: 'N',
      meaning: 'threads for the proofs (default: one a processor); never changes a result',
    },
    ...SHIPPED_OPTIONS,
    { name: 'json', meaning: 'the verdicts as JSON' },
  ],
  examples: [
    ['napier certify tanh/tanh.napier.json', 'check what `napier approximate … --out tanh` wrote'],
    ['napier certify tanh --format f16', 'a function that Napier ships'],
  ],
  positionals: [1, 1],
  run: async (invocation, io) => {
    const [path] = invocation.positionals;
    const values = new OptionValues('certify', invocation);
    const workers = values.number('workers', 1, 1024);
    const { finding: loaded, note } = givenFinding<Finding>('certify', path, values, loadAnyFinding);
    if (note !== undefined) io.message(note);
    if (loaded.kind === 'deduction' || loaded.kind === 'invariant') {
      // Reading it replayed every proof.
      const facts = loaded.front.filter(({ status }) => status === 'proved').length;
      io.out(
        values.flag('json')
          ? `${JSON.stringify({ proved: facts })}\n`
          : `proved  ${facts} ${loaded.kind === 'deduction' ? 'facts' : 'invariants'}\n`,
      );
      return EXIT.done;
    }
    if (loaded.kind === 'identification' && loaded.problem.question === 'continued-fraction')
      return certifyFractions(loaded.problem, loaded.front, values.flag('json'), io);
    if (loaded.kind === 'improvement') {
      return withPool(io, { workers }, ({ executor, signal }) =>
        certifyImprovement(loaded, values.flag('json'), io, {
          executor,
          stopped: () => signal.stopped() !== undefined,
        }),
      );
    }
    const finding = loaded.kind === 'approximation' ? loaded : loadFinding('certify', path);
    if (finding.front.length === 0) fail({ kind: 'not-found', message: 'the finding has no program in it' });
    const json = values.flag('json');
    return withPool(io, { workers }, async ({ executor, signal, progress }) => {
      try {
        const verdicts = await certifyFinding(finding, {
          executor,
          signal,
          onProgress: (done, total) =>
            progress.update({ phase: 'proving', evaluations: 0, front: 0, inputs: [done, total] }),
          onEntry: (i, { entry, ...rest }) => {
            progress.clear();
            if (json) return;
            const claim = entry.error.bound ?? entry.error.value;
            const reason = rest.verdict === 'refuted' ? `: ${rest.reason}` : '';
            io.out(
              `${i + 1}  ${rest.verdict}  ${entry.cost} ${finding.problem.cost}, ${claim} ${entry.error.measure}${reason}\n`,
            );
          },
        });
        if (json) {
          const list = verdicts.map(({ entry, ...rest }, i) => ({ entry: i + 1, cost: entry.cost, ...rest }));
          io.out(`${JSON.stringify(list, null, 2)}\n`);
        }
        const count = (verdict: string): number => verdicts.filter((one) => one.verdict === verdict).length;
        if (count('refuted') > 0) {
          throw new NapierError({
            kind: 'not-proved',
            message: `${count('refuted')} of ${verdicts.length} claims do not hold`,
          });
        }
        if (count('proved') === 0) {
          throw new NapierError({
            kind: 'not-proved',
            message: 'the finding claims no proof: its errors are only measured',
          });
        }
        return EXIT.done;
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        io.message('napier: interrupted\n');
        return EXIT.interrupted;
      }
    });
  },
};
