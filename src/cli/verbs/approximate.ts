import { dirname, join } from 'node:path';
import { approximate } from '../../discover/approximate.ts';
import { codeNameOf } from '../../discover/code-name-of.ts';
import { problemOf } from '../../discover/problem-record.ts';
import { CHECKPOINT_LIMIT, readRunState, writeRunState, type RunState } from '../../discover/run-state.ts';
import { carriedProgram } from '../../emit/carried.ts';
import { TARGET_NAMES, type TargetName } from '../../emit/target.ts';
import { TARGETS } from '../../emit/targets.ts';
import { fail } from '../../error/fault.ts';
import { findFormat } from '../../number/formats.ts';
import {
  isRealOperation,
  MACHINE_OPERATION_TABLE,
  type MachineOperation,
} from '../../program/machine-operations.ts';
import { writesOut } from '../../program/write-out-rounding.ts';
import { checkWritable } from '../../run/check-writable.ts';
import { createCheckpoint } from '../../run/checkpoint.ts';
import { readTextFile } from '../../run/read-text-file.ts';
import { computingFormat } from '../../search/integer/computing-format.ts';
import { isIntegerProblem } from '../../search/integer/is-integer-problem.ts';
import {
  APPROXIMATE_DETAILS,
  APPROXIMATE_EXAMPLES,
  APPROXIMATE_OPTIONS,
  PROBLEM_OPTIONS,
} from '../approximate-options.ts';
import { codeName } from '../code-name.ts';
import { deliver, type Delivery } from '../deliver.ts';
import type { Io } from '../io.ts';
import { located } from '../located.ts';
import { OptionValues } from '../option-values.ts';
import { readProblem, type GivenProblem } from '../read-problem.ts';
import { runRecord } from '../run-record.ts';
import type { Invocation, Verb } from '../verb.ts';
import { withPool } from '../with-pool.ts';

export const approximateVerb: Verb = {
  name: 'approximate',
  summary: 'find the cheapest programs for a function, and prove their error',
  usage: 'napier approximate FUNCTION --domain INTERVAL [options]',
  details: APPROXIMATE_DETAILS,
  options: APPROXIMATE_OPTIONS,
  examples: APPROXIMATE_EXAMPLES,
  positionals: [0, 1],
  run: async (invocation, io) => {
    const values = new OptionValues('approximate', invocation);
    const resume = readResume(invocation, values);
    const given = resume === undefined ? readProblem(positional(invocation), values) : resumed(resume);
    const delivery = readDelivery(values, given);
    const checkpointPath =
      values.text('checkpoint') ??
      values.text('resume') ??
      (delivery.out === undefined ? undefined : join(delivery.out, `${delivery.name}.checkpoint.json`));
    if (delivery.out !== undefined) checkWritable(delivery.out);
    if (checkpointPath !== undefined) checkWritable(dirname(checkpointPath));
    return search(given, resume, delivery, checkpointPath, values, io);
  },
};

/** The search itself, with its progress line, checkpoint, time limit and interrupt. */
async function search(
  { problem, engines, evaluations }: GivenProblem,
  resume: RunState | undefined,
  delivery: Delivery,
  checkpointPath: string | undefined,
  values: OptionValues,
  io: Io,
): Promise<number> {
  const workers = values.number('workers', 1, 1024);
  const seconds = values.number('time', 0.001, 1e9, false);
  const checkpoint = checkpointPath === undefined ? undefined : createCheckpoint(checkpointPath);
  let latest: (() => RunState) | undefined;
  return withPool(io, { workers, seconds }, async ({ executor, signal, progress }) => {
    const record = runRecord();
    const found = await located('approximate', () =>
      approximate(problem, {
        engines,
        evaluations,
        executor,
        signal,
        ...(resume === undefined ? {} : { resume }),
        onEvent: ({ phase, front, news, milestone, inputs, ...event }) => {
          const last = front.at(-1);
          const best = last === undefined ? {} : { best: last.error.value.toPrecision(3) };
          const doing = phase === 'search' ? 'searching' : 'proving';
          const proof = inputs === undefined ? {} : { inputs };
          progress.update({
            phase: doing,
            evaluations: event.evaluations,
            front: front.length,
            ...best,
            ...proof,
          });
          latest = event.state;
          const write = (): string => writeRunState(event.state());
          if (milestone) checkpoint?.save(write);
          else if (news) checkpoint?.note(write);
        },
      }),
    );
    progress.clear();
    const finding = values.text('provenance') === 'full' ? record(found) : found;
    const { stop } = finding.provenance;
    const stopped = stop === 'interrupt' || stop === 'time';
    const state = latest;
    if (stopped && state !== undefined) checkpoint?.save(() => writeRunState(state()));
    const code = deliver(finding, delivery, stopped ? checkpointPath : undefined, io);
    if (!stopped) checkpoint?.remove();
    return code;
  });
}

function positional({ positionals }: Invocation): string {
  const hint = 'such as `napier approximate "tanh(x)" --domain "[-1,1]" --format f32`';
  return positionals[0] ?? fail({ kind: 'value', message: '`approximate` needs a function', hint });
}

function readResume({ positionals, options, flags }: Invocation, values: OptionValues): RunState | undefined {
  const path = values.text('resume');
  if (path === undefined) return undefined;
  const extra = PROBLEM_OPTIONS.find((name) => options.has(name) || flags.has(name));
  if (positionals.length > 0 || extra !== undefined) {
    const what = extra === undefined ? 'a function' : `--${extra}`;
    const hint = 'leave it out: the checkpoint holds the whole problem';
    fail({
      kind: 'value',
      message: `--resume goes on with the problem in the checkpoint; ${what} cannot be given`,
      hint,
    });
  }
  const source = readTextFile(path, CHECKPOINT_LIMIT, 'give --resume what --checkpoint wrote');
  return located(`approximate --resume ${path}:`, () => readRunState(source));
}

function resumed({ problem }: RunState): GivenProblem {
  const whole = problemOf(problem);
  return {
    problem: whole,
    engines: problem.engines,
    evaluations: problem.budget.evaluations,
    name: codeNameOf(whole.function),
  };
}

function readDelivery(values: OptionValues, { problem, name }: GivenProblem): Delivery {
  const targets = values.someOf('target', TARGET_NAMES, 'target') ?? [];
  const out = values.text('out');
  const given = values.read('name', codeName);
  values.oneOf('provenance', ['minimal', 'full'], 'provenance');
  if (targets.length > 0 && out === undefined) {
    fail({
      kind: 'value',
      message: '--target needs --out',
      hint: 'add --out FOLDER, where the sources are to go',
    });
  }
  for (const target of targets) checkTarget(target, problem);
  return {
    targets,
    name: given ?? name,
    json: values.flag('json'),
    ...(out === undefined ? {} : { out }),
  };
}

/** Asked before the search: can this target hold a program of this format, and the operations it may use? */
function checkTarget(target: TargetName, problem: GivenProblem['problem']): void {
  const { format, variable, fma, operations = [] } = problem;
  const wide = isIntegerProblem(problem) ? computingFormat(findFormat(format)) : format;
  const storage = wide === format ? {} : { storage: format };
  const empty = { format: wide, ...storage, inputs: [variable], constants: [], code: [] };
  const held = carriedProgram(TARGETS[target], empty);
  if (held === undefined) {
    const message = TARGETS[target].refuses(empty) ?? `target ${target} cannot write this`;
    fail({ kind: 'unsupported', message, hint: 'leave --target out, or choose another --format' });
  }
  const refusalOf = (op: MachineOperation): string | undefined => {
    const args = Array.from({ length: MACHINE_OPERATION_TABLE[op].arity }, () => variable);
    const program = { ...empty, code: [{ op, args }] };
    if (held.rounds === undefined) return TARGETS[target].refuses(program);
    // Where roundings are written out, an operation on floats may be others in the end.
    if (!isRealOperation(op)) return writesOut(op) ? undefined : `target ${target} has no ${op} of ${format}`;
    return carriedProgram(TARGETS[target], program) === undefined
      ? `target ${target} cannot write ${op} of ${format}`
      : undefined;
  };
  const fmaRefusal = fma && operations.length === 0 ? refusalOf('fma') : undefined;
  if (fmaRefusal !== undefined) {
    fail({ kind: 'unsupported', message: fmaRefusal, hint: 'leave --fma out, or choose other targets' });
  }
  for (const op of operations) {
    const message = refusalOf(op);
    const hint = `leave ${op} out of --operations, or choose other targets`;
    if (message !== undefined) fail({ kind: 'unsupported', message, hint });
  }
}
