import type { FormatName } from '../../number/formats.ts';
import { powerOfTwo } from '../../number/double-bits.ts';
import { findFormat } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { inlineProgram } from '../../program/inline-program.ts';
import { compileOpenness, compileProgram } from '../../program/evaluate.ts';
import { storageOf, type Program } from '../../program/program.ts';
import { tableBytes } from '../../program/table-bytes.ts';
import type { Budget, Candidate, EngineEvent } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { Emitter } from './emitter.ts';
import { findIdentities } from './find-identities.ts';
import { emitGuard, findGuards, guardDomain, guardedArgument, type Guard } from './guard.ts';
import { wholeFunction } from './reduced-function.ts';
import { searchPlans } from './search-plans.ts';
import { aim } from './tune-drafts.ts';
import { findSpecialCells } from './special-cases.ts';
import { withSignOf } from './with-sign-of.ts';

/** A smaller interval of usual inputs must save this part of the cost. */
const WORTH_NARROWING = 0.1;

/**
 * Whole programs, and beside them a shorter one for the usual inputs: `select(usual(x), short, whole)`, which code for
 * arrays runs by blocks (`commonPath`). Its parts are found like any program, the short one on the interval alone; and
 * every format of computing is tried, for the cheapest of all is wanted.
 */
export async function* searchGuarded(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
  arithmetics: readonly FormatName[],
): AsyncGenerator<EngineEvent, void, void> {
  const storage = findFormat(problem.format);
  const special = findSpecialCells(problem, oracle, storage);
  if (special === undefined) {
    yield* searchPlans(problem, oracle, budget, arithmetics);
    return;
  }
  const identities = findIdentities(wholeFunction(problem, special, storage), problem.identities);
  const guards = findGuards(oracle, special, identities, storage);
  let evaluations = 0;
  for (const arithmetic of arithmetics) {
    const left = (): Budget => ({ ...budget, evaluations: budget.evaluations - evaluations });
    const search = async function* (
      asked: Problem,
      tell: boolean,
    ): AsyncGenerator<EngineEvent, Candidate | undefined, void> {
      let best: Candidate | undefined;
      let spent = 0;
      for await (const event of searchPlans(asked, oracle, left(), [arithmetic])) {
        if (event.kind === 'progress') {
          spent = event.evaluations;
          yield { kind: 'progress', evaluations: evaluations + spent };
          continue;
        }
        if (event.kind === 'candidate') best = better(best, event.candidate, problem);
        if (tell) yield event;
      }
      evaluations += spent;
      return best;
    };
    const whole = yield* search(problem, true);
    if (whole === undefined) continue;
    let most = whole.cost;
    for (const guard of guards) {
      if (budget.stopped() !== undefined || evaluations >= budget.evaluations) return;
      const short = yield* search({ ...problem, domain: guardDomain(guard) }, false);
      if (short === undefined) continue;
      const candidate = combine(problem, guard, short, whole);
      if (!(candidate.cost < most) || isTooLarge(candidate.program, problem)) continue;
      most = candidate.cost * (1 - WORTH_NARROWING);
      yield { kind: 'candidate', candidate };
    }
  }
}

/**
 * Of those that meet the error asked for the cheapest, and of these the most accurate; with room for what a sample does
 * not show before all others.
 */
function better(best: Candidate | undefined, next: Candidate, problem: Problem): Candidate | undefined {
  const error = problem.error as number;
  if (!(next.error.value <= error)) return best;
  if (best === undefined) return next;
  const [before, after] = [best, next].map((one) => one.error.value <= aim(problem, error));
  if (before !== after) return after ? next : best;
  const cheaper = next.cost - best.cost || next.error.value - best.error.value;
  return cheaper < 0 ? next : best;
}

function combine(problem: Problem, guard: Guard, short: Candidate, whole: Candidate): Candidate {
  const program = guardedProgram(problem, guard, short.program, whole.program);
  const worse = short.error.value > whole.error.value ? short.error : whole.error;
  return {
    program,
    cost: COST_MODELS[problem.cost].cost(program),
    error: { ...worse, points: short.error.points + whole.error.points },
    engine: 'reduction',
    origin: { ...short.origin, from: guard.lo, to: guard.hi, otherwise: whole.origin.steps },
  };
}

function isTooLarge(program: Program, { maxOperations = Infinity, maxTable = Infinity }: Problem): boolean {
  return COST_MODELS.operations.cost(program) > maxOperations || tableBytes(program) > maxTable;
}

/**
 * Does the short program take the bits of a NaN at inputs beyond its interval, where it overflows? Though the result is not
 * chosen there, it would count as NaN. Asked at a number of every binade.
 */
function opensBeyond({ lo, hi, parity }: Guard, short: Program, whole: Program): boolean {
  const storage = findFormat(storageOf(whole));
  const [opens, result] = [compileOpenness(short), compileProgram(whole)];
  for (let exponent = storage.emin; exponent <= storage.emax; exponent++) {
    for (const x of [1, -1].map((sign) => sign * 1.5 * powerOfTwo(exponent))) {
      const argument = parity === undefined ? x : Math.abs(x);
      const beyond = argument < lo || argument > hi;
      if (beyond && !Number.isNaN(result(x)) && opens(argument)) return true;
    }
  }
  return false;
}

/** `short` for the inputs of an interval, else `whole`. */
export function guardedProgram(
  { format, variable, fma }: Pick<Problem, 'format' | 'variable' | 'fma'>,
  guard: Guard,
  short: Program,
  whole: Program,
): Program {
  const e = new Emitter({ arithmetic: whole.format, storage: format, variable, fma });
  const condition = emitGuard(e, guard, findFormat(format));
  const argument = guardedArgument(e, guard);
  const held = opensBeyond(guard, short, whole)
    ? e.op('select', condition, argument, e.number(guard.hi))
    : argument;
  const near = inlineProgram(e.builder, short, [held]);
  const value = guard.parity === -1 ? withSignOf(e, near, e.x) : near;
  return e.build(e.op('select', condition, value, inlineProgram(e.builder, whole, [e.x])));
}
