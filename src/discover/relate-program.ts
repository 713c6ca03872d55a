import { fail } from '../error/fault.ts';
import { opaqueFunction, relateMeasured } from '../search/relate/measured/relate-measured.ts';
import type { ArgumentRange } from '../search/relate/measured/term-values.ts';
import { relationSum, relationText } from '../search/relate/relation.ts';
import { RELATE_LIMITS, readTerms } from './relate.ts';
import type { RelationFinding } from './relation.ts';
import { VERSION } from './version.ts';

export type RelateProgramOptions = {
  /** What it is called in the finding, such as the file it is from. */
  readonly name: string;
  /** How many arguments it takes, 1 to 3. @defaultValue the function's length */
  readonly arity?: number;
  /** Where its arguments lie. @defaultValue the first of [−4, 4], [0, 4], [0, 1], [1, 8] in which it has values */
  readonly range?: readonly [lo: number, hi: number];
  /** Relative error that its values may have. @defaultValue 1e-11 */
  readonly accuracy?: number;
  readonly with?: string;
  /** @defaultValue 3 */
  readonly maxDegree?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
};

const RANGES: readonly ArgumentRange[] = [
  { lo: -4, hi: 4 },
  { lo: 0, hi: 4 },
  { lo: 0, hi: 1 },
  { lo: -1, hi: 1 },
  { lo: 1, hi: 8 },
];
const NAMES = ['x', 'y', 'z'];

/**
 * Polynomial and rational relations that a program's values obey, of which nothing is known but what it gives: all are
 * `measured`. Deterministic, if the program is.
 * @param program from doubles to a double; NaN where it has no value
 * @throws NapierError `value`, `limit`, and those of `with`
 */
export function relateProgram(
  program: (...args: number[]) => number,
  options: RelateProgramOptions,
): RelationFinding {
  const arity = options.arity ?? program.length;
  if (!Number.isInteger(arity) || arity < 1 || arity > RELATE_LIMITS.variables) {
    fail({
      kind: 'limit',
      message: `${options.name} takes ${arity} arguments`,
      hint: `functions of 1 to ${RELATE_LIMITS.variables} numbers can be related; --arity says how many when the program does not`,
    });
  }
  const accuracy = options.accuracy ?? 1e-11;
  if (!(accuracy > 0 && accuracy <= 1e-5)) {
    fail({
      kind: 'value',
      message: `an accuracy of ${accuracy}`,
      hint: 'give a number above 0, at most 1e-5',
    });
  }
  const ranges = options.range === undefined ? RANGES : [{ lo: options.range[0], hi: options.range[1] }];
  if (!ranges.every(({ lo, hi }) => hi - lo > 1e-3 && Math.max(-lo, hi) <= 1e9)) {
    fail({ kind: 'value', message: 'the range of arguments is empty, too narrow or beyond 1e9' });
  }
  const variables = NAMES.slice(0, arity);
  const maxDegree = options.maxDegree ?? 3;
  const seed = options.seed ?? 1;
  const given =
    options.with === undefined ? undefined : readTerms(opaqueFunction(variables), options.with, maxDegree);
  if (given?.terms.some(({ call }) => (call?.order ?? 0) > 0) === true) {
    fail({ kind: 'unsupported', message: 'a program has no derivatives to relate' });
  }
  const report = relateMeasured(program, variables, {
    maxDegree,
    seed,
    ranges,
    accuracy,
    ...(given === undefined ? {} : { given }),
  });
  return {
    napier: VERSION,
    kind: 'relation',
    problem: {
      function: options.name,
      program: { range: [report.range.lo, report.range.hi], accuracy },
      variables,
      ...(given === undefined ? {} : { with: given.terms.map(({ text }) => text) }),
      maxDegree,
      seed,
    },
    front: report.found.map(({ relation, points, digits }) => ({
      identity: relationSum(relation),
      text: relationText(relation),
      form: relation.form,
      terms: relation.terms.map(({ text }) => text),
      monomials: relation.monomials.map(({ coefficient, exponents }) => [
        `${coefficient}`,
        ...exponents.map(String),
      ]),
      status: 'measured',
      points,
      digits: Math.floor(digits * 100) / 100,
    })),
    provenance: {
      evaluations: report.runs,
      distinct: report.found.length,
      stop: 'exhausted',
      history: [{ phase: 'search', forms: report.forms.join(' '), runs: report.runs }],
    },
  };
}
