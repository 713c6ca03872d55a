import type { ExpressionLanguage } from '../../../emit/expression/library-functions.ts';
import type { FormatName } from '../../../number/formats.ts';
import type { OperationName } from '../../../expression/operations.ts';
import { fail } from '../../../error/fault.ts';
import { OPERATION_COSTS, type OperationCosts } from '../operation-costs.ts';
import { cTimes } from './c.ts';
import { cFmaTimes } from './c-fma.ts';
import { jsTimes } from './js.ts';
import type { TargetTimes } from './target-times.ts';
import { wasmTimes } from './wasm.ts';

export type ImproveTarget = {
  readonly description: string;
  readonly times: TargetTimes;
  /** What it is written in; of WebAssembly there is no text. */
  readonly language?: ExpressionLanguage;
};

/** Where improved expressions run: the operations there are, and what each takes, measured (`bench/target-costs.ts`). */
export const IMPROVE_TARGETS = {
  c: { description: 'C99 and its library, gcc -O2', times: cTimes, language: 'c' },
  'c-fma': { description: 'the same with fused multiply-add, -march=x86-64-v3', times: cFmaTimes, language: 'c' },
  js: { description: 'JavaScript and Math, V8', times: jsTimes, language: 'js' },
  wasm: { description: 'WebAssembly, functions called from Math', times: wasmTimes },
} as const satisfies Record<string, ImproveTarget>; // prettier-ignore

export type ImproveTargetName = keyof typeof IMPROVE_TARGETS;
export const IMPROVE_TARGET_NAMES = Object.keys(IMPROVE_TARGETS) as readonly ImproveTargetName[];

/** A cost model of expressions: ranks, or a target's measured times. */
export type CostsName = keyof typeof OPERATION_COSTS | ImproveTargetName;
export const COSTS_NAMES: readonly CostsName[] = [
  ...(Object.keys(OPERATION_COSTS) as (keyof typeof OPERATION_COSTS)[]),
  ...IMPROVE_TARGET_NAMES,
];

export function isImproveTarget(name: CostsName): name is ImproveTargetName {
  return Object.hasOwn(IMPROVE_TARGETS, name);
}

/** In nanoseconds for a target, in additions otherwise. @throws NapierError `unsupported` for formats that a target has not */
export function costsOf(name: CostsName, format: FormatName): OperationCosts {
  if (!isImproveTarget(name)) return OPERATION_COSTS[name];
  const { description, times }: ImproveTarget = IMPROVE_TARGETS[name];
  const table = format === 'f64' || format === 'f32' ? times[format] : undefined;
  if (table === undefined) {
    return fail({
      kind: 'unsupported',
      message: `the target ${name} does not compute in ${format}`,
      hint: `it computes in ${Object.keys(times).join(' and ')}`,
    });
  }
  // Of WebAssembly no branch was measured; V8 compiles it as it does JavaScript's.
  const { branch = jsTimes.f64?.branch ?? 0, ...rows } = table;
  const costs = Object.fromEntries(Object.entries(rows).map(([op, ps]) => [op, ps / 1000]));
  return {
    description,
    costs,
    otherwise: Infinity,
    branch: branch / 1000,
    operations: new Set(Object.keys(costs) as OperationName[]),
  };
}
