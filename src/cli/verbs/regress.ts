import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finding } from '../../discover/finding.ts';
import { readRegressState, type RegressState } from '../../discover/regress/regress-state.ts';
import { runRegress } from '../../discover/regress/run-regress.ts';
import type { RegressionFinding } from '../../discover/regression.ts';
import { CHECKPOINT_LIMIT } from '../../discover/run-state.ts';
import { writeFinding } from '../../discover/write-finding.ts';
import { fail } from '../../error/fault.ts';
import { writeAtomically } from '../../run/atomic-write.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { createCheckpoint } from '../../run/checkpoint.ts';
import { createProgress } from '../../run/progress.ts';
import { readTextFile } from '../../run/read-text-file.ts';
import { StopSignal } from '../../run/stop-signal.ts';
import { NAMED_OPERATIONS } from '../../search/regress/regress-operations.ts';
import { EXIT } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { paintFor } from '../paint.ts';
import { regressJob } from '../regress-job.ts';
import { REGRESS_OPTIONS } from '../regress-options.ts';
import { regressionText } from '../regression-table.ts';
import { systemText } from '../system-table.ts';
import type { Invocation, Verb } from '../verb.ts';

export const regressVerb: Verb = {
  name: 'regress',
  summary: 'find formulas for a column of a table, complexity against error',
  usage: 'napier regress DATA --target COLUMN [options]',
  details: [
    'DATA is CSV, TSV, JSON lines, .npy or .parquet; the first line (or object) names the columns. The front has the formula of the ' +
      'smallest error for each complexity; constants are made exact where that shortens the description of the data. ' +
      'One row in five is held out, when there are fifty and more: the error there was not fitted.',
    'With --ode the rows are along trajectories, and the front is of systems of differential equations: derivatives are ' +
      'estimated to search with, constants are fitted so that solutions pass near the data.',
    `operations: ${NAMED_OPERATIONS.join(', ')}`,
  ],
  options: REGRESS_OPTIONS,
  examples: [
    ['napier regress data.csv --target y', 'all other columns are inputs'],
    ['napier regress data.csv --target y --inputs a,b --operations add,mul,div,exp:3', 'no roots or sines'],
    ['napier regress orbits.csv --ode t --target x,y', 'dx/dt and dy/dt from x and y'],
  ],
  positionals: [0, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('regress', invocation);
    const checkpointPath = values.text('checkpoint') ?? values.text('resume');
    const out = values.text('out');
    for (const path of [checkpointPath, out]) if (path !== undefined) checkWritable(dirname(path));
    const seconds = values.number('time', 0.001, 1e9, false);
    const resume = readResume(invocation, values);
    const signal = new StopSignal(seconds, io.interrupted);
    const unsubscribe = io.onInterrupt(() => signal.stop('interrupt'));
    const progress = createProgress(io.progress);
    const checkpoint = checkpointPath === undefined ? undefined : createCheckpoint(checkpointPath);
    try {
      const path = resume?.request.file ?? positional(invocation);
      const finding = await located(`regress ${path}:`, async () =>
        runRegress(await regressJob(path, values, resume, checkpoint !== undefined), {
          stopped: signal.stopped,
          tell: ({ engine, evaluations, front, best, state }) => {
            progress.update({ phase: engine, evaluations, front, best: best.toPrecision(3) });
            if (state !== undefined) checkpoint?.save(() => state);
          },
        }),
      );
      progress.clear();
      const text = writeFinding(finding);
      if (out !== undefined) writeAtomically(out, text);
      io.out(values.flag('json') ? text : textOf(finding, paintFor(io.color.out)));
      if (out !== undefined) io.message(`wrote ${out}\n`);
      const { stop } = finding.provenance;
      if (stop !== 'interrupt' && stop !== 'time') checkpoint?.remove();
      else if (checkpointPath !== undefined && existsSync(checkpointPath))
        io.message(`stopped; \`napier regress --resume ${checkpointPath}\` goes on\n`);
      return stop === 'interrupt' ? EXIT.interrupted : EXIT.done;
    } finally {
      progress.clear();
      unsubscribe();
      signal.dispose();
    }
  },
};

/** What may be said beside --resume; the rest is in the checkpoint. */
const RESUMED = new Set(['resume', 'checkpoint', 'out', 'json', 'time']);

function readResume(
  { positionals, options, flags }: Invocation,
  values: OptionValues,
): RegressState | undefined {
  const path = values.text('resume');
  if (path === undefined) return undefined;
  const extra = [...options.keys(), ...flags].find((name) => !RESUMED.has(name));
  if (positionals.length > 0 || extra !== undefined) {
    const what = extra === undefined ? 'a file of data' : `--${extra}`;
    const message = `--resume goes on with what the checkpoint holds; ${what} cannot be given`;
    fail({ kind: 'value', message, hint: 'leave it out' });
  }
  const source = readTextFile(path, CHECKPOINT_LIMIT, 'give --resume what --checkpoint wrote');
  return located(`regress --resume ${path}:`, () => readRegressState(source));
}

function positional({ positionals }: Invocation): string {
  const hint = 'such as `napier regress data.csv --target y`';
  return positionals[0] ?? fail({ kind: 'value', message: '`regress` needs a file of data', hint });
}

function textOf(finding: Finding, paint: ReturnType<typeof paintFor>): string {
  return finding.kind === 'system'
    ? systemText(finding, paint)
    : regressionText(finding as RegressionFinding, paint);
}
