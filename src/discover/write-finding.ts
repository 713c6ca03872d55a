import type { Certificate, SpecialValue } from '../certify/certificate.ts';
import type { EntryError, Finding, FindingProblem, FrontEntry } from './finding.ts';
import { writeJson, type Json } from './json/write-json.ts';
import { programJson } from './program-record.ts';
import { provenanceJson } from './provenance-record.ts';
import { writeDeductionFinding } from './write-deduction.ts';
import { writeIdentification } from './write-identification.ts';
import { writeImprovement } from './write-improvement.ts';
import { writeInvariant } from './write-invariant.ts';
import { writeRegression } from './write-regression.ts';
import { writeRelation } from './write-relation.ts';
import { writeSystem } from './write-system.ts';

/**
 * A finding as text: members in the order of DESIGN.md, whatever order they were made in; equal findings give equal
 * bytes. `readFinding` reads it back to an equal finding.
 */
export function writeFinding(finding: Finding): string {
  if (finding.kind === 'deduction') return writeDeductionFinding(finding);
  if (finding.kind === 'identification') return writeIdentification(finding);
  if (finding.kind === 'improvement') return writeImprovement(finding);
  if (finding.kind === 'invariant') return writeInvariant(finding);
  if (finding.kind === 'regression') return writeRegression(finding);
  if (finding.kind === 'relation') return writeRelation(finding);
  if (finding.kind === 'system') return writeSystem(finding);
  const { provenance } = finding;
  return `${writeJson({
    napier: finding.napier,
    kind: finding.kind,
    problem: problemJson(finding.problem),
    front: finding.front.map(entryJson),
    provenance: provenanceJson(provenance),
  })}\n`;
}

/** Also the problem's form in a checkpoint. */
export function problemJson(p: FindingProblem): Json {
  return {
    function: p.function,
    variable: p.variable,
    domain: { lo: p.domain.lo, hi: p.domain.hi, open: [...p.domain.open] },
    format: p.format,
    measure: p.measure,
    error: p.error,
    cost: p.cost,
    maxOperations: p.maxOperations,
    maxDegree: p.maxDegree,
    fma: p.fma,
    division: p.division,
    arithmetic: p.arithmetic,
    operations: p.operations,
    fromScratch: p.fromScratch,
    maxTable: p.maxTable,
    constraints: p.constraints && {
      odd: p.constraints.odd,
      monotone: p.constraints.monotone,
      exact: p.constraints.exact?.map(({ input, result }) => ({ input, result })),
      branchFree: p.constraints.branchFree,
    },
    identities: p.identities?.map((row) => ({ ...row })),
    identitiesFrom: p.identitiesFrom,
    engines: p.engines,
    budget: { evaluations: p.budget.evaluations },
    seed: p.seed,
  };
}

function entryJson(entry: FrontEntry): Json {
  return {
    operations: entry.operations,
    cost: entry.cost,
    error: errorJson(entry.error),
    program: { ...programJson(entry.program), text: entry.program.text },
    engine: entry.engine,
    origin: entry.origin,
    certificate: entry.certificate && certificateJson(entry.certificate),
  };
}

function errorJson(e: EntryError): Json {
  return {
    measure: e.measure,
    value: e.value,
    bound: e.bound,
    digits: e.digits,
    status: e.status,
    points: e.points,
    worst: e.worst,
  };
}

/** Also a certificate's form in a checkpoint. */
export function certificateJson(c: Certificate): Json {
  const common = { measure: c.measure, bound: c.bound, lower: c.lower, worst: c.worst };
  switch (c.method) {
    case 'exhaustive':
      return {
        method: c.method,
        format: c.format,
        ...common,
        points: c.points,
        escalated: c.escalated,
        correctlyRounded: c.correctlyRounded,
        ...(c.whole && { whole: { ...c.whole, special: c.whole.special.map(specialJson) } }),
        ...(c.histogram && { histogram: c.histogram }),
      };
    case 'supremum':
      return { method: c.method, ...common, ...proofSize(c) };
    case 'supremum+roundoff':
      return {
        method: c.method,
        format: c.format,
        ...common,
        approximation: c.approximation,
        rounding: c.rounding,
        ...proofSize(c),
        ...(c.pieces && { pieces: c.pieces }),
        ...(c.special && { special: c.special.map(specialJson) }),
      };
  }
}

function specialJson({ input, wanted, got, status, reason }: SpecialValue): Json {
  return { input, wanted, got, status, reason };
}

function proofSize(c: { subintervals: number; order: number; precision: number }): { [key: string]: Json } {
  return { subintervals: c.subintervals, order: c.order, precision: c.precision };
}
