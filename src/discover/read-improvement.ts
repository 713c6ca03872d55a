import { parseDomain } from '../expression/parse-domain.ts';
import { parseExpression } from '../expression/parse.ts';
import { COSTS_NAMES } from '../search/rewrite/targets/targets.ts';
import type {
  Derivation,
  ImprovementEntry,
  ImprovementError,
  ImprovementFinding,
  ImprovementProblem,
  ImprovementProof,
  Regime,
} from './improvement.ts';
import type { Field } from './json/fields.ts';
import { readFormatName } from './json/read-format-name.ts';
import { hexFloat, readCertificate } from './read-certificate.ts';
import { TIER_NAMES } from './shipped/shipped-functions.ts';
import { readProvenance } from './read-finding.ts';

const LIMITS = {
  front: 1_000,
  regimes: 100,
  equations: 10_000,
  path: 1_000,
  variables: 100,
  guards: 100,
} as const;

/**
 * Reads the members of an improvement. Every field is checked, and every expression must parse. (Errors are not measured
 * again, nor derivations checked again.)
 * @throws NapierError with the path and the place of the first thing wrong
 */
export function readImprovement(
  version: string,
  fields: Readonly<Record<'problem' | 'given' | 'front' | 'provenance', Field>>,
): ImprovementFinding {
  const given = fields.given.object(['cost', 'error'], ['expression']);
  return {
    napier: version,
    kind: 'improvement',
    problem: readProblem(fields.problem),
    given: {
      ...(given.expression === undefined ? {} : { expression: given.expression.parsedBy(parseExpression) }),
      cost: given.cost.number(),
      error: readError(given.error),
    },
    front: fields.front.items(LIMITS.front).map(readEntry),
    provenance: readProvenance(fields.provenance),
  };
}

function readProblem(field: Field): ImprovementProblem {
  const f = field.object(['expression', 'domains', 'format', 'costs', 'points', 'seed'], ['precondition']);
  return {
    expression: f.expression.parsedBy(parseExpression),
    domains: Object.fromEntries(
      f.domains.entries(LIMITS.variables).map(([name, domain]) => [name, domain.parsedBy(parseDomain)]),
    ),
    ...(f.precondition === undefined ? {} : { precondition: f.precondition.string() }),
    format: readFormatName(f.format),
    costs: f.costs.oneOf(COSTS_NAMES),
    points: f.points.count(),
    seed: f.seed.count(),
  };
}

function readError(field: Field): ImprovementError {
  const f = field.object(['measure', 'mean', 'worst', 'worstInput', 'points', 'status']);
  const [mean, worst] = [f.mean.number(), f.worst.number()];
  if (!(mean >= 0 && worst >= 0)) field.refuse('an error is not negative');
  if (mean > worst) f.mean.refuse('the mean error is above the worst');
  return {
    measure: f.measure.oneOf(['bits']),
    mean,
    worst,
    worstInput: Object.fromEntries(
      f.worstInput.entries(LIMITS.variables).map(([name, value]) => [name, exact(value)]),
    ),
    points: f.points.count(),
    status: f.status.oneOf(['measured', 'proved']),
  };
}

function readEntry(field: Field): ImprovementEntry {
  const f = field.object(['expression', 'cost', 'error', 'status', 'regimes'], ['derivation', 'proof']);
  return {
    expression: f.expression.parsedBy(parseExpression),
    cost: f.cost.number(),
    error: readError(f.error),
    status: f.status.oneOf(['equal', 'near']),
    ...(f.derivation === undefined ? {} : { derivation: readDerivation(f.derivation) }),
    regimes: f.regimes.items(LIMITS.regimes).map(readRegime),
    ...(f.proof === undefined ? {} : { proof: readProof(f.proof) }),
  };
}

function readProof(field: Field): ImprovementProof {
  const f = field.object(['certificate', 'functions']);
  const certificate = readCertificate(f.certificate);
  if (certificate.method !== 'exhaustive') return f.certificate.refuse('the method is exhaustive');
  return {
    certificate,
    functions: Object.fromEntries(
      f.functions.entries(100).map(([name, tier]) => [name, tier.oneOf(TIER_NAMES)]),
    ),
  };
}

function readRegime(field: Field): Regime {
  const f = field.object(['where', 'expression'], ['derivation', 'series', 'distance']);
  return {
    where: f.where.items(LIMITS.guards).map((item) => {
      const { variable, above, upTo } = item.object(['variable'], ['above', 'upTo']);
      return {
        variable: variable.string(),
        ...(above === undefined ? {} : { above: exact(above) }),
        ...(upTo === undefined ? {} : { upTo: exact(upTo) }),
      };
    }),
    expression: f.expression.parsedBy(parseExpression),
    ...(f.derivation === undefined ? {} : { derivation: readDerivation(f.derivation) }),
    ...(f.series === undefined ? {} : { series: f.series.string() }),
    ...(f.distance === undefined ? {} : { distance: exact(f.distance) }),
  };
}

function readDerivation(field: Field): Derivation {
  const f = field.object(['equations', 'steps'], ['where']);
  const where = f.where?.items(LIMITS.guards).map((item) => {
    const { variable, sign } = item.object(['variable', 'sign']);
    const value = sign.number();
    if (value !== 1 && value !== -1) sign.refuse('a sign is 1 or -1');
    return { variable: variable.string(), sign: value as 1 | -1 };
  });
  const equations = f.equations.items(LIMITS.equations).map((item) => {
    const e = item.object(['rule', 'left', 'right']);
    return {
      rule: e.rule.string(),
      left: e.left.parsedBy(parseExpression),
      right: e.right.parsedBy(parseExpression),
    };
  });
  return {
    ...(where === undefined ? {} : { where }),
    equations,
    steps: f.steps.items(LIMITS.equations).map((item) => {
      const s = item.object(['equation', 'path', 'term']);
      const equation = s.equation.number();
      const number = Math.abs(equation);
      if (!Number.isInteger(equation) || number < 1 || number > equations.length)
        s.equation.refuse('there is no such equation');
      return {
        equation,
        path: s.path.items(LIMITS.path).map((part) => part.count()),
        term: s.term.parsedBy(parseExpression),
      };
    }),
  };
}

function exact(field: Field): string {
  hexFloat(field);
  return field.string();
}
