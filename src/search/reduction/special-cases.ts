import type { Format } from '../../number/format.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { compileProgram } from '../../program/evaluate.ts';
import type { Operand, Program } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { passesNaN } from './nan-flow.ts';
import { wantedSpecial } from './special-values.ts';
import { inputRange } from './whole-sample.ts';
import type { Problem } from '../problem.ts';
import { roundedValue } from './rounded-value.ts';

/** Consecutive inputs (by ordinal) that all want one result, which is not the function's finite value. */
export type SpecialCell = {
  readonly first: bigint;
  readonly last: bigint;
  readonly wanted: number;
  /** Above or below the inputs where the function has values. */
  readonly side: 'below' | 'above';
};

/** The special inputs of a problem beside NaN: outside the function's domain, poles, infinities; from outside in. */
export type SpecialCells = {
  readonly cells: readonly SpecialCell[];
  readonly nan: boolean;
  /** The inputs between, where f has values. */
  readonly first: bigint;
  readonly last: bigint;
};

/** Finds them by bisection, for a function defined on one interval of the inputs. */
export function findSpecialCells(problem: Problem, oracle: Oracle, format: Format): SpecialCells | undefined {
  const range = inputRange(problem, format);
  const defined = (o: bigint): boolean => {
    const x = format.fromOrdinal(o);
    return Number.isFinite(x) && !Number.isNaN(roundedValue(oracle, x, format));
  };
  const some = definedOrdinal(range.first, range.last, defined, format);
  if (some === undefined) return undefined;
  const first = boundary(range.first, some, defined);
  const last = boundary(range.last, some, defined);
  const cells: SpecialCell[] = [];
  const cellsOf = (from: bigint, to: bigint, side: SpecialCell['side']): void => {
    // At most a few inputs next to the domain are poles; the outermost is an infinity.
    const ordinals = new Set([from, to].concat(to - from > 1n ? [to - 1n, from + 1n] : []));
    const at = [...ordinals].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    let start: bigint | undefined;
    let wanted = NaN;
    const close = (end: bigint): void => {
      if (start !== undefined) cells.push({ first: start, last: end, wanted, side });
    };
    for (const o of at) {
      const value = wantedSpecial(oracle, format.fromOrdinal(o), format);
      if (start !== undefined && Object.is(value, wanted)) continue;
      close(o - 1n);
      [start, wanted] = [o, value];
    }
    close(to);
  };
  if (first > range.first) cellsOf(range.first, first - 1n, 'below');
  if (last < range.last) cellsOf(last + 1n, range.last, 'above');
  return { cells, nan: range.nan, first, last };
}

function definedOrdinal(
  first: bigint,
  last: bigint,
  defined: (o: bigint) => boolean,
  format: Format,
): bigint | undefined {
  const tried = [1, 0.5, -0.5, 2, -1, 10, 0.01, -10, 100, 1e-30].map((x) => format.ordinal(format.round(x)));
  tried.push((first + last) / 2n, first, last);
  return tried.find((o) => o >= first && o <= last && defined(o));
}

/** The last ordinal on the way from `inside` to `end` that is still defined. */
function boundary(end: bigint, inside: bigint, defined: (o: bigint) => boolean): bigint {
  if (defined(end)) return end;
  let [bad, good] = [end, inside];
  while (bad - good > 1n || good - bad > 1n) {
    const middle = (bad + good) / 2n;
    if (defined(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** What of the special inputs a program gets wrong. */
export type Repairs = { readonly cells: readonly SpecialCell[]; readonly nan: boolean };

/** Runs a program made without care for special inputs at them. */
export function findRepairs(plain: Program, special: SpecialCells, storage: Format): Repairs {
  const run = compileProgram(plain);
  const right = (o: bigint, wanted: number): boolean => Object.is(run(storage.fromOrdinal(o)), wanted);
  const wrong = special.cells.filter(
    ({ first, last, wanted }) => !probes(first, last).every((o) => right(o, wanted)),
  );
  // A repair by an inequality reaches all inputs further out: those need theirs after it.
  const reaching = wrong.filter((cell) => singleValue(cell, storage) === undefined);
  const cells = special.cells.filter(
    (cell) =>
      wrong.includes(cell) ||
      reaching.some(
        ({ side, first }) =>
          side === cell.side && (side === 'above' ? cell.first > first : cell.first < first),
      ),
  );
  return { cells, nan: special.nan && !passesNaN(plain) };
}

/** Emits the selections that put a value right at special inputs: nothing for those that it gets right by itself. */
export function emitRepairs(e: Emitter, value: Operand, repairs: Repairs, storage: Format): Operand {
  let result = value;
  let nanIsWrong = repairs.nan;
  // Innermost cells first: later selections overrule what lies further out.
  const above = repairs.cells.filter(({ side }) => side === 'above');
  const below = repairs.cells.filter(({ side }) => side === 'below').reverse();
  const all = [...below, ...above];
  for (const [i, cell] of all.entries()) {
    const { operand, nan } = wantedOperand(e, cell, storage);
    const [lowest, highest] = [storage.fromOrdinal(cell.first), storage.fromOrdinal(cell.last)];
    // A comparison with NaN is false: where the wanted value serves NaN too, it goes where false leads.
    if (nan && nanIsWrong && i === all.length - 1) {
      const inside =
        cell.side === 'above' ? e.op('lt', e.x, e.number(lowest)) : e.op('lt', e.number(highest), e.x);
      result = e.op('select', inside, result, operand);
      nanIsWrong = false;
    } else if (singleValue(cell, storage) !== undefined) {
      const there = e.op('eq', e.x, e.number(singleValue(cell, storage) as number));
      result = e.op('select', there, operand, result);
    } else {
      const outside =
        cell.side === 'above' ? e.op('le', e.number(lowest), e.x) : e.op('le', e.x, e.number(highest));
      result = e.op('select', outside, operand, result);
    }
  }
  return nanIsWrong ? e.op('select', e.op('eq', e.x, e.x), result, e.x) : result;
}

/** The one value of a cell, as comparisons see it (the zeros are one). */
function singleValue({ first, last }: SpecialCell, storage: Format): number | undefined {
  if (first === last || (first === -1n && last === 0n)) return storage.fromOrdinal(last);
  return undefined;
}

function probes(first: bigint, last: bigint): bigint[] {
  const count = last - first;
  return [...new Set([0n, 1n, 2n, 3n, 4n].map((k) => first + (count * k) / 4n))];
}

/** The wanted value of a cell, and whether it is NaN for NaN as well. */
function wantedOperand(
  e: Emitter,
  { first, last, wanted }: SpecialCell,
  storage: Format,
): { readonly operand: Operand; readonly nan: boolean } {
  if (wanted !== wanted) return { operand: e.number(NaN), nan: true };
  if (first === last && Object.is(storage.fromOrdinal(first), wanted)) return { operand: e.x, nan: true };
  return { operand: e.number(wanted), nan: false };
}
