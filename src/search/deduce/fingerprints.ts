import { createRandom } from '../../number/random.ts';
import type { Model } from './model.ts';
import type { Term, TermBank } from './term-bank.ts';

/** Points of one model: all there are of so many, else a sample. */
const POINTS = 48;

/** Values of terms at some points of some models: terms of different values are not equal. */
export class Fingerprints {
  private readonly bank: TermBank;
  private readonly models: readonly Model[];
  /** Per model and point: the values of the fixed variables. */
  private readonly points: { readonly model: number; readonly at: ReadonlyMap<Term, number> }[] = [];
  private readonly known = new Map<Term, Int32Array>();

  /** @param fixed the terms without arguments that stand for variables */
  constructor(bank: TermBank, models: readonly Model[], fixed: readonly Term[], seed: number) {
    this.bank = bank;
    this.models = models;
    const random = createRandom(seed);
    models.forEach((model, number) => {
      const lists = fixed.map((term) => model.values[bank.sort(term)]);
      const all = lists.reduce((product, list) => product * list.length, 1);
      const count = Math.min(all, POINTS);
      for (let k = 0; k < count; k++) {
        let rest = k;
        const at = new Map<Term, number>();
        lists.forEach((list, j) => {
          const index = all <= POINTS ? rest % list.length : random.integer(list.length);
          rest = Math.floor(rest / list.length);
          at.set(fixed[j], list[index]);
        });
        this.points.push({ model: number, at });
      }
    });
  }

  get size(): number {
    return this.points.length;
  }

  /** Values at the points; −1 where the model does not tell. */
  of(term: Term): Int32Array {
    const known = this.known.get(term);
    if (known !== undefined) return known;
    const { bank } = this;
    const columns = bank.args(term).map((arg) => this.of(arg));
    const operation = bank.operation(term);
    const values = Int32Array.from(this.points, ({ model, at }, k) => {
      const fixed = at.get(term);
      if (fixed !== undefined) return fixed;
      return this.models[model].apply(
        operation,
        columns.map((column) => column[k]),
      );
    });
    this.known.set(term, values);
    return values;
  }
}
