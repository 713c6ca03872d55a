import type { Oracle } from '../oracle/oracle.ts';
import { breath } from './breath.ts';
import type { Budget, Candidate, EngineEvent, EngineName } from './engine.ts';
import type { FitFailure } from './fit-failure.ts';
import type { PolynomialFit, RationalFit } from './fit.ts';
import type { Problem } from './problem.ts';
import { createRealizer } from './realizer.ts';

/** One fit to make: its name for the history, and how to make it. */
export type FitStep = {
  readonly origin: Candidate['origin'];
  readonly fit: () => PolynomialFit | RationalFit | FitFailure;
};

/** A proof's bound is a little above the measured error: the limit asked for must be met with this to spare. */
const SPARE = 0.98;
/** Past this fraction of the measured error the fit's own error no longer matters: rounding is the rest. */
const NEGLIGIBLE = 1 / 64;
const IDLE_GROUPS = 2;

/**
 * Makes the fits group by group (a group is one degree), turns each into programs, and tells of both. Ends when
 * the problem's error is reached (all forms of that degree done), when every program of a group has more operations than
 * allowed, when higher degrees can gain nothing, or when the budget or the time is spent.
 */
export async function* proposeByDegree(
  engine: EngineName,
  groups: Iterable<readonly FitStep[]>,
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  const realize = createRealizer(problem, oracle, engine);
  const told = new Set<string>();
  // Families of powers that no degree can make fit.
  const hopeless = new Set<unknown>();
  let evaluations = 0;
  let best = Infinity;
  let idle = 0;
  for (const group of groups) {
    let reached = false;
    let affordable = false;
    let smallestFit = Infinity;
    let fits = 0;
    for (const step of group) {
      if (hopeless.has(step.origin.powers)) continue;
      const stop = stopReason(budget, evaluations);
      if (stop !== undefined) {
        yield { kind: 'note', message: `${engine}: ended before ${name(step)}: ${stop}` };
        return;
      }
      const fit = step.fit();
      if (fit.kind === 'failure') {
        evaluations += 1;
        if (fit.reason === 'weight' || fit.reason === 'undefined') hopeless.add(step.origin.powers);
        // The same reason at every degree is told once.
        const key = `${fit.reason} ${fit.message}`;
        if (!told.has(key)) {
          told.add(key);
          yield {
            kind: 'note',
            message: `${engine}: no fit for ${name(step)}: ${fit.message}`,
            data: { reason: fit.reason },
          };
        }
        continue;
      }
      evaluations += Math.max(1, fit.iterations);
      fits++;
      smallestFit = Math.min(smallestFit, fit.error);
      for (const candidate of realize(fit, step.origin)) {
        evaluations += typeof candidate.origin.runs === 'number' ? candidate.origin.runs : 1;
        if (problem.maxOperations !== undefined && candidate.program.code.length > problem.maxOperations)
          continue;
        affordable = true;
        best = Math.min(best, candidate.error.value);
        if (problem.error !== undefined && candidate.error.value <= problem.error * SPARE) reached = true;
        yield { kind: 'candidate', candidate };
        if (evaluations >= budget.evaluations) break;
      }
      // Nothing is left to fit: the function is in the space.
      if (fit.reference.length === 0) reached = true;
    }
    yield { kind: 'progress', evaluations };
    if (reached) return;
    if (fits > 0 && !affordable) return;
    idle = smallestFit < best * NEGLIGIBLE ? idle + 1 : 0;
    if (idle >= IDLE_GROUPS) return;
    await breath();
  }
}

function stopReason(budget: Budget, evaluations: number): string | undefined {
  if (evaluations >= budget.evaluations) return 'the budget is spent';
  const stopped = budget.stopped();
  if (stopped === undefined) return undefined;
  return stopped === 'time' ? 'the time is over' : 'interrupted';
}

function name(step: FitStep): string {
  return Object.entries(step.origin)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
