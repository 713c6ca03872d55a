import { fail } from '../error/fault.ts';
import { checkedDepth } from '../expression/depth.ts';
import { variable, variablesOf, type Expression } from '../expression/expression.ts';
import type { FPCore } from '../expression/fpcore.ts';
import { expressionFromFPCore, termFromFPCoreNode } from '../expression/fpcore-expression.ts';
import { readPrecondition } from '../expression/fpcore-domain.ts';
import type { FormatName } from '../number/formats.ts';
import type { ImproveOptions } from './improve.ts';
import {
  conditionChecker,
  conditionFromFPCore,
  conditionTerms,
  conditionText,
  type InputCondition,
} from './input-condition.ts';

const FORMAT_OF: Readonly<Record<string, FormatName>> = {
  binary64: 'f64',
  binary32: 'f32',
  binary16: 'f16',
  bfloat16: 'bf16',
};

/** What `improve` takes. */
export type CoreProblem = { readonly expression: Expression; readonly options: ImproveOptions };

/** One path through the `if`s of a core. */
export type CoreBranch = CoreProblem & {
  /** What was decided on the way; the options' conditions hold it too. */
  readonly path: readonly InputCondition[];
};

/** Paths that a core may have. */
const MOST_BRANCHES = 64;

/**
 * A core as `improve` takes it: the body, an interval for every argument that `:pre` bounds, and what else `:pre` says.
 * @throws NapierError `unsupported` for conditions, loops, tensors and calls in the body, with the place
 */
export function problemFromFPCore(core: FPCore): CoreProblem {
  const options = optionsFromFPCore(core);
  return { expression: expressionFromFPCore(core), options };
}

/**
 * A core with `if`s as one problem for each path through them, the condition of the path among its conditions; a core
 * without is one problem. Conditions of numbers alone are decided, and loops that they decide are written out.
 * @throws NapierError `unsupported` for other loops, tensors and calls, `limit` for more than 64 paths
 */
export function branchesFromFPCore(core: FPCore): CoreBranch[] {
  const tensor = core.arguments.find(({ dimensions }) => dimensions.length > 0);
  if (tensor !== undefined) return [{ ...problemFromFPCore(core), path: [] }];
  const options = optionsFromFPCore(core);
  const scope = new Map(core.arguments.map(({ name }) => [name, variable(name)] as const));
  const branches: CoreBranch[] = [];
  // What is decided, by the conditions' texts; an undecided one splits a path in two.
  const open: ReadonlyMap<string, { readonly condition: InputCondition; readonly holds: boolean }>[] = [
    new Map(),
  ];
  for (let decided = open.pop(); decided !== undefined; decided = open.pop()) {
    let asked: InputCondition | undefined;
    const known = decided;
    const expression = termFromFPCoreNode(core.body, scope, core.source, (node, inner, byNumbers) => {
      const condition = conditionFromFPCore(node, core, inner);
      if (conditionTerms(condition).every((term) => variablesOf(term).length === 0)) {
        const value = conditionChecker(condition, []).at([]);
        if (value !== undefined) return value;
      }
      if (byNumbers) return undefined;
      const text = conditionText(condition);
      const before = known.get(text);
      if (before !== undefined) return before.holds;
      asked ??= condition;
      return true;
    });
    if (asked !== undefined) {
      const condition: InputCondition = asked;
      for (const holds of [false, true]) {
        open.push(new Map([...decided, [conditionText(condition), { condition, holds }]]));
      }
      if (open.length + branches.length > MOST_BRANCHES) {
        const message = `the conditions make more than ${MOST_BRANCHES} paths`;
        fail({ kind: 'limit', message, source: core.source, span: core.body.span });
      }
      continue;
    }
    const path = [...decided.values()].map(({ condition, holds }): InputCondition =>
      holds ? condition : { kind: 'not', part: condition },
    );
    const conditions = [...(options.conditions ?? []), ...path];
    branches.push({ expression: checkedDepth(expression), options: { ...options, conditions }, path });
  }
  return branches;
}

function optionsFromFPCore(core: FPCore): ImproveOptions {
  const { domains, rest } = readPrecondition(core);
  const format = FORMAT_OF[core.precision];
  if (format === undefined) {
    const message = `the precision ${core.precision} is not one that improve knows`;
    const hint = 'use binary64, binary32 or binary16';
    fail({ kind: 'unsupported', message, source: core.source, span: core.body.span, hint });
  }
  return {
    format,
    variables: core.arguments.map(({ name }) => name),
    domains: new Map([...domains].filter(([, { lo, hi }]) => !(isInfinite(lo) && isInfinite(hi)))),
    conditions: rest.map((node) => conditionFromFPCore(node, core)),
  };
}

function isInfinite(end: Expression): boolean {
  const inner = end.kind === 'apply' && end.operation === 'neg' ? end.args[0] : end;
  return inner.kind === 'constant' && inner.name === 'inf';
}
