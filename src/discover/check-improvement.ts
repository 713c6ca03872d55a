import { variablesOf } from '../expression/expression.ts';
import { parseDomain } from '../expression/parse-domain.ts';
import { parseExpression } from '../expression/parse.ts';
import { NapierError } from '../error/fault.ts';
import { exactDouble } from '../number/exact-double.ts';
import { toHexFloat } from '../number/exact-constant.ts';
import { findFormat } from '../number/formats.ts';
import { createRandom } from '../number/random.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import { CHECKED_RULES } from '../search/rewrite/accuracy-rules.ts';
import { isWithin, type Guard } from '../search/rewrite/guard.ts';
import type { Derivation, ImprovementEntry, ImprovementFinding, Regime } from './improvement.ts';
import { conditionTerms, parseInputConditions } from './input-condition.ts';
import { inputFacts } from './input-facts.ts';
import { InputSpace } from './input-space.ts';
import { nearDistance } from './near-distance.ts';
import { replayDerivation } from './replay-derivation.ts';
import { takesOnly } from './takes-only.ts';

/** What came of checking one piece of an entry. */
export type PieceCheck = {
  readonly expression: string;
  /**
   * `equal`: claimed to be the given expression's value, by its derivation. `near`: a series or a kernel, which claims its
   * distance, if that was proved, else nothing.
   */
  readonly claim: 'equal' | 'near';
  /** The distance claimed of a near piece. */
  readonly distance?: string;
  /** What is wrong with the derivation, or with where it is used, or with the distance. */
  readonly objection?: string;
  /** Inputs it computes at which both values are known to all bits of the comparison. */
  readonly compared: number;
  /** Inputs at which one of the values could not be decided. */
  readonly undecided: number;
  /** The first input at which its value is another, or it has none. */
  readonly wrong?: Readonly<Record<string, string>>;
};

export type EntryCheck = { readonly entry: ImprovementEntry; readonly pieces: readonly PieceCheck[] };

export type CheckImprovementOptions = {
  /** Inputs that values are compared at, drawn as `improve` draws them. @defaultValue 2,000 */
  readonly points?: number;
  /** @defaultValue 1,000,003 more than the finding's own: other inputs than it was made with */
  readonly seed?: number;
};

/** Values of small formats are compared as doubles. */
const COMPARED = findFormat('f64');

/**
 * Checks what a finding of `improve` claims, from its text alone: every derivation by the independent checker, that each
 * piece takes only inputs on which its derivation holds, every distance by proving it anew, and the true values of pieces and given expression, rounded to
 * 53 bits, by the oracle at random inputs. (Errors in bits are measurements, and are not made again.)
 */
export function checkImprovement(
  { problem, front }: ImprovementFinding,
  { points = 2000, seed = problem.seed + 1_000_003 }: CheckImprovementOptions = {},
): EntryCheck[] {
  const given = parseExpression(problem.expression);
  const format = findFormat(problem.format);
  const conditions = problem.precondition === undefined ? [] : parseInputConditions(problem.precondition);
  const domains = new Map(
    Object.entries(problem.domains).map(([name, text]) => [name, parseDomain(text)] as const),
  );
  const variables = [
    ...new Set([...variablesOf(given), ...domains.keys(), ...conditions.flatMap(conditionTerms).flatMap(variablesOf)]), // prettier-ignore
  ];
  const facts = new Map(
    variables.map((name) => [name, inputFacts(name, domains.get(name), conditions)] as const),
  );
  const { machine, truth } = new InputSpace(given, variables, domains, conditions, format).sample(
    points,
    createRandom(seed),
  );
  const point = (k: number): number[] => machine.columns.map((column) => column[k]);
  const rounded = (text: string): ((k: number) => number | undefined) => {
    const oracle = createOracle(parseExpression(text), variables, { maxPrecision: 6000 });
    const known = new Float64Array(truth.length);
    const done = new Uint8Array(truth.length);
    return (k) => {
      if (done[k] === 0) {
        try {
          [known[k], done[k]] = [oracle.rounded(point(k), COMPARED), 1];
        } catch (error) {
          if (!(error instanceof NapierError) || error.fault.kind !== 'not-proved') throw error;
          done[k] = 2;
        }
      }
      return done[k] === 1 ? known[k] : undefined;
    };
  };
  const values = new Map<string, (k: number) => number | undefined>();
  const valueOf = (text: string): ((k: number) => number | undefined) => {
    let known = values.get(text);
    if (known === undefined) values.set(text, (known = rounded(text)));
    return known;
  };
  const right = format === COMPARED ? (k: number): number => truth[k] : valueOf(problem.expression);

  const objectionTo = (
    text: string,
    derivation: Derivation | undefined,
    guards: readonly (readonly Guard[])[],
    at: number,
  ): string | undefined => {
    if (derivation === undefined) return 'it has no derivation';
    const stray = derivation.where?.find((half) => !takesOnly(guards, at, half, format));
    if (stray !== undefined) return `it takes inputs with ${stray.variable} on the other side of 0`;
    return replayDerivation(given, parseExpression(text), derivation, facts, CHECKED_RULES, format);
  };

  const objectionToDistance = (
    text: string,
    distance: string,
    guards: readonly (readonly Guard[])[],
    at: number,
  ): string | undefined => {
    const [name, ...others] = variables;
    const again =
      others.length > 0
        ? undefined
        : nearDistance(parseExpression(text), given, name, guards, at, facts.get(name), format);
    return again !== undefined && again <= exactDouble(distance)
      ? undefined
      : `its distance could not be proved again: ${again === undefined ? 'no bound was found' : `only ${toHexFloat(again)}`}`;
  };

  return front.map((entry) => {
    const pieces: readonly Omit<Regime, 'where'>[] = entry.regimes.length > 0 ? entry.regimes : [entry];
    const guards = entry.regimes.length === 0 ? [[]] : entry.regimes.map(({ where }) => where.map(guardFrom));
    const used = pieces.map(() => ({ compared: 0, undecided: 0, wrong: -1 }));
    for (let k = 0; k < truth.length; k++) {
      const at = guards.findIndex((where) =>
        isWithin(where, (name) => machine.columns[variables.indexOf(name)][k]),
      );
      const count = used[at];
      if (isNear(entry, pieces[at])) continue;
      const [a, b] = [right(k), valueOf(pieces[at].expression)(k)];
      if (a === undefined || b === undefined) count.undecided += 1;
      else if (a === b) count.compared += 1;
      else if (count.wrong < 0) count.wrong = k;
    }
    const checked = pieces.map((piece, at): PieceCheck => {
      const { compared, undecided, wrong } = used[at];
      const claim = isNear(entry, piece) ? ('near' as const) : ('equal' as const);
      const { expression, derivation, distance } = piece;
      const objection =
        claim === 'near'
          ? distance && objectionToDistance(expression, distance, guards, at)
          : objectionTo(expression, derivation, guards, at);
      return {
        expression,
        claim,
        ...(distance === undefined ? {} : { distance }),
        ...(objection === undefined ? {} : { objection }),
        compared,
        undecided,
        ...(wrong < 0
          ? {}
          : { wrong: Object.fromEntries(variables.map((name, i) => [name, toHexFloat(point(wrong)[i])])) }),
      };
    });
    return { entry, pieces: checked };
  });
}

/** A series: of an entry without regimes, the entry itself says so. */
function isNear(entry: ImprovementEntry, piece: Omit<Regime, 'where'>): boolean {
  return entry.regimes.length === 0 ? entry.status === 'near' : piece.series !== undefined;
}

const guardFrom = ({ variable, above, upTo }: Regime['where'][number]): Guard => ({
  variable,
  ...(above === undefined ? {} : { above: exactDouble(above) }),
  ...(upTo === undefined ? {} : { upTo: exactDouble(upTo) }),
});
