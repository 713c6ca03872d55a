import type { Candidate } from '../search/engine.ts';
import { Front } from '../search/front.ts';
import { programKey } from './program-key.ts';

/** Programs of one cost that are kept for proof beside the best one: its proof may fail where theirs succeeds. */
const TRIES_PER_COST = 3;

/**
 * What a run keeps of the candidates it is shown: the front, and, when an error is asked for, the best few programs
 * of every cost that measure below it. What is kept does not depend on the order in which they came.
 */
export class CandidatePool {
  private readonly front = new Front();
  private readonly target: number | undefined;
  private readonly reserve = new Map<number, Candidate[]>();

  constructor(target: number | undefined) {
    this.target = target;
  }

  /** Keeps a candidate if it may matter. A program without a finite error never does. */
  add(candidate: Candidate): void {
    if (!Number.isFinite(candidate.error.value)) return;
    this.front.add(candidate);
    if (this.target === undefined || candidate.error.value > this.target) return;
    const known = this.reserve.get(candidate.cost) ?? [];
    const key = programKey(candidate.program);
    if (known.some(({ program }) => programKey(program) === key)) return;
    known.push(candidate);
    known.sort(byPromise);
    this.reserve.set(candidate.cost, known.slice(0, TRIES_PER_COST));
  }

  /** The front by measured error, cheapest first. */
  frontier(): readonly Candidate[] {
    return this.front.candidates;
  }

  /** Programs that measure within the error asked for, in the order in which to prove them: cheapest first. */
  promising(): Candidate[] {
    const costs = [...this.reserve.keys()].toSorted((a, b) => a - b);
    return costs.flatMap((cost) => this.reserve.get(cost) ?? []);
  }

  /** Everything kept, each program once. */
  all(): Candidate[] {
    const byKey = new Map<string, Candidate>();
    for (const candidate of [...this.frontier(), ...this.promising()]) {
      const key = programKey(candidate.program);
      if (!byKey.has(key)) byKey.set(key, candidate);
    }
    return [...byKey.values()].toSorted((a, b) => a.cost - b.cost || byPromise(a, b));
  }
}

function byPromise(a: Candidate, b: Candidate): number {
  if (a.error.value !== b.error.value) return a.error.value - b.error.value;
  const [left, right] = [programKey(a.program), programKey(b.program)];
  return left < right ? -1 : left > right ? 1 : 0;
}
