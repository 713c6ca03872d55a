import type { Random } from '../../number/random.ts';
import { fail } from '../../error/fault.ts';
import { decorated } from './decorate-engine.ts';
import { takeRows, type Dataset } from './dataset.ts';
import { enumerateFeatures } from './enumerate-features.ts';
import { FeatureStore } from './feature-store.ts';
import { fillForm, formShape, solveForHole, withParameters, type Form, type FormShape } from './form.ts';
import { affine, type Formula } from './formula.ts';
import { FormulaMachine } from './formula-machine.ts';
import { DEFAULT_OPERATIONS } from './regress-operations.ts';

/** One pass of a search: the data its engines see, and what is made of what they propose. */
export type Round = {
  readonly data: Dataset;
  readonly engines: (name: string) => boolean;
  readonly compose: ((inner: Formula) => Formula) | undefined;
  /** Given instead of engines. */
  readonly proposals?: Generator<Formula | undefined, void, void>;
};

/** Where fits of parameters begin; more, and mixed ones, for forms that have no unknown part. */
const STARTS = [1, 0.3, 3, -1];
const FORM_STARTS = 60;
/** Simple formulas that are put into the unknown part as they are, and with factors. */
const SIMPLE = 150;
const QUICK = new Set(['linear', 'power', 'glance']);
const LEAST_ROWS = 5;

/** Which inputs the unknown part is of. */
export function innerVariables({ holeInputs }: Form, inputs: readonly string[]): number[] {
  return (holeInputs ?? inputs).map((name) => inputs.indexOf(name));
}

/**
 * The passes of a search. Without a form one, on the data. With one, the target of the unknown part is solved for: with
 * parameters once for each start of theirs by quick engines, then by all from where the simple formulas ended.
 */
export function* roundsOf(
  form: Form | undefined,
  data: Dataset,
  variables: readonly number[],
  random: Random,
): Generator<Round> {
  if (form === undefined) {
    yield { data, engines: () => true, compose: undefined };
    return;
  }
  const shape = formShape(form, data.inputs);
  if (shape === undefined) {
    fail({ kind: 'unsupported', message: 'the form has an operation that `regress` does not know' });
  }
  if (shape.hole === undefined) {
    yield { data, engines: () => false, compose: undefined, proposals: started(shape, form, random) };
    return;
  }
  const restricted: Dataset = {
    ...data,
    inputs: variables.map((v) => data.inputs[v]),
    columns: variables.map((v) => data.columns[v]),
  };
  const starts = form.parameters.length === 0 ? [1] : STARTS;
  for (const [i, start] of starts.entries()) {
    const at = withParameters(
      shape,
      form.parameters.map(() => start),
    );
    const compose = (inner: Formula): Formula => fillForm(at, inner, variables);
    if (form.parameters.length > 0 && i === 0) {
      yield { data, engines: () => false, compose, proposals: simpleFormulas(restricted) };
    }
    const inner = innerData(at, data, restricted);
    if (inner === undefined) continue;
    yield { data: inner, engines: (name) => starts.length === 1 || QUICK.has(name), compose };
  }
  if (starts.length > 1) {
    const inner = innerData(
      withParameters(
        shape,
        form.parameters.map(() => 1),
      ),
      data,
      restricted,
    );
    const compose = (one: Formula): Formula =>
      fillForm(
        withParameters(
          shape,
          form.parameters.map(() => 1),
        ),
        one,
        variables,
      );
    if (inner !== undefined) yield { data: inner, engines: (name) => !QUICK.has(name), compose };
  }
}

/** The rows on which the unknown part can be solved for, weighted so that its squared errors count as the target's. */
function innerData(shape: FormShape, data: Dataset, restricted: Dataset): Dataset | undefined {
  const target = solveForHole(shape, data);
  if (target === undefined) {
    fail({
      kind: 'unsupported',
      message: '`?` must stand once, where the operations around it can be undone',
    });
  }
  const at = (shift: number): Float64Array => {
    const moved = target.map((u) => u + shift * Math.max(1e-6, Math.abs(u) * 1e-6));
    const columns = [...data.columns, moved];
    return new FormulaMachine({ inputs: [], columns, target }).evaluate(shape.formula);
  };
  const [above, below] = [at(1), at(-1)];
  const weights = target.map((u, i) => {
    const slope = (above[i] - below[i]) / (2 * Math.max(1e-6, Math.abs(u) * 1e-6));
    return slope * slope * (data.weights?.[i] ?? 1);
  });
  const rows = [...target.keys()].filter((i) => Number.isFinite(target[i]) && Number.isFinite(weights[i]));
  if (rows.length < LEAST_ROWS || new Set(rows.map((i) => target[i])).size < 2) return undefined;
  return takeRows({ inputs: restricted.inputs, columns: restricted.columns, target, weights }, rows);
}

function* started(shape: FormShape, form: Form, random: Random): Generator<Formula, void, void> {
  for (const start of STARTS)
    yield withParameters(
      shape,
      form.parameters.map(() => start),
    ).formula;
  for (let i = 0; i < FORM_STARTS; i++) {
    const values = form.parameters.map(() => {
      const size = 10 ** (3 * random.next() - 1.5);
      return random.next() < 0.3 ? -size : size;
    });
    yield withParameters(shape, values).formula;
  }
}

/** The simplest formulas, with a scale and an offset, and with factors inside. */
function* simpleFormulas(data: Dataset): Generator<Formula | undefined, void, void> {
  const rows = data.target.length;
  const store = new FeatureStore(
    rows,
    SIMPLE,
    Float64Array.from({ length: rows }, (_, i) => Math.sin(1 + i * i)),
    [],
  );
  const limits = { operations: DEFAULT_OPERATIONS, weight: () => 1, maxComplexity: 8, custom: [] };
  try {
    for (const { first } of enumerateFeatures(store, data.columns, limits)) {
      for (let f = first; f < store.count; f++) {
        const formula = store.formula(f);
        yield affine(formula, 1, 0);
        for (const start of [1, 3]) yield affine(decorated(formula, start), 1, 0);
      }
    }
  } finally {
    store.release();
  }
}
