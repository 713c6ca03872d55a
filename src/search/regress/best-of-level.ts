/** The best few of what is scored, for each complexity. A smaller score is better. */
export class BestOfLevel<T> {
  readonly width: number;
  private readonly levels = new Map<number, { readonly score: number; readonly item: T }[]>();
  private readonly worst = new Map<number, number>();

  constructor(width: number) {
    this.width = width;
  }

  /** Must a score be below this to be kept? */
  threshold(complexity: number): number {
    return this.width === 0 ? -Infinity : (this.worst.get(complexity) ?? Infinity);
  }

  offer(complexity: number, score: number, item: T): void {
    if (!(score < this.threshold(complexity))) return;
    const level = this.levels.get(complexity) ?? [];
    const at = level.findIndex((one) => score < one.score);
    level.splice(at < 0 ? level.length : at, 0, { score, item });
    if (level.length > this.width) level.pop();
    this.levels.set(complexity, level);
    if (level.length === this.width) this.worst.set(complexity, level[level.length - 1].score);
  }

  /** Simplest first, best first of each, and forgets them. */
  drain(): T[] {
    const all = [...this.levels].toSorted((a, b) => a[0] - b[0]).flatMap(([, level]) => level);
    this.levels.clear();
    this.worst.clear();
    return all.map(({ item }) => item);
  }
}
