import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import type { FPCore } from '../expression/fpcore.ts';
import { expressionFromFPCore } from '../expression/fpcore-expression.ts';
import { readPrecondition } from '../expression/fpcore-domain.ts';
import type { FormatName } from '../number/formats.ts';
import type { ImproveOptions } from './improve.ts';
import { conditionFromFPCore } from './input-condition.ts';

const FORMAT_OF: Readonly<Record<string, FormatName>> = {
  binary64: 'f64',
  binary32: 'f32',
  binary16: 'f16',
  bfloat16: 'bf16',
};

/**
 * A core as `improve` takes it: the body, an interval for every argument that `:pre` bounds, and what else `:pre` says.
 * @throws NapierError `unsupported` for conditions, loops, tensors and calls in the body, with the place
 */
export function problemFromFPCore(core: FPCore): {
  readonly expression: Expression;
  readonly options: ImproveOptions;
} {
  const expression = expressionFromFPCore(core);
  const { domains, rest } = readPrecondition(core);
  const format = FORMAT_OF[core.precision];
  if (format === undefined) {
    const message = `the precision ${core.precision} is not one that improve knows`;
    const hint = 'use binary64, binary32 or binary16';
    fail({ kind: 'unsupported', message, source: core.source, span: core.body.span, hint });
  }
  return {
    expression,
    options: {
      format,
      variables: core.arguments.map(({ name }) => name),
      domains: new Map([...domains].filter(([, { lo, hi }]) => !(isInfinite(lo) && isInfinite(hi)))),
      conditions: rest.map((node) => conditionFromFPCore(node, core)),
    },
  };
}

function isInfinite(end: Expression): boolean {
  const inner = end.kind === 'apply' && end.operation === 'neg' ? end.args[0] : end;
  return inner.kind === 'constant' && inner.name === 'inf';
}
