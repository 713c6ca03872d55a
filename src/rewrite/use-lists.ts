import { IntVector } from './int-vector.ts';

/** For each class the nodes that have it among their children, as linked cells in flat arrays: lists join at no cost. */
export class UseLists {
  /** By class: its first and last cell (−1: none), and how many there are. */
  private readonly heads = new IntVector();
  private readonly tails = new IntVector();
  private readonly counts = new IntVector();
  private readonly nodes = new IntVector();
  private readonly nexts = new IntVector();

  /** An empty list, for the next class. */
  addClass(): void {
    this.heads.push(-1);
    this.tails.push(-1);
    this.counts.push(0);
  }

  add(klass: number, node: number): void {
    const cell = this.nodes.length;
    this.nodes.push(node);
    this.nexts.push(-1);
    const last = this.tails.data[klass];
    if (last < 0) this.heads.data[klass] = cell;
    else this.nexts.data[last] = cell;
    this.tails.data[klass] = cell;
    this.counts.data[klass] += 1;
  }

  length(klass: number): number {
    return this.counts.data[klass];
  }

  /** A class's first cell, or −1. */
  first(klass: number): number {
    return this.heads.data[klass];
  }

  /** The cell after one, or −1. */
  next(cell: number): number {
    return this.nexts.data[cell];
  }

  nodeAt(cell: number): number {
    return this.nodes.data[cell];
  }

  /** Appends the nodes of a class to a list. */
  copy(klass: number, to: number[]): void {
    const { data } = this.nodes;
    for (let cell = this.heads.data[klass]; cell >= 0; cell = this.nexts.data[cell]) to.push(data[cell]);
  }

  /** Puts the second class's list behind the first one's; the second class is used no more. */
  join(keep: number, lose: number): void {
    const first = this.heads.data[lose];
    if (first < 0) return;
    const last = this.tails.data[keep];
    if (last < 0) this.heads.data[keep] = first;
    else this.nexts.data[last] = first;
    this.tails.data[keep] = this.tails.data[lose];
    this.counts.data[keep] += this.counts.data[lose];
  }
}
