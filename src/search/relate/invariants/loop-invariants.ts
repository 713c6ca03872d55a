import type { Polynomial } from '../../../number/exact/laurent-polynomial.ts';
import { afterATurn } from './after-a-turn.ts';
import { findInvariants } from './find-invariants.ts';
import { inIdeal, totalDegree } from './in-ideal.ts';
import type { Loop } from './loop.ts';
import { holdsAtStart, provedInvariants } from './prove-invariants.ts';

/** Polynomials in a loop's generators that are 0 before every turn and at the end, and those that are so after every turn only. */
export type LoopInvariants = {
  readonly always: readonly Polynomial[];
  readonly later: readonly Polynomial[];
};

export type LoopReport = LoopInvariants & {
  /** 0 at all states looked at before a turn, and not proved. */
  readonly measured: readonly Polynomial[];
  readonly states: number;
  readonly degree: number;
};

/**
 * The polynomial invariants of a loop up to a degree, without those that follow from simpler ones: what holds after a turn
 * explains what holds always only because a product of two things is 0, one at the start and one later.
 */
export function loopInvariants(loop: Loop, maxDegree: number, seed: number): LoopReport {
  const all = findInvariants(loop, maxDegree, seed);
  const begun = afterATurn(loop);
  if (begun === undefined) {
    return { always: all.proved, later: [], measured: all.measured, states: all.states, degree: all.degree };
  }
  const after = findInvariants(begun, maxDegree, seed);
  const always = all.proved.filter((p) => {
    const simpler = after.proved.filter((q) => totalDegree(q) < totalDegree(p));
    return !inIdeal(p, simpler);
  });
  const later: Polynomial[] = [];
  for (const p of after.proved) if (!inIdeal(p, [...always, ...later])) later.push(p);
  const proved = provedTogether(loop, { always, later });
  const rest = all.measured.filter((p) => !inIdeal(p, proved.always));
  return { ...proved, measured: rest, states: all.states + after.states, degree: all.degree };
}

/** Of invariants as claimed, those that one induction from the state after the first turn proves together. */
export function provedTogether(loop: Loop, { always, later }: LoopInvariants): LoopInvariants {
  const begun = afterATurn(loop);
  if (begun === undefined) return { always: provedInvariants(loop, always), later: [] };
  const kept = provedInvariants(begun, [...always, ...later]);
  return {
    always: always.filter((p) => kept.includes(p) && holdsAtStart(loop, p)),
    later: later.filter((p) => kept.includes(p)),
  };
}
