import type { Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import type { OperationName } from '../../expression/operations.ts';
import type { Format } from '../../number/format.ts';
import { roundedLeaf } from '../../oracle/rounded-leaf.ts';
import { machineFunction } from './machine-function.ts';

/** Points of a format by variable: column k holds the k-th variable's values. */
export type Columns = readonly Float64Array[];

/**
 * What a machine of a format computes for expressions at fixed points: every operation in the order written, each
 * rounded, literals rounded to the format. Terms are hash-consed, and what was computed for a part is kept while that
 * part lives, so many alternatives of one expression cost little more than one.
 */
export class MachineValues {
  readonly format: Format;
  readonly variables: readonly string[];
  readonly columns: Columns;
  readonly count: number;
  private readonly kept = new WeakMap<Expression, Float64Array>();

  constructor(format: Format, variables: readonly string[], columns: Columns) {
    this.format = format;
    this.variables = variables;
    this.columns = columns;
    this.count = columns[0]?.length ?? 0;
  }

  of(expression: Expression): Float64Array {
    const known = this.kept.get(expression);
    if (known !== undefined) return known;
    return foldExpression<Float64Array>(expression, (term, args) => {
      let values = this.kept.get(term);
      if (values === undefined) {
        values = term.kind === 'apply' ? this.apply(term.operation, args) : this.leaf(term);
        this.kept.set(term, values);
      }
      return values;
    });
  }

  private leaf(term: Exclude<Expression, { kind: 'apply' }>): Float64Array {
    if (term.kind === 'variable') return this.columns[this.variables.indexOf(term.name)];
    return new Float64Array(this.count).fill(roundedLeaf(term, this.format));
  }

  private apply(operation: OperationName, args: readonly Float64Array[]): Float64Array {
    const f = machineFunction(operation, this.format);
    const [a, b = a, c = a] = args;
    const out = new Float64Array(this.count);
    for (let i = 0; i < out.length; i++) out[i] = f(a[i], b[i], c[i]);
    return out;
  }
}
