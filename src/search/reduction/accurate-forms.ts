import { samplePoints } from '../../certify/sample-points.ts';
import type { Expression } from '../../expression/expression.ts';
import { OPERATIONS, type OperationName } from '../../expression/operations.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Facts } from '../../rewrite/facts.ts';
import { factsOfDomain } from '../../rewrite/facts-of-domain.ts';
import type { Problem } from '../problem.ts';
import { bitsOfError } from '../rewrite/bits-of-error.ts';
import { MachineValues } from '../rewrite/machine-values.ts';
import { OPERATION_COSTS } from '../rewrite/operation-costs.ts';
import { searchAlternatives } from '../rewrite/search-alternatives.ts';
import type { StepContext } from './step.ts';
import { roundedValue } from './rounded-value.ts';
import { DIRECT } from './steps/formula.ts';

/** Inputs that forms are judged by, and how far rewriting goes. */
const TRAINING = 192;
const EFFORT = { rounds: 3, nodes: 2000, combinations: 8000 } as const;
/** Bits of the results that a form may lose to its own rounding, where nothing wider is computed in. */
const LOST = 2;
const MOST = 3;

/** What a formula may be computed with: a machine's operations, and functions of one argument, each by a plan of its own. */
const COMPUTED: ReadonlySet<OperationName> = new Set(
  (Object.keys(OPERATIONS) as OperationName[]).filter(
    (name) => DIRECT[name] !== undefined || OPERATIONS[name].arity === 1,
  ),
);

/**
 * Terms equal to a problem's function, as rewriting finds them, that lose little where they are computed operation by
 * operation: `2*sin(x/2)^2` of `1 - cos(x)`. The cheapest of those that lose little enough at every input looked at, else
 * the most accurate on average.
 */
export function accurateForms(
  problem: Problem,
  oracle: Oracle,
  { arithmetic, storage, division }: StepContext,
): Expression[] {
  const { function: given, variable, domain } = problem;
  const valued = samplePoints(problem, TRAINING)
    .map((x) => [x, roundedValue(oracle, x, arithmetic)])
    .filter(([, y]) => y === y);
  const [points, truth] = [0, 1].map((k) => Float64Array.from(valued, (pair) => pair[k]));
  const facts: ReadonlyMap<string, Facts> = new Map([[variable, factsOfDomain(domain)]]);
  const found = searchAlternatives(
    given,
    facts,
    { machine: new MachineValues(arithmetic, [variable], [points]), truth },
    bitsOfError(arithmetic),
    { ...EFFORT, costs: { ...OPERATION_COSTS.libm, operations: division ? COMPUTED : WITHOUT_DIVISION } },
  );
  const most = Math.max(LOST, arithmetic.precision - storage.precision - LOST);
  const judged = found
    .filter(({ expression }) => expression !== given)
    .map(({ expression, cost, errors, mean }) => ({ expression, cost, mean, worst: Math.max(...errors) }));
  const good = judged.filter(({ worst }) => worst <= most).sort((a, b) => a.cost - b.cost);
  const chosen = good.length > 0 ? good : judged.sort((a, b) => a.mean - b.mean);
  return chosen.slice(0, MOST).map(({ expression }) => expression);
}

/** Is a function more than a single operation on its variable? */
export function isFormula(given: Expression): boolean {
  return given.kind === 'apply' && given.args.some((arg) => arg.kind === 'apply');
}

const WITHOUT_DIVISION: ReadonlySet<OperationName> = new Set([...COMPUTED].filter((name) => name !== 'div'));
