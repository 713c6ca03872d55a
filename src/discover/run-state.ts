import type { Candidate } from '../search/engine.ts';
import { ENGINE_NAMES } from '../search/engine.ts';
import { fail } from '../error/fault.ts';
import { COST_MODELS } from '../program/cost.ts';
import type { FindingProblem, HistoryRecord } from './finding.ts';
import { Field } from './json/fields.ts';
import { readJson } from './json/read-json.ts';
import { writeJson, type Json } from './json/write-json.ts';
import type { Proof } from './proof.ts';
import { readAncestry } from './read-ancestry.ts';
import { inputText, readCertificate } from './read-certificate.ts';
import { readHistoryRecord } from './read-finding.ts';
import { readProblem } from './read-problem.ts';
import { programJson } from './program-record.ts';
import { readBareProgram } from './read-program.ts';
import type { StepState } from './run-engine.ts';
import { VERSION } from './version.ts';
import { ancestorJson } from './provenance-record.ts';
import { certificateJson, problemJson } from './write-finding.ts';

/**
 * Where a run of `approximate` stands: what a checkpoint holds. Engines are deterministic and run in a fixed order of
 * steps, so a run resumed from here skips the steps that are done and the proofs that are made, and ends with the
 * same bytes as one that was never killed. Candidates of a step that is not done are kept too: nothing found is lost.
 * An engine whose steps are long says in between where it can go on from.
 */
export type RunState = {
  readonly problem: FindingProblem;
  /** Engine steps that are complete, and what they counted and told. */
  readonly steps: number;
  readonly evaluations: number;
  readonly distinct: number;
  readonly history: readonly HistoryRecord[];
  readonly candidates: readonly Candidate[];
  /** The step that comes next, where it was begun and its engine told of a state. */
  readonly step?: StepState;
  /** By `programKey`, in the order in which they were made. */
  readonly proofs: readonly (readonly [key: string, proof: Proof])[];
};

/** Largest checkpoint that is read, in bytes. */
export const CHECKPOINT_LIMIT = 64 * 2 ** 20;

export function writeRunState(state: RunState): string {
  return `${writeJson({
    napier: VERSION,
    kind: 'checkpoint',
    problem: problemJson(state.problem),
    steps: state.steps,
    evaluations: state.evaluations,
    distinct: state.distinct,
    history: state.history,
    step: state.step,
    candidates: state.candidates.map(candidateJson),
    proofs: state.proofs.map(([key, proof]) => ({
      key,
      ...proofJson(proof),
    })),
  })}\n`;
}

/** Reads a checkpoint of this very version: another one might take other steps. @throws NapierError */
export function readRunState(source: string): RunState {
  const root = new Field(source, readJson(source));
  const marks = new Map(root.entries(1_000));
  if (marks.get('napier') === undefined || marks.get('kind')?.scalar() !== 'checkpoint') {
    return fail({
      kind: 'file',
      message: 'this file is not a checkpoint',
      hint: 'give --resume what --checkpoint wrote',
    });
  }
  const f = root.object(
    ['napier', 'kind', 'problem', 'steps', 'evaluations', 'distinct', 'history', 'candidates', 'proofs'],
    ['step'],
  );
  if (f.napier.string() !== VERSION) f.napier.refuse(`this is Napier ${VERSION}: start the run again`);
  const problem = readProblem(f.problem);
  return {
    problem,
    steps: f.steps.count(),
    evaluations: f.evaluations.count(),
    distinct: f.distinct.count(),
    history: f.history.items(100_000).map(readHistoryRecord),
    ...(f.step === undefined ? {} : { step: readStep(f.step) }),
    candidates: f.candidates.items(100_000).map((item) => readCandidate(item, problem)),
    proofs: f.proofs.items(100_000).map(readProof),
  };
}

/** The engine's own part is the engine's to check. */
function readStep(field: Field): StepState {
  const f = field.object(['candidates', 'seen', 'notes', 'state']);
  const notes = f.notes.object(['kept', 'dropped']);
  return {
    state: f.state.string(),
    candidates: f.candidates.count(),
    seen: f.seen.items(1_000_000).map((key) => key.string()),
    notes: { kept: notes.kept.items(100_000).map(readHistoryRecord), dropped: notes.dropped.count() },
  };
}

function candidateJson({ program, cost, error, engine, origin, ancestry }: Candidate): Json {
  return {
    program: programJson(program),
    cost,
    error: { value: error.value, points: error.points, worst: error.worst },
    engine,
    origin,
    ancestry: ancestry?.map(ancestorJson),
  };
}

function readCandidate(field: Field, problem: FindingProblem): Candidate {
  const f = field.object(['program', 'cost', 'error', 'engine', 'origin'], ['ancestry']);
  const error = f.error.object(['value', 'points', 'worst']);
  const program = readBareProgram(f.program, problem);
  const cost = COST_MODELS[problem.cost].cost(program);
  if (f.cost.number() !== cost) f.cost.refuse(`the program costs ${cost}`);
  return {
    program,
    cost,
    error: { value: error.value.number(), points: error.points.count(), worst: inputText(error.worst) },
    engine: f.engine.oneOf(ENGINE_NAMES),
    origin: Object.fromEntries(f.origin.entries(100).map(([key, value]) => [key, value.scalar()])),
    ...(f.ancestry === undefined ? {} : { ancestry: readAncestry(f.ancestry) }),
  };
}

function proofJson(proof: Proof): { readonly [key: string]: Json } {
  switch (proof.kind) {
    case 'proved':
      return { certificate: certificateJson(proof.certificate) };
    case 'refuted':
      return { refuted: { worst: proof.worst, error: proof.error, points: proof.points } };
    case 'failed':
      return { reason: proof.reason };
  }
}

function readProof(field: Field): readonly [string, Proof] {
  const f = field.object(['key'], ['certificate', 'refuted', 'reason']);
  const key = f.key.string();
  if (f.certificate !== undefined)
    return [key, { kind: 'proved', certificate: readCertificate(f.certificate) }];
  if (f.refuted !== undefined) {
    const { worst, error, points } = f.refuted.object(['worst', 'error', 'points']);
    return [key, { kind: 'refuted', worst: inputText(worst), error: error.number(), points: points.count() }];
  }
  if (f.reason === undefined) return field.refuse('neither a certificate nor a reason');
  return [key, { kind: 'failed', reason: f.reason.string() }];
}
