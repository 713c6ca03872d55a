import { fail } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { termSize, type CostFunction } from './cost-function.ts';
import { EGraph } from './e-graph.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { extract } from './extract.ts';
import type { Facts } from './facts.ts';
import { factsOfDomain } from './facts-of-domain.ts';
import { joinExplanations } from './join-explanations.ts';
import { operationsOf, relevantRules } from './relevant-rules.ts';
import { rewrite, type Limits, type RewriteReport } from './rewrite.ts';
import type { Rule } from './rule.ts';

export type SimplifyOptions = {
  /** The domain of the only variable, or of each by name; others may be any real number. */
  readonly domain?: Domain | Readonly<Record<string, Domain>>;
  /** @defaultValue the rules of the themes that the expression touches */
  readonly rules?: readonly Rule[];
  /** @defaultValue 12 iterations, the larger of 5,000 nodes and three times the expression's own */
  readonly limits?: Limits;
  /** @defaultValue {@link termSize}, with a surcharge on functions that the expression does not have and few know */
  readonly cost?: CostFunction;
};

export type Simplified = {
  readonly expression: Expression;
  readonly cost: number;
  readonly report: RewriteReport;
  /** Why the result is equal wherever the given expression has a value; see `checkExplanation`. */
  readonly explanation: Explanation;
  /** The rules it was made with: what the checker is to be given. */
  readonly rules: readonly Rule[];
};

/** Functions that a simpler form may bring in although the expression did not have them. */
const WELL_KNOWN = new Set(
  'add sub mul div neg abs pow sqrt cbrt exp log sin cos tan sinh cosh tanh asin acos atan'.split(' '),
);
const SURCHARGE = 10;
const ROUNDS = 4;

/**
 * The shortest term that the rules find equal to an expression, wherever that has a value on its domain.
 * @throws NapierError `domain` when the domain is empty or the expression has no value on it, `name` for a domain of a
 * variable that the expression has not, `limit` when the derivation would be too long
 */
export function simplify(expression: Expression, options: SimplifyOptions = {}): Simplified {
  const rules = options.rules ?? relevantRules(expression);
  const present = operationsOf(expression);
  const cost: CostFunction =
    options.cost ??
    ((operation, leaf) =>
      termSize(operation, leaf) +
      (operation === undefined || present.has(operation) || WELL_KNOWN.has(operation) ? 0 : SURCHARGE));
  const variables = variableFacts(expression, options.domain);
  let best = simplifyOnce(expression, variables, rules, cost, options.limits);
  // Again from the result: a smaller start leaves more room under the same limits.
  for (let round = 1; round < ROUNDS && best.expression.kind === 'apply'; round++) {
    const next = simplifyOnce(best.expression, variables, rules, cost, options.limits);
    if (next.cost >= best.cost) break;
    best = { ...next, explanation: joinExplanations(best.explanation, next.explanation) };
  }
  return { ...best, rules };
}

function simplifyOnce(
  expression: Expression,
  variables: ReadonlyMap<string, Facts>,
  rules: readonly Rule[],
  cost: CostFunction,
  limits: Limits = {},
): Omit<Simplified, 'rules'> {
  const graph = new EGraph({ variables });
  const root = graph.addExpression(expression);
  const report = rewrite(graph, rules, {
    iterations: 12,
    nodes: Math.max(5000, 3 * graph.nodeCount),
    backoff: { matches: 100, rounds: 2 },
    ...limits,
  });
  if (report.stop === 'Contradiction') {
    fail({
      kind: 'domain',
      message: `${shortText(expression)} has no value anywhere on its domain`,
      hint: graph.contradiction,
    });
  }
  const { expression: simpler, cost: total } = extract(graph, root, cost);
  return { expression: simpler, cost: total, report, explanation: explain(graph, expression, simpler) };
}

/** What the domains say about an expression's variables. */
function variableFacts(
  expression: Expression,
  domain: SimplifyOptions['domain'],
): ReadonlyMap<string, Facts> {
  const variables = variablesOf(expression);
  if (domain === undefined) return new Map();
  if (isDomain(domain)) {
    if (variables.length > 1) {
      fail({ kind: 'value', message: 'one domain for several variables', hint: 'give one for each by name' });
    }
    return new Map(variables.map((name) => [name, factsOfDomain(domain)]));
  }
  const stranger = Object.keys(domain).find((name) => !variables.includes(name));
  if (stranger !== undefined) {
    fail({ kind: 'name', message: `the expression has no variable \`${stranger}\`` });
  }
  return new Map(Object.entries(domain).map(([name, of]) => [name, factsOfDomain(of)]));
}

function isDomain(domain: Domain | Readonly<Record<string, Domain>>): domain is Domain {
  return Array.isArray((domain as Domain).open);
}

function shortText(expression: Expression): string {
  const text = toText(expression);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
