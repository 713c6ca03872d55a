import { NapierError } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { checkExplanation } from '../rewrite/check-explanation.ts';
import type { Explanation } from '../rewrite/explanation.ts';
import type { Facts } from '../rewrite/facts.ts';
import { CHECKED_RULES } from '../search/rewrite/accuracy-rules.ts';
import type { Alternative } from '../search/rewrite/alternative.ts';
import type { Improvement } from '../search/rewrite/improve-expression.ts';
import type { MachineValues } from '../search/rewrite/machine-values.ts';
import { pieceAt } from '../search/rewrite/piece-at.ts';
import type { Derivation, ImprovementEntry, ImprovementError, Regime } from './improvement.ts';
import { nearDistance } from './near-distance.ts';
import { takesOnly } from './takes-only.ts';

/** What is proved of an answer's pieces: of those that are equal why, of the others how near they are. */
export type Claims = {
  readonly derivations: ReadonlyMap<Alternative, Derivation>;
  /** Of each piece, in order; `undefined` of those that are equal, and where no bound was found. */
  readonly distances: readonly (number | undefined)[];
};

/**
 * Has every derivation checked, and each piece that is near bounded.
 * @returns what is wrong with the answer, in words, when something is
 */
export function claimsOf(
  { pieces }: Improvement,
  given: Expression,
  facts: ReadonlyMap<string, Facts>,
  { format, variables }: MachineValues,
): Claims | string {
  const derivations = new Map<Alternative, Derivation>();
  const distances: (number | undefined)[] = [];
  const guards = pieces.map(({ where }) => where);
  for (const [at, { alternative }] of pieces.entries()) {
    const stray = alternative.where.find((half) => !takesOnly(guards, at, half, format));
    if (stray !== undefined) return `a piece takes inputs with ${stray.variable} on the other side of 0`;
    const [name, ...others] = variables;
    if (alternative.explain === undefined) {
      const { expression } = alternative;
      distances[at] = others.length > 0 ? undefined : nearDistance(expression, given, name, guards, at, facts.get(name), format); // prettier-ignore
      continue;
    }
    if (derivations.has(alternative)) continue;
    const explanation = explained(alternative);
    if (typeof explanation === 'string') return explanation;
    const objection = checkExplanation(explanation, CHECKED_RULES);
    if (objection !== undefined) return objection;
    derivations.set(alternative, derivationOf(explanation, alternative));
  }
  return { derivations, distances };
}

function explained({ explain }: Alternative): Explanation | string {
  try {
    return explain?.() ?? 'it has too many places to explain';
  } catch (error) {
    if (error instanceof NapierError && error.fault.kind === 'limit') return error.fault.message;
    throw error;
  }
}

function derivationOf({ instances, steps }: Explanation, { where }: Alternative): Derivation {
  return {
    ...(where.length === 0 ? {} : { where }),
    equations: instances.map(({ rule, left, right }) => ({ rule, left: toText(left), right: toText(right) })),
    steps: steps.map(({ instance, forward, path, term }) => ({
      equation: forward ? instance + 1 : -(instance + 1),
      path,
      term: toText(term),
    })),
  };
}

/** An answer as a finding says it; `machine` tells which of its pieces computes most inputs. */
export function improvementEntry(
  { pieces, cost }: Improvement,
  { derivations, distances }: Claims,
  error: ImprovementError,
  { variables, columns, count }: MachineValues,
): ImprovementEntry {
  const near = pieces.some(({ alternative }) => alternative.series !== undefined);
  const counts = new Map<Alternative, number>();
  for (let k = 0; k < count; k++) {
    const { alternative } = pieceAt(pieces, (name) => columns[variables.indexOf(name)][k]);
    counts.set(alternative, (counts.get(alternative) ?? 0) + 1);
  }
  const [[main]] = [...counts].sort(([, a], [, b]) => b - a);
  const derivation = derivations.get(main);
  const end = (name: 'above' | 'upTo', x: number | undefined): object =>
    x === undefined ? {} : { [name]: toHexFloat(x) };
  const regimes = pieces.map(({ where, alternative }, at): Regime => {
    const derived = derivations.get(alternative);
    const distance = distances[at];
    return {
      where: where.map(({ variable, above, upTo }) => ({
        variable,
        ...end('above', above),
        ...end('upTo', upTo),
      })),
      expression: toText(alternative.expression),
      ...(derived === undefined ? {} : { derivation: derived }),
      ...(alternative.series === undefined ? {} : { series: alternative.series }),
      ...(distance === undefined ? {} : { distance: toHexFloat(distance) }),
    };
  });
  return {
    expression: toText(main.expression),
    cost,
    error,
    status: near ? 'near' : 'equal',
    ...(derivation === undefined ? {} : { derivation }),
    regimes: pieces.length === 1 && !near ? [] : regimes,
  };
}
