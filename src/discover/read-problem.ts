import { NapierError } from '../error/fault.ts';
import { variablesOf } from '../expression/expression.ts';
import { readFormatName } from './json/read-format-name.ts';
import { MEASURES } from '../number/measure.ts';
import { COST_MODEL_NAMES } from '../program/cost.ts';
import { inTableOrder, MACHINE_OPERATIONS, type MachineOperation } from '../program/machine-operations.ts';
import { ENGINE_NAMES } from '../search/engine.ts';
import type { FindingProblem } from './finding.ts';
import type { Field } from './json/fields.ts';
import { problemOf } from './problem-record.ts';
import { readConstraints } from './read-constraints.ts';
import { readIdentities } from './read-identities.ts';

/** The problem of a finding or a checkpoint: every field checked, its texts parse, its variable is the function's. */
export function readProblem(field: Field): FindingProblem {
  const f = field.object(
    [
      'function',
      'variable',
      'domain',
      'format',
      'measure',
      'cost',
      'fma',
      'division',
      'engines',
      'budget',
      'seed',
    ],
    [
      'error',
      'maxOperations',
      'maxDegree',
      'maxTable',
      'arithmetic',
      'operations',
      'fromScratch',
      'constraints',
      'identities',
      'identitiesFrom',
    ],
  );
  const ends = f.domain.object(['lo', 'hi', 'open']);
  const open = ends.open.items(2);
  if (open.length !== 2) ends.open.refuse('expected two of true or false');
  const record: FindingProblem = {
    function: f.function.string(),
    variable: f.variable.string(),
    domain: { lo: ends.lo.string(), hi: ends.hi.string(), open: [open[0].boolean(), open[1].boolean()] },
    format: readFormatName(f.format),
    measure: f.measure.oneOf(MEASURES),
    ...(f.error === undefined ? {} : { error: positive(f.error) }),
    cost: f.cost.oneOf(COST_MODEL_NAMES),
    ...(f.maxOperations === undefined ? {} : { maxOperations: f.maxOperations.count() }),
    ...(f.maxDegree === undefined ? {} : { maxDegree: f.maxDegree.count() }),
    fma: f.fma.boolean(),
    division: f.division.boolean(),
    ...(f.arithmetic === undefined ? {} : { arithmetic: readFormatName(f.arithmetic) }),
    ...(f.operations === undefined ? {} : { operations: readOperations(f.operations, f.fma, f.division) }),
    ...(f.fromScratch === undefined ? {} : { fromScratch: f.fromScratch.boolean() || unsaid(f.fromScratch) }),
    ...(f.maxTable === undefined ? {} : { maxTable: f.maxTable.count() }),
    ...(f.constraints === undefined ? {} : { constraints: readConstraints(f.constraints) }),
    ...(f.identities === undefined ? {} : { identities: readIdentities(f.identities) }),
    ...(f.identitiesFrom === undefined ? {} : { identitiesFrom: f.identitiesFrom.string() }),
    engines: f.engines.items(20).map((engine) => engine.oneOf(ENGINE_NAMES)),
    budget: { evaluations: f.budget.object(['evaluations']).evaluations.count() },
    seed: f.seed.count(),
  };
  if (record.format === 'real' && record.measure === 'ulp') f.measure.refuse('`real` has no ulp');
  checkTexts(record, f.function, f.variable, ends.lo, ends.hi);
  return record;
}

function checkTexts(record: FindingProblem, whole: Field, variable: Field, lo: Field, hi: Field): void {
  // One text at a time, the others replaced by a constant, so that a fault is shown where it is.
  const constant = { ...record, function: '0', domain: { ...record.domain, lo: '0', hi: '0' } };
  const parse = (field: Field, part: Partial<FindingProblem>) => {
    try {
      return problemOf({ ...constant, ...part });
    } catch (error) {
      if (error instanceof NapierError) return field.refuse(error.fault.message, error.fault.hint);
      throw error;
    }
  };
  const { function: term } = parse(whole, { function: record.function });
  const names = variablesOf(term);
  if (names.length !== 1 || names[0] !== record.variable) {
    variable.refuse(
      `the function's variables are ${names.map((name) => `\`${name}\``).join(', ') || 'none'}`,
    );
  }
  for (const [field, end] of [
    [lo, 'lo'],
    [hi, 'hi'],
  ] as const) {
    const text = record.domain[end];
    const { domain } = parse(field, { domain: { ...constant.domain, lo: text } });
    if (variablesOf(domain.lo).length > 0) field.refuse('an end of the domain must be constant');
  }
}

/** The list agrees with the flags, and is in the order in which it is written. */
function readOperations(field: Field, fma: Field, division: Field): readonly MachineOperation[] {
  const operations = field.items(1_000).map((name) => name.oneOf(MACHINE_OPERATIONS));
  if (operations.length === 0) field.refuse('no operation is allowed');
  if (inTableOrder(operations).join() !== operations.join()) {
    field.refuse('expected each operation once, in the order of the table');
  }
  if (fma.boolean() !== operations.includes('fma')) fma.refuse('the operations say otherwise');
  if (division.boolean() !== operations.includes('div')) division.refuse('the operations say otherwise');
  return operations;
}

function unsaid(field: Field): never {
  return field.refuse('expected true, or no such member');
}

function positive(field: Field): number {
  const value = field.number();
  return value > 0 ? value : field.refuse('expected a number above 0');
}
