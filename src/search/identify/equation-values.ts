import { apply, integer, variable, type Expression } from '../../expression/expression.ts';
import { tidyApply } from '../../expression/tidy.ts';
import { ENGINE_BITS, rankBits } from './description-length.ts';
import { expressionTable, type ExpressionTable } from './expression-table.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';

/** A left side in the unknown, and, where x can be had from it, how. */
type Side = {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly term: (x: Expression) => Expression;
  readonly inverse?: (y: Expression, x: number) => Expression | undefined;
};

const within = (x: number, lo: number, hi: number, term: Expression): Expression | undefined =>
  x >= lo && x <= hi ? term : undefined;
const negatedIf = (negative: boolean, term: Expression): Expression =>
  negative ? tidyApply('neg', term) : term;

// prettier-ignore
const SIDES: readonly Side[] = [
  { value: (x) => x, slope: () => 1, term: (x) => x, inverse: (y) => y },
  { value: (x) => x * x, slope: (x) => 2 * x, term: (x) => apply('pow', x, integer(2)), inverse: (y, x) => negatedIf(x < 0, apply('sqrt', y)) },
  { value: Math.exp, slope: Math.exp, term: (x) => apply('exp', x), inverse: (y) => apply('log', y) },
  { value: Math.log, slope: (x) => 1 / x, term: (x) => apply('log', x), inverse: (y) => apply('exp', y) },
  { value: (x) => 1 / x, slope: (x) => -1 / (x * x), term: (x) => apply('div', integer(1), x), inverse: (y) => tidyApply('div', integer(1), y) },
  { value: Math.sqrt, slope: (x) => 0.5 / Math.sqrt(x), term: (x) => apply('sqrt', x), inverse: (y) => apply('pow', y, integer(2)) },
  { value: Math.sin, slope: Math.cos, term: (x) => apply('sin', x), inverse: (y, x) => within(x, -1.57, 1.57, apply('asin', y)) },
  { value: Math.cos, slope: (x) => -Math.sin(x), term: (x) => apply('cos', x), inverse: (y, x) => within(x, 0, 3.14, apply('acos', y)) },
  { value: Math.tan, slope: (x) => 1 + Math.tan(x) ** 2, term: (x) => apply('tan', x), inverse: (y, x) => within(x, -1.57, 1.57, apply('atan', y)) },
  { value: (x) => x ** x, slope: (x) => x ** x * (1 + Math.log(x)), term: (x) => apply('pow', x, x) },
  { value: (x) => x * Math.exp(x), slope: (x) => (1 + x) * Math.exp(x), term: (x) => apply('mul', x, apply('exp', x)), inverse: (y, x) => within(x, -1, 1e9, apply('lambertw', y)) },
  { value: (x) => x + Math.exp(x), slope: (x) => 1 + Math.exp(x), term: (x) => apply('add', x, apply('exp', x)) },
  { value: (x) => x + Math.log(x), slope: (x) => 1 + 1 / x, term: (x) => apply('add', x, apply('log', x)) },
  { value: (x) => x - Math.cos(x), slope: (x) => 1 + Math.sin(x), term: (x) => apply('sub', x, apply('cos', x)) },
  { value: (x) => Math.tan(x) - x, slope: (x) => Math.tan(x) ** 2, term: (x) => apply('sub', apply('tan', x), x) },
];

/** How a left side meets a second term a: y = u, u − a, u·a, u/a, u^a. */
type Joint = {
  readonly value: (u: number, a: number) => number;
  readonly slope: (u: number, a: number) => number;
  /** u from y and a. */
  readonly inverse: (y: Expression, a: Expression) => Expression;
  readonly term: (u: Expression, a: Expression) => Expression;
};

// prettier-ignore
const JOINTS: readonly Joint[] = [
  { value: (u, a) => u - a, slope: () => 1, inverse: (y, a) => tidyApply('add', a, y), term: (u, a) => apply('sub', u, a) },
  { value: (u, a) => u * a, slope: (_, a) => a, inverse: (y, a) => tidyApply('div', y, a), term: (u, a) => apply('mul', a, u) },
  { value: (u, a) => u / a, slope: (_, a) => 1 / a, inverse: (y, a) => tidyApply('mul', a, y), term: (u, a) => apply('div', u, a) },
  { value: (u, a) => (u > 0 ? u ** a : NaN), slope: (u, a) => a * u ** (a - 1), inverse: (y, a) => apply('pow', y, tidyApply('div', integer(1), a)), term: (u, a) => apply('pow', u, a) },
];

/** Terms on the right, and those that may join the left. */
const TABLE_SIZE = 60_000;
const JOINED = 160;
/** Accuracy of the table's doubles after cancellations. */
const SLACK = 3e-13;
const MOST = 200;

// P(i) = (i + 1)^−1.15/ζ(1.15): ranks of a list that one reads far down.
const indexBits = (index: number): number => 2.87 + 1.15 * Math.log2(index + 1);

/**
 * Equations f(x) = t between what can be made of the number and terms without it: both sides are enumerated by
 * complexity and meet by value (Munafo's RIES). Doubles propose; only agreement to all digits counts in the end.
 */
export const equationValues: IdentifyEngine = (target) => {
  const x = target.approximate;
  const available = target.digits * Math.log2(10);
  const table = expressionTable(TABLE_SIZE);
  const spread = Math.abs(target.error / 2 ** target.bits);
  const found: { bits: number; make: () => Proposal }[] = [];

  for (const [s, side] of SIDES.entries()) {
    const u = side.value(x);
    if (!Number.isFinite(u)) continue;
    const du = Math.abs(side.slope(x)) * (spread + Math.abs(x) * 2e-16) + Math.abs(u) * 4e-16;
    // Where doubles (or the number) leave less than five digits of f(x), nothing can be told.
    if (du > 1e-5 * (Math.abs(u) + 1e-3)) continue;
    const start = ENGINE_BITS + rankBits(s, SIDES.length) + 1;
    if (side.inverse === undefined && Math.abs(u) <= 4 * du + 1e-15) {
      const expression = side.term(variable('x'));
      found.push({ bits: start, make: () => ({ form: 'root', expression, bits: 0, engine: 'equation' }) });
    }
    if (Math.abs(u) < 1e-12) continue;
    meet(table, u, du, (index) => {
      found.push({ bits: start + indexBits(index), make: () => solve(side, undefined, table.term(index)) });
    });
    for (const joint of JOINTS) {
      for (let a = 0; a < JOINED; a++) {
        const bits = start + 2 + indexBits(a);
        if (bits + 3 > available) break;
        const value = table.values[a];
        const y = joint.value(u, value);
        if (!Number.isFinite(y) || Math.abs(y) < 1e-5) continue;
        const dy = Math.abs(joint.slope(u, value)) * du + Math.max(Math.abs(y), Math.abs(u)) * 4e-16;
        if (dy > 1e-5 * Math.abs(y)) continue;
        meet(table, y, dy, (index) => {
          found.push({
            bits: bits + indexBits(index),
            make: () => solve(side, [joint, table.term(a)], table.term(index)),
          });
        });
      }
    }
  }

  function solve(side: Side, joined: [Joint, Expression] | undefined, right: Expression): Proposal {
    const y = joined === undefined ? right : joined[0].inverse(right, joined[1]);
    const closed = side.inverse?.(y, x);
    if (closed !== undefined) return { form: 'value', expression: closed, bits: 0, engine: 'equation' };
    const unknown = side.term(variable('x'));
    const left = joined === undefined ? unknown : joined[0].term(unknown, joined[1]);
    return { form: 'root', expression: tidyApply('sub', left, right), bits: 0, engine: 'equation' };
  }

  return found
    .filter(({ bits }) => bits < available)
    .toSorted((a, b) => a.bits - b.bits)
    .slice(0, MOST)
    .map(({ bits, make }) => ({ ...make(), bits }));
};

/** Calls `visit` with every index whose value is within `radius` (and the table's own accuracy) of y. */
function meet(
  { sorted, order }: ExpressionTable,
  y: number,
  radius: number,
  visit: (index: number) => void,
): void {
  const reach = radius + Math.abs(y) * SLACK;
  let [lo, hi] = [0, order.length];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (sorted[middle] < y - reach) lo = middle + 1;
    else hi = middle;
  }
  for (let i = lo; i < order.length && sorted[i] <= y + reach && i < lo + 1_000; i++) visit(order[i]);
}
