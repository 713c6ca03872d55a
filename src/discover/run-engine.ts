import { NapierError } from '../error/fault.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { COST_MODELS } from '../program/cost.ts';
import type { Budget, Candidate, Engine } from '../search/engine.ts';
import type { Problem } from '../search/problem.ts';
import type { HistoryRecord } from './finding.ts';
import { Notes } from './history.ts';
import { programKey } from './program-key.ts';

/** What one engine did: how much, and what it told. Its candidates went to `onCandidate`. */
export type EngineRun = {
  readonly evaluations: number;
  readonly distinct: number;
  readonly records: readonly HistoryRecord[];
};

export type EngineListeners = {
  readonly onCandidate: (candidate: Candidate) => void;
  readonly onEvaluations: (evaluations: number) => void;
};

/** Runs one engine to its end, its budget's end or a stop. A fault it raises becomes a note: others may do better. */
export async function runEngine(
  engine: Engine,
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
  { onCandidate, onEvaluations }: EngineListeners,
): Promise<EngineRun> {
  const notes = new Notes();
  const seen = new Set<string>();
  let evaluations = 0;
  let candidates = 0;
  const refusal = engine.refuses(problem);
  if (refusal !== undefined) notes.add(engine.name, refusal);
  try {
    if (refusal === undefined) {
      for await (const event of engine.propose(problem, oracle, budget)) {
        if (event.kind === 'note') notes.add(engine.name, event.message, event.data);
        if (event.kind === 'progress') onEvaluations((evaluations = event.evaluations));
        if (event.kind === 'candidate') {
          candidates++;
          seen.add(programKey(event.candidate.program));
          if (withinLimits(problem, event.candidate)) onCandidate(event.candidate);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    notes.add(
      engine.name,
      error.fault.message,
      error.fault.hint === undefined ? {} : { hint: error.fault.hint },
    );
  }
  const summary = { phase: 'search', engine: engine.name, evaluations, candidates, distinct: seen.size };
  return { evaluations, distinct: seen.size, records: [...notes.records(), summary] };
}

function withinLimits({ maxOperations }: Problem, { program }: Candidate): boolean {
  return maxOperations === undefined || COST_MODELS.operations.cost(program) <= maxOperations;
}
