import type { Executor } from '../certify/certificate.ts';
import { NapierError } from '../error/fault.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { COST_MODELS } from '../program/cost.ts';
import { MACHINE_OPERATION_TABLE, type MachineOperation } from '../program/machine-operations.ts';
import {
  refusalOf,
  type Budget,
  type Candidate,
  type Engine,
  type EngineServices,
} from '../search/engine.ts';
import type { Problem } from '../search/problem.ts';
import type { HistoryRecord } from './finding.ts';
import { Notes, type NotesState } from './history.ts';
import { programKey } from './program-key.ts';

/** What one engine did: how much, and what it told. Its candidates went to `onCandidate`. */
export type EngineRun = {
  readonly evaluations: number;
  readonly distinct: number;
  readonly records: readonly HistoryRecord[];
};

/** Where an engine can go on from, and what it had told by then. */
export type StepState = {
  /** In the engine's own words. */
  readonly state: string;
  readonly candidates: number;
  /** Keys of the distinct programs among them. */
  readonly seen: readonly string[];
  readonly notes: NotesState;
};

export type EngineListeners = {
  readonly onCandidate: (candidate: Candidate) => void;
  readonly onEvaluations: (evaluations: number) => void;
  /** Not every engine can go on from the middle. The state may be asked for at any time after. */
  readonly onState: (state: () => StepState) => void;
};

export type EngineRunOptions = {
  readonly executor?: Executor;
  /** What `onState` was told by a run of the same problem and budget. */
  readonly resume?: StepState;
  readonly seeds?: readonly Candidate[];
};

/**
 * Runs one engine to its end, its budget's end or a stop. A fault it raises becomes a note: others may do better.
 * @throws NapierError `file` when the state to go on from is damaged or of another run
 */
export async function runEngine(
  engine: Engine,
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
  { onCandidate, onEvaluations, onState }: EngineListeners,
  { executor, resume, seeds }: EngineRunOptions = {},
): Promise<EngineRun> {
  const notes = new Notes(resume?.notes);
  const seen = new Set(resume?.seen);
  let evaluations = 0;
  let candidates = resume?.candidates ?? 0;
  const services: EngineServices = {
    ...(executor === undefined ? {} : { executor }),
    ...(resume === undefined ? {} : { resume: resume.state }),
    ...(seeds === undefined ? {} : { seeds }),
    onState: (state) => {
      // What was told so far belongs to the state; what is told after it will be told again.
      const told = { candidates, seen: [...seen], notes: notes.state() };
      onState(() => ({ state: state(), ...told }));
    },
  };
  const refusal = refusalOf(engine, problem);
  if (refusal !== undefined) notes.add(engine.name, refusal);
  try {
    if (refusal === undefined) {
      for await (const event of engine.propose(problem, oracle, budget, services)) {
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
    if (!(error instanceof NapierError) || error.fault.kind === 'file') throw error;
    notes.add(
      engine.name,
      error.fault.message,
      error.fault.hint === undefined ? {} : { hint: error.fault.hint },
    );
  }
  const summary = { phase: 'search', engine: engine.name, evaluations, candidates, distinct: seen.size };
  return { evaluations, distinct: seen.size, records: [...notes.records(), summary] };
}

function withinLimits({ maxOperations, operations, arithmetic }: Problem, { program }: Candidate): boolean {
  if (arithmetic !== undefined && program.format !== arithmetic) return false;
  if (operations !== undefined && !program.code.every(({ op }) => isAllowed(op, operations))) return false;
  return maxOperations === undefined || COST_MODELS.operations.cost(program) <= maxOperations;
}

/** Reading a number's bits is no instruction: whoever allows operations on integers allows it. */
function isAllowed(op: MachineOperation, operations: readonly MachineOperation[]): boolean {
  if (operations.includes(op)) return true;
  if (op !== 'bits' && op !== 'float') return false;
  return operations.some((one) => MACHINE_OPERATION_TABLE[one].operands.includes('int'));
}
