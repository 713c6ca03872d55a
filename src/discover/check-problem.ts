import { refuseUncheckable } from '../certify/check-constraints.ts';
import { fail } from '../error/fault.ts';
import { isInfinite } from '../expression/domain.ts';
import { variablesOf } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { checkComputes, findFormat } from '../number/formats.ts';
import { holdsAllOf } from '../number/holds-all-of.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Problem } from '../search/problem.ts';
import { checkDefined } from './check-defined.ts';
import { checkOperations } from './check-operations.ts';
import { domainBounds } from './domain-bounds.ts';

/** Limits on what may be asked, so that a slip of the keyboard does not become a week of search. */
export const PROBLEM_LIMITS = { degree: 64, operations: 1_000, tableBytes: 1 << 24 } as const;

/**
 * Refuses, before any search, a problem that has no answer: not one variable, an empty or reversed domain, a function
 * undefined or with a pole in it, a format of listed numbers, an error no format can hold, a relative error that is infinite at a zero.
 * @throws NapierError `value`, `domain`, `limit` or `unsupported`
 */
export function checkProblem(problem: Problem, oracle: Oracle): void {
  checkComputes(problem.format);
  checkVariables(problem);
  checkLimits(problem);
  checkArithmetic(problem);
  checkOperations(problem);
  if (problem.constraints !== undefined) refuseUncheckable(problem, problem.constraints);
  const bounds = domainBounds(problem.domain, problem.format);
  // A whole function may be undefined, and must then give NaN (see `Specification`).
  const { lo, hi, open } = problem.domain;
  const whole = (isInfinite(lo) && !open[0]) || (isInfinite(hi) && !open[1]);
  if (!whole) checkDefined(problem, oracle, bounds);
}

/** The function must have exactly one variable. Apart, since an oracle is made for it. */
export function checkVariables(problem: Pick<Problem, 'function'>): void {
  const names = variablesOf(problem.function);
  const source = toText(problem.function);
  const span = [0, source.length] as const;
  if (names.length === 0) {
    fail({
      kind: 'value',
      message: 'the function has no variable',
      source,
      span,
      hint: 'write it in x, as in exp(x)',
    });
  }
  if (/^[ct]\d+$/.test(names[0])) {
    fail({
      kind: 'name',
      message: `\`${names[0]}\` cannot be the variable: programs call their constants and values so`,
      source,
      span,
      hint: 'write the function in x',
    });
  }
  if (names.length > 1) {
    fail({
      kind: 'unsupported',
      message: `functions of several variables (${names.join(', ')}) are not approximated`,
      source,
      span,
      hint: 'give numbers for all variables but one',
    });
  }
}

/** The format to compute in must hold every input and result: it is the problem's own or a wider one. */
function checkArithmetic({ format, arithmetic = format }: Problem): void {
  if (arithmetic === format) return;
  const machine = format !== 'real' && arithmetic !== 'real';
  if (machine && holdsAllOf(findFormat(arithmetic), findFormat(format))) return;
  fail({
    kind: 'value',
    message: `programs of ${format} cannot compute in ${arithmetic}, which does not hold all its numbers`,
    hint: `use --arithmetic ${format}, or leave it out`,
  });
}

function checkLimits({ format, measure, error, maxDegree, maxOperations }: Problem): void {
  if (maxDegree !== undefined && maxDegree > PROBLEM_LIMITS.degree) {
    fail({ kind: 'limit', message: `degree ${maxDegree} is above the limit of ${PROBLEM_LIMITS.degree}` });
  }
  if (maxOperations !== undefined && maxOperations > PROBLEM_LIMITS.operations) {
    fail({
      kind: 'limit',
      message: `${maxOperations} operations are above the limit of ${PROBLEM_LIMITS.operations}`,
    });
  }
  if (error !== undefined && !(error > 0 && Number.isFinite(error))) {
    fail({ kind: 'value', message: `an error of ${error} cannot be asked for`, hint: 'it must be above 0' });
  }
  if (format === 'real') {
    if (measure === 'ulp') {
      fail({
        kind: 'value',
        message: '`real` numbers have no ulp',
        hint: 'use --measure relative or absolute, or a machine format',
      });
    }
    return;
  }
  // A rounded result is half an ulp off in the worst case over any interval of values.
  if (measure === 'ulp' && error !== undefined && error < 0.5) {
    fail({
      kind: 'value',
      message: `no ${format} program errs by at most ${error} ulp: rounding alone errs by 0.5`,
      hint: 'ask for 0.51ulp, or for `correct`: the correctly rounded result at every input',
    });
  }
  const unit = 2 ** -findFormat(format).precision;
  if (measure === 'relative' && error !== undefined && error < unit / 2) {
    fail({
      kind: 'value',
      message: `a relative error of ${error} is below what ${format} can hold (${unit.toPrecision(2)})`,
      hint: 'ask for a larger error, or for a wider format',
    });
  }
}
