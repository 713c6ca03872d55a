import { fail } from '../../error/fault.ts';
import type { FormulaSearchEvent } from '../../search/regress/search-formulas.ts';
import type { Table } from '../data/table.ts';
import { regress } from '../regress.ts';
import { regressCategory } from '../regress-category.ts';
import { regressOde, type RegressOdeOptions } from '../regress-ode.ts';
import { regressTargets } from '../regress-targets.ts';
import type { RegressionFinding } from '../regression.ts';
import type { SystemFinding } from '../system.ts';
import { tableDigest, writeRegressState, type RegressState } from './regress-state.ts';
import type { RegressRequest } from './regress-request.ts';

/** Formulas, or with `ode` a system of differential equations, of a table. */
export type RegressJob = { readonly table: Table } & (
  | {
      readonly kind: 'formulas';
      readonly request: RegressRequest;
      readonly resume?: RegressState;
      /** Are states to be told? */
      readonly states: boolean;
    }
  | { readonly kind: 'ode'; readonly options: Omit<RegressOdeOptions, 'stopped'> }
);

/** What is told while a job runs. */
export type RegressNews = {
  readonly engine: string;
  readonly evaluations: number;
  readonly front: number;
  readonly best: number;
  /** Text of a checkpoint. */
  readonly state?: string;
};

export type RegressHooks = {
  readonly stopped: () => 'time' | 'interrupt' | undefined;
  readonly tell: (news: RegressNews) => void;
};

/** Milliseconds between two pieces of news, and between two with a state. Neither changes what is found. */
const [NEWS, STATES] = [100, 1_000];

/** Does the job; states go on to the same bytes. @throws NapierError as {@link regress}, and for other data than the state's */
export function runRegress(
  job: RegressJob,
  { stopped, tell }: RegressHooks,
): RegressionFinding | SystemFinding {
  const { table } = job;
  if (job.kind === 'ode') return regressOde(table, { ...job.options, stopped });
  const { request, resume, states } = job;
  const digest = states || resume !== undefined ? tableDigest(table) : '';
  if (resume !== undefined && resume.digest !== digest) {
    const message = `the data in ${JSON.stringify(request.file)} are not those that the search was begun with`;
    fail({ kind: 'file', message, hint: 'start the run again' });
  }
  if (request.category !== undefined) return byCategory(table, request, request.category, stopped, tell);
  const { targets, file, delimiter: _delimiter, ...options } = request;
  let done: readonly RegressionFinding[] = resume?.done ?? [];
  let [lastNews, lastState] = [-Infinity, -Infinity];
  let ended = false;
  const onEvent = ({ engine, evaluations, front, best, state }: FormulaSearchEvent): void => {
    const now = performance.now();
    const last = stopped() !== undefined;
    // What stops the search of one target stops those of the next ones before they are begun: theirs is no state to go on from.
    const withState = states && !ended && (last || now - lastState >= STATES);
    if (!withState && now - lastNews < NEWS) return;
    lastNews = now;
    if (withState) lastState = now;
    ended ||= last;
    const text = withState ? { state: writeRegressState({ request, digest, done, search: state() }) } : {};
    tell({ engine, evaluations, front, best, ...text });
  };
  const common = {
    ...options,
    file,
    stopped,
    onEvent,
    ...(resume === undefined ? {} : { resume: resume.search }),
  };
  if (targets.length === 1) return regress(table, { ...common, target: targets[0] });
  return regressTargets(table, targets, { ...common, done, onTarget: (before) => void (done = [...before]) });
}

function byCategory(
  table: Table,
  { targets, file, delimiter: _delimiter, ...options }: RegressRequest,
  category: string,
  stopped: RegressHooks['stopped'],
  tell: RegressHooks['tell'],
): RegressionFinding {
  if (targets.length > 1)
    fail({
      kind: 'unsupported',
      message: 'several targets and --category together',
      hint: 'give one --target',
    });
  let last = -Infinity;
  const onEvent = ({ engine, evaluations, front, best }: FormulaSearchEvent): void => {
    if (performance.now() - last < NEWS) return;
    last = performance.now();
    tell({ engine, evaluations, front, best });
  };
  return regressCategory(table, { ...options, category, file, target: targets[0], stopped, onEvent });
}
