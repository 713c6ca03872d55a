import type { Expression } from '../../expression/expression.ts';
import { takeRows, type Dataset } from './dataset.ts';
import { realBits, residualBits, type Ruler } from './description.ts';
import { exactValues } from './exact-values.ts';
import { fitConstants } from './fit-constants.ts';
import type { Formula } from './formula.ts';
import { formulaSize } from './formula-bits.ts';
import { FormulaMachine } from './formula-machine.ts';
import { solveDefinite } from './least-squares.ts';

/** A formula of one shape whose constants may differ from one category of rows to the other. */
export type CategoryFormula = {
  readonly code: readonly number[];
  /** Is a constant the same in all categories? One each, in the order of the code. */
  readonly shared: readonly boolean[];
  /** By category, then by constant; those of shared ones are equal. */
  readonly values: readonly (readonly number[])[];
  readonly exact: readonly (readonly (Expression | undefined)[])[];
  /** The weighted sum of squared errors. */
  readonly loss: number;
  /** Bits that describe formula, constants and data. */
  readonly length: number;
};

const STEPS = 30;
const RIDGE = 1e-13;
/** A constant is tried at exact numbers this many deviations from it, so many of them. */
const [REACH, TRIES] = [4, 3];

type Fit = Pick<CategoryFormula, 'code' | 'shared' | 'values' | 'exact' | 'loss'>;
type Numbers = { readonly values: number[][]; readonly exact: (Expression | undefined)[][] };

/** Rows parted by category, and formulas fitted to all of them at once. */
export class CategoryFit {
  readonly machines: readonly FormulaMachine[];
  private readonly ruler: Ruler;

  /** @param rows of each category */
  constructor(data: Dataset, rows: readonly ArrayLike<number>[], ruler: Ruler) {
    this.machines = rows.map((one) => new FormulaMachine(takeRows(data, one)));
    this.ruler = ruler;
  }

  get evaluations(): number {
    return this.machines.reduce((sum, { evaluations }) => sum + evaluations, 0);
  }

  /**
   * The shortest description of the data by a formula of this shape: all constants by category at first, then one after the
   * other the same in all where that is shorter, then exact where that is shorter.
   * @returns `undefined` where the formula has no value on a row
   */
  shortest(formula: Formula): CategoryFormula | undefined {
    const count = formula.values.length;
    let best = this.separate(formula);
    const pooled = this.pooled(formula);
    if (best === undefined) return pooled && this.snapped(pooled);
    for (let tried = true; tried;) {
      tried = false;
      let better: CategoryFormula | undefined = undefined;
      for (let j = 0; j < count; j++) {
        if (best.shared[j]) continue;
        const one: CategoryFormula | undefined = this.withShared(best, j);
        if (one !== undefined && one.length < (better ?? best).length) better = one;
      }
      if (better !== undefined) [best, tried] = [better, true];
    }
    return this.snapped(pooled !== undefined && pooled.length < best.length ? pooled : best);
  }

  /** All constants by category, but for those that are exact. */
  separate(formula: Formula): CategoryFormula | undefined {
    const exact = formula.values.map((_, j) => formula.exact?.[j]);
    const values = this.machines.map((machine) => [
      ...(fitConstants(formula, machine, STEPS)?.values ?? formula.values),
    ]);
    const shared = exact.map((term) => term !== undefined);
    return this.measured(
      this.fit(
        formula.code,
        shared,
        values,
        this.machines.map(() => [...exact]),
      ),
    );
  }

  /** All constants the same. */
  private pooled({ code, values, exact }: Formula): CategoryFormula | undefined {
    const terms = values.map((_, j) => exact?.[j]);
    const starts = this.machines.map(() => [...values]);
    return this.measured(
      this.fit(
        code,
        values.map(() => true),
        starts,
        this.machines.map(() => [...terms]),
      ),
    );
  }

  /** Levenberg and Marquardt's method on all constants; those of one category do not meet those of another. */
  private fit(
    code: readonly number[],
    shared: readonly boolean[],
    start: number[][],
    exact: (Expression | undefined)[][],
  ): Fit | undefined {
    const common = shared.flatMap((one, j) => (one && exact[0][j] === undefined ? [j] : []));
    const own = exact.map((terms) => shared.flatMap((one, j) => (!one && terms[j] === undefined ? [j] : [])));
    let values = start.map((one) => [...one]);
    let loss = this.loss(code, values);
    if (!Number.isFinite(loss)) return undefined;
    let damping = 1e-3;
    for (let step = 0, still = 0; step < STEPS && loss > 0 && still < 2; step++) {
      const move = this.step(code, values, common, own, damping);
      const tried = move === undefined ? values : values.map((one, c) => one.map((v, j) => v + move[c][j]));
      const triedLoss = move === undefined ? NaN : this.loss(code, tried);
      if (triedLoss < loss) {
        still = triedLoss > loss * (1 - 1e-6) ? still + 1 : 0;
        [values, loss] = [tried, triedLoss];
        damping = Math.max(damping / 10, 1e-14);
      } else {
        damping *= 8;
        if (damping > 1e8) break;
      }
    }
    return { code, shared, values, exact, loss };
  }

  private loss(code: readonly number[], values: readonly number[][]): number {
    return this.machines.reduce((sum, machine, c) => sum + machine.loss({ code, values: values[c] }), 0);
  }

  /** One step of all constants: those of each category are solved for behind the shared ones (Schur's complement). */
  private step(
    code: readonly number[],
    values: readonly number[][],
    common: readonly number[],
    own: readonly (readonly number[])[],
    damping: number,
  ): number[][] | undefined {
    const s = common.length;
    const parts = this.parts(code, values, common, own, 1 + damping);
    const matrix = new Float64Array(s * s);
    const vector = new Float64Array(s);
    const sides: { readonly b: Float64Array[]; readonly g: Float64Array }[] = [];
    for (const { shared, cross, inner, gShared, gOwn } of parts) {
      const b = cross.map((column) => (column.length === 0 ? column : solveDefinite(inner, column)));
      const g = gOwn.length === 0 ? gOwn : solveDefinite(inner, gOwn);
      if (g === undefined || b.some((column) => column === undefined)) return undefined;
      sides.push({ b: b as Float64Array[], g });
      for (let i = 0; i < s; i++) {
        vector[i] += gShared[i] - dot(cross[i], g);
        for (let k = 0; k < s; k++)
          matrix[i * s + k] += shared[i * s + k] - dot(cross[i], b[k] as Float64Array);
      }
    }
    for (let i = 0; i < s; i++) matrix[i * s + i] *= 1 + damping;
    const move = s === 0 ? new Float64Array(0) : solveDefinite(matrix, vector);
    if (move === undefined) return undefined;
    return values.map((one, c) => {
      const change = one.map(() => 0);
      common.forEach((j, i) => (change[j] = move[i]));
      own[c].forEach((j, k) => {
        change[j] = sides[c].g[k] - sides[c].b.reduce((sum, column, i) => sum + column[k] * move[i], 0);
      });
      return change;
    });
  }

  /** The normal equations of every category, parted into shared constants and its own. */
  private parts(
    code: readonly number[],
    values: readonly number[][],
    common: readonly number[],
    own: readonly (readonly number[])[],
    diagonal: number,
  ) {
    const s = common.length;
    return this.machines.map((machine, c) => {
      const free = [...common, ...own[c]];
      const p = free.length - s;
      const { matrix: all, vector: g } = machine.normalEquations(
        { code, values: values[c] },
        values[c],
        free,
      );
      const n = s + p;
      const inner = Float64Array.from({ length: p * p }, (_, at) => {
        const [i, k] = [Math.floor(at / p), at % p];
        const value = all[(s + i) * n + s + k];
        return i === k ? value * diagonal + 1e-300 : value;
      });
      return {
        shared: Float64Array.from({ length: s * s }, (_, at) => all[Math.floor(at / s) * n + (at % s)]),
        cross: common.map((_, i) => Float64Array.from({ length: p }, (__, k) => all[(s + k) * n + i])),
        inner,
        gShared: g.slice(0, s),
        gOwn: g.slice(s),
      };
    });
  }

  /** Standard deviations, by category and constant; those of shared ones stand in the first. */
  private deviations({ code, values, exact, shared, loss }: Fit): number[][] {
    const common = shared.flatMap((one, j) => (one && exact[0][j] === undefined ? [j] : []));
    const own = exact.map((terms) => shared.flatMap((one, j) => (!one && terms[j] === undefined ? [j] : [])));
    const count = common.length + own.reduce((sum, one) => sum + one.length, 0);
    const { rows, floor } = this.ruler;
    const variance = Math.max(loss / Math.max(1, rows - count), floor);
    const s = common.length;
    const parts = this.parts(
      code,
      values.map((one) => [...one]),
      common,
      own,
      1 + RIDGE,
    );
    const result = values.map((one) => one.map(() => Infinity));
    const matrix = new Float64Array(s * s);
    for (const [c, { shared: block, cross, inner }] of parts.entries()) {
      for (let i = 0; i < s; i++) {
        const b = cross[i].length === 0 ? cross[i] : solveDefinite(inner, cross[i]);
        for (let k = 0; k < s; k++)
          matrix[i * s + k] += block[i * s + k] - (b === undefined ? 0 : dot(cross[k], b));
      }
      own[c].forEach((j, k) => {
        const unit = Float64Array.from(own[c], (_, i) => (i === k ? 1 : 0));
        const square = solveDefinite(inner, unit)?.[k] ?? NaN;
        result[c][j] = square >= 0 ? Math.sqrt(variance * square) : Infinity;
      });
    }
    for (let i = 0; i < s; i++) matrix[i * s + i] *= 1 + RIDGE;
    common.forEach((j, i) => {
      const unit = Float64Array.from(common, (_, k) => (k === i ? 1 : 0));
      const square = solveDefinite(matrix, unit)?.[i] ?? NaN;
      for (const one of result) one[j] = square >= 0 ? Math.sqrt(variance * square) : Infinity;
    });
    return result;
  }

  private measured(fit: Fit | undefined): CategoryFormula | undefined {
    if (fit === undefined) return undefined;
    const deviations = this.deviations(fit);
    const bits = fit.values[0].map((_, j) =>
      fit.values.reduce((sum, one, c) => {
        if (c > 0 && fit.shared[j]) return sum;
        const term = fit.exact[c][j];
        return sum + (term === undefined ? realBits(one[j], deviations[c][j]) : exactBits(one[j]));
      }, 0),
    );
    const { names, weight } = this.ruler;
    // A constant that differs is no known number in the formula, whatever it happens to be in the first category.
    const exact = fit.shared.map((one, j) => (one ? fit.exact[0][j] : undefined));
    const { bits: formula } = formulaSize(
      { code: fit.code, values: fit.values[0], exact },
      names.length,
      weight,
      bits,
    );
    return { ...fit, length: formula + residualBits(fit.loss, this.ruler) };
  }

  private withShared(best: CategoryFormula, j: number): CategoryFormula | undefined {
    const shared = best.shared.with(j, true);
    // The median of the categories' values is where the fit begins.
    const middle = best.values.map((one) => one[j]).toSorted((a, b) => a - b)[best.values.length >> 1];
    const values = best.values.map((one) => one.with(j, middle));
    const exact = best.exact.map((one) => one.with(j, undefined));
    return this.measured(this.fit(best.code, shared, values, exact));
  }

  /** Constants made exact, one after the other (of one that differs all its values at once), while that is shorter. */
  private snapped(given: CategoryFormula): CategoryFormula {
    let best = given;
    for (let j = 0; j < given.shared.length; j++) {
      if (best.exact[0][j] !== undefined) continue;
      const deviations = this.deviations(best);
      for (let rank = 0; rank < TRIES; rank++) {
        const next: Numbers = {
          values: best.values.map((one) => [...one]),
          exact: best.exact.map((one) => [...one]),
        };
        let known = 0;
        for (const [c, one] of best.values.entries()) {
          const reach = REACH * deviations[c][j] + 2 ** -46 * Math.abs(one[j]);
          const options = Number.isFinite(reach) ? exactValues(one[j], reach, TRIES) : [];
          const option = options[Math.min(rank, options.length - 1)];
          if (option === undefined) continue;
          known += 1;
          [next.values[c][j], next.exact[c][j]] = [option.value, option.term];
        }
        if (known === 0 || (best.shared[j] && known < best.values.length)) break;
        const tried = this.measured(this.fit(best.code, best.shared, next.values, next.exact));
        if (tried !== undefined && tried.length <= best.length + 1e-9) {
          best = tried;
          break;
        }
      }
    }
    return best;
  }
}

/** Bits of an exact number: those of the shortest way to write it. */
function exactBits(value: number): number {
  return exactValues(value, 2 ** -49 * Math.abs(value), 1)[0]?.bits ?? 58;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
