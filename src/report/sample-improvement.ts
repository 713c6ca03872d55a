import { parseInputConditions } from '../discover/input-condition.ts';
import type { ImprovementEntry, ImprovementError, ImprovementFinding } from '../discover/improvement.ts';
import { InputSpace } from '../discover/input-space.ts';
import { NapierError } from '../error/fault.ts';
import { parseDomain } from '../expression/parse-domain.ts';
import { parseExpression } from '../expression/parse.ts';
import { exactDouble } from '../number/exact-double.ts';
import { findFormat } from '../number/formats.ts';
import { createRandom } from '../number/random.ts';
import { bitsOfError } from '../search/rewrite/bits-of-error.ts';
import { isWithin } from '../search/rewrite/guard.ts';
import type { MachineValues } from '../search/rewrite/machine-values.ts';

/** Bits of error of the given expression and of an entry at the same inputs, column by column of `variables`. */
export type ImprovementSample = {
  readonly variables: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly given: Float64Array;
  readonly improved: Float64Array;
  /** These are the inputs that the finding's own figures are from: the same number, the same mean, and no worse than the worst. */
  readonly same: boolean;
};

/** Inputs drawn for a figure. */
const INPUTS = 2000;

/**
 * Measures an entry anew, on inputs drawn from what the finding says of them. The same finding gives the same numbers.
 * @returns undefined where inputs cannot be drawn from the file alone (a precondition that is told in words)
 */
export function sampleImprovement(
  { problem, given }: ImprovementFinding,
  entry: ImprovementEntry,
): ImprovementSample | undefined {
  const format = findFormat(problem.format);
  const variables = Object.keys(given.error.worstInput);
  try {
    const expression = parseExpression(problem.expression);
    const domains = new Map(
      Object.entries(problem.domains).map(([name, domain]) => [name, parseDomain(domain)]),
    );
    const conditions = problem.precondition === undefined ? [] : parseInputConditions(problem.precondition);
    const space = new InputSpace(expression, variables, domains, conditions, format);
    // As `improve` draws them: the search's inputs first, then those that errors are measured on.
    space.sample(1, createRandom(problem.seed));
    const { machine, truth } = space.sample(Math.min(problem.points, INPUTS), createRandom(problem.seed + 2));
    const bits = bitsOfError(format);
    const errors = (values: Float64Array): Float64Array => values.map((value, k) => bits(value, truth[k]));
    const before = errors(machine.of(expression));
    const after = errors(valuesOf(entry, machine));
    return {
      variables,
      columns: machine.columns,
      given: before,
      improved: after,
      same: isOf(before, given.error) && isOf(after, entry.error),
    };
  } catch (error) {
    if (error instanceof NapierError) return undefined;
    throw error;
  }
}

/** What is computed for an entry: at each input, by the first piece that takes it. */
function valuesOf({ expression, regimes }: ImprovementEntry, machine: MachineValues): Float64Array {
  if (regimes.length === 0) return machine.of(parseExpression(expression));
  const pieces = regimes.map((regime) => ({
    where: regime.where.map(({ variable, above, upTo }) => ({
      variable,
      above: above === undefined ? -Infinity : exactDouble(above),
      upTo: upTo === undefined ? Infinity : exactDouble(upTo),
    })),
    values: machine.of(parseExpression(regime.expression)),
  }));
  return Float64Array.from({ length: machine.count }, (_, k) => {
    const valueOf = (name: string): number => machine.columns[machine.variables.indexOf(name)]?.[k] ?? NaN;
    return pieces.find(({ where }) => isWithin(where, valueOf))?.values[k] ?? NaN;
  });
}

function isOf(bits: Float64Array, { mean, worst, points }: ImprovementError): boolean {
  const sum = bits.reduce((all, one) => all + one, 0);
  const isNear = (x: number, told: number): boolean => Math.abs(x - told) < 1e-4;
  return bits.length === points && isNear(sum / points, mean) && Math.max(...bits) < worst + 1e-4;
}
