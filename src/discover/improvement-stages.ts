import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { findFormat } from '../number/formats.ts';
import { roundedLeaf } from '../oracle/rounded-leaf.ts';
import {
  MACHINE_OPERATION_TABLE,
  REAL_OPERATIONS,
  type RealOperation,
} from '../program/machine-operations.ts';
import type { Operand, Program } from '../program/program.ts';
import { ProgramBuilder } from '../program/program-builder.ts';
import type { Stage, StagedProgram } from '../program/staged-program.ts';
import type { ImprovementEntry } from './improvement.ts';

/** What a function's name stands for: a program from f32 to f32. */
export type FunctionPrograms = (name: string) => Program;

const F32 = findFormat('f32');
const REAL: ReadonlySet<string> = new Set(REAL_OPERATIONS);

/**
 * An entry of an improvement of one variable in f32 as what a machine runs: operations as written, each rounded, functions
 * by programs of their own, pieces chosen by comparisons.
 * @throws NapierError whatever `programs` throws for a function that there is no program of
 */
export function improvementStages(
  entry: Pick<ImprovementEntry, 'expression' | 'regimes'>,
  variable: string,
  programs: FunctionPrograms,
): StagedProgram {
  const stages: Stage[] = [];
  /** Values by number: 0 the input, k the result of stage k. */
  const values = new Map<Expression, number>();
  const push = (stage: Stage): number => stages.push(stage);

  /** The number of the value of a term that is a call, or is to be used by one. */
  const valueOf = (term: Expression): number => {
    const known = values.get(term);
    if (known !== undefined) return known;
    const made =
      term.kind === 'variable'
        ? variableValue(term.name)
        : term.kind === 'apply' && !REAL.has(term.operation)
          ? callOf(term)
          : arithmetic(term);
    values.set(term, made);
    return made;
  };

  const variableValue = (name: string): number =>
    name === variable
      ? 0
      : fail({ kind: 'unsupported', message: `every input is run of one variable, not of \`${name}\` too` });

  const callOf = (term: Extract<Expression, { kind: 'apply' }>): number => {
    if (term.args.length !== 1) {
      fail({ kind: 'unsupported', message: `there is no program of \`${term.operation}\` to run` });
    }
    const program = programs(term.operation);
    return push({ program, inputs: [valueOf(term.args[0])] });
  };

  /** A stage of arithmetic, from values that are there. */
  const arithmetic = (root: Expression): number => {
    const leaves: number[] = [];
    const order: Expression[] = [];
    const seen = new Set<Expression>();
    const stack: { readonly term: Expression; done: boolean }[] = [{ term: root, done: false }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top.done) {
        stack.pop();
        order.push(top.term);
        continue;
      }
      top.done = true;
      if (seen.has(top.term)) {
        stack.pop();
        continue;
      }
      seen.add(top.term);
      if (isArithmetic(top.term))
        for (const arg of top.term.args) if (!seen.has(arg)) stack.push({ term: arg, done: false });
    }
    for (const term of order) {
      if (!isLeaf(term) && !isArithmetic(term) && !leaves.includes(valueOf(term))) leaves.push(valueOf(term));
    }
    const inputs = leaves.length === 0 ? [0] : leaves;
    const b = new ProgramBuilder('f32', inputs.map((value) => `v${value}`)); // prettier-ignore
    const made = new Map<Expression, Operand>();
    for (const term of order) {
      made.set(
        term,
        isArithmetic(term)
          ? b.operation(term.operation as RealOperation, ...term.args.map((arg) => made.get(arg) as Operand))
          : isLeaf(term)
            ? b.constant(toHexFloat(roundedLeaf(term, F32)))
            : b.input(inputs.indexOf(valueOf(term))),
      );
    }
    const result = made.get(root) as Operand;
    // A program is one operation at least, when it is no call: the larger of two equals is either.
    return push({ program: b.build(isArithmetic(root) ? result : b.max(result, result)), inputs });
  };

  const pieces = entry.regimes.length === 0 ? [{ where: [], expression: entry.expression }] : entry.regimes;
  const results = pieces.map(({ expression }) => valueOf(parseExpression(expression)));
  if (pieces.length === 1) {
    const [only] = results;
    if (only !== stages.length) arithmetic(parseExpression(pieces[0].expression));
    return { format: 'f32', inputs: [variable], stages };
  }
  const inputs = [...new Set([0, ...results])];
  const b = new ProgramBuilder('f32', inputs.map((value) => `v${value}`)); // prettier-ignore
  const operand = (value: number): Operand => b.input(inputs.indexOf(value));
  let chosen = operand(results[results.length - 1]);
  for (let i = pieces.length - 2; i >= 0; i--) {
    let taken = operand(results[i]);
    for (const { variable: name, above, upTo } of pieces[i].where) {
      variableValue(name);
      if (above !== undefined) taken = b.operation('select', b.operation('lt', b.constant(above), operand(0)), taken, chosen); // prettier-ignore
      if (upTo !== undefined) taken = b.operation('select', b.operation('le', operand(0), b.constant(upTo)), taken, chosen); // prettier-ignore
    }
    chosen = taken;
  }
  push({ program: b.build(chosen), inputs });
  return { format: 'f32', inputs: [variable], stages };
}

function isArithmetic(term: Expression): term is Extract<Expression, { kind: 'apply' }> {
  return term.kind === 'apply' && REAL.has(term.operation) && term.operation in MACHINE_OPERATION_TABLE;
}

function isLeaf(term: Expression): term is Exclude<Expression, { kind: 'apply' | 'variable' }> {
  return term.kind === 'number' || term.kind === 'constant';
}
