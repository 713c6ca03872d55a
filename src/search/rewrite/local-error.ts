import { variablesOf, type ApplyTerm, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import { NapierError } from '../../error/fault.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import type { BitsOfError } from './bits-of-error.ts';
import { machineFunction } from './machine-function.ts';
import type { MachineValues } from './machine-values.ts';

export type LocalError = {
  readonly part: ApplyTerm;
  /** Mean bits that this operation alone loses, given the right arguments (Panchekha et al., PLDI 2015, §4.3). */
  readonly mean: number;
  /** The part's true values, rounded; NaN where they are not known. */
  readonly truth: Float64Array;
};

/** True values of a term at points, rounded to the format; NaN where there is none or the oracle cannot decide. */
export function trueValues(expression: Expression, machine: MachineValues): Float64Array {
  const used = variablesOf(expression);
  const oracle = createOracle(expression, used, { maxPrecision: 4000 });
  const columns = used.map((name) => machine.columns[machine.variables.indexOf(name)]);
  return Float64Array.from({ length: machine.count }, (_, k) => {
    try {
      return oracle.rounded(columns.map((column) => column[k]), machine.format); // prettier-ignore
    } catch (error) {
      if (error instanceof NapierError && error.fault.kind === 'not-proved') return NaN;
      throw error;
    }
  });
}

/** What every operation of an expression loses by itself, the worst first. */
export function localErrors(expression: Expression, machine: MachineValues, bits: BitsOfError): LocalError[] {
  const found: LocalError[] = [];
  foldExpression<Float64Array>(expression, (term, args) => {
    if (term.kind !== 'apply') return machine.of(term);
    const truth = trueValues(term, machine);
    const f = machineFunction(term.operation, machine.format);
    const [a, b = a, c = a] = args;
    let [sum, count] = [0, 0];
    for (let k = 0; k < truth.length; k++) {
      if (truth[k] !== truth[k] || args.some((arg) => arg[k] !== arg[k])) continue;
      sum += bits(f(a[k], b[k], c[k]), truth[k]);
      count += 1;
    }
    found.push({ part: term, mean: count === 0 ? 0 : sum / count, truth });
    return truth;
  });
  return found.sort((x, y) => y.mean - x.mean);
}
