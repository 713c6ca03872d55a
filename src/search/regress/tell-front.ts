import { createRandom } from '../../number/random.ts';
import { crossValidate, simplestWithinError } from './cross-validate.ts';
import { EXACT_ROUNDINGS, type Ruler } from './description.ts';
import { errorOf } from './error-of.ts';
import { fitConstants } from './fit-constants.ts';
import type { Formula } from './formula.ts';
import { CONSTANT_ENGINE, memberOf, type FormulaFront, type FrontMember } from './formula-front.ts';
import { FormulaMachine } from './formula-machine.ts';
import type { FormulaSearchOptions, FoundFormula } from './formula-search.ts';
import { rulerOf } from './ruler-of.ts';
import { measured, snapConstants } from './snap-constants.ts';
import type { SplitRows } from './split-rows.ts';

/** Above so many rows the constants of a formula are only fitted to all; which are exact was said by the searched rows. */
const RESNAPPED_ROWS = 20_000;

export type ToldFront = {
  /** Simplest first, errors falling. */
  readonly front: readonly FoundFormula[];
  /** The one with the shortest description, or the one that cross-validation says. */
  readonly chosen: number;
  /** Evaluations on all rows. */
  readonly evaluations: number;
};

/**
 * The front of a search fitted to all rows, judged on those held out.
 * @param machine of the searched rows, as `ruler`
 */
export function tellFront(
  front: FormulaFront,
  { searched, train, held }: SplitRows,
  machine: FormulaMachine,
  ruler: Ruler,
  { admits, validate, seed }: Pick<FormulaSearchOptions, 'admits' | 'validate' | 'seed'>,
): ToldFront {
  const wide = searched === train ? machine : new FormulaMachine(train);
  const wideRuler = searched === train ? ruler : rulerOf(train, ruler.weight);
  const outside = held === undefined ? undefined : new FormulaMachine(held);
  // The mean is told where nothing else is, or where nothing more is asked of a formula.
  const asked = front.members.filter(
    (member) => member.engine !== CONSTANT_ENGINE || admits?.(member) !== false,
  );
  const found = asked
    .map((member) => (wide === machine ? member : refitted(member, wide, wideRuler)))
    .filter((member) => member !== undefined)
    .filter((member) => wide === machine || admits?.(member) !== false)
    .map((member) => told(member, wide, outside));
  const least = Math.min(...found.map(({ length }) => length));
  const falling = found.filter(
    (one, i) => one.length === least || found.slice(0, i).every((simpler) => one.error < simpler.error),
  );
  const shortest = falling.reduce((best, one, i) => (one.length < falling[best].length ? i : best), 0);
  const evaluations = (): number => (wide === machine ? 0 : wide.evaluations);
  if (validate === undefined || falling.length === 0)
    return { front: falling, chosen: shortest, evaluations: evaluations() };
  const formulas = falling.map(({ formula }) => formula);
  const validations = crossValidate(formulas, train, validate, createRandom(seed ?? 1));
  return {
    front: falling.map((one, i) => ({ ...one, validated: validations[i].error })),
    chosen: simplestWithinError(validations, EXACT_ROUNDINGS * wideRuler.floor),
    evaluations: evaluations(),
  };
}

/** A formula found on a part of the rows, its constants fitted to all and made exact anew where they were not. */
function refitted(member: FrontMember, machine: FormulaMachine, ruler: Ruler): FrontMember | undefined {
  const fitted = fitConstants(member.formula, machine, 20);
  if (fitted === undefined) return undefined;
  const formula: Formula = { ...member.formula, values: fitted.values };
  if (machine.rows > RESNAPPED_ROWS)
    return memberOf(
      measured(formula, fitted.loss, new Map(), machine, ruler),
      member.engine,
      member.made,
      ruler,
    );
  return memberOf(snapConstants(formula, machine, ruler), member.engine, member.made, ruler);
}

function told(
  member: FrontMember,
  machine: FormulaMachine,
  outside: FormulaMachine | undefined,
): FoundFormula {
  const { expression, formula, complexity, loss, length, engine, made } = member;
  return {
    expression,
    formula,
    complexity,
    error: errorOf(loss, machine.data),
    ...(outside === undefined ? {} : { heldOut: errorOf(outside.loss(formula), outside.data) }),
    length,
    engine,
    made,
  };
}
