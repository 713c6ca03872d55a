import { describe, expect, it } from 'vitest';
import { apply, variable } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';
import { createRandom } from '../../src/number/random.ts';
import { FLAG, settle, type Facts } from '../../src/rewrite/facts.ts';
import { factsOfArgument, factsOfOperation } from '../../src/rewrite/facts-of-operation.ts';
import { valueAt } from '../../src/rewrite/value-at.ts';

const ORDERED = new Set(['bessel_jn', 'bessel_yn', 'besseli', 'besselk']);
const operations = OPERATION_NAMES.filter((name) => !ORDERED.has(name));

/** Facts that hold for x. */
function around(x: number, draw: () => number): Facts {
  const kind = Math.floor(draw() * 6);
  let flags = 0;
  if (x !== 0 && draw() < 0.5) flags |= FLAG.NONZERO;
  if (Number.isInteger(x) && draw() < 0.5) flags |= FLAG.INTEGER | (x % 2 === 0 ? FLAG.EVEN : FLAG.ODD);
  const lo = [x, x - draw(), Math.min(x, 0), -Infinity, -Infinity, x - 3 * draw()][kind];
  const hi = [x, x + draw(), Math.max(x, 0), Infinity, x, x + 3 * draw()][kind];
  return settle(lo, hi, flags);
}

function holdsFor(facts: Facts, value: { lo: number; hi: number }): boolean {
  if (value.hi < facts.lo || value.lo > facts.hi) return false;
  if (facts.flags & FLAG.NONZERO && value.lo === 0 && value.hi === 0) return false;
  if (value.lo !== value.hi) return true;
  if (facts.flags & FLAG.INTEGER && !Number.isInteger(value.lo)) return false;
  if (facts.flags & FLAG.EVEN && value.lo % 2 !== 0) return false;
  return !(facts.flags & FLAG.ODD && value.lo % 2 === 0);
}

describe('facts of operations', () => {
  for (const name of operations) {
    it(`${name}: hold at every point tried`, () => {
      const random = createRandom(11);
      const draw = (): number => random.next();
      const names = ['a', 'b', 'c'].slice(0, OPERATIONS[name].arity);
      const value = valueAt(apply(name, ...names.map(variable)), names);
      let seen = 0;
      for (let i = 0; i < 400 && seen < 150; i++) {
        const same = names.length > 1 && i % 7 === 0;
        const point = names.map(() => {
          const x = 6 * draw() - 3;
          return i % 3 === 0 ? Math.round(x) : i % 3 === 1 ? Math.round(2 * x) / 2 : x;
        });
        if (same) point[1] = point[0];
        const found = value(point);
        if (typeof found === 'string') continue;
        seen += 1;
        const args = point.map((x) => around(x, draw));
        const facts = factsOfOperation(name, args, same);
        expect(holdsFor(facts, found), `${name}(${point}) in ${JSON.stringify({ facts, args, found })}`).toBe(
          true,
        );
        for (const [k, x] of point.entries()) {
          const needed = factsOfArgument(name, k, args);
          expect(holdsFor(needed, { lo: x, hi: x }), `${name}(${point}): argument ${k}`).toBe(true);
        }
      }
      expect(seen).toBeGreaterThan(50);
    });
  }
});
