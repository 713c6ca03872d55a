import type { Expression } from '../../expression/expression.ts';
import type { Explanation } from '../../rewrite/explanation.ts';
import type { Facts } from '../../rewrite/facts.ts';
import { rationalForms } from '../../rewrite/rational-forms.ts';
import { RATIONAL } from '../../rewrite/rational-identity.ts';
import { operationsOf } from '../../rewrite/relevant-rules.ts';
import { joinExplanations } from '../../rewrite/join-explanations.ts';
import { directRules, improvingRules } from './accuracy-rules.ts';
import { meanOf } from './alternative.ts';
import type { BitsOfError } from './bits-of-error.ts';
import { retain } from './extract-accurate.ts';
import { liftExplanation, replacePart } from './lift-explanation.ts';
import { localErrors } from './local-error.ts';
import { MachineValues } from './machine-values.ts';
import { expressionCost, LIBRARY, type OperationCosts } from './operation-costs.ts';
import { variantsOf } from './variants.ts';

/** Inputs of an expression and its true values there. */
export type Samples = { readonly machine: MachineValues; readonly truth: Float64Array };

export type SearchOptions = {
  readonly rounds: number;
  readonly nodes: number;
  readonly combinations: number;
  readonly costs: OperationCosts;
  /** Terms known to be equal to the given one to begin with; what they were derived under holds here too. */
  readonly seeds?: readonly Pick<Found, 'expression' | 'explain'>[];
};

export type Found = {
  readonly expression: Expression;
  readonly cost: number;
  readonly errors: Float64Array;
  readonly mean: number;
  /** From the given expression; `undefined` when it cannot be told (it is then not to be used). */
  readonly explain: () => Explanation | undefined;
};

/** Points that e-graphs are searched with, of those that alternatives are judged by. */
const FEW = 48;
/** Operations above which parts are rewritten by themselves too. */
const LARGE = 5;
/** Parts of a large expression that are rewritten by themselves. */
const PARTS = 2;
/** Terms of which one is rewritten next; when all of them have been, the most accurate other one is. */
const PROMISING = 4;
/** An expression this accurate is not searched further. */
const ENOUGH = 0.3;

/**
 * Terms equal to an expression (by rules, each with its explanation) that a machine computes more accurately or
 * cheaper. In rounds: the most promising term so far is rewritten as a whole and, when it is large, where single
 * operations lose most.
 */
export function searchAlternatives(
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
  samples: Samples,
  bits: BitsOfError,
  { rounds, nodes, combinations, costs, seeds = [] }: SearchOptions,
): Found[] {
  const { machine, truth } = samples;
  const known = new Map<Expression, Found>();
  const add = (term: Expression, explain: Found['explain']): void => {
    if (known.has(term)) return;
    const computed = machine.of(term);
    const errors = Float64Array.from(truth, (value, k) => bits(computed[k], value));
    known.set(term, {
      expression: term,
      cost: expressionCost(term, costs),
      errors,
      mean: meanOf(errors),
      explain,
    });
  };
  add(expression, () => undefined);
  for (const { expression: seed, explain } of seeds) {
    add(seed, () => {
      const explanation = explain();
      return explanation && { ...explanation, variables: facts };
    });
  }
  const rules = improvingRules(expression, costs.operations);
  const operations: ReadonlySet<string> =
    costs.operations ?? new Set([...LIBRARY, ...operationsOf(expression)]);
  const expanded = new Set<Expression>();
  for (let round = 0; round < rounds; round++) {
    const promising = retain([...known.values()], PROMISING).sort((a, b) => a.mean - b.mean);
    if (round > 0 && promising[0].mean <= ENOUGH) break;
    const start =
      round === 0
        ? known.get(expression)
        : (promising.find((found) => !expanded.has(found.expression)) ??
          [...known.values()]
            .filter((found) => !expanded.has(found.expression))
            .reduce<Found | undefined>((a, b) => (a === undefined || b.mean < a.mean ? b : a), undefined));
    if (start === undefined) break;
    expanded.add(start.expression);
    const few = fewSamples(samples, start.errors);
    const options = { operations, width: 3, results: 8, combinations, nodes, iterations: 12 };
    const chain = (next: () => Explanation | undefined) => (): Explanation | undefined => {
      const last = next();
      const first = start.expression === expression ? undefined : start.explain();
      if (last === undefined || (first === undefined && start.expression !== expression)) return undefined;
      return first === undefined ? last : joinExplanations(first, last);
    };
    const whole = variantsOf(start.expression, facts, rules, few.machine, bits, costs, few.truth, options);
    for (const variant of whole.variants) add(variant.expression, chain(variant.explain));
    for (const form of rationalForms(start.expression))
      add(form, chain(() => rationalStep(start.expression, form, facts))); // prettier-ignore
    if (round === 0) {
      const rest = directRules(expression, costs.operations);
      const direct = variantsOf(start.expression, facts, rest, few.machine, bits, costs, few.truth, options);
      for (const variant of direct.variants) add(variant.expression, chain(variant.explain));
    }
    if (start.cost === 0 || operationCount(start.expression) <= LARGE) continue;
    const lossy = localErrors(start.expression, few.machine, bits)
      .filter(({ part, mean }) => mean > 0.5 && part !== start.expression)
      .slice(0, PARTS);
    for (const { part, truth: partTruth } of lossy) {
      const local = variantsOf(part, facts, rules, few.machine, bits, costs, partTruth, options);
      for (const form of rationalForms(part)) {
        const made = replacePart(start.expression, part, form);
        add(
          made,
          chain(() => liftExplanation(start.expression, rationalStep(part, form, facts))),
        );
      }
      for (const variant of local.variants) {
        const made = replacePart(start.expression, part, variant.expression);
        add(made, chain(() => liftExplanation(start.expression, variant.explain()))); // prettier-ignore
      }
    }
  }
  return [...known.values()];
}

/** One step, by rational arithmetic. */
function rationalStep(from: Expression, to: Expression, variables: ReadonlyMap<string, Facts>): Explanation {
  const instance = { rule: RATIONAL, left: from, right: to, substitution: new Map<string, Expression>() };
  const step = { instance: 0, forward: true, path: [], term: to };
  return { from, to, assumed: [from], variables, instances: [instance], steps: [step] };
}

export function operationCount(expression: Expression): number {
  return expressionCost(expression, { description: '', costs: {}, otherwise: 1, branch: 0 });
}

/** A few of the points: half of them where the error is largest, the others evenly spread. */
function fewSamples({ machine, truth }: Samples, errors: Float64Array): Samples {
  if (machine.count <= FEW) return { machine, truth };
  const order = Array.from(errors.keys()).sort((a, b) => errors[b] - errors[a] || a - b);
  const chosen = new Set(order.slice(0, FEW / 2));
  const step = machine.count / (FEW / 2);
  for (let at = 0; at < machine.count; at += step) chosen.add(Math.floor(at));
  const indices = [...chosen].sort((a, b) => a - b);
  return takeSamples({ machine, truth }, indices);
}

export function takeSamples({ machine, truth }: Samples, indices: readonly number[]): Samples {
  const pick = (from: Float64Array): Float64Array => Float64Array.from(indices, (k) => from[k]);
  return {
    machine: new MachineValues(machine.format, machine.variables, machine.columns.map(pick)),
    truth: pick(truth),
  };
}
