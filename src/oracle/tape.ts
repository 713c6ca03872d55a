import { mpfr, ROUND } from '../number/mpfr.ts';
import { Workspace } from '../number/workspace.ts';
import { isBounded, isZero, newInterval, setDoubles, type BigInterval } from './big-interval.ts';
import type { Node } from './compile.ts';
import { constantValue, rationalValue } from './constant-values.ts';
import { nowhere, type IntervalRule, type RuleFault } from './interval-rule.ts';
import { INTERVAL_RULES } from './interval-rules.ts';
import type { Coordinate } from './oracle.ts';

/** A double fits exactly in this many bits. */
const DOUBLE_BITS = 53;

type Step = {
  readonly rule: IntervalRule;
  readonly out: BigInterval;
  readonly args: readonly number[];
  readonly slot: number;
};

/**
 * The registers of one expression at one precision. Terms without variables are computed once, when the tape is
 * made; `run` computes the rest for a box (or a point) and leaves the value in the last register.
 */
export class Tape {
  readonly workspace: Workspace;
  private readonly registers: BigInterval[] = [];
  private readonly arguments: BigInterval[][] = [];
  private readonly steps: Step[] = [];
  private readonly variableSlots: {
    readonly slot: number;
    readonly index: number;
    readonly own: BigInterval;
  }[] = [];
  private readonly zero: BigInterval;
  /** What is wrong with a term that no variable can change. */
  private readonly fault: RuleFault | undefined;

  constructor(nodes: readonly Node[], precision: number) {
    const w = new Workspace(precision);
    this.workspace = w;
    const zero = w.number(0);
    this.zero = { lo: zero, hi: zero };
    for (const [slot, node] of nodes.entries()) {
      this.arguments.push(node.kind === 'apply' ? node.args.map((a) => this.registers[a]) : []);
      if (node.kind === 'number') {
        this.registers.push(rationalValue(node.numerator, node.denominator, w));
      } else if (node.kind === 'constant') {
        this.registers.push(constantValue(node.name as Exclude<typeof node.name, 'inf'>, w));
      } else if (node.kind === 'variable') {
        const own = w.big(Math.max(precision, DOUBLE_BITS));
        this.registers.push({ lo: own, hi: own });
        this.variableSlots.push({ slot, index: node.index, own: { lo: own, hi: own } });
      } else {
        const out = newInterval(w);
        this.registers.push(out);
        const rule = INTERVAL_RULES[node.operation];
        if (node.fixed) this.fault ??= rule(out, this.arguments[slot], w);
        else this.steps.push({ rule, out, args: node.args, slot });
      }
    }
  }

  /** A register's value after `run`. */
  get result(): BigInterval {
    return this.registers[this.registers.length - 1];
  }

  /** Evaluates at a point: numbers are exact, infinities and NaN are no points. */
  runPoint(point: readonly Coordinate[]): RuleFault | undefined {
    for (const { slot, index, own } of this.variableSlots) {
      const x = point[index];
      if (typeof x === 'object') {
        if (!isBounded(x)) return nowhere('the argument is not a finite number');
        // A zero has no sign here: −0 is the real number 0.
        this.registers[slot] = isZero(x) ? this.zero : x;
      } else {
        if (!Number.isFinite(x)) return nowhere('the argument is not a finite number');
        mpfr.mpfr_set_d(own.lo, x === 0 ? 0 : x, ROUND.NEAREST);
        this.registers[slot] = own;
      }
    }
    return this.run();
  }

  runBox(box: readonly BigInterval[]): RuleFault | undefined {
    for (const { slot, index } of this.variableSlots) this.registers[slot] = box[index];
    return this.run();
  }

  private run(): RuleFault | undefined {
    if (this.fault !== undefined) return this.fault;
    const { registers, workspace } = this;
    for (const step of this.steps) {
      const args = this.arguments[step.slot];
      for (let i = 0; i < args.length; i++) args[i] = registers[step.args[i]];
      const fault = step.rule(step.out, args, workspace);
      if (fault !== undefined) return fault;
      if (mpfr.mpfr_nan_p(step.out.lo) || mpfr.mpfr_nan_p(step.out.hi))
        setDoubles(step.out, -Infinity, Infinity);
    }
    return undefined;
  }

  dispose(): void {
    this.workspace.dispose();
  }
}
