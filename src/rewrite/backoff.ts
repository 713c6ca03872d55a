export type BackoffOptions = {
  /** Matches that a rule may have in one round before it is held back. @defaultValue 1,000 */
  readonly matches?: number;
  /** Rounds that it is then held back for. Both double each time. @defaultValue 5 */
  readonly rounds?: number;
};

/** Exponential backoff of rules that match too often (the scheduler that egg describes, POPL 2021, 5.2). */
export class Backoff {
  private readonly matches: number;
  private readonly rounds: number;
  private readonly times: Int32Array;
  private readonly until: Int32Array;

  constructor(rules: number, options: BackoffOptions = {}) {
    this.matches = options.matches ?? 1000;
    this.rounds = options.rounds ?? 5;
    this.times = new Int32Array(rules);
    this.until = new Int32Array(rules);
  }

  isBanned(rule: number, round: number): boolean {
    return round < this.until[rule];
  }

  /** How many matches the rule may have. */
  allowance(rule: number): number {
    return this.matches * 2 ** this.times[rule];
  }

  ban(rule: number, round: number): void {
    this.until[rule] = round + this.rounds * 2 ** this.times[rule];
    this.times[rule] += 1;
  }

  /** Is any rule held back? Then quiet is no saturation. */
  holdsAny(round: number): boolean {
    return this.until.some((until) => round < until);
  }

  /** Lets the rules go whose time comes first. */
  releaseNext(round: number): void {
    let soonest = Infinity;
    for (const until of this.until) if (until > round && until < soonest) soonest = until;
    for (let i = 0; i < this.until.length; i++) if (this.until[i] === soonest) this.until[i] = round;
  }
}
