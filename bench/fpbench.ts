/**
 * Every core of FPBench without loops that inputs decide, improved, in one run: mean and worst bits of error before and
 * after; then every entry of every front checked: derivations by the independent checker, true values by the oracle.
 *
 *   npx tsx bench/fpbench.ts [folder of .fpcore files] [part of a file's name]
 *
 * POINTS (300): inputs that errors are measured at. CHECK (0; 100000 for the whole question): inputs that values are
 * compared at. SEED (1). WORKERS (2): processes. ONLY: which cores, a pattern of names. WIDTH (100): of the answer shown.
 */
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkImprovement } from '../src/discover/check-improvement.ts';
import { branchesFromFPCore } from '../src/discover/fpcore-problem.ts';
import { improve } from '../src/discover/improve.ts';
import type { ImprovementEntry } from '../src/discover/improvement.ts';
import { conditionText } from '../src/discover/input-condition.ts';
import { NapierError } from '../src/error/fault.ts';
import type { FPCore } from '../src/expression/fpcore.ts';
import { exactDouble } from '../src/number/exact-double.ts';
import { parseFPCore } from '../src/expression/parse-fpcore.ts';

const [folder = '../shared/data/fpbench', part = ''] = process.argv.slice(2);
const numberOf = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const POINTS = numberOf('POINTS', 300);
const CHECK = numberOf('CHECK', 0);
const SEED = numberOf('SEED', 1);

type Task = { readonly file: string; readonly core: FPCore; readonly name: string };

/** One branch of a core: what came of it. */
type Outcome = {
  readonly name: string;
  readonly refused?: string;
  readonly before?: { readonly mean: number; readonly worst: number };
  readonly after?: { readonly mean: number; readonly worst: number };
  readonly worstInput?: string;
  readonly status?: string;
  readonly shown?: string;
  readonly entries?: number;
  readonly seconds: number;
  readonly check?: Check;
};
type Check = {
  readonly pieces: number;
  /** Pieces that are near and not equal; of how many the distance is proved. */
  readonly near: number;
  readonly bounded: number;
  readonly compared: number;
  readonly undecided: number;
  /** Pieces with a wrong value or a wrong derivation, with what is wrong. */
  readonly wrong: readonly string[];
  /** The fewest inputs that a front's entry was compared at. */
  readonly least: number;
  readonly seconds: number;
};

const processorSeconds = (): number => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;

const tasks: Task[] = readdirSync(folder)
  .filter((file) => file.endsWith('.fpcore') && file.includes(part))
  .flatMap((file) =>
    parseFPCore(readFileSync(join(folder, file), 'utf8')).map((core) => ({
      file,
      core,
      name: `${file.replace('.fpcore', '')}: ${core.name ?? core.identifier ?? '?'}`,
    })),
  )
  .filter(({ name }) => new RegExp(process.env.ONLY ?? '').test(name));

function answerText({ expression, regimes }: ImprovementEntry): string {
  const number = (hex: string): string => exactDouble(hex).toPrecision(3);
  return regimes.length === 0
    ? expression
    : regimes
        .map(({ where, expression: term }) => {
          const guards = where.map(
            ({ variable, above, upTo }) =>
              `${above === undefined ? '' : `${number(above)} < `}${variable}${upTo === undefined ? '' : ` <= ${number(upTo)}`}`,
          );
          return `[${guards.join(', ')}] ${term}`;
        })
        .join('  ');
}

function* outcomesOf({ core, name }: Task): Generator<Outcome> {
  let from = processorSeconds();
  const refusal = (label: string, error: unknown): Outcome => {
    if (!(error instanceof NapierError)) throw error;
    const { kind, message } = error.fault;
    return { name: label, refused: `${kind}: ${message}`, seconds: processorSeconds() - from };
  };
  let branches;
  try {
    branches = branchesFromFPCore(core);
  } catch (error) {
    yield refusal(name, error);
    return;
  }
  for (const { expression, options, path } of branches) {
    from = processorSeconds();
    const label = path.length === 0 ? name : `${name} if ${path.map(conditionText).join(', ')}`;
    try {
      const finding = improve(expression, { ...options, points: POINTS, seed: SEED });
      const { given, front } = finding;
      const best = front.reduce((a, b) => (b.error.mean < a.error.mean ? b : a));
      const seconds = processorSeconds() - from;
      let check: Check | undefined;
      if (CHECK > 0) {
        const begun = processorSeconds();
        const entries = checkImprovement(finding, { points: CHECK });
        const pieces = entries.flatMap((entry) => entry.pieces);
        check = {
          pieces: pieces.length,
          near: pieces.filter(({ claim }) => claim === 'near').length,
          bounded: pieces.filter(({ claim, distance }) => claim === 'near' && distance !== undefined).length,
          compared: pieces.reduce((sum, { compared }) => sum + compared, 0),
          undecided: pieces.reduce((sum, { undecided }) => sum + undecided, 0),
          wrong: pieces.flatMap(
            ({ expression: term, objection, wrong }) =>
            objection === undefined && wrong === undefined ? [] : [`${term}: ${objection ?? JSON.stringify(wrong)}`], // prettier-ignore
          ),
          least: Math.min(
            ...entries
              .filter((entry) => entry.pieces.every(({ claim }) => claim === 'equal'))
              .map((entry) => entry.pieces.reduce((sum, { compared }) => sum + compared, 0)),
          ),
          seconds: processorSeconds() - begun,
        };
      }
      yield {
        name: label,
        before: given.error,
        after: best.error,
        worstInput: JSON.stringify(best.error.worstInput),
        status: best.status,
        shown: answerText(best),
        entries: front.length,
        seconds,
        ...(check === undefined ? {} : { check }),
      };
    } catch (error) {
      yield refusal(label, error);
    }
  }
}

function print(one: Outcome): void {
  const { name, refused, before, after, status, shown, seconds, check } = one;
  if (before === undefined || after === undefined) {
    console.log(`${name.padEnd(44)} refused: ${refused} (${seconds.toFixed(1)} s)`);
    return;
  }
  const checked = check === undefined ? '' : ` ${check.pieces} pieces, ${check.compared} compared, ${check.undecided} undecided, ${check.wrong.length} wrong, ${check.seconds.toFixed(1)} s `; // prettier-ignore
  console.log(
    `${name.padEnd(44)} mean ${before.mean.toFixed(2).padStart(6)} -> ${after.mean.toFixed(2).padStart(6)}  worst ${before.worst.toFixed(1).padStart(5)} -> ${after.worst.toFixed(1).padStart(5)}  ${status?.padEnd(5)} ${seconds.toFixed(1)} s ${checked} ${shown?.slice(0, numberOf('WIDTH', 100))}`,
  );
  for (const wrong of check?.wrong ?? []) console.log(`  WRONG ${wrong}`);
}

/** Cores are handed to processes as these become free; outcomes are printed in the cores' order. */
async function runAll(): Promise<void> {
  const start = performance.now();
  const made = new Map<number, Outcome[]>();
  let [next, printed] = [0, 0];
  const flush = (): void => {
    for (let list = made.get(printed); list !== undefined; list = made.get(++printed)) list.forEach(print);
  };
  let processor = 0;
  await Promise.all(
    Array.from({ length: numberOf('WORKERS', 2) }, async () => {
      const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
        env: { ...process.env, FPBENCH_CHILD: '1' },
      });
      await new Promise<void>((resolve, reject) => {
        child.on('message', (message: 'ready' | { index: number; list: Outcome[]; processor: number }) => {
          if (message !== 'ready') {
            made.set(message.index, message.list);
            processor += message.processor;
            flush();
          }
          if (next < tasks.length) child.send(next++);
          else child.disconnect();
        });
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended: ${code}`))));
      });
    }),
  );
  const all = [...made.values()].flat();
  const improved = all.filter(({ after }) => after !== undefined);
  const count = (test: (before: number, after: number, one: Outcome) => boolean): number =>
    improved.filter((one) => test(one.before?.mean ?? NaN, one.after?.mean ?? NaN, one)).length;
  const reasons = new Map<string, number>();
  for (const { refused } of all)
    if (refused !== undefined) reasons.set(refused, (reasons.get(refused) ?? 0) + 1);
  const sum = (of: (one: Outcome) => number): number => all.reduce((total, one) => total + of(one), 0);
  const hamming = (one: Outcome): boolean => one.name.startsWith('hamming');
  console.log(`
${tasks.length} cores parsed; ${improved.length} expressions (cores, or branches of those with if), seed ${SEED}, ${POINTS} inputs each
mean error: ${count((b, a) => a < b - 0.005)} lower, ${count((b, a) => a <= b && a >= b - 0.005)} the same, ${count((b, a) => a > b)} higher; at most 0.5 bits: ${count((_, a) => a <= 0.5)}
hamming-ch3: ${count((_, a, one) => hamming(one) && a <= 0.5)} of ${improved.filter(hamming).length} at a mean of at most 0.5 bits; above: ${improved.filter((one) => hamming(one) && (one.after?.mean ?? 0) > 0.5).map(({ name, after }) => `${name} ${after?.mean.toFixed(2)}`).join(', ')}
refused: ${[...reasons].map(([reason, n]) => `${n} (${reason})`).join('; ') || 'none'}
improving: ${sum(({ seconds }) => seconds).toFixed(0)} s of one processor; everything: ${processor.toFixed(0)} s of one processor, ${((performance.now() - start) / 1000).toFixed(0)} s on the clock`); // prettier-ignore
  if (CHECK > 0) {
    const of = (value: (check: Check) => number): number => sum(({ check }) => (check === undefined ? 0 : value(check))); // prettier-ignore
    console.log(
      `soundness: ${sum(({ entries = 0 }) => entries)} entries, ${of((c) => c.pieces)} pieces (${of((c) => c.near)} near, of ${of((c) => c.bounded)} the distance proved again), ${of((c) => c.compared)} values compared, ${of((c) => c.undecided)} undecided, ${of((c) => c.wrong.length)} pieces wrong; fewest inputs of an entry: ${Math.min(...all.map(({ check }) => check?.least ?? Infinity))}; ${of((c) => c.seconds).toFixed(0)} s of one processor`,
    );
  }
}

if (process.env.FPBENCH_CHILD === undefined) await runAll();
else {
  process.on('message', (index: number) => {
    const from = processorSeconds();
    const list = [...outcomesOf(tasks[index])];
    process.send?.({ index, list, processor: processorSeconds() - from });
  });
  process.send?.('ready');
}
