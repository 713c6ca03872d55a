import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { vectorBits } from '../search/identify/description-length.ts';
import { convergenceOf } from '../search/identify/fractions/convergence.ts';
import { bivariateText, type FamilyStep } from '../search/identify/fractions/family-step.ts';
import type { FractionFamily } from '../search/identify/fractions/fraction-families.ts';
import { MOST_LENGTH } from '../search/identify/fractions/moebius-search.ts';
import { polynomialText, type MoebiusRelation } from '../search/identify/fractions/polynomial-fraction.ts';
import type { FractionHit } from '../search/identify/fractions/scan-fractions.ts';
import type { SignedFraction } from '../search/identify/fractions/signed-fractions.ts';
import type { FractionStudy } from '../search/identify/fractions/study-fraction.ts';
import type { FractionEntry, FractionFamilyEntry, SignedFractionEntry } from './fraction-identification.ts';
import { claim } from './identify-number.ts';

/** A family as a finding has it; its first member's value is among the entries. */
export function familyOf(
  { start, step, found, checked, link }: FractionFamily,
  entries: readonly FractionEntry[],
): FractionFamilyEntry {
  const [a, b] = [polynomialText(start.a), polynomialText(start.b)];
  const first = entries.find((entry) => entry.a === a && entry.b === b);
  return {
    form: 'fraction-family',
    expression: first?.expression ?? '0',
    a,
    b,
    stepA: polynomialText(step.a),
    stepB: polynomialText(step.b),
    found,
    members: checked,
    status: link === undefined ? 'measured' : 'proved',
    ...(link === undefined ? {} : { proof: linkRecord(link) }),
  };
}

/** The link of a family's members as a finding has it. */
export function linkRecord(link: FamilyStep): NonNullable<FractionFamilyEntry['proof']> {
  return {
    method: 'parametric-equivalence',
    matrix: link.map(bivariateText) as [string, string, string, string],
  };
}

/** Quotients that are told. */
const SHOWN_QUOTIENTS = 24;
const MOST_SIGNED = 12;

/** Signed fractions as a finding has them, the simplest few. @param approximate the constant, for signs */
export function signedOf(
  signed: readonly SignedFraction[],
  constant: string,
  approximate: number,
): SignedFractionEntry[] {
  return signed.slice(0, MOST_SIGNED).map(({ value, signs, quotients, from, recurrence, checked }) => ({
    form: 'signed-fraction',
    expression: toText(parseExpression(moebiusText(value, constant, approximate))),
    relation: [value.p, value.q, value.r, value.s],
    signs,
    quotients: quotients.slice(0, Math.max(SHOWN_QUOTIENTS, from + 2 * recurrence.length)).map(String),
    from,
    recurrence: recurrence.map(String),
    checked,
    status: 'measured',
  }));
}

/** A hit and what its study showed, as a finding has it. @param approximate the constant, for signs */
export function entryOf(
  { a, b, value }: FractionHit,
  constant: string,
  approximate: number,
  study: FractionStudy,
): FractionEntry {
  const { p, q, r, s } = value;
  const { kind } = convergenceOf({ a, b });
  const { metrics, proof, known } = study;
  return {
    form: 'continued-fraction',
    a: polynomialText(a),
    b: polynomialText(b),
    expression: toText(parseExpression(moebiusText(value, constant, approximate))),
    relation: [p, q, r, s],
    ...claim(study.digits, fractionSpent(a, b, value)),
    status: proof === undefined ? 'measured' : 'proved',
    convergence: kind as FractionEntry['convergence'],
    ...(metrics === undefined
      ? {}
      : { metrics: { depth: metrics.depth, perTerm: metrics.perTerm, delta: metrics.delta } }),
    ...(known === undefined ? {} : { known }),
    ...(proof === undefined
      ? {}
      : {
          proof: {
            method: 'equivalence',
            theorem: proof.seed,
            fold: proof.fold,
            matrix: proof.matrix.map((f) => polynomialText(f)) as [string, string, string, string],
          },
        }),
  };
}

/** Digits that it takes to write the polynomials and the relation down. */
function fractionSpent(a: readonly number[], b: readonly number[], { p, q, r, s }: MoebiusRelation): number {
  const bits = vectorBits([...a, ...b].map(BigInt)) + vectorBits([p, q, r, s].map(BigInt));
  return (bits + Math.log2(MOST_LENGTH)) * Math.log10(2);
}

/** (p + q·c)/(r + s·c) as Napier writes it, with a denominator above 0. @param approximate c, for the signs */
export function moebiusText({ p, q, r, s }: MoebiusRelation, constant: string, approximate: number): string {
  const atom = /^(\w+|\w+\([^()]*\))$/.test(constant) ? constant : `(${constant})`;
  const linear = (u: number, v: number): string => {
    const times = v === 0 ? '' : Math.abs(v) === 1 ? atom : `${Math.abs(v)}*${atom}`;
    if (times === '') return `${u}`;
    if (u === 0) return `${v < 0 ? '-' : ''}${times}`;
    return v < 0 && u > 0
      ? `${u} - ${times}`
      : v < 0
        ? `-${times} - ${-u}`
        : u < 0
          ? `${times} - ${-u}`
          : `${u} + ${times}`;
  };
  const turn = r + s * approximate < 0 ? -1 : 1;
  const [top, bottom] = [linear(turn * p, turn * q), linear(turn * r, turn * s)];
  return bottom === '1' ? top : `(${top})/(${bottom})`;
}
