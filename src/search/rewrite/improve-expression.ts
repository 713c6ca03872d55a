import { variable, variablesOf, type Expression } from '../../expression/expression.ts';
import type { Explanation } from '../../rewrite/explanation.ts';
import { FLAG, NO_FACTS, settle, type Facts } from '../../rewrite/facts.ts';
import { meanOf, type Alternative, type HalfLine } from './alternative.ts';
import { bitsOfError } from './bits-of-error.ts';
import { retain } from './extract-accurate.ts';
import { MachineValues } from './machine-values.ts';
import { expressionCost, type OperationCosts } from './operation-costs.ts';
import { findRegimes, type DrawBetween, type Piece } from './regimes.ts';
import {
  operationCount,
  searchAlternatives,
  takeSamples,
  type Found,
  type Samples,
} from './search-alternatives.ts';
import { taylorPolynomials } from './taylor.ts';

/** A whole answer: one piece, or several by the value of one variable. */
export type Improvement = {
  readonly variable?: string;
  readonly pieces: readonly Piece[];
  readonly cost: number;
  /** Mean bits wrong on the training points. */
  readonly mean: number;
};

export type Effort = {
  /** Rewriting rounds, e-nodes of each e-graph, and combinations of terms tried in each. */
  readonly rounds: number;
  readonly nodes: number;
  readonly combinations: number;
};

/** Variables that are split at 0 in search of alternatives for one sign only. */
const MOST_SPLIT = 3;
/** Alternatives that regimes are made of. */
const MOST_ALTERNATIVES = 14;
/** Mean error below which nothing more is tried. */
const ENOUGH = 0.05;
/** Operations above which the split into signs is not tried: its e-graphs are the same size again for every sign. */
const MOST_OPERATIONS_SPLIT = 40;

/**
 * Expressions that compute the same as the given one with fewer bits lost, cheapest first, none beaten by another in
 * both cost and mean error. Pieces are the given term rewritten by rules, each with its explanation, or (in one
 * variable) Taylor polynomials at 0, which are near and not equal.
 */
export function improveExpression(
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
  samples: Samples,
  draw: DrawBetween,
  costs: OperationCosts,
  effort: Effort,
): Improvement[] {
  const { machine, truth } = samples;
  const bits = bitsOfError(machine.format);
  const most = machine.format.bits;
  const measure = (term: Expression): Float64Array => {
    const computed = machine.of(term);
    return Float64Array.from(truth, (value, k) => bits(computed[k], value));
  };
  const errors = measure(expression);
  const given: Alternative = {
    expression,
    cost: expressionCost(expression, costs),
    errors,
    mean: meanOf(errors),
    explain: () => identity(expression, facts),
  };
  const alternatives: Alternative[] = [given];
  const options = { ...effort, costs };

  for (const found of searchAlternatives(expression, facts, samples, bits, options)) {
    if (found.expression !== expression) alternatives.push(derived(found, found.errors));
  }
  const best = (): number =>
    Math.min(...alternatives.filter(({ where }) => where === undefined).map(({ mean }) => mean));
  const names = variablesOf(expression);
  if (best() > ENOUGH && names.length <= MOST_SPLIT && operationCount(expression) <= MOST_OPERATIONS_SPLIT) {
    for (const name of names) {
      for (const sign of [1, -1] as const) alternatives.push(...onHalfLine({ variable: name, sign }));
    }
  }
  if (best() > ENOUGH && names.length === 1) {
    for (const { expression: term, degree } of taylorPolynomials(
      expression,
      variable(names[0]),
      machine.format,
    )) {
      const wrong = measure(term);
      const series = `Taylor series at 0, degree ${degree}`;
      alternatives.push({
        expression: term,
        cost: expressionCost(term, costs),
        errors: wrong,
        mean: meanOf(wrong),
        series,
      });
    }
  }

  const single = alternatives
    .filter(({ where }) => where === undefined)
    .map((alternative) => whole([{ alternative }], alternative.mean));
  const useful = retain(alternatives, MOST_ALTERNATIVES);
  const cut = machine.variables.flatMap((_, k) =>
    findRegimes(given, useful, samples, k, bits, draw).map((found) => ({
      ...whole(found.pieces, found.mean),
      variable: found.variable,
    })),
  );
  const front = frontOf([...single, ...cut]);
  // Also where training preferred others: on other inputs it may be the best.
  const hasGiven = front.some(({ pieces }) => pieces.length === 1 && pieces[0].alternative === given);
  return hasGiven ? front : [...front, whole([{ alternative: given }], given.mean)];

  /** Alternatives that are equal for one sign of a variable, if there are points on both sides. */
  function onHalfLine(where: HalfLine): Alternative[] {
    const column = machine.columns[machine.variables.indexOf(where.variable)];
    const side = Array.from(column.keys()).filter((k) => column[k] * where.sign > 0);
    const before = facts.get(where.variable) ?? NO_FACTS;
    if (side.length < 8 || (where.sign > 0 ? before.lo >= 0 : before.hi <= 0)) return [];
    // Inputs are numbers of the format: they keep a distance from 0.
    const least = machine.format.minPositive;
    const after = settle(
      where.sign > 0 ? Math.max(least, before.lo) : before.lo,
      where.sign > 0 ? before.hi : Math.min(-least, before.hi),
      before.flags | FLAG.NONZERO,
    );
    const part = takeSamples(samples, side);
    return searchAlternatives(expression, new Map([...facts, [where.variable, after]]), part, bits, {
      ...options,
      rounds: Math.max(1, options.rounds - 1),
    })
      .filter((found) => found.expression !== expression)
      .map((found) => {
        const everywhere = new Float64Array(machine.count).fill(most);
        side.forEach((k, i) => (everywhere[k] = found.errors[i]));
        return { ...derived(found, everywhere), where };
      });
  }

  function whole(pieces: readonly Piece[], mean: number): Improvement {
    // One piece is computed, and every threshold may be asked for.
    const dearest = Math.max(...pieces.map(({ alternative }) => alternative.cost));
    return { pieces, mean, cost: dearest + costs.branch * (pieces.length - 1) };
  }
}

function derived({ expression, cost, explain }: Found, errors: Float64Array): Alternative {
  return { expression, cost, errors, mean: meanOf(errors), explain: explain as () => Explanation };
}

function identity(expression: Expression, variables: ReadonlyMap<string, Facts>): Explanation {
  return { from: expression, to: expression, assumed: [expression], variables, instances: [], steps: [] };
}

/** What no other beats in both cost and mean error, cheapest first; equals once. */
export function frontOf<T extends { readonly cost: number; readonly mean: number }>(all: readonly T[]): T[] {
  const sorted = all.toSorted((a, b) => a.cost - b.cost || a.mean - b.mean);
  let least = Infinity;
  return sorted.filter(({ mean }) => {
    // A hundredth of a bit is not worth another entry.
    if (!(mean < least - 0.01)) return false;
    least = mean;
    return true;
  });
}

/** Which piece computes an input. */
export function pieceAt(pieces: readonly Piece[], x: number): Piece {
  return pieces.find(({ upTo }) => upTo === undefined || x <= upTo) as Piece;
}

/** What a machine gets for a whole answer at points. */
export function improvementValues(
  { variable: name, pieces }: Improvement,
  machine: MachineValues,
): Float64Array {
  if (name === undefined) return machine.of(pieces[0].alternative.expression);
  const column = machine.columns[machine.variables.indexOf(name)];
  return Float64Array.from(column, (x, k) => machine.of(pieceAt(pieces, x).alternative.expression)[k]);
}
