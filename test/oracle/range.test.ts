import { describe, expect, it } from 'vitest';
import { apply, rational, variable } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, type OperationName } from '../../src/expression/operations.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { containsInterval, newInterval } from '../../src/oracle/big-interval.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import type { Oracle } from '../../src/oracle/oracle.ts';
import { PEER_CASES } from './peer-cases.ts';

const ORDERED: readonly OperationName[] = ['bessel_jn', 'bessel_yn', 'besseli', 'besselk'];

/** An oracle of one operation whose variables are its arguments (an order becomes a literal). */
function oracleOf(op: OperationName, args: readonly number[]): Oracle {
  const names = args.map((_, k) => `x${k}`);
  if (!ORDERED.includes(op)) return createOracle(apply(op, ...names.map((n) => variable(n))), names);
  const order = rational(BigInt(Math.round(args[0] * 8)), 8n);
  return createOracle(apply(op, order, variable('x1')), ['x1']);
}

const WIDTHS = [1e-12, 1e-3, 0.3, 4];

describe('ranges over boxes', () => {
  for (const op of OPERATION_NAMES) {
    it(`${op}: the range holds the value at random points of random boxes`, () => {
      const random = createRandom(OPERATION_NAMES.indexOf(op));
      let checked = 0;
      for (let i = 0; i < 40; i++) {
        const args = PEER_CASES[op](random);
        const oracle = oracleOf(op, args);
        const point = ORDERED.includes(op) ? args.slice(1) : args;
        const relative = WIDTHS[i % WIDTHS.length];
        const low = point.map((x) => x - Math.abs(x) * relative * random.next());
        const high = point.map((x) => x + Math.abs(x) * relative * random.next());
        withWorkspace(90, (w) => {
          const box = low.map((lo, k) => ({ lo: w.number(lo), hi: w.number(high[k]) }));
          const range = oracle.range(box, w);
          if (range && 'kind' in range) {
            // A box that leaves the domain may be refused; said to be undefined, no point may have a value.
            if (range.kind === 'undefined') expect(oracle.value(point, w.big()).kind).toBe('undefined');
            return;
          }
          for (let j = 0; j < 4; j++) {
            const at = low.map((lo, k) =>
              Math.min(high[k], Math.max(lo, lo + (high[k] - lo) * random.next())),
            );
            const value = newInterval(w, 200);
            const told = oracle.enclose(j === 0 ? point : at, 150, value);
            expect(told.kind, `${op}(${at.join(', ')})`).toBe('enclosed');
            expect(containsInterval(range, value), `${op} near ${at.join(', ')}`).toBe(true);
            checked++;
          }
        });
      }
      expect(checked).toBeGreaterThan(20);
    });
  }

  it('brackets of extrema hold them: the derivative changes sign between the ends', () => {
    const at = {
      silu: [-1.2784645427610741, -1.2784645427610735],
      gelu: [-0.751791524693565, -0.751791524693564],
      mish: [-1.1924312145155, -1.1924312145154],
      gamma: [1.4616321449683622, 1.4616321449683625],
      lgamma: [1.4616321449683622, 1.4616321449683625],
    } as const;
    for (const [op, ends] of Object.entries(at)) {
      const oracle = createOracle(apply(op as OperationName, variable('x')), ['x']);
      withWorkspace(200, (w) => {
        const [left, right] = ends.map((x) => {
          const point = w.number(x);
          const series = oracle.series({ lo: point, hi: point }, 1, w);
          if (!Array.isArray(series)) throw new Error(series.kind);
          return series[1];
        });
        expect(mpfr.mpfr_sgn(left.hi), op).toBe(-1);
        expect(mpfr.mpfr_sgn(right.lo), op).toBe(1);
      });
    }
  });

  it('is sharp for a narrow box and covers an extremum in a wide one', () => {
    withWorkspace(100, (w) => {
      const sine = createOracle(apply('sin', variable('x')), ['x']);
      const wide = sine.range([{ lo: w.number(1), hi: w.number(2) }], w);
      if ('kind' in wide) throw new Error(wide.kind);
      expect(mpfr.mpfr_get_d(wide.hi, ROUND.UP)).toBe(1);
      expect(mpfr.mpfr_get_d(wide.lo, ROUND.NEAREST)).toBe(Math.sin(1));
      const quotient = createOracle(apply('div', apply('sin', variable('x')), variable('x')), ['x']);
      const removable = quotient.range([{ lo: w.number(-0.25), hi: w.number(0.5) }], w);
      if ('kind' in removable) throw new Error(removable.kind);
      expect(mpfr.mpfr_get_d(removable.hi, ROUND.UP)).toBeLessThan(1.01);
    });
  });
});
