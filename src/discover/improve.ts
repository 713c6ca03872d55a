import { fail } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import { domainText } from '../expression/domain-text.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { checkComputes, findFormat, type FormatName } from '../number/formats.ts';
import { createRandom } from '../number/random.ts';
import { isContradiction, type Facts } from '../rewrite/facts.ts';
import { EGraph } from '../rewrite/e-graph.ts';
import { relevantRules } from '../rewrite/relevant-rules.ts';
import { rewrite } from '../rewrite/rewrite.ts';
import { bitsOfError } from '../search/rewrite/bits-of-error.ts';
import { frontOf, improveExpression, improvementValues } from '../search/rewrite/improve-expression.ts';
import { hardInputs } from '../search/rewrite/kernel/hard-inputs.ts';
import type { MachineValues } from '../search/rewrite/machine-values.ts';
import { absentOperations, lower, type Lowered } from '../search/rewrite/lower.ts';
import { expressionCost, type OperationCosts } from '../search/rewrite/operation-costs.ts';
import { costsOf, type CostsName } from '../search/rewrite/targets/targets.ts';
import { operationCount, type Samples } from '../search/rewrite/search-alternatives.ts';
import { History } from './history.ts';
import {
  IMPROVE_LIMITS,
  type ImprovementEntry,
  type ImprovementError,
  type ImprovementFinding,
} from './improvement.ts';
import { claimsOf, improvementEntry } from './improvement-entry.ts';
import { conditionTerms, conditionText, type InputCondition } from './input-condition.ts';
import { inputFacts } from './input-facts.ts';
import { InputSpace } from './input-space.ts';
import { VERSION } from './version.ts';

export type ImproveOptions = {
  /** Of each variable by name; any number of the format where nothing is said. */
  readonly domains?: ReadonlyMap<string, Domain>;
  /** What inputs must obey besides. */
  readonly conditions?: readonly InputCondition[];
  /** In this order; @defaultValue as they appear in the expression */
  readonly variables?: readonly string[];
  /** @defaultValue `f64` */
  readonly format?: FormatName;
  /** @defaultValue `libm` */
  readonly costs?: CostsName;
  /** Inputs that errors are measured on. @defaultValue 2,000 */
  readonly points?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
  /** Rounds of rewriting. @defaultValue 4 */
  readonly rounds?: number;
};

/** Inputs that alternatives are judged by during the search: of one variable, of several (which have more cases). */
const TRAINING = [256, 320] as const;
const NODES = 2000;
const COMBINATIONS = 12_000;
/** Formats whose inputs are all tried, for one variable. */
const EXHAUSTIVE = 2 ** 16;

/**
 * The same expression, written so that a machine loses fewer bits: a front of cost against error, each entry equal to
 * the given expression wherever that has a value (by derivations that an independent checker has passed), or marked.
 * Errors are of straight-line evaluation in the format, library functions correctly rounded; measured on inputs drawn
 * evenly among the format's numbers, others than the search used. No entry has a larger mean error than the given
 * expression; the given one is the front when nothing better was found.
 * @throws NapierError `value`, `name`, `domain`, `limit`, `unsupported`, `not-found`
 */
export function improve(expression: Expression, options: ImproveOptions = {}): ImprovementFinding {
  const {
    format: formatName = 'f64',
    costs: costsName = 'libm',
    points = 2000,
    seed = 1,
    rounds = 4,
  } = options;
  const { domains = new Map(), conditions = [] } = options;
  checkGiven(expression, domains, conditions, points, formatName);
  const variables = options.variables?.filter(
    (name) => variablesOf(expression).includes(name) || usedIn(conditions, name),
  ) ?? [...new Set([...variablesOf(expression), ...conditions.flatMap(conditionTerms).flatMap(variablesOf)])];
  const format = findFormat(formatName);
  const costs = costsOf(costsName, formatName);
  const facts = new Map(variables.map((name) => [name, inputFacts(name, domains.get(name), conditions)]));
  checkContradiction(expression, facts, conditions);
  const lowered = loweredFor(costsName, costs, expression, facts);
  const space = new InputSpace(expression, variables, domains, conditions, format);
  const history = new History();

  const training = space.sample(TRAINING[variables.length > 1 ? 1 : 0], createRandom(seed));
  const random = createRandom(seed + 1);
  const found = improveExpression(
    expression,
    facts,
    training,
    (guards, count) => space.sampleWithin(guards, count, random),
    costs,
    { rounds, nodes: NODES, combinations: COMBINATIONS },
    lowered,
  );
  history.add({ phase: 'search', found: found.length, inputs: training.truth.length });

  const exhaustive = variables.length === 1 && space.size <= EXHAUSTIVE;
  const tests = exhaustive ? space.all() : space.sample(points, createRandom(seed + 2));
  const status = exhaustive ? 'proved' : 'measured';
  const computed = lowered?.expression ?? expression;
  const places = found.flatMap(({ pieces }) => pieces.flatMap(({ where }) => where.flatMap(({ above = 0, upTo = 0 }) => [above, upTo]))); // prettier-ignore
  const hardRandom = createRandom(seed + 3);
  const hard =
    exhaustive || variables.length > 1
      ? undefined
      : hardInputs(variables[0], places, format, (guards, count) => space.sampleWithin(guards, count, hardRandom)); // prettier-ignore
  const given = errorOf(tests, (machine) => machine.of(computed), status, hard);
  const entries: { cost: number; mean: number; worst: number; entry: ImprovementEntry }[] = [];
  for (const improvement of found) {
    const error = errorOf(tests, (machine) => improvementValues(improvement, machine), status, hard);
    if (error.mean > given.mean) continue;
    const claims = claimsOf(improvement, expression, facts, training.machine);
    if (typeof claims === 'string') {
      history.add({ phase: 'note', message: `an alternative was dropped: ${claims}` });
      continue;
    }
    const entry = improvementEntry(improvement, claims, error, training.machine);
    entries.push({ cost: improvement.cost, mean: error.mean, worst: error.worst, entry });
  }
  const identity = {
    ...(lowered === undefined ? {} : { expression: toText(computed) }),
    cost: expressionCost(computed, costs),
    error: given,
  };
  return {
    napier: VERSION,
    kind: 'improvement',
    problem: {
      expression: toText(expression),
      domains: Object.fromEntries(
        variables.flatMap((name) => {
          const domain = domains.get(name);
          return domain === undefined ? [] : [[name, domainText(domain)]];
        }),
      ),
      ...(conditions.length === 0 ? {} : { precondition: conditions.map(conditionText).join(', ') }),
      format: formatName,
      costs: costsName,
      points,
      seed,
    },
    given: identity,
    front: frontOf(entries).map(({ entry }) => entry),
    provenance: {
      evaluations: training.truth.length + tests.truth.length,
      distinct: found.length,
      stop: 'exhausted',
      history: history.records(),
    },
  };
}

/** What is computed in place of an expression whose operations a target has not. */
function loweredFor(
  name: CostsName,
  costs: OperationCosts,
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
): Lowered | undefined {
  const absent = absentOperations(expression, costs);
  if (absent.length === 0) return undefined;
  return (
    lower(expression, facts, costs) ??
    fail({
      kind: 'unsupported',
      message: `the target ${name} has no ${absent.join(', no ')}, and no form without was found`,
      hint: 'napier approximate makes programs of functions that a target has not',
    })
  );
}

function usedIn(conditions: readonly InputCondition[], name: string): boolean {
  return conditions.flatMap(conditionTerms).some((term) => variablesOf(term).includes(name));
}

function checkGiven(
  expression: Expression,
  domains: ReadonlyMap<string, Domain>,
  conditions: readonly InputCondition[],
  points: number,
  format: FormatName,
): void {
  const names = variablesOf(expression);
  if (format === 'real') {
    const message = '`real` arithmetic loses no bits: there is nothing to improve';
    fail({ kind: 'value', message, hint: 'choose a machine format, such as --format f64' });
  }
  checkComputes(format);
  if (findFormat(format).spacing === 'fixed') {
    fail({
      kind: 'unsupported',
      message: `${format} is a fixed-point format; improve works on floating-point ones`,
    });
  }
  if (names.length === 0) {
    const message = 'the expression has no variable';
    fail({ kind: 'value', message, hint: 'a constant is best given as a number' });
  }
  if (names.length > IMPROVE_LIMITS.variables) {
    fail({
      kind: 'limit',
      message: `${names.length} variables are above the limit of ${IMPROVE_LIMITS.variables}`,
    });
  }
  const operations = operationCount(expression);
  if (operations > IMPROVE_LIMITS.operations) {
    const hint = 'improve its parts one by one';
    fail({
      kind: 'limit',
      message: `${operations} operations are above the limit of ${IMPROVE_LIMITS.operations}`,
      hint,
    });
  }
  if (!(points >= 1 && points <= IMPROVE_LIMITS.points)) {
    fail({ kind: 'limit', message: `the number of points must be from 1 to ${IMPROVE_LIMITS.points}` });
  }
  const known = new Set([...names, ...conditions.flatMap(conditionTerms).flatMap(variablesOf)]);
  const stranger = [...domains.keys()].find((name) => !known.has(name));
  if (stranger !== undefined) {
    const hint = `its variables are ${names.join(', ')}`;
    fail({ kind: 'name', message: `the expression has no variable \`${stranger}\``, hint });
  }
}

/** Refuses what rewriting proves to have no value anywhere: 1/(x − x), and conditions that no number meets. */
function checkContradiction(
  expression: Expression,
  facts: ReadonlyMap<string, Facts>,
  conditions: readonly InputCondition[],
): void {
  const said = conditions.map(conditionText).join(', ');
  for (const [name, known] of facts) {
    if (!isContradiction(known)) continue;
    const message = `no \`${name}\` lies in its domain and meets the precondition`;
    fail({ kind: 'domain', message, hint: `the precondition is ${said}` });
  }
  const graph = new EGraph({ variables: facts });
  graph.addExpression(expression);
  const limits = { iterations: 4, nodes: graph.nodeCount + 400, backoff: { matches: 60, rounds: 2 } };
  if (rewrite(graph, relevantRules(expression), limits).stop !== 'Contradiction') return;
  const source = toText(expression);
  const shown = source.length > 60 ? `${source.slice(0, 57)}...` : source;
  fail({
    kind: 'domain',
    message: `${shown} has no value anywhere ${conditions.length === 0 ? 'on its domain' : `where ${said}`}`,
    hint: graph.contradiction,
  });
}

/** @param hard more inputs, among which only the worst is looked for */
function errorOf(
  { machine, truth }: Samples,
  valuesAt: (machine: MachineValues) => Float64Array,
  status: ImprovementError['status'],
  hard?: Samples,
): ImprovementError {
  const bits = bitsOfError(machine.format);
  let [sum, worst] = [0, -1];
  let at: readonly number[] = [];
  for (const part of hard === undefined ? [machine] : [machine, hard.machine]) {
    const computed = valuesAt(part);
    const right = part === machine ? truth : (hard?.truth ?? truth);
    for (let k = 0; k < right.length; k++) {
      const error = bits(computed[k], right[k]);
      if (part === machine) sum += error;
      if (error > worst) [worst, at] = [error, part.columns.map((column) => column[k])];
    }
  }
  return {
    measure: 'bits',
    mean: Number((sum / truth.length).toFixed(4)),
    worst: Number(worst.toFixed(4)),
    worstInput: Object.fromEntries(machine.variables.map((name, i) => [name, toHexFloat(at[i])])),
    points: truth.length,
    status,
  };
}
