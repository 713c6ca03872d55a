import { variablesOf, type Expression } from '../../expression/expression.ts';
import { fitConstants, freeConstants } from './fit-constants.ts';
import type { Formula } from './formula.ts';
import { complexityOf, formulaToExpression } from './formula.ts';
import type { FormulaMachine } from './formula-machine.ts';
import { EXACT_ROUNDINGS, residualBits, type Ruler } from './description.ts';
import { formulaSize, type FormulaSize } from './formula-bits.ts';
import { stepOfRecord, stepRecord, type FormulaStep, type ProposedFormula } from './formula-step.ts';
import { mergeConstants } from './merge-constants.ts';
import { fingerprint, formulaOfRecord, formulaRecord, numbersOf, numbersText, type FrontRecord } from './search-state.ts'; // prettier-ignore
import { snapConstants, type Snapped } from './snap-constants.ts';

export type FrontMember = Snapped & {
  readonly expression: Expression;
  readonly complexity: number;
  readonly engine: string;
  /** What led to it, oldest first: its ancestors, what was proposed, and that fitted. */
  readonly made: readonly FormulaStep[];
};

/** What a search asks of formulas beyond nearness to the data. */
export type FrontRules = {
  /** Does a formula, its constants fitted, meet what is required? */
  readonly admits?: (member: FrontMember) => boolean;
};

/** The engine of the one formula without a variable: the mean. */
export const CONSTANT_ENGINE = 'constant';

/**
 * Steps that a fit may take on before its constants are made exact: in a curved valley (c·b^x over many powers of ten) it has hundreds to
 * go, and half-way what one constant is depends on the others.
 */
const SETTLING_STEPS = 600;

/** How the step is called in which constants are fitted. */
const FITTED = 'constants fitted';

/** A formula enters only if its squared error is below this part of that of every simpler one. */
const LEAST_GAIN = 0.98;
/** A formula whose description is longer than the shortest by more explains noise. */
const MARGIN_BITS = 64;
/** Bits that a constant's becoming 0 or 1 can save: its own symbol's and an operation's. */
const OPEN_BITS = 7;

/**
 * The front of complexity against error while a search runs. What engines propose is fitted; what would enter is snapped
 * to exact constants first.
 */
export class FormulaFront {
  /** Simplest first. */
  members: FrontMember[] = [];
  /** Formulas that were fitted, and that entered. */
  readonly counts = { fitted: 0, entered: 0 };
  /** Formulas that were fitted, by their nodes. */
  readonly fittedBySize = new Map<number, number>();
  private readonly machine: FormulaMachine;
  private readonly ruler: Ruler;
  private readonly maxComplexity: number;
  private readonly seen = new Set<number>();
  private whole: ((proposed: Formula) => Formula) | undefined;

  private readonly rules: FrontRules;

  constructor(machine: FormulaMachine, ruler: Ruler, maxComplexity: number, rules: FrontRules = {}) {
    this.machine = machine;
    this.ruler = ruler;
    this.maxComplexity = maxComplexity;
    this.rules = rules;
  }

  /** From now on what is proposed is a part of a formula, which `whole` makes of it. */
  compose(whole: ((proposed: Formula) => Formula) | undefined): void {
    this.whole = whole;
  }

  /** Is what is proposed a part of the members, and not such as they are? */
  get composed(): boolean {
    return this.whole !== undefined;
  }

  /** Fits a formula, and takes it if it is better than what is as simple. @returns whether it did */
  offer(proposed: ProposedFormula, engine: string, steps = 40): boolean {
    const formula = mergeConstants(this.whole?.(proposed) ?? proposed);
    const key = `${formula.code.join()}|${formula.values.map((v) => v.toPrecision(3)).join()}`;
    const mark = fingerprint(key);
    if (this.seen.has(mark)) return false;
    this.seen.add(mark);
    // Snapping a factor to 1 or an offset to 0 takes two nodes away.
    const open = 2 * freeConstants(formula).length;
    if (this.size(formula).nodes - open > this.maxComplexity) return false;
    this.counts.fitted += 1;
    const size = this.size(formula).nodes;
    this.fittedBySize.set(size, (this.fittedBySize.get(size) ?? 0) + 1);
    const fitted = fitConstants(formula, this.machine, steps);
    if (fitted === undefined) return false;
    let filled: Formula = { ...formula, values: fitted.values };
    const { bits, nodes } = this.size(filled);
    const hopeful = bits - OPEN_BITS * freeConstants(filled).length + residualBits(fitted.loss, this.ruler);
    if (hopeful >= this.bestLength + MARGIN_BITS) return false;
    if (!this.welcome(nodes - open, fitted.loss) && hopeful >= this.bestLength) return false;
    const settled = fitConstants(filled, this.machine, SETTLING_STEPS);
    if (settled !== undefined) filled = { ...formula, values: settled.values };
    const snapped = snapConstants(filled, this.machine, this.ruler);
    // A term is dear to build; its products gathered it may be half as long.
    const least = this.size(snapped.formula).nodes / 2;
    if (snapped.length >= this.bestLength - 1e-6 && !this.welcome(least, snapped.loss)) return false;
    const made = [
      ...(proposed.ancestors ?? []).map(({ how, formula: one }) => ({
        how,
        formula: this.whole?.(one) ?? one,
      })),
      { how: engine, formula },
      { how: FITTED, formula: filled },
    ];
    const member = memberOf(snapped, engine, made, this.ruler);
    if (member.complexity > this.maxComplexity) return false;
    if (engine !== CONSTANT_ENGINE && variablesOf(member.expression).length === 0) return false;
    if (engine !== CONSTANT_ENGINE && this.rules.admits?.(member) === false) return false;
    return this.enter(member);
  }

  /** The member whose description of the data is the shortest. */
  get shortest(): FrontMember | undefined {
    return this.members.reduce<FrontMember | undefined>(
      (best, one) => (best === undefined || one.length < best.length ? one : best),
      undefined,
    );
  }

  /** Is there a formula that meets the data to their rounding, all its constants exact? */
  get exact(): boolean {
    const { rows, floor, loss: own } = this.ruler;
    if (own?.nats === true) return false;
    return this.members.some(
      ({ formula, loss }) => loss <= EXACT_ROUNDINGS * rows * floor && freeConstants(formula).length === 0,
    );
  }

  /** Takes note of the front as it is now: what is returned says it later, at a cost then. */
  mark(): () => FrontRecord {
    const { members } = this;
    const { fitted, entered } = this.counts;
    const sizes = [...this.fittedBySize];
    const proposed = this.seen.size;
    return () => ({
      members: members.map(({ formula, loss, length, engine, made }) => ({
        ...formulaRecord(formula),
        loss: numbersText([loss]),
        length: numbersText([length]),
        engine,
        made: made.map(stepRecord),
      })),
      fitted,
      entered,
      sizes,
      // Sets keep the order in which things came.
      seen: Array.from(this.seen)
        .slice(0, proposed)
        .map((one) => one.toString(36))
        .join(' '),
    });
  }

  /** Makes an empty front the one that was noted. @throws NapierError for a damaged record */
  restore({ members, fitted, entered, sizes, seen }: FrontRecord): void {
    const inputs = this.ruler.names.length;
    this.members = members.map(({ loss, length, engine, made, ...record }) => {
      const formula = formulaOfRecord(record, inputs);
      return memberOf(
        { formula, loss: numbersOf(loss)[0], length: numbersOf(length)[0] },
        engine,
        made.map((step) => stepOfRecord(step, inputs)),
        this.ruler,
      );
    });
    Object.assign(this.counts, { fitted, entered });
    for (const [nodes, formulas] of sizes) this.fittedBySize.set(nodes, formulas);
    for (const one of seen === '' ? [] : seen.split(' ')) this.seen.add(parseInt(one, 36));
  }

  private size(formula: Formula): FormulaSize {
    return formulaSize(formula, this.ruler.names.length, this.ruler.weight);
  }

  private welcome(complexity: number, loss: number): boolean {
    return !this.members.some((one) => one.complexity <= complexity && !this.clearlyLess(loss, one.loss));
  }

  /** Is a loss less than another by more than formulas must gain? */
  private clearlyLess(loss: number, other: number): boolean {
    const { floor, rows, loss: own } = this.ruler;
    // The same gain of squared errors is this much of a likelihood.
    if (own?.nats === true) return loss < other + (rows / 2) * Math.log(LEAST_GAIN);
    return other + floor * rows > (loss + floor * rows) / LEAST_GAIN;
  }

  /** A formula enters that is nearer to the data than all as simple, or whose description is the shortest of all. */
  private enter(member: FrontMember): boolean {
    if (!this.welcome(member.complexity, member.loss) && member.length >= this.bestLength - 1e-6)
      return false;
    const shortest = Math.min(this.bestLength, member.length);
    this.members = [
      ...this.members.filter(
        (one) =>
          one.complexity < member.complexity ||
          this.clearlyLess(one.loss, member.loss) ||
          one.length <= shortest,
      ),
      member,
    ].toSorted((a, b) => a.complexity - b.complexity || b.length - a.length);
    this.counts.entered += 1;
    return true;
  }

  private get bestLength(): number {
    return this.members.reduce((least, { length }) => Math.min(least, length), Infinity);
  }
}

/** A formula with its term, which says how complex it is. */
export function memberOf(
  snapped: Snapped,
  engine: string,
  made: readonly FormulaStep[],
  ruler: Ruler,
): FrontMember {
  const expression = formulaToExpression(snapped.formula, ruler.names);
  return { ...snapped, expression, complexity: complexityOf(expression, ruler.weight), engine, made };
}
