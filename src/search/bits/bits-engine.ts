import { variablesOf } from '../../expression/expression.ts';
import { findFormat } from '../../number/formats.ts';
import { createRandom } from '../../number/random.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { Kernel } from '../../program/kernel.ts';
import type { MachineOperation } from '../../program/machine-operations.ts';
import { createErrorMeter, type ErrorMeter } from '../../certify/measured-error.ts';
import { breath } from '../breath.ts';
import type { Budget, Candidate, Engine, EngineEvent } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { BitsSearch, type WordMember } from './bits-search.ts';
import { WordPolish } from './polish-words.ts';
import { INDEX_OPERATIONS, WordTables, type Tabulated } from './tabulate-words.ts';
import { createWordEvaluator } from './word-evaluator.ts';
import { wordRange } from './word-range.ts';
import { createWordSample } from './word-sample.ts';
import { WORD_OPERATIONS, wordProgram } from './word-structure.ts';

const DEFAULT_OPERATIONS: readonly MachineOperation[] = ['add', 'sub', 'mul', 'iadd', 'isub', 'ishl', 'ishr'];
const DEFAULT_LENGTH = 8;
/** Longer programs are evolved by other means; the evaluator has room for so many. */
const MOST_LENGTH = 24;
/** Inputs that programs are measured on while they are searched, and before they are proposed. */
const SAMPLE = { fast: [1024, 8192], slow: [192, 1024] } as const;
const MEASURED = 2 ** 15;
/** Operations of the chains that are tried one and all; shares of the budget by which the first stages must end. */
const CHAIN = 4;
const SETTLED = 0.2;
const COMPOSED = 0.35;
const EXTENDED = 0.6;
/** Structures between two looks at the best. */
const ROUND = 4000;
const REFINED = 2;
const HOPS = 8;
/** Where tables are allowed the search without them has this share; of so many of every length constants are tabulated. */
const UNTABULATED = 0.5;
const TABULATED = 6;
/** At the end the best of every length are refined with this share of the budget. */
const CLOSING = 0.1;
/** A program is told again when its error has fallen by this factor. */
const BETTER = 1 - 1e-3;

/**
 * Programs of float and integer operations on the same words, evolved, their constants tuned bit by bit on the real
 * arithmetic (docs/bits.md). A run that is resumed begins anew: the same seed gives the same candidates.
 */
export const bitsEngine: Engine = {
  name: 'bits',
  description: 'programs of float and integer operations on the bits of numbers, evolved in the format',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'bits works on functions of one variable';
    if (problem.format === 'real') return 'bits works in machine formats, not in real';
    const { emin, emax } = findFormat(problem.format);
    if (emin === emax) return `bits works in floating-point formats, not in ${problem.format}`;
    if (findFormat(problem.format).bits > 32)
      return `bits works in formats of up to 32 bits, not in ${problem.format}`;
    return operationsOf(problem).length === 0 ? 'bits has no operation it may use' : undefined;
  },
  propose,
};

/** Look-ups need an index, which a shift and a mask make. */
function hasTables({ operations = [] }: Problem): boolean {
  return INDEXED.every((op) => operations.includes(op));
}

const INDEXED: readonly MachineOperation[] = ['lookup', 'ishr', 'iand'];

function operationsOf({ operations, division, fma }: Problem): MachineOperation[] {
  if (operations !== undefined) return WORD_OPERATIONS.filter((op) => operations.includes(op));
  return [...DEFAULT_OPERATIONS, ...(division ? (['div'] as const) : []), ...(fma ? (['fma'] as const) : [])];
}

async function* propose(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  const format = findFormat(problem.format);
  const [few, many] = Kernel.supports(problem.format) ? SAMPLE.fast : SAMPLE.slow;
  const sample = createWordSample(problem, oracle, few);
  if (sample.x.length === 0) return;
  const dense = createWordEvaluator(createWordSample(problem, oracle, many), format);
  const search = new BitsSearch(
    {
      operations: operationsOf(problem),
      most: Math.min(MOST_LENGTH, problem.maxOperations ?? DEFAULT_LENGTH),
      range: wordRange(format),
      useless: sample.f.reduce((worst, f, i) => Math.max(worst, Math.abs(f) * sample.w[i]), 0),
    },
    createWordEvaluator(sample, format),
    createRandom(problem.seed),
  );
  const polish = new WordPolish(problem, oracle, many);
  const evaluations = hasTables(problem) ? Math.floor(UNTABULATED * budget.evaluations) : budget.evaluations;
  /** Made when there is something to measure. */
  let meter: ErrorMeter | undefined;
  const told: number[] = [];
  /** The best on the dense sample, by number of operations. */
  const polished: WordMember[] = [];
  let reached = false;

  const stopped = (): boolean => budget.stopped() !== undefined;
  function* tell(): Generator<EngineEvent> {
    for (const [i, [best]] of search.archives.entries()) {
      // To measure takes time: whoever stops the run has what was told before, or at least something.
      if (stopped() && polished.length > 0) break;
      if (best === undefined || !(best.error < BETTER * (told[i] ?? Infinity))) continue;
      told[i] = best.error;
      yield* offer(search.polish(best, dense));
    }
    yield { kind: 'progress', evaluations: search.evaluations };
  }
  function* offer(member: WordMember): Generator<EngineEvent> {
    const n = member.structure.nodes.length;
    if (!(member.error < (polished[n]?.error ?? Infinity))) return;
    const measured = polish.measure(member);
    if (!(measured.error < (polished[n]?.error ?? Infinity))) return;
    polished[n] = measured;
    meter ??= createErrorMeter(problem, oracle, MEASURED);
    const candidate = candidateOf(measured, problem, meter);
    reached ||= problem.error !== undefined && candidate.error.value <= problem.error;
    yield { kind: 'candidate', candidate };
  }
  let tableEvaluations = 0;
  /** The best of every length with some of their constants in tables, where that is better at the cost. */
  function* tabulated(): Generator<EngineEvent> {
    const most = problem.maxOperations ?? DEFAULT_LENGTH;
    const tables = new WordTables(problem, oracle, wordRange(format), many);
    const best: (Tabulated | undefined)[] = [];
    const bar = (cost: number): number => {
      let least = Infinity;
      for (let n = 0; n <= cost; n++) {
        least = Math.min(least, polished[n]?.error ?? Infinity, best[n]?.error ?? Infinity);
      }
      return least;
    };
    const isSpent = (): boolean => {
      tableEvaluations = tables.evaluations;
      return stopped() || tables.evaluations >= budget.evaluations - evaluations;
    };
    for (const indexing of tables.indexings()) {
      for (const member of search.archives.flatMap((archive) => archive.slice(0, TABULATED))) {
        for (const slots of tables.subsets(member)) {
          const cost = member.structure.nodes.length + INDEX_OPERATIONS + slots.length;
          if (cost > most || isSpent()) continue;
          best[cost] = tables.tabulate(member, slots, indexing, bar(cost), stopped) ?? best[cost];
        }
      }
    }
    for (const [cost, rough] of best.entries()) {
      if (rough === undefined || stopped() || !(rough.error <= bar(cost - 1))) continue;
      const { table, error } = polish.finishTable(tables, rough, stopped);
      tableEvaluations = tables.evaluations;
      if (!(error < BETTER * (polished[cost]?.error ?? Infinity))) continue;
      const program = tables.program(table);
      meter ??= createErrorMeter(problem, oracle, MEASURED);
      const measured = meter(program);
      reached ||= problem.error !== undefined && Math.max(measured.value, error) <= problem.error;
      yield {
        kind: 'candidate',
        candidate: {
          program,
          cost: COST_MODELS[problem.cost].cost(program),
          error: { ...measured, value: Math.max(measured.value, error) },
          engine: 'bits',
          origin: {
            nodes: table.structure.nodes.length,
            tables: table.slots.length,
            entries: 2 ** table.indexing.bits,
          },
        },
      };
    }
  }
  const isOver = (share: number): boolean =>
    reached || search.evaluations >= share * evaluations || budget.stopped() !== undefined;

  const stages = [
    [search.settle(), SETTLED],
    [search.compose(CHAIN), COMPOSED],
    [search.extend(CHAIN), EXTENDED],
  ] as const;
  for (const [stage, share] of stages) {
    for (let ended = false; !ended && !isOver(share);) {
      for (let i = 0; i < ROUND && !ended && search.evaluations < share * evaluations; i++) {
        if (stopped()) break;
        ended = stage.next().done === true;
      }
      yield* tell();
      await breath();
    }
  }
  let climb = search.climb(CHAIN);
  while (!isOver(1 - CLOSING)) {
    const inTime = (): boolean => search.evaluations < (1 - CLOSING) * evaluations && !stopped();
    for (let i = 0; i < ROUND && inTime(); i++) search.step();
    for (let i = 0; i < ROUND && inTime(); i++) {
      if (climb.next().done !== true) continue;
      climb = search.climb(CHAIN);
      break;
    }
    for (const n of search.archives.keys()) {
      if (inTime()) search.refine(n, REFINED, HOPS);
    }
    yield* tell();
    await breath();
  }
  while (!isOver(1)) {
    const before = search.evaluations;
    for (const n of search.archives.keys()) {
      if (search.evaluations < evaluations && !stopped()) search.refine(n, 1, HOPS);
    }
    yield* tell();
    await breath();
    if (search.evaluations === before) break;
  }
  for (const member of polished.filter((one) => one !== undefined)) {
    if (reached || stopped()) break;
    yield* offer(polish.polish(search, member, stopped));
    await breath();
  }
  if (hasTables(problem) && !reached) yield* tabulated();
  polish.dispose();
  yield { kind: 'progress', evaluations: search.evaluations + tableEvaluations };
  yield {
    kind: 'note',
    message: 'evolved on words',
    data: {
      structures: search.structures,
      repeated: search.repeated,
      evaluations: search.evaluations + tableEvaluations,
    },
  };
}

function candidateOf(
  { structure, words, error }: WordMember,
  problem: Problem,
  measure: ErrorMeter,
): Candidate {
  const program = wordProgram(structure, words, problem.format, problem.variable);
  const measured = measure(program);
  return {
    program,
    cost: COST_MODELS[problem.cost].cost(program),
    error: { ...measured, value: Math.max(measured.value, error) },
    engine: 'bits',
    origin: { nodes: structure.nodes.length, constants: words.length },
  };
}
