import { fail } from '../../error/fault.ts';
import type { FormulaSearchEvent } from '../../search/regress/formula-search.ts';
import type { Table } from '../data/table.ts';
import { regress } from '../regress.ts';
import { regressCategory } from '../regress-category.ts';
import { regressOde } from '../regress-ode.ts';
import { regressTargets } from '../regress-targets.ts';
import type { RegressionFinding } from '../regression.ts';
import type { SystemFinding } from '../system.ts';
import { tableDigest, writeRegressState, type RegressState } from './regress-state.ts';
import type { RegressRequest } from './regress-request.ts';

/** What is asked of a table, and where to go on from. */
export type RegressJob = {
  readonly table: Table;
  readonly request: RegressRequest;
  readonly resume?: RegressState;
  /** Are states to be told? */
  readonly states: boolean;
};

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
  const { table, request, resume, states } = job;
  const digest = states || resume !== undefined ? tableDigest(table) : '';
  if (resume !== undefined && resume.digest !== digest) {
    const message = `the data in ${JSON.stringify(request.file)} are not those that the search was begun with`;
    fail({ kind: 'file', message, hint: 'start the run again' });
  }
  const { targets, delimiter: _delimiter, ode, trajectory, category, ...options } = request;
  let done: readonly RegressionFinding[] = resume?.done ?? [];
  let [lastNews, lastState] = [-Infinity, -Infinity];
  let ended = false;
  const onEvent = ({ engine, evaluations, front, best, state, before }: FormulaSearchEvent): void => {
    const now = performance.now();
    const last = stopped() !== undefined;
    // What stops the search of one target stops those of the next ones before they are begun: theirs is no state to go on from.
    const withState = states && !ended && (last || now - lastState >= STATES);
    if (!withState && now - lastNews < NEWS) return;
    lastNews = now;
    if (withState) lastState = now;
    ended ||= last;
    const text = withState
      ? { state: writeRegressState({ request, digest, done, before: before?.() ?? [], search: state() }) }
      : {};
    tell({ engine, evaluations, front, best, ...text });
  };
  const common = { ...options, stopped, onEvent };
  const earlier = resume === undefined ? {} : { earlier: [...resume.before, resume.search] };
  if (ode !== undefined) {
    const named = {
      ...(targets.length === 0 ? {} : { targets }),
      ...(trajectory === undefined ? {} : { trajectory }),
    };
    return regressOde(table, { ...common, ...earlier, ...named, time: ode });
  }
  if (category !== undefined) {
    const [target, other] = targets;
    if (other !== undefined) {
      const hint = 'give one --target';
      fail({ kind: 'unsupported', message: 'several targets and --category together', hint });
    }
    return regressCategory(table, { ...common, ...earlier, category, target });
  }
  const begun = { ...common, ...(resume === undefined ? {} : { resume: resume.search }) };
  if (targets.length === 1) return regress(table, { ...begun, target: targets[0] });
  return regressTargets(table, targets, { ...begun, done, onTarget: (before) => void (done = [...before]) });
}
