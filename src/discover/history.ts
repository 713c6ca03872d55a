import type { HistoryRecord } from './finding.ts';

/** Notes of an engine that a history keeps; of the others only the number is kept. */
const NOTES = 200;

/** The records of a run, in order. Values only, no clock: the same run tells the same story. */
export class History {
  private readonly list: HistoryRecord[];

  constructor(before: readonly HistoryRecord[] = []) {
    this.list = [...before];
  }

  add(record: HistoryRecord): void {
    this.list.push(record);
  }

  records(): readonly HistoryRecord[] {
    return [...this.list];
  }
}

export type NotesState = { readonly kept: readonly HistoryRecord[]; readonly dropped: number };

/** The notes of one engine step, bounded in number. */
export class Notes {
  private readonly kept: HistoryRecord[];
  private dropped: number;

  constructor(before: NotesState = { kept: [], dropped: 0 }) {
    this.kept = [...before.kept];
    this.dropped = before.dropped;
  }

  state(): NotesState {
    return { kept: [...this.kept], dropped: this.dropped };
  }

  add(engine: string, message: string, data: Readonly<Record<string, string | number>> = {}): void {
    const own = { phase: 'note', engine, message };
    // Twice: first for the order of members, last so that no datum can take their place.
    if (this.kept.length < NOTES) this.kept.push({ ...own, ...data, ...own });
    else this.dropped++;
  }

  records(): HistoryRecord[] {
    if (this.dropped === 0) return this.kept;
    return [...this.kept, { phase: 'note', message: `${this.dropped} more notes are not kept` }];
  }
}
