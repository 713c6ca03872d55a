import type { ProgressStream } from '../run/progress.ts';

/** Exit codes (DESIGN.md, "The command line"), and sysexits' EX_SOFTWARE for a defect of ours. */
export const EXIT = { done: 0, notFound: 1, badInput: 2, defect: 70, interrupted: 130 } as const;

/** The outside world as a verb sees it: data out, messages out, colour, interrupts. */
export type Io = {
  readonly out: (text: string) => void;
  readonly message: (text: string) => void;
  readonly progress: ProgressStream;
  /** May stdout, stderr be coloured? */
  readonly color: { readonly out: boolean; readonly message: boolean };
  /** Calls back at Ctrl-C; returns the way to unsubscribe. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Was there a Ctrl-C? Told also to who computes without end and hears no event. */
  readonly interrupted?: () => boolean;
};
