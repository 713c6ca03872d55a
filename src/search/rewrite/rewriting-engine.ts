import { createErrorMeter } from '../../certify/measured-error.ts';
import { samplePoints } from '../../certify/sample-points.ts';
import { NapierError } from '../../error/fault.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { OPERATIONS, type OperationName } from '../../expression/operations.ts';
import { FORMATS, findFormat } from '../../number/formats.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import { isRealOperation, REAL_OPERATIONS, type MachineOperation } from '../../program/machine-operations.ts';
import type { Program } from '../../program/program.ts';
import type { Facts } from '../../rewrite/facts.ts';
import { factsOfDomain } from '../../rewrite/facts-of-domain.ts';
import { factor } from '../../rewrite/calculate/forms.ts';
import { simplifyExactly } from '../../rewrite/calculate/simplify-exactly.ts';
import { breath } from '../breath.ts';
import type { Budget, Engine, EngineEvent } from '../engine.ts';
import type { Problem } from '../problem.ts';
import { bitsOfError } from './bits-of-error.ts';
import { expressionProgram } from './expression-program.ts';
import { lower } from './lower.ts';
import { MachineValues } from './machine-values.ts';
import type { OperationCosts } from './operation-costs.ts';
import { searchAlternatives } from './search-alternatives.ts';

/** Inputs that terms are judged by during the search, and programs measured on before they are proposed. */
const TRAINING = 192;
const MEASURED = { real: 2 ** 11, machine: 2 ** 14 } as const;
const EFFORT = { rounds: 3, nodes: 2000, combinations: 8000 } as const;

/**
 * The given formula itself, and the terms that rewriting finds equal to it, as programs: for formulas that are made of
 * what programs compute. Nothing is approximated; where a rule would be wrong the proof says so (docs/approximate.md).
 */
export const rewritingEngine: Engine = {
  name: 'rewriting',
  description:
    'the formula itself and equal ones by rewriting, as programs, where machines compute its operations',
  refuses: (problem) => {
    if (variablesOf(problem.function).length > 1) return 'rewriting works on functions of one variable';
    const { function: given, format, variable, operations = [] } = problem;
    const program = expressionProgram(given, format, variable);
    const computed = (op: MachineOperation): boolean => isRealOperation(op) || operations.includes(op);
    return program === undefined || !program.code.every(({ op }) => computed(op))
      ? `rewriting works on formulas that programs of ${format} compute as they are written`
      : undefined;
  },
  propose,
};

async function* propose(
  problem: Problem,
  oracle: Oracle,
  budget: Budget,
): AsyncGenerator<EngineEvent, void, void> {
  if (budget.stopped() !== undefined) return;
  const allowed = allowedOperations(problem);
  const known = new Set<string>();
  const programs: { readonly program: Program; readonly cost: number; readonly given: boolean }[] = [];
  for (const term of termsOf(problem, oracle, allowed)) {
    await breath();
    if (budget.stopped() !== undefined) break;
    const program = expressionProgram(term, problem.format, problem.variable);
    if (program === undefined || !program.code.every(({ op }) => allowed.has(op))) continue;
    if (COST_MODELS.operations.cost(program) > (problem.maxOperations ?? Infinity)) continue;
    const key = JSON.stringify(program);
    if (known.has(key)) continue;
    known.add(key);
    programs.push({
      program,
      cost: COST_MODELS[problem.cost].cost(program),
      given: term === problem.function,
    });
  }
  if (programs.length === 0) {
    yield { kind: 'note', message: 'rewriting: no form of the formula has only operations that are allowed' };
    return;
  }
  const measure = createErrorMeter(problem, oracle, MEASURED[problem.format === 'real' ? 'real' : 'machine']);
  let evaluations = 0;
  for (const { program, cost, given } of programs.sort((a, b) => a.cost - b.cost)) {
    if (evaluations >= budget.evaluations || budget.stopped() !== undefined) break;
    evaluations++;
    const error = measure(program);
    if (Number.isFinite(error.value)) {
      const origin = { form: given ? 'given' : 'rewritten' };
      yield { kind: 'candidate', candidate: { program, cost, error, engine: 'rewriting', origin } };
    }
    yield { kind: 'progress', evaluations };
    await breath();
  }
}

function allowedOperations({ operations, division, fma }: Problem): ReadonlySet<MachineOperation> {
  return new Set(
    operations ?? REAL_OPERATIONS.filter((op) => (op !== 'div' || division) && (op !== 'fma' || fma)),
  );
}

/** The formula, and others equal to it as far as rules know, found one after the other: none of them is trusted. */
function* termsOf(
  problem: Problem,
  oracle: Oracle,
  allowed: ReadonlySet<MachineOperation>,
): Generator<Expression, void, void> {
  const { function: given, variable, domain } = problem;
  yield given;
  for (const form of [simplifyExactly, factor]) {
    const term = ifAnswered(() => form(given));
    if (term !== undefined) yield term;
  }
  const facts: ReadonlyMap<string, Facts> = new Map([[variable, factsOfDomain(domain)]]);
  const costs: OperationCosts = {
    description: 'every operation of programs one, a power two',
    costs: { pow: 2, rsqrt: 2 },
    otherwise: 1,
    branch: 0,
    operations: computable(allowed),
  };
  const shortest = lower(given, facts, costs);
  if (shortest !== undefined) yield shortest.expression;
  // Over the reals every form is exact, and the shortest wins: doubles order the search.
  const format = problem.format === 'real' ? FORMATS.f64 : findFormat(problem.format);
  const points = Float64Array.from(samplePoints(problem, TRAINING));
  const truth = points.map((x) => oracle.rounded([x], format));
  const samples = { machine: new MachineValues(format, [variable], [points]), truth };
  const found = searchAlternatives(given, facts, samples, bitsOfError(format), { ...EFFORT, costs });
  yield* found.map((one) => one.expression);
}

/** A form that algebra refuses (too large, no value anywhere) is only one form less. */
function ifAnswered<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NapierError) return undefined;
    throw error;
  }
}

/** What terms may have, so that programs of the allowed operations compute them. */
function computable(allowed: ReadonlySet<MachineOperation>): ReadonlySet<OperationName> {
  const names = (Object.keys(OPERATIONS) as OperationName[]).filter((name) =>
    allowed.has(name as MachineOperation),
  );
  const products: OperationName[] = allowed.has('mul') ? ['pow'] : [];
  return new Set([...names, ...products]);
}
