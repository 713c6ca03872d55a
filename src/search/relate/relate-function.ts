import { createRandom } from '../../number/random.ts';
import { findRelations } from './find-relations.ts';
import { formsOf, type Form, type FormName } from './forms.ts';
import type { GivenFunction } from './function-term.ts';
import { withoutImplied } from './implied.ts';
import { proveZero, type ZeroProof } from './prove-zero.ts';
import { relationDegree, relationExpression, type Relation } from './relation.ts';
import { checkAtPoints, type PointCheck } from './sound-at-points.ts';

export type Related = {
  readonly relation: Relation;
  /** Absent: not proved, only measured. */
  readonly proof?: ZeroProof;
  readonly check: PointCheck;
};

export type RelateReport = {
  readonly found: readonly Related[];
  /** Forms tried, candidates of theirs, and why some are not told. */
  readonly forms: readonly FormName[];
  readonly candidates: number;
  readonly refuted: number;
  readonly vacuous: number;
  readonly implied: number;
};

/** Points that a relation is tried at: where it is proved, they only show that it says something. */
const POINTS = { proved: 6, measured: 40 } as const;

export type RelateLimits = {
  readonly maxDegree: number;
  readonly seed: number;
  /** The only terms that relations are to be among. */
  readonly given?: Form;
};

/** All relations of the forms tried, proved where they can be, shortest first, without those that others imply. */
export function relateFunction(f: GivenFunction, limits: RelateLimits): RelateReport {
  const random = createRandom(limits.seed);
  const forms = limits.given === undefined ? formsOf(f) : [limits.given];
  const told = new Map<Relation, Related>();
  let [candidates, refuted, vacuous] = [0, 0, 0];
  for (const form of forms) {
    const known = [...told.keys()];
    for (const relation of findRelations(form, limits.maxDegree, random, known)) {
      candidates += 1;
      const expression = relationExpression(relation);
      const proof = proveZero(expression);
      const check = checkAtPoints(expression, random, proof === undefined ? POINTS.measured : POINTS.proved);
      if (!check.agrees && proof !== undefined) {
        throw new Error(`relate: a proof is contradicted by an enclosure (${form.name})`);
      }
      if (!check.agrees) refuted += 1;
      else if (check.points === 0) vacuous += 1;
      else told.set(relation, { relation, check, ...(proof === undefined ? {} : { proof }) });
    }
  }
  const kept = withoutImplied(f, withoutLonger([...told.keys()]));
  return {
    found: kept.toSorted((a, b) => sizeOf(a) - sizeOf(b)).map((relation) => told.get(relation) as Related),
    forms: [...new Set(forms.map(({ name }) => name))],
    candidates,
    refuted,
    vacuous,
    implied: told.size - kept.length,
  };
}

/** f(x + y) and f(x − y) together are told only when that is shorter than an addition theorem. */
function withoutLonger(relations: readonly Relation[]): Relation[] {
  const shortest = Math.min(...relations.filter(({ form }) => form === 'addition').map(sizeOf));
  return relations.filter(
    (relation) => relation.form !== 'sum-and-difference' || sizeOf(relation) < shortest,
  );
}

function sizeOf(relation: Relation): number {
  return relation.monomials.length + relationDegree(relation) + relation.terms.length;
}
