import { mpfr } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { hasZero, isZero, newInterval, setDoubles, setInterval, type BigInterval } from './big-interval.ts';
import type { Node } from './compile.ts';
import { constantValue, rationalValue } from './constant-values.ts';
import { nowhere, type RuleFault } from './interval-rule.ts';
import { constantSeries, divSeries, zeroInterval } from './series-arithmetic.ts';
import { isRuleFault, type Series } from './series-rule.ts';
import { SERIES_RULES } from './series-rules.ts';

/** Orders lost to removable 0/0 are made up for by starting this much higher, once. */
const SPARE_ORDERS = 8;

/**
 * Taylor coefficients 0…order of a compiled univariate expression, for all centres in `centre`. The result is in
 * `w`; everything else is taken back.
 */
export function seriesOf(
  nodes: readonly Node[],
  centre: BigInterval,
  order: number,
  w: Workspace,
): BigInterval[] | RuleFault {
  for (const extra of [0, SPARE_ORDERS]) {
    const found = withWorkspace(w.precision, (inner): BigInterval[] | RuleFault | undefined => {
      const expansion = new Expansion(nodes, centre, order + extra + 1, inner);
      const result = expansion.at(nodes.length - 1);
      if (isRuleFault(result)) return expansion.tooShort ? undefined : result;
      if (result.length <= order) return undefined;
      return result.slice(0, order + 1).map((c) => {
        const out = newInterval(w);
        setInterval(out, c);
        if (mpfr.mpfr_nan_p(out.lo) || mpfr.mpfr_nan_p(out.hi)) setDoubles(out, -Infinity, Infinity);
        return out;
      });
    });
    if (found !== undefined) return found;
  }
  return { kind: 'undecided', reason: 'a removable 0/0 of too high an order' };
}

/** The series of every node over one centre, computed when asked. */
class Expansion {
  private readonly known: (Series | RuleFault | undefined)[];
  private readonly nodes: readonly Node[];
  private readonly centre: BigInterval;
  private readonly length: number;
  private readonly w: Workspace;
  /** The same expression expanded at 0 exactly, for removable 0/0. */
  private origin: Expansion | undefined;
  /** A divisor vanished to all orders at hand: more orders may tell. */
  tooShort = false;

  constructor(nodes: readonly Node[], centre: BigInterval, length: number, w: Workspace) {
    this.nodes = nodes;
    this.centre = centre;
    this.length = length;
    this.w = w;
    this.known = nodes.map(() => undefined);
  }

  at(last: number): Series | RuleFault {
    // Arguments come before their users, so one pass from the left needs no recursion.
    const needed = this.needed(last);
    for (let i = 0; i <= last; i++) if (needed[i]) this.known[i] ??= this.compute(i);
    return this.known[last] as Series | RuleFault;
  }

  private needed(last: number): boolean[] {
    const needed = this.nodes.map((_, i) => i === last);
    for (let i = last; i >= 0; i--) {
      const node = this.nodes[i];
      if (needed[i] && node.kind === 'apply') for (const a of node.args) needed[a] = true;
    }
    return needed;
  }

  private compute(i: number): Series | RuleFault {
    const { w, length } = this;
    const node = this.nodes[i];
    if (node.kind === 'number')
      return constantSeries(rationalValue(node.numerator, node.denominator, w), length, w);
    if (node.kind === 'constant') {
      return constantSeries(constantValue(node.name as Exclude<typeof node.name, 'inf'>, w), length, w);
    }
    if (node.kind === 'variable') {
      const one = newInterval(w);
      setDoubles(one, 1);
      if (length === 1) return [this.centre];
      return [this.centre, one, ...Array.from({ length: length - 2 }, () => zeroInterval(w))];
    }
    const args: Series[] = [];
    for (const a of node.args) {
      const series = this.known[a] as Series | RuleFault;
      if (isRuleFault(series)) return series;
      args.push(series);
    }
    if (node.operation === 'div' && hasZero(args[1][0]) && hasZero(this.centre)) {
      const removed = this.removableQuotient(node.args, args);
      if (removed !== undefined) return removed;
    }
    const result = SERIES_RULES[node.operation](args, w);
    return isRuleFault(result) || result.length > 0 ? result : nowhere('empty series');
  }

  /**
   * a/b over a centre X that holds 0, where a and b both vanish at 0 (certainly: exact zero coefficients there),
   * b to the order s and a at least so: a/b = A/B with A = a/x^s, B = b/x^s. The k-th Taylor coefficient of A at ξ is a
   * divided difference of a of order k + s with nodes 0 and ξ, so it lies in the hull of coefficient k + s of a
   * over X (Hermite–Genocchi); the same for b.
   */
  private removableQuotient(places: readonly number[], args: readonly Series[]): Series | undefined {
    this.origin ??= new Expansion(this.nodes, this.zeroCentre(), this.length, this.w);
    const [a, b] = places.map((p) => this.origin?.at(p) as Series | RuleFault);
    if (isRuleFault(a) || isRuleFault(b)) return undefined;
    let s = 0;
    while (s < b.length && isZero(b[s])) s++;
    if (s === 0) return undefined;
    if (s >= Math.min(args[0].length, args[1].length)) {
      this.tooShort = true;
      return undefined;
    }
    for (let k = 0; k < s; k++) if (k >= a.length || !isZero(a[k])) return undefined;
    return divSeries(args[0].slice(s), args[1].slice(s), this.w);
  }

  private zeroCentre(): BigInterval {
    return zeroInterval(this.w);
  }
}
