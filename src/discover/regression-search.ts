import type { Field } from './json/fields.ts';
import type { Json } from './json/write-json.ts';
import { NAMED_OPERATIONS, type RegressOperation } from '../search/regress/regress-operations.ts';

/** What is known or asked besides the columns, as it was given. */
export type RegressionAsked = {
  /** A known part: `exp(-a*x) * ?(x)`; `?` is what is unknown, other names are parameters. */
  readonly form?: string;
  /** Units of all columns: `m: kg, v: m/s, E: J`; formulas whose units do not balance are not looked at. */
  readonly units?: string;
  /** What a formula must do: `positive; increasing(x); through(x=0, y=1)`, see `parseRequirements`. */
  readonly require?: string;
  /** Functions that formulas may use as well: `logistic(t) = 1/(1 + exp(-t))`, parted by `;`. */
  readonly define?: string;
  /** Formulas to begin with, parted by `;`. */
  readonly guess?: string;
  /** What errors cost in place of their squares (errors are means of it): `absolute`, `huber(0.5)`, an expression in y and p, see `parseLoss`. */
  readonly loss?: string;
};

/** How formulas were searched for, whether for one column or for several: what every finding of `regress` says. */
export type RegressionSearch = RegressionAsked & {
  /** The file's name as given, the rows used, and the rows left out for a missing value. */
  readonly data: { readonly file: string; readonly rows: number; readonly dropped: number };
  readonly inputs: readonly string[];
  readonly weights?: string;
  /** With the complexity of each. */
  readonly operations: readonly { readonly name: RegressOperation; readonly weight: number }[];
  readonly maxComplexity: number;
  readonly budget: { readonly evaluations: number };
  readonly seed: number;
  /** Parts of the cross-validation that chose; absent: the shortest description did. */
  readonly validate?: number;
  readonly sample?: DataSample;
};

/** Some rows of the data, for figures, and the range of every input, for what is said of other rows. */
export type DataSample = {
  readonly names: readonly string[];
  readonly ranges: readonly (readonly [number, number])[];
  readonly rows: readonly (readonly number[])[];
};

/** An error, and the rows it was taken on. */
export type ErrorOnRows = { readonly value: number; readonly rows: number };

export const REGRESSION_LIMITS = { front: 1_000, inputs: 10_000, operations: 100, sample: 10_000 } as const;
const LIMITS = REGRESSION_LIMITS;

export const REGRESSION_ASKED = ['form', 'units', 'require', 'define', 'guess', 'loss'] as const;

/** Only that which was asked, in the order in which findings say it. */
export function askedOf(from: RegressionAsked): RegressionAsked {
  return Object.fromEntries(
    REGRESSION_ASKED.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  );
}

/** The members that a file must have, and those it may. */
export const SEARCH_MEMBERS = ['data', 'inputs', 'operations', 'maxComplexity', 'budget', 'seed'] as const;
export const SEARCH_OPTIONS = ['weights', ...REGRESSION_ASKED, 'validate', 'sample'] as const;

type SearchFields = Readonly<
  Record<(typeof SEARCH_MEMBERS)[number], Field> & Partial<Record<(typeof SEARCH_OPTIONS)[number], Field>>
>;

/** @throws NapierError with the path and the place of the first thing wrong */
export function readSearch(f: SearchFields): RegressionSearch {
  const data = f.data.object(['file', 'rows', 'dropped']);
  return {
    data: { file: data.file.string(), rows: data.rows.count(), dropped: data.dropped.count() },
    inputs: readNames(f.inputs),
    ...(f.weights === undefined ? {} : { weights: f.weights.string() }),
    operations: readOperations(f.operations),
    maxComplexity: f.maxComplexity.count(),
    budget: { evaluations: f.budget.object(['evaluations']).evaluations.count() },
    seed: f.seed.count(),
    ...Object.fromEntries(
      REGRESSION_ASKED.flatMap((name) => (f[name] === undefined ? [] : [[name, f[name].string()]])),
    ),
    ...(f.validate === undefined ? {} : { validate: f.validate.count() }),
    ...(f.sample === undefined ? {} : { sample: readSample(f.sample) }),
  };
}

export function readOperations(field: Field): RegressionSearch['operations'] {
  return field.items(LIMITS.operations).map((item) => {
    const one = item.object(['name', 'weight']);
    return { name: one.name.oneOf(NAMED_OPERATIONS), weight: one.weight.number() };
  });
}

/** Names of columns. */
export function readNames(field: Field): string[] {
  return field.items(LIMITS.inputs).map((one) => one.string());
}

/** The rows kept of the data: one range and in each row one number for every name. */
function readSample(field: Field): DataSample {
  const f = field.object(['names', 'ranges', 'rows']);
  const names = readNames(f.names);
  const ranges = f.ranges.items(LIMITS.inputs).map((one) => {
    const ends = one.items(2).map((end) => end.number());
    if (ends.length !== 2) one.refuse('expected the lower and the upper end');
    return [ends[0], ends[1]] as const;
  });
  if (ranges.length !== names.length) f.ranges.refuse('expected one for each name');
  const rows = f.rows.items(LIMITS.sample).map((row) => {
    const values = row.items(LIMITS.inputs).map((one) => one.number());
    if (values.length !== names.length) row.refuse('expected a number for each name');
    return values;
  });
  return { names, ranges, rows };
}

/** The entries of a front, of which exactly one is the chosen one. */
export function readFront<T extends { readonly chosen: boolean }>(
  field: Field,
  readEntry: (item: Field) => T,
): T[] {
  const front = field.items(LIMITS.front).map(readEntry);
  if (front.filter(({ chosen }) => chosen).length !== 1) field.refuse('one entry must be the chosen one');
  return front;
}

export function readErrorOnRows(field: Field): ErrorOnRows {
  const { value, rows } = field.object(['value', 'rows']);
  return { value: value.number(), rows: rows.count() };
}

/** As written: `dataJson` first, `effortJson` behind targets and inputs, `askedJson` last. */
export function dataJson({ data }: RegressionSearch): Json {
  return { file: data.file, rows: data.rows, dropped: data.dropped };
}

export function effortJson({ weights, operations, maxComplexity, budget, seed }: RegressionSearch) {
  return {
    weights,
    operations: operations.map(({ name, weight }) => ({ name, weight })),
    maxComplexity,
    budget: { evaluations: budget.evaluations },
    seed,
  };
}

export function askedJson(search: RegressionSearch) {
  const { sample, validate } = search;
  return {
    ...askedOf(search),
    validate,
    sample: sample && { names: sample.names, ranges: sample.ranges, rows: sample.rows },
  };
}

export function errorOnRowsJson({ value, rows }: ErrorOnRows): Json {
  return { value, rows };
}
