import type { Format } from '../../number/format.ts';
import { findFormat } from '../../number/formats.ts';
import { toHexFloat } from '../../number/exact-constant.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { integerText } from '../../program/integer-constant.ts';
import { numberCode } from '../../program/number-code.ts';
import type { Program } from '../../program/program.ts';
import type { Problem } from '../problem.ts';
import { fitLargest, fitSquares, settleIntegers, type WordFit } from './fit-words.ts';
import { descend, type Tuned, type WordLoss, type WordRange } from './tune-words.ts';
import type { WordForm } from './word-draft.ts';
import { createWordEvaluator, type WordEvaluator } from './word-evaluator.ts';
import { createWordSample, wordSampleAt, type WordSample } from './word-sample.ts';
import { wordProgram } from './word-structure.ts';

/** Entries of a table by the bits of the input's pattern from `shift` on, `bits` of them. */
export type Indexing = { readonly shift: number; readonly bits: number };

/** A structure of which some constants are read from tables, all by one index; its largest error on the sample. */
export type Tabulated = WordForm & {
  readonly indexing: Indexing;
  /** Constants that are read from tables, and their words by entry. */
  readonly slots: readonly number[];
  readonly entries: readonly Int32Array[];
  readonly error: number;
};

/** Tables of 8, 16 and 32 entries. */
const WIDTHS = [3, 4, 5] as const;
/** Tables of one program at most. */
const MOST_TABLES = 3;
const SQUARED = 8;
const LEVELLED = 6;
/** Octaves that integers are moved by, at first, where a table is finished. */
const SETTLED = 2 ** -6;

/** What a table costs besides one look-up for each constant: a shift and a mask. */
export const INDEX_OPERATIONS = 2;

/**
 * Tables for constants of programs: the input's leading fraction bits (with or without the last bit of its exponent)
 * choose an entry, and the constants of each entry are fitted on the inputs that have it.
 */
export class WordTables {
  /** Evaluations so far. */
  evaluations = 0;
  private readonly problem: Problem;
  private readonly oracle: Oracle;
  private readonly format: Format;
  private readonly range: WordRange;
  private readonly encode: (value: number) => number;
  private readonly sample: WordSample;
  private readonly cells = new Map<string, readonly (Cell | undefined)[]>();

  constructor(problem: Problem, oracle: Oracle, range: WordRange, points: number) {
    this.problem = problem;
    this.oracle = oracle;
    this.format = findFormat(problem.format);
    this.range = range;
    this.encode = numberCode(this.format).encode;
    this.sample = createWordSample(problem, oracle, points);
  }

  /** All ways to choose entries, those with the fewest first. */
  indexings(): readonly Indexing[] {
    const fraction = this.format.precision - 1;
    return WIDTHS.flatMap((bits) =>
      [fraction, fraction + 1].map((top) => ({ shift: top - bits, bits })).filter(({ shift }) => shift > 0),
    );
  }

  /** Which constants of a structure may be tabulated together: one, two or three. */
  subsets({ structure }: WordForm): readonly (readonly number[])[] {
    const free = structure.slots.flatMap((type, i) => (type === 'count' ? [] : [i]));
    let sets: number[][] = [[]];
    for (const slot of free) sets = [...sets, ...sets.map((set) => [...set, slot])];
    return sets.filter(({ length }) => length > 0 && length <= MOST_TABLES);
  }

  /** Tables of entries fitted one by one; `undefined` where some entry leaves more than `bar`. */
  tabulate(
    form: WordForm,
    slots: readonly number[],
    indexing: Indexing,
    bar: number,
    stopped: () => boolean,
  ): Tabulated | undefined {
    const count = 2 ** indexing.bits;
    const entries = slots.map((slot) => new Int32Array(count).fill(form.words[slot]));
    let worst = 0;
    let before: Int32Array | undefined;
    for (const [j, cell] of this.cellsOf(indexing).entries()) {
      if (cell === undefined) continue;
      if (stopped()) return undefined;
      const fitted = this.fit(cell, form, slots, before);
      worst = Math.max(worst, fitted.error);
      if (!(worst < bar)) return undefined;
      before = fitted.words;
      for (const [k, slot] of slots.entries()) entries[k][j] = fitted.words[slot];
    }
    return { ...form, indexing, slots, entries, error: worst };
  }

  /** Every entry to its end; `inputs` are looked at besides the sample from now on. */
  finish(table: Tabulated, inputs: readonly number[]): Tabulated {
    const { indexing, slots } = table;
    const cells = this.cellsOf(indexing);
    const found = new Map<number, number[]>();
    for (const x of inputs) {
      const j = this.indexOf(indexing, x);
      found.set(j, [...(found.get(j) ?? []), x]);
    }
    const entries = table.entries.map((words) => words.slice());
    let worst = 0;
    for (const [j, cell] of cells.entries()) {
      if (cell === undefined) continue;
      const more = found.get(j);
      if (more !== undefined) cell.add(wordSampleAt(this.problem, this.oracle, more));
      const words = [...table.words];
      for (const [k, slot] of slots.entries()) words[slot] = entries[k][j];
      const { words: settled, error } = this.settle(cell, { structure: table.structure, words }, slots);
      worst = Math.max(worst, error);
      for (const [k, slot] of slots.entries()) entries[k][j] = settled[slot];
    }
    return { ...table, entries, error: worst };
  }

  program({ structure, words, indexing, slots, entries }: Tabulated): Program {
    const { format, range } = this;
    const { shift, bits } = indexing;
    return wordProgram(structure, words, format.name, this.problem.variable, (b, slot) => {
      const k = slots.indexOf(slot);
      if (k < 0) return undefined;
      const index = b.operation(
        'iand',
        b.operation('ishr', b.operation('bits', b.input(0)), b.integer(shift)),
        b.integer(2 ** bits - 1),
      );
      const isFloat = structure.slots[slot] === 'float';
      const values = Array.from(entries[k], (word) =>
        isFloat ? toHexFloat(range.decode(word)) : integerText(word, range.bits),
      );
      return b.operation('lookup', b.table(isFloat ? 'float' : 'int', values), index);
    });
  }

  private indexOf({ shift, bits }: Indexing, x: number): number {
    return (this.encode(x) >>> shift) & (2 ** bits - 1);
  }

  private cellsOf(indexing: Indexing): readonly (Cell | undefined)[] {
    const key = `${indexing.shift} ${indexing.bits}`;
    let cells = this.cells.get(key);
    if (cells === undefined) {
      const rows = Array.from({ length: 2 ** indexing.bits }, (): number[] => []);
      this.sample.x.forEach((x, i) => rows[this.indexOf(indexing, x)].push(i));
      cells = rows.map((indices) =>
        indices.length === 0 ? undefined : new Cell(part(this.sample, indices), this.format),
      );
      this.cells.set(key, cells);
    }
    return cells;
  }

  /** The tabulated constants on one entry's inputs, from the form's own or those of the entry before. */
  private fit(cell: Cell, form: WordForm, slots: readonly number[], before: Int32Array | undefined): Tuned {
    const { fit, loss } = this.fitOf(cell, form, slots);
    let best: Tuned | undefined;
    for (const start of [Int32Array.from(form.words), ...(before === undefined ? [] : [before])]) {
      const words = fitSquares(fit, start, slots, SQUARED);
      const found = fitLargest(fit, { words, error: loss(words, Infinity) }, loss, LEVELLED);
      if (best === undefined || found.error < best.error) best = found;
    }
    return best as Tuned;
  }

  private settle(cell: Cell, form: WordForm, slots: readonly number[]): Tuned {
    const { fit, loss } = this.fitOf(cell, form, slots);
    const words = Int32Array.from(form.words);
    let best = fitLargest(fit, { words, error: loss(words, Infinity) }, loss, 2 * LEVELLED);
    best = settleIntegers(fit, best, loss, SETTLED);
    return descend(loss, best, form.structure.slots, this.range, 3, 1, slots);
  }

  private fitOf(
    { evaluator }: Cell,
    { structure }: WordForm,
    free: readonly number[],
  ): { readonly fit: WordFit; readonly loss: WordLoss } {
    evaluator.load(structure);
    const loss: WordLoss = (words, limit) => {
      this.evaluations++;
      return evaluator.error(words, evaluator.points, limit);
    };
    const fit: WordFit = {
      residuals: (words, into) => {
        this.evaluations++;
        evaluator.residuals(words, into);
      },
      points: evaluator.points,
      // What stays as it is counts as a count: fits leave those alone.
      slots: structure.slots.map((type, i) => (free.includes(i) ? type : 'count')),
      range: this.range,
    };
    return { fit, loss };
  }
}

/** The inputs of one entry. */
class Cell {
  evaluator: WordEvaluator;
  private sample: WordSample;
  private readonly format: Format;

  constructor(sample: WordSample, format: Format) {
    this.sample = sample;
    this.format = format;
    this.evaluator = createWordEvaluator(sample, format);
  }

  add(more: WordSample): void {
    const join = (key: keyof WordSample) => Float64Array.of(...this.sample[key], ...more[key]);
    this.sample = { x: join('x'), f: join('f'), w: join('w') };
    this.evaluator = createWordEvaluator(this.sample, this.format);
  }
}

/** Some rows of a sample, a multiple of 4: the first ones again where they are fewer. */
function part({ x, f, w }: WordSample, indices: number[]): WordSample {
  for (let i = 0; indices.length % 4 !== 0; i++) indices.push(indices[i]);
  const column = (values: Float64Array) => Float64Array.from(indices, (i) => values[i]);
  return { x: column(x), f: column(f), w: column(w) };
}
