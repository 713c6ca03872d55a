import { NapierError } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import { findFormat } from '../../number/formats.ts';
import { createRandom } from '../../number/random.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { compileSystem } from '../../program/system/evaluate-system.ts';
import {
  expressionsToSystem,
  MOST_POWER,
  type NamedExpression,
} from '../../program/system/expression-to-system.ts';
import { CALLS, operationCycles, type SystemOperation } from '../../program/system/system.ts';
import { checkExplanation } from '../check-explanation.ts';
import type { CostFunction } from '../cost-function.ts';
import { EGraph } from '../e-graph.ts';
import { explain } from '../explain.ts';
import { extractDags } from '../extract-dag.ts';
import { operationsOf, relevantRules } from '../relevant-rules.ts';
import { rewrite } from '../rewrite.ts';
import type { Rule } from '../rule.ts';

/** E-nodes that the expressions of one e-graph begin with, at most, and operations of one that takes part. */
const BATCH = 300;
/** E-nodes of one e-graph, and of all together: later expressions stay as they are. */
const NODES = 1_500;
const ALL_NODES = 250_000;
/**
 * Points at which a new form's roundings are compared with the old one's, and bits by which they may be worse on average:
 * in the range that is asked for, and at magnitudes from 2^-40 to 2^40, where differences that cancel show.
 */
const POINTS = 24;
const WORSE = { near: 1, far: 4 } as const;
const FAR = 40;

/** What the exact form of sums and products does by itself. */
const PLAIN: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'fma']);
/** Functions that people write for their accuracy: they are not taken apart. */
const ACCURATE = ['hypot', 'expm1', 'log1p', 'erfc', 'sinc', 'fma'];
/** Rules whose ways are longer, or lose digits. */
const UNWANTED =
  /^(conjugate-|add-by-cubes|sub-by-cubes|sum-of-cubes|difference-of-cubes|to-|pow-half-square|fma-back)/;

/** What operations cost that no machine has, and how they are written instead. */
const WRITTEN: Readonly<Partial<Record<string, number>>> = {
  fma: 2,
  rsqrt: 9,
  exp2: 20,
  exp10: 20,
  sigmoid: 26,
};

/**
 * A system with some of its expressions replaced by equal ones that take fewer cycles: equality saturation of those with
 * quotients, roots and functions, a few together, and the cheapest terms taken out with shared work counted once. Each
 * replacement is equal wherever its expression has a value (an explanation that the checker has passed, from that
 * expression alone), and does not lose more than a bit more on average at points of `range`. The same array when nothing
 * is cheaper.
 */
export function rewriteSystem(
  system: readonly NamedExpression[],
  range: readonly [lo: number, hi: number] = [0.5, 2],
): readonly NamedExpression[] {
  const made = new Map<Expression, Expression>();
  let [batch, size, left] = [[] as Expression[], 0, ALL_NODES];
  const finish = (): void => {
    if (batch.length > 0) left -= rewriteBatch(batch, range, made);
    [batch, size] = [[], 0];
  };
  for (const expression of new Set(system.map((one) => one.expression))) {
    if (left <= 0) break;
    const own = sizeOf(expression);
    if (own > BATCH || [...operationsOf(expression)].every((name) => PLAIN.has(name))) continue;
    if (size + own > BATCH) finish();
    batch.push(expression);
    size += own;
  }
  finish();
  if (made.size === 0) return system;
  return system.map(({ name, expression }) => ({ name, expression: made.get(expression) ?? expression }));
}

/** Different terms in it. */
function sizeOf(expression: Expression): number {
  const seen = new Set<number>();
  foldExpression<undefined>(expression, (term) => void seen.add(term.id) as undefined);
  return seen.size;
}

/** Notes what is cheaper. @returns the e-nodes that it took */
function rewriteBatch(
  batch: readonly Expression[],
  range: readonly [lo: number, hi: number],
  made: Map<Expression, Expression>,
): number {
  const powers = powersIn(batch);
  const rules = [...new Set(batch.flatMap((expression) => relevantRules(expression)))].filter((rule) =>
    isWanted(rule, powers),
  );
  const graph = new EGraph();
  const nodes = batch.map((expression) => graph.addExpression(expression));
  const most = Math.max(NODES, 2 * graph.nodeCount);
  const { stop } = rewrite(graph, rules, {
    iterations: 10,
    nodes: most,
    backoff: { matches: 100, rounds: 2 },
  });
  if (stop === 'Contradiction') return most;
  const { expressions } = extractDags(graph, nodes, cyclesFor(batch, powers));
  for (const [i, expression] of batch.entries()) {
    const found = expressions[i];
    if (found === expression || !isEqual(graph, expression, found, rules)) continue;
    if (isAsAccurate(expression, found, range)) made.set(expression, found);
  }
  return graph.nodeCount;
}

/** Which powers there are: none, whole ones only, or others too. */
type Powers = 'none' | 'whole' | 'any';

function powersIn(batch: readonly Expression[]): Powers {
  let found: Powers = 'none';
  for (const expression of batch) {
    foldExpression<undefined>(expression, (term) => {
      if (term.kind !== 'apply' || term.operation !== 'pow') return undefined;
      if (!isWholePower(term.args[1])) found = 'any';
      else if (found === 'none') found = 'whole';
      return undefined;
    });
  }
  return found;
}

function isWanted({ name, left, right }: Rule, powers: Powers): boolean {
  if (UNWANTED.test(name)) return false;
  const [from, to] = [operationsOf(left.term), operationsOf(right.term)];
  if (!ACCURATE.every((operation) => !from.has(operation) || to.has(operation))) return false;
  // Products and roots are cheaper than powers, and whole powers are products.
  if (to.has('pow') && !from.has('pow')) return powers === 'any';
  return !(powers === 'whole' && from.has('sqrt') !== to.has('sqrt') && (from.has('pow') || to.has('pow')));
}

function cyclesFor(batch: readonly Expression[], powers: Powers): CostFunction {
  const present = new Set(batch.flatMap((expression) => [...operationsOf(expression)]));
  return (operation, leaf) => {
    if (operation === undefined) return leaf?.kind === 'variable' ? 0.01 : 0.02;
    // Whole powers are a few products.
    if (operation === 'pow' && powers === 'whole') return 5;
    const written = WRITTEN[operation];
    if (written !== undefined) return written;
    const known = PLAIN.has(operation) || MACHINE.has(operation);
    return known ? operationCycles(operation as SystemOperation) : present.has(operation) ? 1e3 : 1e6;
  };
}

const MACHINE: ReadonlySet<string> = new Set<SystemOperation>([
  'div', 'abs', 'min', 'max', 'sqrt', 'floor', 'ceil', 'round', 'trunc', ...CALLS,
]); // prettier-ignore

function isWholePower(exponent: Expression): boolean {
  return (
    exponent.kind === 'number' &&
    exponent.denominator === 1n &&
    Math.abs(Number(exponent.numerator)) <= MOST_POWER
  );
}

/** By an explanation that needs no other expression to have a value. */
function isEqual(graph: EGraph, from: Expression, to: Expression, rules: readonly Rule[]): boolean {
  try {
    const explanation = explain(graph, from, to);
    return checkExplanation({ ...explanation, assumed: [from] }, rules) === undefined;
  } catch (error) {
    // Too long to write down.
    if (error instanceof NapierError && error.fault.kind === 'limit') return false;
    throw error;
  }
}

/** Whether the roundings of the new form are about as good. */
function isAsAccurate(
  before: Expression,
  after: Expression,
  [lo, hi]: readonly [lo: number, hi: number],
): boolean {
  const inputs = variablesOf(before);
  const random = createRandom(1);
  const oracle = createOracle(before, inputs, { maxPrecision: 2_000 });
  const f64 = findFormat('f64');
  let runs;
  try {
    runs = [before, after].map((expression) =>
      compileSystem(expressionsToSystem([{ name: 'f', expression }], inputs, true)),
    );
  } catch (error) {
    if (error instanceof NapierError) return false;
    throw error;
  }
  const out = new Float64Array(1);
  for (const place of ['near', 'far'] as const) {
    const sums = [0, 0];
    for (let k = 0; k < POINTS; k++) {
      const point = inputs.map(() =>
        place === 'near'
          ? lo + (hi - lo) * random.next()
          : (random.integer(2) === 0 ? 1 : -1) * 2 ** (FAR * (2 * random.next() - 1)),
      );
      let truth: number;
      try {
        truth = oracle.rounded(point, f64);
      } catch (error) {
        if (error instanceof NapierError && error.fault.kind === 'not-proved') continue;
        throw error;
      }
      if (!Number.isFinite(truth)) continue;
      for (const [i, run] of runs.entries()) {
        run(point, out);
        sums[i] += bitsWrong(out[0], truth);
      }
    }
    if (sums[1] > sums[0] + WORSE[place] * POINTS) return false;
  }
  return true;
}

function bitsWrong(computed: number, truth: number): number {
  if (computed === truth) return 0;
  const relative = Math.abs(computed - truth) / Math.max(Math.abs(truth), 2 ** -1022);
  return relative === relative ? Math.min(64, Math.log2(1 + relative * 2 ** 53)) : 64;
}
