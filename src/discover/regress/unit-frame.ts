import { fail } from '../../error/fault.ts';
import type { Dataset } from '../../search/regress/dataset.ts';
import {
  combine,
  constantFormula,
  ONE,
  variableFormula,
  type Formula,
} from '../../search/regress/formula.ts';
import { CONSTANT_CODE } from '../../search/regress/regress-operations.ts';
import { integer, rational } from '../../expression/expression.ts';
import { dimensionText, type Dimension } from './dimension.ts';

/** Data in dimensionless groups (Buckingham 1914), and the way back. */
export type UnitFrame = {
  /** The groups, the target without its unit, weights so that squared errors are the target's. */
  readonly data: Dataset;
  /** A formula over the groups as one over the inputs. */
  readonly original: (formula: Formula) => Formula;
  /** For the history: the groups, and what the target is divided by. */
  readonly groups: readonly string[];
  readonly scale: string;
  /** Exponents of the inputs in the scale, and in each group. */
  readonly powers: { readonly scale: readonly number[]; readonly groups: readonly (readonly number[])[] };
};

/** Exponents that groups are made of, halves among them where nothing whole will do. */
const LARGEST = 4;

/** Scales of the target that are tried. */
const SCALES = 4;

/**
 * The target divided by a product of powers that has its unit, as a function of all independent products that have none:
 * every formula over these has units that balance, and there are fewer of them than inputs. One frame for each of the
 * simplest products.
 * @throws NapierError `value` when no product of powers of the inputs has the target's unit
 */
export function unitFrames(
  data: Dataset,
  units: ReadonlyMap<string, Dimension>,
  target: string,
): readonly UnitFrame[] {
  const dimensions = data.inputs.map((name) => units.get(name) as Dimension);
  const wanted = units.get(target) as Dimension;
  const usable = data.columns.map((column) => column.every((x) => x !== 0));
  const scales = powersWith(dimensions, wanted, usable);
  if (scales.length === 0) {
    const list = data.inputs.map((name, i) => `${name}: ${dimensionText(dimensions[i])}`).join(', ');
    fail({
      kind: 'value',
      message: `units cannot balance: no product of powers of the inputs has the unit of \`${target}\`, ${dimensionText(wanted)}`,
      hint: `the inputs are ${list}; a constant with a unit (a speed of light) must be a column`,
    });
  }
  const groups = independentGroups(dimensions, usable);
  if (groups.length === 0) {
    // Only the scale is left: the law is a constant times it, and a group that is always 1 keeps the search's shape.
    groups.push(data.inputs.map(() => 0));
  }
  const column = (powers: readonly number[]): Float64Array => {
    const out = new Float64Array(data.target.length).fill(1);
    powers.forEach((power, i) => {
      if (power === 0) return;
      const values = data.columns[i];
      for (let row = 0; row < out.length; row++) out[row] *= values[row] ** power;
    });
    return out;
  };
  const named = groups.map((powers) => powersText(powers, data.inputs));
  const columns = groups.map(column);
  const frame = (scale: readonly number[]): UnitFrame => {
    const size = column(scale);
    return {
      data: {
        inputs: named,
        columns,
        target: data.target.map((y, i) => y / size[i]),
        weights: size.map((s, i) => s * s * (data.weights?.[i] ?? 1)),
        counts: data.counts ?? data.weights ?? new Float64Array(size.length).fill(1),
      },
      original: (formula) => {
        const inner = substituted(formula, groups.map(powerProduct));
        return scale.every((power) => power === 0) ? inner : combine('mul', powerProduct(scale), inner);
      },
      groups: named,
      scale: powersText(scale, data.inputs),
      powers: { scale, groups },
    };
  };
  // Scales of few columns first: the first that makes a search exact is taken.
  const columnsOf = (scale: readonly number[]): number => scale.filter((power) => power !== 0).length;
  return scales.toSorted((a, b) => columnsOf(a) - columnsOf(b)).map(frame);
}

/** The smallest exponents with which the inputs have a dimension; those that pass through 0 only with positive whole ones. */
function powersWith(
  dimensions: readonly Dimension[],
  wanted: Dimension,
  usable: readonly boolean[],
): number[][] {
  for (const unit of [1, 0.5]) {
    for (let sum = 0; sum <= 2 * LARGEST; sum++) {
      const found: number[][] = [];
      for (const powers of searchPowers(dimensions, wanted, usable, sum, unit)) {
        found.push(powers);
        if (found.length === SCALES) break;
      }
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** All vectors of exponents (multiples of `unit`) whose sizes add up to `sum` units and that give the dimension. */
function* searchPowers(
  dimensions: readonly Dimension[],
  wanted: Dimension,
  usable: readonly boolean[],
  sum: number,
  unit: number,
): Generator<number[], undefined> {
  const powers = dimensions.map(() => 0);
  // What the inputs from i on can still change.
  const reach = (rest: Dimension, from: number): boolean =>
    rest.every((e, k) => Math.abs(e) < 1e-9 || dimensions.slice(from).some((d) => d[k] !== 0));
  const visit = function* (i: number, left: number, rest: Dimension): Generator<number[], undefined> {
    if (i === dimensions.length) {
      if (left === 0 && rest.every((e) => Math.abs(e) < 1e-9)) yield [...powers];
      return undefined;
    }
    if (!reach(rest, i)) return undefined;
    for (let size = Math.min(left, LARGEST); size >= 0; size--) {
      for (const sign of size === 0 ? [1] : [1, -1]) {
        const power = sign * size * unit;
        if (!usable[i] && (power < 0 || !Number.isInteger(power))) continue;
        powers[i] = power;
        yield* visit(
          i + 1,
          left - size,
          rest.map((e, k) => e - power * dimensions[i][k]),
        );
      }
    }
    powers[i] = 0;
    return undefined;
  };
  yield* visit(0, sum, wanted);
  return undefined;
}

/** As many independent products without a dimension as there are, the simplest first. */
function independentGroups(dimensions: readonly Dimension[], usable: readonly boolean[]): number[][] {
  const none = dimensions[0].map(() => 0);
  const wanted = dimensions.length - rank(dimensions);
  const found: number[][] = [];
  for (let sum = 1; sum <= 3 * LARGEST && found.length < wanted; sum++) {
    for (const powers of searchPowers(dimensions, none, usable, sum, 1)) {
      // x/y and y/x are one group; the one whose first exponent is positive comes first.
      if (rank([...found, powers]) === found.length + 1) found.push(powers);
      if (found.length === wanted) break;
    }
  }
  return found;
}

function rank(rows: readonly (readonly number[])[]): number {
  const a = rows.map((row) => [...row]);
  let r = 0;
  for (let c = 0; c < (a[0]?.length ?? 0) && r < a.length; c++) {
    const pivot = a.findIndex((row, i) => i >= r && Math.abs(row[c]) > 1e-9);
    if (pivot < 0) continue;
    [a[r], a[pivot]] = [a[pivot], a[r]];
    for (let i = r + 1; i < a.length; i++) {
      const factor = a[i][c] / a[r][c];
      for (let k = c; k < a[i].length; k++) a[i][k] -= factor * a[r][k];
    }
    r += 1;
  }
  return r;
}

function powersText(powers: readonly number[], names: readonly string[]): string {
  const parts = powers.flatMap((power, i) =>
    power === 0 ? [] : [power === 1 ? names[i] : `${names[i]}^(${power})`],
  );
  return parts.length === 0 ? '1' : parts.join('*');
}

/** A product of powers as a formula whose numbers are exact. */
export function powerProduct(powers: readonly number[]): Formula {
  const raised = (index: number, power: number): Formula => {
    if (power === 1) return variableFormula(index);
    const term = Number.isInteger(power) ? integer(power) : rational(BigInt(2 * power), 2n);
    return combine('pow', variableFormula(index), { ...constantFormula(power), exact: [term] });
  };
  const above = powers.flatMap((power, i) => (power > 0 ? [raised(i, power)] : []));
  const below = powers.flatMap((power, i) => (power < 0 ? [raised(i, -power)] : []));
  const product = (parts: readonly Formula[]): Formula =>
    parts.length === 0 ? ONE : parts.reduce((a, b) => combine('mul', a, b));
  return below.length === 0 ? product(above) : combine('div', product(above), product(below));
}

/** A formula with formulas in the places of its variables. */
export function substituted({ code, values, exact }: Formula, parts: readonly Formula[]): Formula {
  const [longer, all]: [number[], number[]] = [[], []];
  const terms: NonNullable<Formula['exact']>[number][] = [];
  let next = 0;
  for (const c of code) {
    if (c < CONSTANT_CODE) {
      longer.push(...parts[c].code);
      all.push(...parts[c].values);
      terms.push(...(parts[c].exact ?? parts[c].values.map(() => undefined)));
      continue;
    }
    longer.push(c);
    if (c !== CONSTANT_CODE) continue;
    all.push(values[next]);
    terms.push(exact?.[next]);
    next += 1;
  }
  return { code: longer, values: all, exact: terms };
}
