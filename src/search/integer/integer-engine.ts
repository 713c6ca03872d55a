import { variablesOf } from '../../expression/expression.ts';
import { formatDomain } from '../../certify/exhaustive-domain.ts';
import { findFormat } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { createErrorMeter } from '../../certify/measured-error.ts';
import { breath } from '../breath.ts';
import type { Budget, Engine, EngineEvent } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { computingFormat, INTEGER_WIDTH } from './computing-format.ts';
import { findIdentities } from '../reduction/find-identities.ts';
import { wholeFunction } from '../reduction/reduced-function.ts';
import { INTEGER_OPERATIONS, type IntegerOperation } from '../../program/integer-operations.ts';
import { integerProgram } from './integer-code.ts';
import { fittedDrafts } from './integer-fits.ts';
import { integerSample } from './integer-sample.ts';
import { IntegerSearch, type IntegerMember } from './integer-search.ts';

const DEFAULT_LENGTH = 28;
/** Inputs a candidate is measured on in the reference's arithmetic. */
const MEASURED = 2 ** 12;
/** Drafts between two breaths; changes between two sweeps. */
const ROUND = 200;
const CHANGES = 20_000;
/** The search ends when no length had a new best for so many evaluations. */
const STALE = 600_000;

/** Programs of integer operations alone, for fixed point: fits in scaled integers, changed at random (docs/integers.md). */
export const integerEngine: Engine = {
  name: 'integer',
  description: 'programs of shifts, sums and products of integers alone, for fixed point',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'integer works on functions of one variable';
    const format = problem.format === 'real' ? undefined : findFormat(problem.format);
    if (format?.fixedPoint === undefined) {
      return `integer works in fixed point and integers, such as q(3.12), not in ${problem.format}`;
    }
    if (!format.fixedPoint.signed && format.bits >= INTEGER_WIDTH) {
      return `integer computes in integers of ${INTEGER_WIDTH} bits, which do not hold all of ${problem.format}`;
    }
    return operationsOf(problem).length === 0 ? 'integer has no operation it may use' : undefined;
  },
  computesIn: ({ format }) => [computingFormat(findFormat(format))],
  propose,
};

const operationsOf = ({ operations }: Problem): IntegerOperation[] =>
  INTEGER_OPERATIONS.filter((op) => operations === undefined || operations.includes(op));

async function* propose(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  const storage = findFormat(problem.format);
  const format = computingFormat(storage);
  const operations = operationsOf(problem);
  if (budget.stopped() !== undefined) return;
  const all = integerSample(problem, oracle, storage);
  if (all.x.length === 0) return;
  const identities = findIdentities(
    wholeFunction(problem, formatDomain(problem.domain, storage), storage),
    problem.identities,
  );
  const most = problem.maxOperations ?? DEFAULT_LENGTH;
  const search = new IntegerSearch(all, storage, operations, most, problem.seed);
  const meter = createErrorMeter(problem, oracle, MEASURED);
  const told: number[] = [];
  let reached = false;
  const isOver = (): boolean =>
    reached || search.evaluations >= budget.evaluations || budget.stopped() !== undefined;

  function* tell(): Generator<EngineEvent> {
    for (const member of search.sweep()) {
      const length = member.draft.nodes.length;
      if (!(member.error < (told[length] ?? Infinity))) continue;
      told[length] = member.error;
      const candidate = candidateOf(member);
      reached ||= problem.error !== undefined && candidate.error.value <= problem.error;
      yield { kind: 'candidate', candidate };
    }
    yield { kind: 'progress', evaluations: search.evaluations };
  }
  function candidateOf({ draft, error, origin }: IntegerMember) {
    const program = integerProgram(draft, format, problem.format, problem.variable);
    const measured = meter(program);
    return {
      program,
      cost: COST_MODELS[problem.cost].cost(program),
      error: {
        ...measured,
        value: Math.max(measured.value, error),
        points: Math.max(measured.points, all.x.length),
      },
      engine: 'integer' as const,
      origin: { operations: draft.nodes.length, from: origin },
    };
  }

  let drafts = 0;
  const scene = {
    evaluator: search.evaluator,
    fraction: storage.fixedPoint?.fraction ?? 0,
    identities,
    allows: (op: IntegerOperation) => operations.includes(op),
  };
  for (const { draft, steps, degree } of fittedDrafts(scene, problem.maxDegree)) {
    search.offer(draft, [...steps, `degree ${degree}`].join(', '));
    if (++drafts % ROUND === 0) await breath();
    if (isOver()) break;
  }
  yield* tell();
  for (const _ of search.tuneAll()) {
    await breath();
    if (isOver()) break;
  }
  yield* tell();
  while (!isOver() && search.stale < STALE) {
    for (let i = 0; i < CHANGES && !isOver(); i++) search.step();
    yield* tell();
    await breath();
  }
  yield {
    kind: 'note',
    message: 'integers evolved from fits',
    data: { fits: drafts, evaluations: search.evaluations, inputs: all.x.length },
  };
}
