import { fail, NapierError } from '../error/fault.ts';
import type { Domain } from '../expression/domain.ts';
import { domainText } from '../expression/domain-text.ts';
import { variablesOf, type Expression } from '../expression/expression.ts';
import { toText } from '../expression/to-text.ts';
import type { Format } from '../number/format.ts';
import { mpfr } from '../number/mpfr.ts';
import type { Random } from '../number/random.ts';
import { withWorkspace } from '../number/workspace.ts';
import { intervalOf, newInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Guard } from '../search/rewrite/guard.ts';
import { MachineValues } from '../search/rewrite/machine-values.ts';
import type { Samples } from '../search/rewrite/search-alternatives.ts';
import {
  conditionChecker,
  conditionText,
  type ConditionChecker,
  type InputCondition,
} from './input-condition.ts';

/** Ordinals of a format, both ends included. */
type Range = { readonly lo: bigint; readonly hi: bigint };
type Box = { readonly ranges: readonly Range[]; readonly size: number };

const MAX_PRECISION = 6000;
/** Once that many tries, and twice as many as inputs found, could not be decided, further tries get fewer bits. */
const PATIENCE = 16;
const QUICK_PRECISION = 500;
/** Tries that one such stands for: what cannot be decided takes long to find so. */
const WEIGHT = 8;
/** Boxes that the search for the inputs ends with. */
const BOXES = 384;
/** Tries before boxes are searched, and the share of them that must have been inputs to do without. */
const PROBES = 96;
const PLENTY = 0.1;
/** Tries for each input wanted. */
const TRIES = 40;

/** Why tries were no inputs. */
type Refusals = { condition: number; noValue: number; overflow: number; undecided: number };

/**
 * The inputs of an expression in a format: those of its domains that obey the conditions and at which it has a value
 * that the format can hold. They are drawn evenly among the format's numbers (so that all magnitudes come up); where
 * few tries hit, boxes without inputs are cut away first, by enclosures over them; where none hits even then, they are
 * drawn evenly between the boxes' ends.
 */
export class InputSpace {
  readonly variables: readonly string[];
  readonly format: Format;
  private readonly expression: Expression;
  private readonly oracle: Oracle;
  private readonly quick: Oracle;
  private decided = 0;
  private readonly checkers: readonly ConditionChecker[];
  private readonly conditions: readonly InputCondition[];
  private readonly whole: readonly Range[];
  private boxes: readonly Box[] | undefined;
  /** Drawn evenly between the ends, since among the format's numbers (of which most are small) none was hit. */
  private byValue = false;
  private readonly refused: Refusals = { condition: 0, noValue: 0, overflow: 0, undecided: 0 };

  /** @throws NapierError `value` when a domain has no number of the format in it */
  constructor(
    expression: Expression,
    variables: readonly string[],
    domains: ReadonlyMap<string, Domain>,
    conditions: readonly InputCondition[],
    format: Format,
  ) {
    this.expression = expression;
    this.variables = variables;
    this.format = format;
    this.conditions = conditions;
    this.oracle = createOracle(expression, variables, { maxPrecision: MAX_PRECISION });
    this.quick = createOracle(expression, variables, { maxPrecision: QUICK_PRECISION });
    this.checkers = conditions.map((condition) => conditionChecker(condition, variables));
    this.whole = variables.map((name) => rangeOf(domains.get(name), format));
  }

  /** How many points of the format the domains hold, inputs or not. */
  get size(): number {
    return sizeOf(this.whole);
  }

  /**
   * Draws up to `count` inputs and computes the true values there.
   * @throws NapierError `domain` when it is proved that there are none, `not-found` when none was hit
   */
  sample(count: number, random: Random): Samples {
    if (this.boxes === undefined) {
      const probes = this.drawIn([{ ranges: this.whole, size: 1 }], PROBES, PROBES, random);
      this.boxes = probes.length >= PLENTY * PROBES ? [{ ranges: this.whole, size: 1 }] : this.search();
    }
    let drawn = this.drawIn(this.boxes, count, TRIES * count, random);
    if (drawn.length === 0 && !this.byValue) {
      this.byValue = true;
      drawn = this.drawIn(this.boxes, count, TRIES * count, random);
    }
    if (drawn.length === 0) this.nothing(2 * TRIES * count);
    return this.samplesOf(drawn);
  }

  /** As `sample`, within guards; nothing is thrown when there are none. */
  sampleWithin(guards: readonly Guard[], count: number, random: Random): Samples {
    const { format } = this;
    const boxes = (this.boxes ?? [{ ranges: this.whole, size: 1 }]).flatMap(({ ranges }) => {
      const cut = [...ranges];
      for (const { variable, above, upTo } of guards) {
        const index = this.variables.indexOf(variable);
        const between = {
          lo: above === undefined ? cut[index].lo : format.ordinal(above) + 1n,
          hi: upTo === undefined ? cut[index].hi : format.ordinal(upTo),
        };
        const range = meet(cut[index], between);
        if (range === undefined) return [];
        cut[index] = range;
      }
      return [{ ranges: cut, size: sizeOf(cut) }];
    });
    return this.samplesOf(boxes.length === 0 ? [] : this.drawIn(boxes, count, 4 * count, random));
  }

  /** Every input, in order: for one variable of a small format. */
  all(): Samples {
    const [{ lo, hi }] = this.whole;
    const found: Drawn[] = [];
    for (let at = lo; at <= hi; at++) {
      const x = this.format.fromOrdinal(at);
      const truth = Object.is(x, -0) ? undefined : this.truthAt([x]);
      if (truth !== undefined) found.push({ point: [x], truth });
    }
    if (found.length === 0) this.nothing(Number(hi - lo + 1n));
    return this.samplesOf(found);
  }

  private samplesOf(drawn: readonly Drawn[]): Samples {
    const columns = this.variables.map((_, i) => Float64Array.from(drawn, ({ point }) => point[i]));
    return {
      machine: new MachineValues(this.format, this.variables, columns),
      truth: Float64Array.from(drawn, ({ truth }) => truth),
    };
  }

  private drawIn(boxes: readonly Box[], count: number, tries: number, random: Random): Drawn[] {
    const total = boxes.reduce((sum, { size }) => sum + size, 0);
    const drawn: Drawn[] = [];
    for (let i = 0; i < tries && drawn.length < count; i++) {
      let left = random.next() * total;
      const box = boxes.find(({ size }) => (left -= size) < 0) ?? boxes[boxes.length - 1];
      const point = box.ranges.map(({ lo, hi }) => {
        let x: number;
        if (this.byValue) {
          const u = random.next();
          x = this.format.round(this.format.fromOrdinal(lo) * (1 - u) + this.format.fromOrdinal(hi) * u);
        } else x = this.format.fromOrdinal(lo + ((random.bits64() * (hi - lo + 1n)) >> 64n));
        return x === 0 ? 0 : x;
      });
      const truth = this.truthAt(point);
      if (truth !== undefined) drawn.push({ point, truth });
      else if (this.isHopeless()) i += WEIGHT - 1;
    }
    return drawn;
  }

  private isHopeless(): boolean {
    return this.refused.undecided > PATIENCE + 2 * this.decided;
  }

  /** The true value, rounded; `undefined` when the point is no input. */
  private truthAt(point: readonly number[]): number | undefined {
    const { refused } = this;
    for (const checker of this.checkers) {
      if (checker.at(point) === true) continue;
      refused.condition += 1;
      return undefined;
    }
    try {
      const truth = (this.isHopeless() ? this.quick : this.oracle).rounded(point, this.format);
      this.decided += 1;
      if (Number.isFinite(truth)) return truth;
      if (truth !== truth) refused.noValue += 1;
      else refused.overflow += 1;
    } catch (error) {
      if (!(error instanceof NapierError) || error.fault.kind !== 'not-proved') throw error;
      refused.undecided += 1;
    }
    return undefined;
  }

  /** Halves boxes along their longest side, the largest first, and leaves out those that hold no input. */
  private search(): Box[] {
    let boxes = this.mayHold(this.whole) ? [{ ranges: this.whole, size: sizeOf(this.whole) }] : [];
    for (let step = 0; step < 6 * BOXES && boxes.length > 0 && boxes.length < BOXES; step++) {
      const largest = boxes.reduce((a, b) => (b.size > a.size ? b : a));
      if (largest.size <= 1) break;
      const halves = halve(largest.ranges).filter((ranges) => this.mayHold(ranges));
      boxes = boxes.flatMap((box) =>
        box === largest ? halves.map((ranges) => ({ ranges, size: sizeOf(ranges) })) : [box],
      );
    }
    if (boxes.length === 0) {
      const where = this.conditions.length === 0 ? 'on its domain' : 'where the precondition holds';
      fail({
        kind: 'domain',
        message: `${shortText(this.expression)} has no value that ${this.format.name} can hold anywhere ${where}`,
        hint: this.conditions.length === 0 ? 'give another --domain' : this.saidConditions(),
      });
    }
    return boxes;
  }

  private mayHold(ranges: readonly Range[]): boolean {
    const { format } = this;
    return withWorkspace(96, (w) => {
      const box = ranges.map(({ lo, hi }) =>
        intervalOf(w, format.fromOrdinal(lo) + 0, format.fromOrdinal(hi) + 0),
      );
      if (this.checkers.some((checker) => checker.over(box, w) === false)) return false;
      const range = this.oracle.range(box, w);
      if ('kind' in range) return range.kind !== 'undefined';
      const limit = newInterval(w);
      mpfr.mpfr_set_d(limit.hi, format.maxFinite, 0);
      mpfr.mpfr_set_d(limit.lo, format.minFinite, 0);
      // Twice the largest number: what lies below may still be rounded to it.
      mpfr.mpfr_mul_ui(limit.hi, limit.hi, 2, 0);
      mpfr.mpfr_mul_ui(limit.lo, limit.lo, 2, 0);
      return !(mpfr.mpfr_cmp(range.lo, limit.hi) > 0) && !(mpfr.mpfr_cmp(range.hi, limit.lo) < 0);
    });
  }

  private saidConditions(): string {
    return `the precondition is ${this.conditions.map(conditionText).join(', ')}`;
  }

  private nothing(tries: number): never {
    const { condition, noValue, overflow, undecided } = this.refused;
    const reasons = [
      [condition, 'break the precondition'],
      [noValue, 'have no value'],
      [overflow, `have a value beyond ${this.format.name}`],
      [undecided, 'could not be decided'],
    ] as const;
    const said = reasons.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
    return fail({
      kind: 'not-found',
      message: `none of ${tries} inputs tried is one that ${shortText(this.expression)} has a value at`,
      hint: `of all tries, ${said.join(', ')}; give a narrower --domain`,
    });
  }
}

type Drawn = { readonly point: readonly number[]; readonly truth: number };

function shortText(expression: Expression): string {
  const text = toText(expression);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((size, { lo, hi }) => size * Number(hi - lo + 1n), 1);
}

function meet(a: Range, b: Range): Range | undefined {
  const range = { lo: a.lo > b.lo ? a.lo : b.lo, hi: a.hi < b.hi ? a.hi : b.hi };
  return range.lo <= range.hi ? range : undefined;
}

function halve(ranges: readonly Range[]): (readonly Range[])[] {
  let widest = 0;
  for (const [i, { lo, hi }] of ranges.entries())
    if (hi - lo > ranges[widest].hi - ranges[widest].lo) widest = i;
  const { lo, hi } = ranges[widest];
  const middle = (lo + hi) >> 1n;
  const parts = [
    { lo, hi: middle },
    { lo: middle + 1n, hi },
  ];
  return parts.map((part) => ranges.map((range, i) => (i === widest ? part : range)));
}

/** The ordinals of a domain's numbers, the whole format without one. */
function rangeOf(domain: Domain | undefined, format: Format): Range {
  const whole = { lo: format.ordinal(format.minFinite), hi: format.ordinal(format.maxFinite) };
  if (domain === undefined) return whole;
  const source = domainText(domain);
  const span = [0, source.length] as const;
  const end = (term: Expression, side: 0 | 1): bigint | undefined => {
    const inner = term.kind === 'apply' && term.operation === 'neg' ? term.args[0] : term;
    if (inner.kind === 'constant' && inner.name === 'inf') {
      return (inner === term) === (side === 1) ? (side === 1 ? whole.hi : whole.lo) : undefined;
    }
    const [name] = variablesOf(term);
    if (name !== undefined) {
      const message = `an end of the domain must be a constant, but has \`${name}\` in it`;
      fail({ kind: 'value', message, source, span });
    }
    return withWorkspace(160, (w) => {
      const out = newInterval(w);
      const found = createOracle(term, []).enclose([], 150, out);
      if (found.kind !== 'enclosed') {
        return fail({ kind: 'domain', message: `an end of the domain: ${found.reason}`, source, span });
      }
      const x = side === 0 ? format.roundBig(out.lo, 'up') : format.roundBig(out.hi, 'down');
      if (x !== x) return undefined;
      if (!Number.isFinite(x)) return x > 0 === (side === 1) ? (side === 1 ? whole.hi : whole.lo) : undefined;
      const at = format.ordinal(x === 0 ? 0 : x);
      const isEnd = domain.open[side] && mpfr.mpfr_cmp_d(side === 0 ? out.lo : out.hi, x) === 0;
      return isEnd ? at + (side === 0 ? 1n : format.ordinal(-0) === at - 1n ? -2n : -1n) : at;
    });
  };
  const [lo, hi] = [end(domain.lo, 0), end(domain.hi, 1)];
  if (lo === undefined || hi === undefined || lo > hi) {
    return fail({
      kind: 'value',
      message: `no ${format.name} number lies in the domain`,
      source,
      span,
      hint: 'write the smaller end first, and leave room between the ends',
    });
  }
  return { lo, hi };
}
