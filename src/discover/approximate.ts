import { brokenConstraint } from '../certify/check-constraints.ts';
import { certify } from '../certify/certify.ts';
import { EXHAUSTIVE_BITS, Refutation } from '../certify/exhaustive.ts';
import { findFormat } from '../number/formats.ts';
import type { Certificate, Executor } from '../certify/certificate.ts';
import { NapierError } from '../error/fault.ts';
import { isUnbounded } from '../expression/domain.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { Stopped } from '../run/stop-signal.ts';
import type { StopSignal } from '../run/stop-signal.ts';
import { refusalOf, type Candidate, type EngineName } from '../search/engine.ts';
import { ENGINES } from '../search/engines.ts';
import { isIntegerProblem } from '../search/integer/is-integer-problem.ts';
import { wantsCorrect, type Problem } from '../search/problem.ts';
import { hasWholeFunctions } from '../search/reduction/reduction-engine.ts';
import { assembleFront } from './assemble-front.ts';
import { CandidatePool } from './candidate-pool.ts';
import { checkProblem, checkVariables } from './check-problem.ts';
import { exactDouble } from '../number/exact-double.ts';
import type { ApproximationFinding, StopReason } from './finding.ts';
import { frontAncestry } from './front-ancestry.ts';
import { History } from './history.ts';
import { problemRecord } from './problem-record.ts';
import { programKey } from './program-key.ts';
import { BROKEN, isBroken, meetsError, type Proof } from './proof.ts';
import { runEngine, type EngineRun, type StepState } from './run-engine.ts';
import type { RunState } from './run-state.ts';
import { VERSION } from './version.ts';

/** Engines of the portfolio, in the order in which they run. */
const PORTFOLIO: readonly EngineName[] = ['rewriting', 'minimax', 'rational', 'evolve'];
/** Those of them that are left out where they refuse the problem; the others say why they find nothing. */
const OPTIONAL: ReadonlySet<EngineName> = new Set(['rewriting', 'evolve']);
/** Polynomials and quotients by themselves are of no use on all numbers of a format, or for correct rounding. */
const WHOLE_ENGINES: readonly EngineName[] = ['reduction'];
/** Beside others and with an error asked for, it runs when no program of theirs was proved, on what they left of the budget. */
const LAST_RESORT: EngineName = 'reduction';
/** Where programs are of integers alone. */
const INTEGER_ENGINES: readonly EngineName[] = ['integer'];

export const DEFAULT_EVALUATIONS = 10_000_000;

/**
 * When an error is asked for and every proof says "just above it", the engines are asked for a little less. Each
 * factor is one round.
 */
const TIGHTER = [1, 0.97, 0.9, 0.75] as const;

/** The engines that run when none is named: those of the portfolio that work on the problem, or say why none does. */
export function defaultEngines(problem: Problem): readonly EngineName[] {
  const { arithmetic = problem.format } = problem;
  // A correctly rounded result needs arithmetic wider than its format, which may be asked for by itself too.
  const wide = (wantsCorrect(problem) || arithmetic !== problem.format) && hasWholeFunctions(problem.format);
  if (isUnbounded(problem.domain) || wide) return WHOLE_ENGINES;
  if (isIntegerProblem(problem)) return INTEGER_ENGINES;
  const portfolio = PORTFOLIO.filter(
    (name) => !OPTIONAL.has(name) || refusalOf(ENGINES[name], problem) === undefined,
  );
  // Rounding in the format itself makes programs that fall and rise: wider arithmetic is the way out. What is known of the
  // function is for range reduction. And where one polynomial errs too much, tables and short intervals may not.
  const reduces =
    problem.constraints?.monotone === true ||
    (problem.identities?.length ?? 0) > 0 ||
    problem.error !== undefined;
  return reduces && refusalOf(ENGINES[LAST_RESORT], problem) === undefined
    ? [...portfolio, LAST_RESORT]
    : portfolio;
}

export type ApproximateOptions = {
  /** @defaultValue {@link defaultEngines} */
  readonly engines?: readonly EngineName[];
  /** Evaluations of a program on a point set, over all engines. */
  readonly evaluations?: number;
  /** Where exhaustive proofs and the jobs of engines run. @defaultValue this thread */
  readonly executor?: Executor;
  /** Time limit and interrupt. A stopped run gives the finding so far. */
  readonly signal?: StopSignal;
  /** A checkpoint of the same problem, to go on from. */
  readonly resume?: RunState;
  /** Certificates of exhaustive proofs in ulp count the errors by size. @defaultValue false */
  readonly histogram?: boolean;
  readonly onEvent?: (event: ApproximateEvent) => void;
};

/** What a run tells while it goes on; `state` makes a checkpoint of this moment. */
export type ApproximateEvent = {
  readonly phase: 'search' | 'prove';
  readonly evaluations: number;
  /** By measured error, cheapest first. */
  readonly front: readonly Candidate[];
  /** Something was found that should not be lost. */
  readonly news: boolean;
  /** Much was done since this was last said, and can be gone on from: worth a checkpoint at once. */
  readonly milestone: boolean;
  /** How far the proof at work is, in inputs. */
  readonly inputs?: readonly [done: number, total: number];
  readonly state: () => RunState;
};

/**
 * The cheapest programs for a function, with proofs. Without `problem.error` the whole front is searched and proved;
 * with it, programs that measure within the error are proved from the cheapest up, until one proof succeeds.
 * @throws NapierError for a problem that has no answer (see `checkProblem`); a search that finds nothing is not an
 *   error but an empty front
 */
export async function approximate(
  problem: Problem,
  options: ApproximateOptions = {},
): Promise<ApproximationFinding> {
  checkVariables(problem);
  const run = new Run(problem, options);
  const stop = await run.search();
  if (stop === 'time') await run.proveLate();
  return run.finding(stop);
}

class Run {
  private readonly problem: Problem;
  private readonly options: ApproximateOptions;
  private readonly oracle;
  private readonly engines: readonly EngineName[];
  /** Is the last engine the last resort? */
  private readonly reserves: boolean;
  private readonly limit: number;
  private readonly pool: CandidatePool;
  private readonly proofs: Map<string, Proof>;
  private readonly history: History;
  private readonly lateProofs = new Map<string, Proof>();
  private steps: number;
  private evaluations: number;
  private distinct: number;
  /** What the engine at work has done; not part of a checkpoint. */
  private running: EngineRun | undefined;
  /** Where the engine at work can go on from, as it last said. */
  private step: (() => StepState) | undefined;

  constructor(problem: Problem, options: ApproximateOptions) {
    const before = options.resume;
    this.problem = problem;
    this.options = options;
    this.oracle = createOracle(problem.function, [problem.variable]);
    checkProblem(problem, this.oracle);
    this.engines = options.engines ?? defaultEngines(problem);
    this.reserves =
      problem.error !== undefined && this.engines.length > 1 && this.engines.at(-1) === LAST_RESORT;
    this.limit = options.evaluations ?? DEFAULT_EVALUATIONS;
    this.pool = new CandidatePool(problem.error);
    for (const candidate of before?.candidates ?? []) this.pool.add(candidate);
    this.proofs = new Map(before?.proofs);
    this.history = new History(before?.history);
    this.steps = before?.steps ?? 0;
    this.evaluations = before?.evaluations ?? 0;
    this.distinct = before?.distinct ?? 0;
    const step = before?.step;
    this.step = step && (() => step);
  }

  /** Rounds of search and proof until the error is proved, or all is tried, or the run is stopped. */
  async search(): Promise<StopReason> {
    const rounds = this.problem.error === undefined || wantsCorrect(this.problem) ? [1] : TIGHTER;
    try {
      for (const [round, factor] of rounds.entries()) {
        await this.searchRound(round, factor);
        const proved = await this.prove();
        if (proved) return 'error';
        if (this.evaluations >= this.limit) return 'budget';
        // Tightening mends proofs that failed by a little. Where nothing measured well enough, it mends nothing.
        if (this.pool.promising().length === 0) break;
      }
      return 'exhausted';
    } catch (error) {
      if (error instanceof Stopped) return error.cause;
      const cause = this.options.signal?.stopped();
      // A proof that was cut short may say so in its own way.
      if (cause !== undefined && error instanceof NapierError) return cause;
      throw error;
    }
  }

  private async searchRound(round: number, factor: number): Promise<void> {
    const { error } = this.problem;
    const problem = error === undefined ? this.problem : { ...this.problem, error: error * factor };
    for (const [i, name] of this.engines.entries()) {
      if (this.steps > round * this.engines.length + i) continue;
      const last = this.engines.length - 1;
      if (this.reserves && i === last && (await this.prove())) return;
      const sharing = (this.reserves && i < last ? last : last + 1) - i;
      const share = Math.floor((this.limit - this.evaluations) / sharing);
      if (share < 1) return;
      const { signal, executor } = this.options;
      const stopped = signal?.stopped ?? (() => undefined);
      const resume = this.step?.();
      this.running = undefined;
      const ended = await runEngine(
        ENGINES[name],
        problem,
        this.oracle,
        { evaluations: share, stopped },
        {
          onCandidate: (candidate) => {
            if (this.isAllowed(candidate)) this.pool.add(candidate);
            this.tell('search', true);
          },
          onEvaluations: (evaluations) => {
            this.running = { evaluations, distinct: 0, records: [] };
            this.tell('search', false);
          },
          onState: (state) => {
            this.step = state;
            this.tell('search', true, { milestone: true });
          },
        },
        {
          ...(executor === undefined ? {} : { executor }),
          ...(resume === undefined ? {} : { resume }),
          ...(problem.fromScratch === true ? {} : { seeds: this.seedsFor(name) }),
        },
      );
      const told = ended.records.map((record) => (factor === 1 ? record : { ...record, tightened: factor }));
      this.running = { ...ended, records: told };
      // A step cut short is not a step done: a resumed run takes it again, from its start or the engine's last state.
      signal?.throwIfStopped();
      this.complete(this.running);
    }
  }

  /** A look at a few inputs: most programs that break a constraint show it there. */
  private isAllowed({ program }: Candidate): boolean {
    const { constraints } = this.problem;
    if (constraints === undefined) return true;
    return brokenConstraint(program, this.problem, constraints, { extent: 'sample' }) === undefined;
  }

  /** What an engine may start from: the front, so far as others found it. */
  private seedsFor(name: EngineName): readonly Candidate[] {
    return this.pool.frontier().filter(({ engine }) => engine !== name);
  }

  private complete(step: EngineRun): void {
    this.evaluations += step.evaluations;
    this.distinct += step.distinct;
    for (const record of step.records) this.history.add(record);
    this.running = undefined;
    this.step = undefined;
    this.steps++;
    this.tell('search', true);
  }

  /** Proves what is to be proved. @returns whether the error asked for is now proved */
  private async prove(): Promise<boolean> {
    const { error } = this.problem;
    const candidates = error === undefined ? this.pool.frontier() : this.pool.promising();
    for (const candidate of candidates) {
      const proof = await this.proofOf(candidate);
      if (meetsError(proof, this.problem)) return true;
    }
    return false;
  }

  private async proofOf(candidate: Candidate): Promise<Proof> {
    const key = programKey(candidate.program);
    const known = this.proofs.get(key);
    if (known !== undefined) return known;
    this.tell('prove', false);
    const proof = await this.tryToProve(candidate);
    this.proofs.set(key, proof);
    const record = { phase: 'prove', cost: candidate.cost, measured: candidate.error.value };
    this.history.add({ ...record, ...outcome(proof) });
    this.tell('prove', true);
    return proof;
  }

  /**
   * Proofs that are a matter of milliseconds are made also when the time is over: what was found is of little use
   * without. They are no part of the run's state, so a run that is resumed gives the bytes of one that never stopped.
   */
  async proveLate(): Promise<void> {
    const { format } = this.problem;
    if (format !== 'real' && findFormat(format).bits <= EXHAUSTIVE_BITS) return;
    for (const candidate of this.pool.frontier()) {
      const key = programKey(candidate.program);
      if (!this.proofs.has(key)) this.lateProofs.set(key, await this.tryToProve(candidate, {}));
    }
  }

  private async tryToProve(
    { program, error: measured }: Candidate,
    { executor, signal }: Pick<ApproximateOptions, 'executor' | 'signal'> = this.options,
  ): Promise<Proof> {
    const { error: above } = this.problem;
    signal?.throwIfStopped();
    let certificate: Certificate;
    try {
      certificate = await certify(program, this.problem, {
        ...(executor === undefined ? {} : { executor }),
        ...(signal === undefined ? {} : { stopped: () => signal.stopped() !== undefined }),
        suspect: measured.worst,
        ...(above === undefined ? {} : { refuteAbove: above }),
        histogram: this.options.histogram === true,
        onProgress: (done, total) => this.tell('prove', false, { inputs: [done, total] }),
      });
    } catch (error) {
      signal?.throwIfStopped();
      if (error instanceof Refutation) {
        return { kind: 'refuted', worst: error.worst, error: error.error, points: error.points };
      }
      if (!(error instanceof NapierError)) throw error;
      return { kind: 'failed', reason: error.fault.message };
    }
    if (Number.isFinite(exactDouble(certificate.bound))) {
      const { constraints } = this.problem;
      const stopped = (): boolean => signal?.stopped() !== undefined;
      const broken = constraints && brokenConstraint(program, this.problem, constraints, { stopped });
      return broken === undefined
        ? { kind: 'proved', certificate }
        : { kind: 'failed', reason: `${BROKEN}${broken}` };
    }
    return { kind: 'failed', reason: `the error has no bound: infinite at ${certificate.worst}` };
  }

  private tell(
    phase: 'search' | 'prove',
    news: boolean,
    more: Partial<Pick<ApproximateEvent, 'inputs' | 'milestone'>> = {},
  ): void {
    const { onEvent } = this.options;
    if (onEvent === undefined) return;
    const evaluations = this.evaluations + (this.running?.evaluations ?? 0);
    const front = this.pool.frontier();
    onEvent({ phase, evaluations, front, news, milestone: false, state: () => this.state(), ...more });
  }

  private state(): RunState {
    return {
      problem: problemRecord(this.problem, this.engines, this.limit),
      steps: this.steps,
      evaluations: this.evaluations,
      distinct: this.distinct,
      history: this.history.records(),
      ...(this.step === undefined ? {} : { step: this.step() }),
      candidates: this.pool.all(),
      proofs: [...this.proofs],
    };
  }

  finding(stop: StopReason): ApproximationFinding {
    const { running } = this;
    const candidates = this.pool
      .all()
      .filter(({ program }) => !isBroken(this.proofs.get(programKey(program))));
    const front = assembleFront(this.problem, candidates, new Map([...this.proofs, ...this.lateProofs]));
    const ancestry = frontAncestry(front, candidates);
    return {
      napier: VERSION,
      kind: 'approximation',
      problem: problemRecord(this.problem, this.engines, this.limit),
      front,
      provenance: {
        evaluations: this.evaluations + (running?.evaluations ?? 0),
        distinct: this.distinct + (running?.distinct ?? 0),
        stop,
        history: [...this.history.records(), ...(running?.records ?? [])],
        ...(ancestry === undefined ? {} : { ancestry }),
      },
    };
  }
}

/** What the history says of a proof. */
function outcome(proof: Proof): Readonly<Record<string, string | number>> {
  switch (proof.kind) {
    case 'proved':
      return { method: proof.certificate.method, bound: exactDouble(proof.certificate.bound) };
    case 'refuted': {
      // JSON has no number for an error without bound.
      const error = Number.isFinite(proof.error) ? proof.error : String(proof.error);
      return { refutedAt: proof.worst, error, inputs: proof.points };
    }
    case 'failed':
      return { failed: proof.reason };
  }
}
