import type { Candidate } from './engine.ts';

/** Errors this close (relatively) count as equal: the rest is how they were measured. */
const SAME_ERROR = 1e-12;

/**
 * The candidates that no other beats in both cost and error. What it holds depends on the candidates alone, not on
 * the order in which they came: of two with the same cost and error (within 1e-12, on a fixed scale) it keeps the one with fewer
 * constants, then fewer instructions, then the one whose text comes first.
 */
export class Front {
  private members: Candidate[] = [];

  /** Cheapest first; errors fall strictly. */
  get candidates(): readonly Candidate[] {
    return this.members;
  }

  /** @returns whether it is now a member. A candidate whose error or cost is not a number never is. */
  add(candidate: Candidate): boolean {
    if (!(candidate.error.value >= 0) || !Number.isFinite(candidate.cost)) return false;
    if (this.members.some((member) => beats(member, candidate))) return false;
    this.members = this.members.filter((member) => !beats(candidate, member));
    const place = this.members.findIndex((member) => member.cost > candidate.cost);
    this.members.splice(place < 0 ? this.members.length : place, 0, candidate);
    return true;
  }
}

/** A total preorder on errors (a tolerance between pairs would not be transitive, and order would matter). */
function errorClass({ error: { value } }: Candidate): number {
  return value === 0 ? -Infinity : Math.round(Math.log(value) / SAME_ERROR);
}

/** Is `a` to be kept rather than `b`? Equal candidates: the one already there (`a` in the first test) stays. */
function beats(a: Candidate, b: Candidate): boolean {
  const error = errorClass(a) - errorClass(b);
  const sameError = errorClass(a) === errorClass(b);
  if (a.cost > b.cost || (!sameError && error > 0)) return false;
  if (a.cost < b.cost || !sameError) return true;
  return key(a) <= key(b);
}

function key({ program, error }: Candidate): string {
  const count = (n: number): string => String(n).padStart(6, '0');
  const text = JSON.stringify([program, error.value, error.worst, error.points]);
  return `${count(program.constants.length)} ${count(program.code.length)} ${text}`;
}
