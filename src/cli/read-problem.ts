import { defaultEngines, DEFAULT_EVALUATIONS } from '../discover/approximate.ts';
import { PROBLEM_LIMITS, checkVariables } from '../discover/check-problem.ts';
import { domainBounds } from '../discover/domain-bounds.ts';
import { codeNameOf } from '../discover/code-name-of.ts';
import { fail } from '../error/fault.ts';
import { isUnbounded, WHOLE_DOMAIN, type Domain } from '../expression/domain.ts';
import { parseDomain } from '../expression/parse-domain.ts';
import { parseErrorBound } from '../expression/parse-error-bound.ts';
import { variablesOf } from '../expression/expression.ts';
import { findFormat, type FormatName } from '../number/formats.ts';
import { MEASURES, type Measure } from '../number/measure.ts';
import { COST_MODEL_NAMES } from '../program/cost.ts';
import { ENGINE_NAMES, type EngineName } from '../search/engine.ts';
import type { Problem } from '../search/problem.ts';
import { hasWholeFunctions } from '../search/reduction/reduction-engine.ts';
import { located } from './located.ts';
import type { OptionValues } from './option-values.ts';
import { readConstraints } from './read-constraints.ts';
import { readFunction } from './read-function.ts';
import { readIdentitiesOf } from './read-identities-of.ts';
import { readOperations } from './read-operations.ts';

/** What `approximate` is asked, as its command line says it. */
export type GivenProblem = {
  readonly problem: Problem;
  readonly engines: readonly EngineName[];
  readonly evaluations: number;
  /** A name for files and code, from the formula. */
  readonly name: string;
};

/** Reads function and options into a problem. @throws NapierError, behind the option it is about */
export function readProblem(source: string, values: OptionValues): GivenProblem {
  const given = located('approximate', () => readFunction(source, values.flag('fpcore')));
  located('approximate', () => checkVariables(given));
  const chosen = values.read('format', readFormat) ?? given.format;
  const format = chosen ?? 'f64';
  const domain = values.read('domain', parseDomain) ?? given.domain ?? naturalDomain(chosen);
  located('approximate --domain', () => domainBounds(domain, format));
  const { error, measure } = readError(values, format, isUnbounded(domain));
  const allowed = readOperations(values);
  const arithmetic = values.read('arithmetic', readFormat);
  if (values.flag('integer')) checkFixedPoint(format);
  const maxOperations = values.number('max-ops', 1, PROBLEM_LIMITS.operations);
  const maxDegree = values.number('max-degree', 0, PROBLEM_LIMITS.degree);
  const maxTable = values.number('max-table', 0, PROBLEM_LIMITS.tableBytes);
  const constraints = readConstraints(values, format);
  const problem: Problem = {
    function: given.function,
    variable: variablesOf(given.function)[0],
    domain,
    format,
    measure,
    ...(error === undefined ? {} : { error }),
    cost: values.oneOf('cost', COST_MODEL_NAMES, 'cost model') ?? 'operations',
    ...(maxOperations === undefined ? {} : { maxOperations }),
    ...(maxDegree === undefined ? {} : { maxDegree }),
    ...allowed,
    ...(arithmetic === undefined ? {} : { arithmetic }),
    ...(values.flag('from-scratch') ? { fromScratch: true } : {}),
    ...(maxTable === undefined ? {} : { maxTable }),
    ...(constraints === undefined ? {} : { constraints }),
    ...readIdentitiesOf(given.function, values),
    seed: values.number('seed', 0, Number.MAX_SAFE_INTEGER) ?? 1,
  };
  return {
    problem,
    engines: values.someOf('engine', ENGINE_NAMES, 'engine') ?? defaultEngines(problem),
    evaluations: values.number('budget', 1, 1e15) ?? DEFAULT_EVALUATIONS,
    name: codeNameOf(given.function),
  };
}

/** @throws NapierError `unsupported` for formats whose numbers are not counts of a unit */
function checkFixedPoint(format: FormatName): void {
  if (format !== 'real' && findFormat(format).fixedPoint !== undefined) return;
  fail({
    kind: 'unsupported',
    message: `--integer is for fixed point and integers, and ${format} is neither`,
    hint: 'add --format "q(3.12)", i16, …; `napier format` lists formats. Integer operations on the bits of floats: --engine bits',
  });
}

/** Every number of the format, infinities and NaN included, where it was asked for and whole functions are made. */
function naturalDomain(format: FormatName | undefined): Domain {
  if (format !== undefined && hasWholeFunctions(format)) return WHOLE_DOMAIN;
  return fail({
    kind: 'value',
    message: '`approximate` needs to know where: the domain is missing',
    hint: 'add --domain "[0,1]"; ends may be formulas, as in "[-pi/4,pi/4]", and ( ) leave an end out',
  });
}

/** The error asked for and its measure: said by the error itself (`1ulp`), by --measure, or by the format. */
function readError(
  values: OptionValues,
  format: FormatName,
  whole: boolean,
): { error?: number; measure: Measure } {
  const given = values.read('error', parseErrorBound);
  // Results of a whole function may be subnormal, where bits are fewer: bits of a normal number's significand are meant.
  const bits = whole && format !== 'real' && given?.measure === 'relative';
  const bound = bits
    ? { value: Math.max(0.5, given.value * 2 ** (findFormat(format).precision - 1)), measure: 'ulp' as const }
    : given;
  const said = values.oneOf('measure', MEASURES, 'measure');
  if (bound?.measure !== undefined && said !== undefined && bound.measure !== said) {
    fail({
      kind: 'value',
      message: `--error ${values.text('error')} is ${bound.measure}, but --measure says ${said}`,
      hint: 'leave --measure out, or give --error a bare number',
    });
  }
  const fallback = format === 'real' || bound !== undefined ? 'relative' : 'ulp';
  const measure = bound?.measure ?? said ?? fallback;
  return bound === undefined ? { measure } : { error: bound.value, measure };
}

/** The canonical name of a format that may be described: `q(3.12)`. */
function readFormat(source: string): FormatName {
  return source === 'real' ? source : findFormat(source).name;
}
