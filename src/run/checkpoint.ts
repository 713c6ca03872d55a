import { rmSync } from 'node:fs';
import { writeAtomically } from './atomic-write.ts';

/** Seconds between two writes of a checkpoint, so that a quick stream of news does not become a stream of writes. */
const INTERVAL = 2;

/** Keeps a run's state in a file, written whole each time. What the state is, is its owner's business. */
export type Checkpoint = {
  /** News: written now if the last write is a while ago (the text is only made then), else remembered. */
  note(state: () => string): void;
  /** Writes the state now. */
  save(state: () => string): void;
  /** The run is complete and its finding is written: the file is not needed any more. */
  remove(): void;
};

export function createCheckpoint(path: string): Checkpoint {
  let last = -Infinity;
  const save = (state: () => string): void => {
    writeAtomically(path, state());
    last = performance.now();
  };
  return {
    save,
    note: (state) => {
      if (performance.now() - last >= 1000 * INTERVAL) save(state);
    },
    remove: () => rmSync(path, { force: true }),
  };
}
