import type { Model } from './model.ts';
import type { Term, TermBank } from './term-bank.ts';

/** Choices that the search for models of one size may make, and models of one size that are kept. */
const CHOICES = 4_000;
const KEPT = 4;

type Sides = { readonly left: Term; readonly right: Term };
/** An axiom at values of its variables, by their codes. */
type Instance = { readonly sides: Sides; readonly at: ReadonlyMap<number, number> };

/**
 * Finite models of the axioms, all sorts of one size: tables of the operations, filled by search. A value not used so
 * far is as good as any other such, so only the first is tried (least number heuristic: Zhang & Zhang, SEM, 1995).
 */
export function finiteModels(bank: TermBank, sizes: readonly number[]): Model[] {
  const count = bank.theory.operations.length;
  const axioms = bank.theory.axioms.map((axiom): Sides => bank.readEquation(axiom));
  return sizes.flatMap((size) => new ModelSearch(bank, count, axioms, size).run());
}

class ModelSearch {
  private readonly bank: TermBank;
  private readonly size: number;
  private readonly instances: Instance[];
  /** Values by operation and arguments, the first argument most significant; −1 where open. */
  private readonly tables: Int8Array[];
  private readonly trail: [operation: number, cell: number][] = [];
  private readonly found: Model[] = [];
  private choices = 0;

  constructor(bank: TermBank, operations: number, axioms: readonly Sides[], size: number) {
    this.bank = bank;
    this.size = size;
    this.tables = bank.operations
      .slice(0, operations)
      .map(({ takes }) => new Int8Array(size ** takes.length).fill(-1));
    this.instances = axioms.flatMap((sides) => {
      const codes = bank.variables(sides.right, bank.variables(sides.left));
      return Array.from({ length: size ** codes.length }, (_, number): Instance => {
        const at = new Map(codes.map((code, k) => [code, Math.floor(number / size ** k) % size]));
        return { sides, at };
      });
    });
  }

  run(): Model[] {
    this.search(0);
    return this.found;
  }

  private search(used: number): void {
    const mark = this.trail.length;
    if (this.propagate()) {
      const open = this.openCell();
      if (open === undefined) this.keep();
      else {
        const [operation, cell, args] = open;
        const reach = Math.min(this.size, Math.max(used, ...args.map((value) => value + 1)) + 1);
        for (let value = 0; value < reach; value++) {
          if (this.choices >= CHOICES || this.found.length >= KEPT) break;
          this.choices++;
          const before = this.trail.length;
          this.set(operation, cell, value);
          this.search(Math.max(used, value + 1, ...args.map((one) => one + 1)));
          this.undo(before);
        }
      }
    }
    this.undo(mark);
  }

  private set(operation: number, cell: number, value: number): void {
    this.tables[operation][cell] = value;
    this.trail.push([operation, cell]);
  }

  private undo(mark: number): void {
    while (this.trail.length > mark) {
      const [operation, cell] = this.trail.pop() as [number, number];
      this.tables[operation][cell] = -1;
    }
  }

  /** Fills what the axioms force; false when they contradict what is there. */
  private propagate(): boolean {
    for (let changed = true; changed;) {
      changed = false;
      for (const { sides, at } of this.instances) {
        const [left, right] = [this.value(sides.left, at), this.value(sides.right, at)];
        if (left >= 0 && right >= 0) {
          if (left !== right) return false;
        } else if (left >= 0 !== right >= 0) {
          const known = Math.max(left, right);
          const cell = this.rootCell(left >= 0 ? sides.right : sides.left, at);
          if (cell === undefined) continue;
          this.set(cell[0], cell[1], known);
          changed = true;
        }
      }
    }
    return true;
  }

  /** The open cell whose largest argument is smallest: new values are taken up one after the other. */
  private openCell(): [operation: number, cell: number, args: number[]] | undefined {
    let best: [operation: number, cell: number, args: number[]] | undefined;
    let least = Infinity;
    for (const [operation, table] of this.tables.entries())
      for (const [cell, value] of table.entries()) {
        if (value >= 0) continue;
        const { length } = this.bank.operations[operation].takes;
        const args = Array.from({ length }, (_, k) => Math.floor(cell / this.size ** k) % this.size);
        const largest = Math.max(-1, ...args);
        if (largest < least) [best, least] = [[operation, cell, args], largest];
      }
    return best;
  }

  private rootCell(
    term: Term,
    at: ReadonlyMap<number, number>,
  ): [operation: number, cell: number] | undefined {
    const { bank } = this;
    if (bank.isVariable(term)) return undefined;
    const args = bank.args(term).map((arg) => this.value(arg, at));
    return args.includes(-1) ? undefined : [bank.operation(term), this.cell(args)];
  }

  private value(term: Term, at: ReadonlyMap<number, number>): number {
    const { bank } = this;
    if (bank.isVariable(term)) return at.get(bank.code(term)) ?? -1;
    let cell = 0;
    for (const arg of bank.args(term)) {
      const value = this.value(arg, at);
      if (value < 0) return -1;
      cell = cell * this.size + value;
    }
    return this.tables[bank.operation(term)][cell];
  }

  private cell(args: readonly number[]): number {
    return args.reduce((sum, value) => sum * this.size + value, 0);
  }

  private keep(): void {
    const { size } = this;
    const tables = this.tables.map((table) => table.slice());
    const all = [...Array(size).keys()];
    this.found.push({
      values: this.bank.sortNames.map(() => all),
      apply: (operation, args) =>
        args.includes(-1) ? -1 : tables[operation][args.reduce((sum, value) => sum * size + value, 0)],
    });
  }
}
