import type { Format } from '../../number/format.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { compileOpenness, compileProgram } from '../../program/evaluate.ts';
import type { Operand, Program } from '../../program/program.ts';
import { definedInputs } from './defined-inputs.ts';
import type { Emitter } from './emitter.ts';
import { passesNaN } from './nan-flow.ts';
import { wantedSpecial } from './special-values.ts';
import { inputRange } from './whole-sample.ts';
import type { Problem } from '../problem.ts';
import { roundedValue } from './rounded-value.ts';
import { withSignOf } from './with-sign-of.ts';

/** Consecutive inputs (by ordinal) that all want one result, which is not the function's finite value. */
export type SpecialCell = {
  readonly first: bigint;
  readonly last: bigint;
  readonly wanted: number;
  /** Above or below the inputs where the function has values, or with some on both sides. */
  readonly side: 'below' | 'above' | 'between';
};

/** The special inputs of a problem beside NaN: outside the function's domain, poles, infinities; from outside in. */
export type SpecialCells = {
  readonly cells: readonly SpecialCell[];
  readonly nan: boolean;
  /** The first and the last input at which f has a value. */
  readonly first: bigint;
  readonly last: bigint;
};

/** Finds them by bisection, for a function defined on a few intervals of the inputs. */
export function findSpecialCells(problem: Problem, oracle: Oracle, format: Format): SpecialCells | undefined {
  const range = inputRange(problem, format);
  const defined = (o: bigint): boolean => {
    const x = format.fromOrdinal(o);
    return Number.isFinite(x) && !Number.isNaN(roundedValue(oracle, x, format));
  };
  const inputs = definedInputs(range, defined, format);
  if (inputs === undefined) return undefined;
  const { first, last, gaps } = inputs;
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
  for (const gap of gaps) cellsOf(gap.first, gap.last, 'between');
  if (last < range.last) cellsOf(last + 1n, range.last, 'above');
  return { cells, nan: range.nan, first, last };
}

/** What of the special inputs a program gets wrong. */
export type Repairs = {
  readonly cells: readonly SpecialCell[];
  readonly nan: boolean;
  /** At an infinity it takes the bits of a NaN, so that no selection after it helps: it must not see one. */
  readonly finite: boolean;
};

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
      // Comparisons see one zero: what sets right the one is to serve the other.
      (isZero(cell) && wrong.some(isZero)) ||
      reaching.some(
        ({ side, first }) =>
          side !== 'between' &&
          side === cell.side &&
          (side === 'above' ? cell.first > first : cell.first < first),
      ),
  );
  const infinities = wrong
    .filter(({ wanted }) => wanted === wanted)
    .flatMap(({ first, last }) => [first, last].map((o) => storage.fromOrdinal(o)))
    .filter((x) => Math.abs(x) === Infinity);
  // Compiled only where there is something to ask.
  const open = infinities.length > 0 ? compileOpenness(plain) : undefined;
  const finite = open !== undefined && infinities.some((x) => open(x));
  return { cells, nan: special.nan && !passesNaN(plain), finite };
}

/** The argument that a value is computed at: the nearest finite number, where an infinity would spoil it. */
export function repairedArgument(e: Emitter, { finite }: Repairs, storage: Format): Operand {
  if (!finite) return e.x;
  const { maxFinite } = storage;
  return e.op('max', e.op('min', e.x, e.number(maxFinite)), e.number(-maxFinite));
}

/** Emits the selections that put a value right at special inputs: nothing for those that it gets right by itself. */
export function emitRepairs(e: Emitter, value: Operand, repairs: Repairs, storage: Format): Operand {
  let result = value;
  let nanIsWrong = repairs.nan;
  // Innermost cells first: later selections overrule what lies further out.
  const above = repairs.cells.filter(({ side }) => side === 'above');
  const below = repairs.cells.filter(({ side }) => side === 'below').reverse();
  const between = repairs.cells.filter(({ side }) => side === 'between');
  const all = [...between, ...below, ...above];
  const zeros = all.filter(isZero);
  const [minus, plus] = [-1n, 0n].map((o) => zeros.find(({ first }) => first === o)?.wanted ?? NaN);
  const turned = zeros.length === 2 && Object.is(minus, -plus);
  for (const [i, cell] of all.entries()) {
    if (turned && cell === zeros[0]) continue;
    if (turned && cell === zeros[1]) {
      const pole = withSignOf(e, e.number(plus), e.x);
      result = e.op('select', e.op('eq', e.x, e.number(0)), pole, result);
      continue;
    }
    const { operand, nan } = wantedOperand(e, cell, storage);
    const [lowest, highest] = [storage.fromOrdinal(cell.first), storage.fromOrdinal(cell.last)];
    // A comparison with NaN is false: where the wanted value serves NaN too, it goes where false leads.
    if (nan && nanIsWrong && cell.side !== 'between' && i === all.length - 1) {
      const inside =
        cell.side === 'above' ? e.op('lt', e.x, e.number(lowest)) : e.op('lt', e.number(highest), e.x);
      result = e.op('select', inside, result, operand);
      nanIsWrong = false;
    } else if (singleValue(cell, storage) !== undefined) {
      const there = e.op('eq', e.x, e.number(singleValue(cell, storage) as number));
      result = e.op('select', there, operand, result);
    } else if (cell.side === 'between') {
      const below = e.op('select', e.op('le', e.x, e.number(highest)), operand, result);
      result = e.op('select', e.op('lt', e.x, e.number(lowest)), result, below);
    } else {
      const outside =
        cell.side === 'above' ? e.op('le', e.number(lowest), e.x) : e.op('le', e.x, e.number(highest));
      result = e.op('select', outside, operand, result);
    }
  }
  return nanIsWrong ? e.op('select', e.op('eq', e.x, e.x), result, e.x) : result;
}

/** Is a cell one of the zeros by itself? */
function isZero({ first, last }: SpecialCell): boolean {
  return first === last && (first === 0n || first === -1n);
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
