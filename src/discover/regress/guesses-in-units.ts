import { fail } from '../../error/fault.ts';
import type { Dataset } from '../../search/regress/dataset.ts';
import { combine, ONE, type Formula } from '../../search/regress/formula.ts';
import { FormulaMachine } from '../../search/regress/formula-machine.ts';
import { dimensionText, type Dimension } from './dimension.ts';
import { powerProduct, substituted, type UnitFrame } from './unit-frame.ts';

/** Rows that units are tried on, and how much the units are changed. */
const TRIED = { rows: 20, factor: 1.7 } as const;

/**
 * Refuses guesses whose units do not balance: told by their values where every base unit is made smaller in turn.
 * @throws NapierError `value`
 */
export function checkBalance(
  source: string,
  guesses: readonly Formula[],
  data: Dataset,
  units: ReadonlyMap<string, Dimension>,
  target: string,
): void {
  const count = Math.min(TRIED.rows, data.target.length);
  const columns = data.columns.map((column) => column.slice(0, count));
  const wanted = units.get(target) as Dimension;
  const values = (inputs: readonly Float64Array[], guess: Formula): Float64Array =>
    new FormulaMachine({ inputs: data.inputs, columns: inputs, target: new Float64Array(count) }).evaluate(
      guess,
    );
  const parts = source.split(';');
  guesses.forEach((guess, g) => {
    const before = values(columns, guess);
    const changed = wanted.some((power, k) => {
      const scaled = columns.map((column, i) => {
        const factor = TRIED.factor ** (units.get(data.inputs[i]) as Dimension)[k];
        return column.map((x) => x * factor);
      });
      return values(scaled, guess).some((y, row) => {
        const meant = before[row] * TRIED.factor ** power;
        return Number.isFinite(meant) && !(Math.abs(y - meant) <= 1e-9 * Math.abs(meant));
      });
    });
    if (!changed) return;
    const start = parts.slice(0, g).reduce((sum, part) => sum + part.length + 1, 0);
    const hint = `a formula of \`${target}\` has the unit ${dimensionText(wanted)}; numbers have none`;
    const span = [start, start + parts[g].length] as const;
    fail({ kind: 'value', message: 'the units of this guess do not balance', source, span, hint });
  });
}

/**
 * Guesses over the inputs as formulas over a frame's groups: as many inputs as there are groups are solved for, the others,
 * whose units make up all others, are 1. Guesses for which that takes other than whole and half powers are left out.
 */
export function guessesInUnits(
  guesses: readonly Formula[],
  { powers: { scale, groups } }: UnitFrame,
  data: Dataset,
): Formula[] {
  const solved = solvedInputs(groups, data.inputs.length);
  if (solved === undefined) return [];
  const parts = data.inputs.map((_, i) => {
    const exponents = solved.get(i);
    return exponents === undefined || exponents.every((e) => e === 0) ? ONE : powerProduct(exponents);
  });
  const size = substituted(powerProduct(scale), parts);
  const plain = [...solved.keys()].every((i) => scale[i] === 0);
  return guesses.map((guess) => {
    const inner = substituted(guess, parts);
    return plain ? inner : combine('div', inner, size);
  });
}

/** Inputs as products of powers of the groups, those with the smallest exponents. */
function solvedInputs(
  groups: readonly (readonly number[])[],
  inputs: number,
): ReadonlyMap<number, readonly number[]> | undefined {
  let best:
    { readonly chosen: readonly number[]; readonly inverse: number[][]; readonly size: number } | undefined;
  for (const chosen of subsets(inputs, groups.length)) {
    const inverse = inverted(groups.map((row) => chosen.map((i) => row[i])));
    if (inverse === undefined) continue;
    const all = inverse.flat();
    if (all.some((e) => Math.abs(2 * e - Math.round(2 * e)) > 1e-9)) continue;
    const size = all.reduce((sum, e) => sum + Math.abs(e) + (Number.isInteger(e) ? 0 : 2), 0);
    if (best === undefined || size < best.size) best = { chosen, inverse, size };
  }
  return best && new Map(best.chosen.map((input, f) => [input, best.inverse[f]]));
}

function* subsets(n: number, k: number, from = 0): Generator<number[]> {
  if (k === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= n - k; i++) for (const rest of subsets(n, k - 1, i + 1)) yield [i, ...rest];
}

/** Gauss and Jordan's inverse of a small matrix; `undefined` where there is none. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r][c]) > Math.abs(a[pivot][c])) pivot = r;
    if (Math.abs(a[pivot][c]) < 1e-9) return undefined;
    [a[c], a[pivot]] = [a[pivot], a[c]];
    const head = a[c][c];
    a[c] = a[c].map((x) => x / head);
    for (let r = 0; r < n; r++) {
      const factor = a[r][c];
      if (r !== c && factor !== 0) a[r] = a[r].map((x, j) => x - factor * a[c][j]);
    }
  }
  return a.map((row) => row.slice(n).map((x) => Math.round(2 * x * 1e6) / 2e6));
}
