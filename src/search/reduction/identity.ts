import { toText } from '../../expression/to-text.ts';
import { variablesOf, type Expression } from '../../expression/expression.ts';
import { mpfr, ROUND, type Big } from '../../number/mpfr.ts';
import { createRandom } from '../../number/random.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { createOracle } from '../../oracle/create-oracle.ts';

/** An equation between two terms in one variable, on an interval where the oracle found it to hold. */
export type Identity = {
  readonly left: Expression;
  readonly right: Expression;
  readonly variable: string;
  readonly lo: number;
  readonly hi: number;
};

/** Bits to which both sides must agree, and how many points must show it. */
const AGREEMENT = 150;
const POINTS = 48;
const ENOUGH = 16;
/** Points are taken no further out than this: what holds there and breaks beyond has no place among formulas of finite size. */
const REACH = 60;

/**
 * Do both sides agree at many points of the interval, to 150 bits? Points where neither side has a value say nothing;
 * points where one side alone has one say no. Evidence, not proof: what is built on it is certified on its own.
 */
export function confirmIdentity({ left, right, variable, lo, hi }: Identity): boolean {
  const variables = [variable];
  if ([left, right].some((side) => variablesOf(side).some((name) => name !== variable))) return false;
  const [a, b] = [createOracle(left, variables), createOracle(right, variables)];
  return withWorkspace(AGREEMENT + 32, (w) => {
    const [x, y, difference] = w.bigs(3);
    let seen = 0;
    for (const point of testPoints(lo, hi)) {
      const known = a.value([point], x).kind;
      const other = b.value([point], y).kind;
      // A side that cannot be decided (a zero of a difference) is no evidence either way.
      if (known === 'undecided' || other === 'undecided') continue;
      if (known !== other) return false;
      if (known === 'undefined') continue;
      mpfr.mpfr_sub(difference, x, y, ROUND.NEAREST);
      if (!mpfr.mpfr_zero_p(difference)) {
        const size = Math.max(exponent(x), exponent(y));
        if (mpfr.mpfr_get_exp(difference) > size - AGREEMENT) return false;
      }
      seen++;
    }
    return seen >= ENOUGH;
  });
}

const exponent = (x: Big): number => (mpfr.mpfr_zero_p(x) ? -Infinity : mpfr.mpfr_get_exp(x));

/** Points in general position, the same at every call: half evenly spread, half by magnitude. */
export function testPoints(lo: number, hi: number, count = POINTS): number[] {
  const random = createRandom(0x1d);
  const [from, to] = [Math.max(lo, -REACH), Math.min(hi, REACH)];
  const points: number[] = [];
  for (let i = 0; points.length < count && i < 20 * count; i++) {
    const even = from + (to - from) * random.next();
    const magnitude = Math.sign(even || 1) * 2 ** (-8 + 14 * random.next());
    const point = i % 2 === 0 ? even : magnitude;
    if (point >= lo && point <= hi) points.push(point);
  }
  return points;
}

/** `left = right`, as text that parses. */
export function identityText({ left, right }: Identity): string {
  return `${toText(left)} = ${toText(right)}`;
}
