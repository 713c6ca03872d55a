import { variable, variablesOf, type Expression } from '../../expression/expression.ts';
import type { Explanation } from '../../rewrite/explanation.ts';
import { FLAG, NO_FACTS, type Facts } from '../../rewrite/facts.ts';
import { meanOf, type Alternative } from './alternative.ts';
import { bitsOfError } from './bits-of-error.ts';
import { retain } from './extract-accurate.ts';
import { findCases, orthantsOf } from './cases.ts';
import { factsOnHalfLine } from './facts-on-half-line.ts';
import type { HalfLine } from './guard.ts';
import { withKernels } from './kernel/kernel-answers.ts';
import { absentOperations, type Lowered } from './lower.ts';
import type { MachineValues } from './machine-values.ts';
import { expressionCost, type OperationCosts } from './operation-costs.ts';
import { pieceAt } from './piece-at.ts';
import type { DrawWithin, Piece } from './regimes.ts';
import {
  operationCount,
  searchAlternatives,
  takeSamples,
  type Found,
  type Samples,
} from './search-alternatives.ts';
import { taylorPolynomials } from './taylor.ts';

/** A whole answer: one piece, or several by the values of variables, of which the last takes every input left. */
export type Improvement = {
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
/** Mean error below which nothing more is tried. */
const ENOUGH = 0.05;
/** Mean error above which the signs of several variables together are tried. */
const POOR = 0.4;
/** Inputs by which the alternatives of one choice of signs are judged. */
const CASE_POINTS = 150;
/** Terms of weaker assumptions that the search under stronger ones begins with. */
const SEEDS = 4;
/** Operations above which the split into signs is not tried: its e-graphs are the same size again for every sign. */
const MOST_OPERATIONS_SPLIT = 40;

/**
 * Expressions that compute the same as the given one with fewer bits lost, cheapest first, none beaten by another in
 * both cost and mean error. Pieces are the given term rewritten by rules, each with its explanation, or (in one
 * variable) Taylor polynomials at 0, which are near and not equal.
 * @param lowered what to compute in place of an expression that has operations which there are not
 */
export function improveExpression(
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
  samples: Samples,
  draw: DrawWithin,
  costs: OperationCosts,
  effort: Effort,
  lowered?: Lowered,
): Improvement[] {
  let { machine, truth } = samples;
  const bits = bitsOfError(machine.format);
  const most = machine.format.bits;
  const measure = (term: Expression): Float64Array => {
    const computed = machine.of(term);
    return Float64Array.from(truth, (value, k) => bits(computed[k], value));
  };
  const start = lowered?.expression ?? expression;
  const errors = measure(start);
  const given: Alternative = {
    expression: start,
    cost: expressionCost(start, costs),
    errors,
    mean: meanOf(errors),
    where: [],
    explain: lowered?.explain ?? (() => identity(expression, facts)),
  };
  const seeds = lowered === undefined ? [] : [lowered];
  let alternatives: Alternative[] = [given];
  const options = { ...effort, costs };

  for (const found of searchAlternatives(expression, facts, samples, bits, { ...options, seeds })) {
    if (found.expression !== start && computable(found.expression))
      alternatives.push(derived(found, found.errors, []));
  }
  function computable(term: Expression): boolean {
    return absentOperations(term, costs).length === 0;
  }
  const best = (): number =>
    Math.min(...alternatives.filter(({ where }) => where.length === 0).map(({ mean }) => mean));
  const names = variablesOf(expression);
  const small = operationCount(expression) <= MOST_OPERATIONS_SPLIT;
  const split = names.length <= MOST_SPLIT && small ? names.filter(isSplit) : [];
  if (best() > ENOUGH) for (const half of split.flatMap((name) => orthantsOf([name]))) onHalfLines(half);
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
        where: [],
        series,
      });
    }
  }

  const single = (): Improvement[] =>
    alternatives
      .filter(({ where }) => where.length === 0)
      .map((alternative) => whole([{ where: [], alternative }], alternative.mean));
  const cases = (asked: readonly string[]): Improvement[] =>
    best() <= ENOUGH
      ? []
      : findCases(alternatives[0], alternatives, samples, asked, bits, draw).map(({ pieces, mean }) =>
          whole(pieces, mean),
        );
  let cut = cases(split.slice(0, names.length > 1 ? 0 : 1));
  if (split.length > 1 && cut.concat(single()).every(({ mean }) => mean > POOR)) {
    samples = draw([], CASE_POINTS * 2 ** split.length);
    ({ machine, truth } = samples);
    alternatives = alternatives.map(judged);
    for (const halves of orthantsOf(split)) onHalfLines(halves);
    cut = cases(split);
  }
  const front = frontOf([...single(), ...cut]);
  const kernels = machine.variables.length === 1 ? kernelled() : [];
  // Also where training preferred others: on other inputs it may be the best.
  const hasGiven = front.some(
    ({ pieces }) => pieces.length === 1 && pieces[0].alternative === alternatives[0],
  );
  return hasGiven
    ? [...front, ...kernels]
    : [...front, whole([{ where: [], alternative: alternatives[0] }], alternatives[0].mean), ...kernels];

  /** The best answer and the given expression, each with kernels where it loses most. */
  function kernelled(): Improvement[] {
    const [name] = names;
    const { lo, hi } = facts.get(name) ?? NO_FACTS;
    const domain = {
      lo: Math.max(lo, machine.format.minFinite),
      hi: Math.min(hi, machine.format.maxFinite),
    };
    const made: Improvement[] = [];
    // Where rewriting leaves nothing to do kernels have nothing to do; where it does, they may do for the given too.
    for (const answer of [front.at(-1)?.pieces ?? [], [{ where: [], alternative: alternatives[0] }]]) {
      if (answer.length === 0) continue;
      const pieces = withKernels(answer, expression, name, domain, samples, costs, bits, draw);
      if (pieces === undefined) break;
      made.push(whole(pieces, meanOf(errorsOf(pieces))));
    }
    return made;
  }

  function errorsOf(pieces: readonly Piece[]): Float64Array {
    const [column] = machine.columns;
    return Float64Array.from(truth.keys(), (k) => pieceAt(pieces, () => column[k]).alternative.errors[k]);
  }

  /** An alternative on the present training points. */
  function judged(one: Alternative): Alternative {
    const wrong = measure(one.expression);
    const columns = one.where.map(({ variable: name }) => machine.columns[machine.variables.indexOf(name)]);
    for (let k = 0; k < wrong.length; k++)
      if (one.where.some(({ sign }, i) => !(columns[i][k] * sign > 0))) wrong[k] = most;
    return { ...one, errors: wrong, mean: meanOf(wrong) };
  }

  /** Whether 0 divides a variable's inputs, or is the end of them that most rules exclude. */
  function isSplit(name: string): boolean {
    const { lo, hi, flags } = facts.get(name) ?? NO_FACTS;
    return lo < 0 && hi > 0 ? true : (lo === 0 || hi === 0) && (flags & FLAG.NONZERO) === 0;
  }

  /** Adds alternatives that are equal for one choice of signs, if there are points there. */
  function onHalfLines(where: readonly HalfLine[]): void {
    const columns = where.map(({ variable: name }) => machine.columns[machine.variables.indexOf(name)]);
    const side = Array.from(truth.keys()).filter((k) =>
      where.every(({ sign }, i) => columns[i][k] * sign > 0),
    );
    if (side.length < 8) return;
    const inside = where.map(
      (half) => [half.variable, factsOnHalfLine(facts, half, machine.format)] as const,
    );
    const part = takeSamples(samples, side);
    const errorsHere = ({ errors: all }: Alternative): Float64Array => Float64Array.from(side, (k) => all[k]);
    const before = alternatives
      .filter(
        (one) =>
          one.explain !== undefined &&
          one.where.every(({ variable: name, sign }) =>
            where.some((half) => half.variable === name && half.sign === sign),
          ),
      )
      .map((one) => ({ ...one, errors: errorsHere(one), mean: meanOf(errorsHere(one)) }));
    const known = new Set(before.map((one) => one.expression));
    const starts = retain(before, SEEDS).map(({ expression: term, explain }) => ({
      expression: term,
      explain: explain as () => Explanation,
    }));
    const found = searchAlternatives(expression, new Map([...facts, ...inside]), part, bits, {
      ...options,
      rounds: options.rounds + (where.length > 1 ? 2 : -1),
      seeds: starts,
    });
    for (const one of found) {
      if (known.has(one.expression) || !computable(one.expression)) continue;
      const everywhere = new Float64Array(machine.count).fill(most);
      side.forEach((k, i) => (everywhere[k] = one.errors[i]));
      alternatives.push(derived(one, everywhere, where));
    }
  }

  function whole(pieces: readonly Piece[], mean: number): Improvement {
    // One piece is computed, and every threshold may be asked for.
    const dearest = Math.max(...pieces.map(({ alternative }) => alternative.cost));
    return { pieces, mean, cost: dearest + costs.branch * (pieces.length - 1) };
  }
}

function derived(
  { expression, cost, explain }: Found,
  errors: Float64Array,
  where: readonly HalfLine[],
): Alternative {
  return { expression, cost, errors, mean: meanOf(errors), where, explain: explain as () => Explanation };
}

function identity(expression: Expression, variables: ReadonlyMap<string, Facts>): Explanation {
  return { from: expression, to: expression, assumed: [expression], variables, instances: [], steps: [] };
}

/** Bits of the worst error, and of the mean one, that are worth another entry. */
const WORTH = { worst: 1, mean: 0.01 } as const;

/**
 * What no other beats in cost and mean error, cheapest first; equals once. What errs as much on average and much less at
 * its worst, where that is known, is kept too.
 */
export function frontOf<T extends { readonly cost: number; readonly mean: number; readonly worst?: number }>(
  all: readonly T[],
): T[] {
  const sorted = all.toSorted((a, b) => a.cost - b.cost || a.mean - b.mean);
  let [mean, worst] = [Infinity, Infinity];
  return sorted.filter((one) => {
    const milder =
      one.worst !== undefined && one.worst < worst - WORTH.worst && one.mean <= mean + WORTH.mean;
    if (!(one.mean < mean - WORTH.mean || milder)) return false;
    [mean, worst] = [Math.min(mean, one.mean), Math.min(worst, one.worst ?? Infinity)];
    return true;
  });
}

/** What a machine gets for a whole answer at points. */
export function improvementValues({ pieces }: Improvement, machine: MachineValues): Float64Array {
  if (pieces.length === 1) return machine.of(pieces[0].alternative.expression);
  const column = new Map(machine.variables.map((name, i) => [name, machine.columns[i]]));
  return Float64Array.from({ length: machine.count }, (_, k) => {
    const { alternative } = pieceAt(pieces, (name) => column.get(name)?.[k] ?? NaN);
    return machine.of(alternative.expression)[k];
  });
}
