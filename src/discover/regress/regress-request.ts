import type { RegressOperation } from '../../search/regress/regress-operations.ts';
import type { Field } from '../json/fields.ts';
import type { Json } from '../json/write-json.ts';
import { REGRESSION_ASKED, readNames, readOperations, type RegressionAsked } from '../regression-search.ts';

/** What is asked of `regress`, as plain data: a checkpoint keeps it, and a thread takes it. */
export type RegressRequest = RegressionAsked & {
  /** The data's name. */
  readonly file: string;
  /** Of CSV, where it was given. */
  readonly delimiter?: string;
  /** Of differential equations none where all columns are. */
  readonly targets: readonly string[];
  /** The time of differential equations, and what tells trajectories apart. */
  readonly ode?: string;
  readonly trajectory?: string;
  readonly inputs?: readonly string[];
  readonly weights?: string;
  readonly category?: string;
  readonly operations?: ReadonlyMap<RegressOperation, number>;
  readonly maxComplexity?: number;
  readonly evaluations?: number;
  readonly validate?: number;
  readonly seed?: number;
  readonly dropMissing: boolean;
};

const TEXTS = ['delimiter', 'ode', 'trajectory', 'weights', 'category', ...REGRESSION_ASKED] as const;
const COUNTS = ['maxComplexity', 'evaluations', 'seed', 'validate'] as const;

export function requestJson(request: RegressRequest): { readonly [key: string]: Json | undefined } {
  const { file, targets, inputs, operations, dropMissing } = request;
  return {
    file,
    targets,
    inputs,
    operations: operations && [...operations].map(([name, weight]) => ({ name, weight })),
    dropMissing,
    ...Object.fromEntries([...TEXTS, ...COUNTS].map((name) => [name, request[name]])),
  };
}

/** @throws NapierError with the path and the place of the first thing wrong */
export function readRequest(field: Field): RegressRequest {
  const f = field.object(['file', 'targets', 'dropMissing'], [
    'inputs',
    'operations',
    ...TEXTS,
    ...COUNTS,
  ] as const);
  const texts = TEXTS.flatMap((name) => {
    const one = f[name];
    return one === undefined ? [] : [[name, one.string()]];
  });
  const counts = COUNTS.flatMap((name) => {
    const one = f[name];
    return one === undefined ? [] : [[name, one.count()]];
  });
  return {
    file: f.file.string(),
    targets: readNames(f.targets),
    ...(f.inputs === undefined ? {} : { inputs: readNames(f.inputs) }),
    ...(f.operations === undefined
      ? {}
      : { operations: new Map(readOperations(f.operations).map(({ name, weight }) => [name, weight])) }),
    dropMissing: f.dropMissing.boolean(),
    ...Object.fromEntries([...texts, ...counts]),
  };
}
