import { takeRows, type Dataset } from './dataset.ts';
import { combine, variableFormula, type Formula } from './formula.ts';
import { powerOf } from './linear-engine.ts';
import { CODE, CONSTANT_CODE, type RegressOperation } from './regress-operations.ts';
import { quotientWeights } from './roughness.ts';

/** A problem made of another's inputs: y = factor · g(inner …), where g is to be found. */
export type Reduction = {
  /** What the inputs of g are, over those of the problem. */
  readonly inner: readonly Formula[];
  /** What the target is divided by. */
  readonly factor: Formula | undefined;
};

/** Degrees of scaling that are looked at. */
const DEGREES = [0, 1, -1, 2, -2] as const;

/**
 * What symmetries would make of a problem: even or odd in an input (g of its square), scaling with all inputs (g of their
 * quotients), and of two inputs a sum, a difference, a product, a quotient or a sum of squares in their place (Udrescu and Tegmark 2020).
 */
export function* reductionsOf({ columns }: Dataset): Generator<Reduction> {
  const n = columns.length;
  const all = columns.map((_, v) => variableFormula(v));
  for (const [v, column] of columns.entries()) {
    if (!bothSigns(column)) continue;
    const inner = all.with(v, combine('sqr', all[v]));
    yield { inner, factor: undefined };
    yield { inner, factor: all[v] };
  }
  if (n < 2) return;
  const last = n - 1;
  const quotients = all.slice(0, last).map((one) => combine('div', one, all[last]));
  for (const degree of DEGREES) {
    // Of two inputs and degree 0 their quotient, which comes below.
    if (degree === 0 && n === 2) continue;
    const factor =
      degree === 0 ? undefined : degree > 0 ? powerOf(last, degree) : combine('inv', powerOf(last, -degree));
    yield { inner: quotients, factor };
  }
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const rest = all.filter((_, v) => v !== i && v !== j);
      const joined = (['add', 'sub', 'mul', 'div'] satisfies RegressOperation[]).map((operation) => combine(operation, all[i], all[j])); // prettier-ignore
      const squares = combine('add', combine('sqr', all[i]), combine('sqr', all[j]));
      for (const one of [...joined, squares]) yield { inner: [one, ...rest], factor: undefined };
    }
  }
}

/** Does an input reach about as far to one side of 0 as to the other? */
function bothSigns(column: Float64Array): boolean {
  const [least, most] = [Math.min(...column), Math.max(...column)];
  return least < 0 && most > 0 && -least < 2 * most && most < -2 * least;
}

/** The rows of g, without those on which it is not known. @param values of a formula on the rows of `data` */
export function reducedData(
  data: Dataset,
  { inner, factor }: Reduction,
  values: (formula: Formula) => Float64Array,
): Dataset {
  const columns = inner.map(values);
  const by = factor && values(factor);
  const target = by === undefined ? data.target : data.target.map((y, i) => y / by[i]);
  const weights = by && quotientWeights(by).map((weight, i) => weight * (data.weights?.[i] ?? 1));
  const known = (i: number): boolean =>
    Number.isFinite(target[i]) && columns.every((column) => Number.isFinite(column[i]));
  const rows = {
    ...data,
    inputs: inner.map((_, i) => `u${i}`),
    columns,
    target,
    ...(weights && { weights }),
  };
  return takeRows(rows, [...target.keys()].filter(known));
}

/** The formula with x where it has √x²: the same where x is not negative, and everywhere of what is even in √x². */
export function withoutRootsOfSquares(formula: Formula): Formula | undefined {
  const { code } = formula;
  const root = (at: number): boolean => code[at] === CODE.sqr && code[at + 1] === CODE.sqrt;
  const short = code.filter((_, at) => !root(at) && !root(at - 1));
  return short.length < code.length ? { ...formula, code: short } : undefined;
}

/** The formula of the problem that a formula of the reduced one stands for. */
export function unreduced(found: Formula, { inner, factor }: Reduction): Formula {
  const code: number[] = [];
  const values: number[] = [];
  const exact: NonNullable<Formula['exact']>[number][] = [];
  let next = 0;
  for (const c of found.code) {
    const part = c < CONSTANT_CODE ? inner[c] : undefined;
    code.push(...(part?.code ?? [c]));
    if (part !== undefined) {
      values.push(...part.values);
      exact.push(...(part.exact ?? part.values.map(() => undefined)));
    } else if (c === CONSTANT_CODE) {
      values.push(found.values[next]);
      exact.push(found.exact?.[next]);
      next += 1;
    }
  }
  const whole: Formula = { code, values, exact };
  return factor === undefined ? whole : combine('mul', factor, whole);
}
