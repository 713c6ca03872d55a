import { COST_MODELS } from '../program/cost.ts';
import { programText } from '../program/program-text.ts';
import type { Candidate } from '../search/engine.ts';
import type { Problem } from '../search/problem.ts';
import { decimalDown, decimalUp } from '../number/decimal.ts';
import { exactDouble } from '../number/exact-double.ts';
import { errorDigits } from './error-digits.ts';
import type { EntryError, FrontEntry } from './finding.ts';
import { programKey } from './program-key.ts';
import { provedBound, type Proof, type Proofs } from './proof.ts';

/** A costlier program must be better by this share to stand on the front: what is printed would not show less. */
const WORTH = 1e-3;

type Standing = { readonly candidate: Candidate; readonly proof: Proof | undefined; readonly error: number };

/**
 * The front of a finding. A proved program counts with its bound and falls only to a proved one; a measured program
 * falls to anything as cheap that is proved or measured to be as good, and is not shown beside a proved one of its
 * own cost. A program whose proof found no bound at all keeps its measured error.
 */
export function assembleFront(
  problem: Problem,
  candidates: readonly Candidate[],
  proofs: Proofs,
): FrontEntry[] {
  const standings = candidates.map((candidate): Standing => {
    const proof = proofs.get(programKey(candidate.program));
    return { candidate, proof, error: standingError(candidate, proof) };
  });
  const proved = nonDominated(standings.filter(({ proof }) => proof?.kind === 'proved'));
  const costs = new Set(proved.map(({ candidate }) => candidate.cost));
  const measured = standings.filter(
    ({ proof, candidate, error }) =>
      proof?.kind !== 'proved' &&
      !costs.has(candidate.cost) &&
      // Against the measured error of the proved: a bound may lie a per cent above it.
      !proved.some(
        (one) => one.candidate.cost < candidate.cost && !(error < one.candidate.error.value * (1 - WORTH)),
      ),
  );
  const standing = new Set(nonDominated([...proved, ...measured]));
  return [...proved, ...measured.filter((one) => standing.has(one))]
    .toSorted((a, b) => a.candidate.cost - b.candidate.cost)
    .map((one) => entryOf(problem, one));
}

/** The number a program counts with: its proved bound, else the largest error known of it. */
function standingError(candidate: Candidate, proof: Proof | undefined): number {
  if (proof?.kind === 'proved') return provedBound(proof);
  return proof?.kind === 'refuted' ? Math.max(proof.error, candidate.error.value) : candidate.error.value;
}

/** Those that no other beats in cost and error; of equals, the first in the order given. */
function nonDominated(standings: readonly Standing[]): Standing[] {
  const sorted = standings.map((one, i) => ({ one, i }));
  sorted.sort(
    (a, b) => a.one.candidate.cost - b.one.candidate.cost || a.one.error - b.one.error || a.i - b.i,
  );
  let best = Number.MAX_VALUE;
  const kept: Standing[] = [];
  for (const { one } of sorted) {
    if (!(one.error < best * (1 - WORTH))) continue;
    kept.push(one);
    best = one.error;
  }
  return kept;
}

function entryOf(problem: Problem, { candidate, proof }: Standing): FrontEntry {
  const { program } = candidate;
  return {
    operations: COST_MODELS.operations.cost(program),
    cost: candidate.cost,
    error: errorOf(problem, candidate, proof),
    program: { ...program, text: programText(program) },
    engine: candidate.engine,
    origin: candidate.origin,
    ...(proof?.kind === 'proved' ? { certificate: proof.certificate } : {}),
  };
}

function errorOf({ measure }: Problem, { error }: Candidate, proof: Proof | undefined): EntryError {
  if (proof?.kind !== 'proved') {
    const largest =
      proof?.kind === 'refuted' && proof.error > error.value
        ? { value: proof.error, points: proof.points, worst: proof.worst }
        : error;
    return withDigits({ measure, status: 'measured', ...largest, value: decimalDown(largest.value) });
  }
  const { certificate } = proof;
  return withDigits({
    measure,
    value: decimalDown(exactDouble(certificate.lower)),
    bound: decimalUp(exactDouble(certificate.bound)),
    status: 'proved',
    points: certificate.method === 'exhaustive' ? Number(certificate.points) : error.points,
    worst: certificate.worst,
  });
}

function withDigits(error: EntryError): EntryError {
  const digits = errorDigits(error.measure, Number(error.bound ?? error.value));
  return digits === undefined ? error : { ...error, digits };
}
