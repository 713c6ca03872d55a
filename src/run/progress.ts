/** What the progress line shows. */
export type ProgressState = {
  readonly phase: string;
  readonly evaluations: number;
  /** Programs on the front. */
  readonly front: number;
  /** The smallest error so far, as text. */
  readonly best?: string;
  /** Inputs that the proof at work has run, of how many. */
  readonly inputs?: readonly [done: number, total: number];
};

export type ProgressStream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

export type Progress = { update(state: ProgressState): void; clear(): void };

/** A line that rewrites itself on a terminal, at most ten times a second; nothing at all anywhere else. */
export function createProgress(stream: ProgressStream): Progress {
  if (stream.isTTY !== true) return { update: () => {}, clear: () => {} };
  const start = performance.now();
  let drawn = -Infinity;
  return {
    update: (state) => {
      const now = performance.now();
      if (now - drawn < 100) return;
      drawn = now;
      const line = progressLine(state, (now - start) / 1000).slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[2K${line}`);
    },
    clear: () => {
      if (drawn !== -Infinity) stream.write('\r\u001b[2K');
      drawn = -Infinity;
    },
  };
}

/** The text of the line, after `seconds` of running. */
export function progressLine(state: ProgressState, seconds: number): string {
  const parts = [`${state.phase} ${seconds.toFixed(0)} s`];
  if (state.evaluations > 0) {
    parts.push(
      `${short(state.evaluations)} evaluations, ${short(state.evaluations / Math.max(seconds, 0.1))}/s`,
    );
  }
  if (state.front > 0) parts.push(`${state.front} on the front`);
  if (state.best !== undefined) parts.push(`best ${state.best}`);
  if (state.inputs !== undefined) {
    const [done, total] = state.inputs;
    parts.push(`${short(total)} inputs ${Math.floor((100 * done) / total)} %`);
  }
  return parts.join(' · ');
}

function short(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return count >= 1e4 ? `${(count / 1e3).toFixed(0)} k` : count.toFixed(0);
}
