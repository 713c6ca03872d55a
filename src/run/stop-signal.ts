/** Why a run may be stopped from outside. */
export type StopCause = 'time' | 'interrupt';

/** Thrown through a proof or a batch of jobs that is stopped from outside. Not a fault: nothing is wrong. */
export class Stopped extends Error {
  override readonly cause: StopCause;
  constructor(cause: StopCause) {
    super(`stopped: ${cause}`);
    this.name = 'Stopped';
    this.cause = cause;
  }
}

/**
 * A run's clock and interrupt in one question. `stopped()` is what engines ask (`Budget.stopped`); listeners are
 * told at once, so that worker threads need not be waited for. A thread that computes hears no event: what it can
 * ask meanwhile is `interrupted`.
 */
export class StopSignal {
  private cause: StopCause | undefined;
  private readonly listeners = new Set<(cause: StopCause) => void>();
  private readonly deadline: number;
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly interrupted: () => boolean;

  /**
   * @param seconds a time limit, from now; absent: none.
   * @param interrupted asked whenever `stopped` is: has an interrupt come that no event has told of yet?
   */
  constructor(seconds?: number, interrupted: () => boolean = () => false) {
    this.interrupted = interrupted;
    this.deadline = seconds === undefined ? Infinity : performance.now() + 1000 * seconds;
    // setTimeout takes at most 2^31 − 1 ms; longer limits are met by the deadline alone.
    if (seconds !== undefined && seconds < 2e6) {
      this.timer = setTimeout(() => this.stop('time'), 1000 * seconds);
      this.timer.unref();
    }
  }

  stop(cause: StopCause): void {
    if (this.cause !== undefined) return;
    this.cause = cause;
    for (const listener of this.listeners) listener(cause);
  }

  readonly stopped = (): StopCause | undefined => {
    if (this.cause === undefined && this.interrupted()) this.stop('interrupt');
    if (this.cause === undefined && performance.now() >= this.deadline) this.stop('time');
    return this.cause;
  };

  /** @throws Stopped when the run is to end. */
  readonly throwIfStopped = (): void => {
    const cause = this.stopped();
    if (cause !== undefined) throw new Stopped(cause);
  };

  /** Calls `listener` when the run is stopped; returns the way to unsubscribe. */
  onStop(listener: (cause: StopCause) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ends the timer. */
  dispose(): void {
    clearTimeout(this.timer);
  }
}
