import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { apply, integer, rational, variable, type Expression } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, type OperationName } from '../../src/expression/operations.ts';
import { readBig } from '../../src/number/big-text.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace, type Workspace } from '../../src/number/workspace.ts';
import {
  containsInterval,
  newInterval,
  setDoubles,
  type BigInterval,
} from '../../src/oracle/big-interval.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import type { Oracle } from '../../src/oracle/oracle.ts';
import { needs } from '../tool.ts';

const x = variable('x');
const third = rational(1n, 3n);

/** Each operation of one variable, with fixed other arguments. */
function term(op: OperationName, u: Expression): Expression {
  if (['bessel_jn', 'bessel_yn', 'besseli', 'besselk'].includes(op)) return apply(op, integer(2), u);
  if (op === 'div') return apply(op, u, integer(3));
  if (['add', 'sub', 'mul', 'min', 'max', 'hypot', 'pow', 'atan2'].includes(op)) return apply(op, u, third);
  return op === 'fma' ? apply(op, u, third, u) : apply(op, u);
}

const ORDER = 5;
/** mpmath takes seconds to differentiate these composed. */
const SLOW: readonly OperationName[] = [
  'zeta',
  'gamma',
  'lgamma',
  'digamma',
  'bessel_y0',
  'bessel_y1',
  'bessel_yn',
  'besselk',
  'airy_ai',
];
const LOW: readonly OperationName[] = ['asin', 'acos', 'atanh'];
const centres = (op: OperationName): number[] =>
  op === 'acosh' ? [1.25, 3.5] : LOW.includes(op) ? [0.375, -0.0625] : [0.375, 2.25];

function series(oracle: Oracle, lo: number, hi: number, order: number, w: Workspace): BigInterval[] {
  const found = oracle.series({ lo: w.number(lo), hi: w.number(hi) }, order, w);
  if (!Array.isArray(found)) throw new Error(`${found.kind}: ${found.reason}`);
  return found;
}

needs('/usr/bin/python3')('Taylor coefficients against mpmath', () => {
  it('agrees on every analytic function, alone and composed with a quadratic', { timeout: 300_000 }, () => {
    const skipped = [
      'add',
      'sub',
      'mul',
      'neg',
      'abs',
      'min',
      'max',
      'fma',
      'floor',
      'ceil',
      'round',
      'trunc',
    ];
    const cases = OPERATION_NAMES.filter((op) => !skipped.includes(op)).flatMap((op) =>
      centres(op).flatMap((at) =>
        (SLOW.includes(op) ? [false] : [false, true]).map((composed) => ({ op, at, composed, order: ORDER })),
      ),
    );
    const script = fileURLToPath(new URL('./series.py', import.meta.url));
    const input = cases.map((c) => JSON.stringify(c)).join('\n');
    const run = spawnSync('/usr/bin/python3', [script], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(run.stderr).toBe('');
    const lines = run.stdout.trim().split('\n');
    const wrong: string[] = [];
    for (const [i, { op, at, composed }] of cases.entries()) {
      // u(t) = at + t + t²/4 about t = 0 is the expansion of at + (x − at) + (x − at)²/4 about x = at.
      const shifted = apply('sub', x, rational(BigInt(at * 16), 16n));
      const inner = apply('add', x, apply('div', apply('mul', shifted, shifted), integer(4)));
      withWorkspace(180, (w) => {
        const found = series(createOracle(term(op, composed ? inner : x), ['x']), at, at, ORDER, w);
        const theirs = JSON.parse(lines[i]) as string[];
        for (const [k, c] of found.entries()) {
          const value = w.big();
          readBig(value, theirs[k]);
          const error = w.big();
          mpfr.mpfr_sub(error, c.lo, value, ROUND.NEAREST);
          const scale = Math.max(Math.abs(mpfr.mpfr_get_d(value, 0)), 1e-20);
          const off = Math.abs(mpfr.mpfr_get_d(error, 0)) / scale;
          mpfr.mpfr_sub(error, c.hi, c.lo, ROUND.UP);
          const wide = mpfr.mpfr_get_d(error, 0) / scale;
          if (!(off < 1e-20 && wide < 1e-20))
            wrong.push(
              `${op} at ${at}${composed ? ' composed' : ''}, ${k}: ${theirs[k]}, off ${off}, width ${wide}`,
            );
        }
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe('Taylor coefficients over wide centres', () => {
  for (const op of OPERATION_NAMES) {
    it(`${op}: hold the coefficients at points inside`, () => {
      const random = createRandom(OPERATION_NAMES.indexOf(op));
      for (const inner of [x, apply('mul', x, apply('add', x, rational(1n, 8n)))]) {
        const oracle = createOracle(term(op, inner), ['x']);
        for (let i = 0; i < 3; i++) {
          const middle = op === 'acosh' ? 1.5 + random.next() : 0.1 + 0.7 * random.next();
          const radius = [0.001, 0.02, 0.06][i];
          withWorkspace(140, (w) => {
            const found = oracle.series(
              { lo: w.number(middle - radius), hi: w.number(middle + radius) },
              6,
              w,
            );
            if (!Array.isArray(found)) {
              // Only functions in pieces may be refused here, where a piece ends inside.
              expect(['min', 'max', 'floor', 'ceil', 'round', 'trunc']).toContain(op);
              return;
            }
            for (let j = 0; j < 3; j++) {
              const at = middle + radius * (2 * random.next() - 1);
              for (const [k, c] of series(oracle, at, at, 6, w).entries()) {
                expect(containsInterval(found[k], c), `${op}, coefficient ${k} at ${at}`).toBe(true);
              }
            }
          });
        }
      }
    });
  }

  it('goes through removable 0/0, at the point and around it', () => {
    const versed = apply('div', apply('sub', integer(1), apply('cos', x)), apply('mul', x, x));
    const oracle = createOracle(versed, ['x']);
    withWorkspace(120, (w) => {
      const at = series(oracle, 0, 0, 4, w);
      expect(at.map((c) => mpfr.mpfr_get_d(c.lo, ROUND.NEAREST))).toEqual([1 / 2, 0, -1 / 24, 0, 1 / 720]);
      const around = series(oracle, -0.5, 0.25, 4, w);
      for (const y of [-0.5, -0.25, 0.125]) {
        for (const [k, c] of series(oracle, y, y, 4, w).entries())
          expect(containsInterval(around[k], c)).toBe(true);
      }
    });
  });

  it('refuses where there is no expansion', () => {
    withWorkspace(80, (w) => {
      const around = newInterval(w);
      setDoubles(around, -0.5, 0.5);
      for (const op of ['abs', 'sqrt', 'log', 'floor', 'gamma', 'lambertw'] as const) {
        const told = createOracle(term(op, x), ['x']).series(around, 3, w);
        expect(Array.isArray(told), op).toBe(false);
      }
    });
  });
  it('refuses at a kink alone, and expands on each side of it', () => {
    withWorkspace(80, (w) => {
      for (const f of [apply('abs', x), apply('min', x, integer(0)), apply('max', x, apply('neg', x))]) {
        const oracle = createOracle(f, ['x']);
        const slope = (lo: number, hi: number): unknown => {
          const found = oracle.series({ lo: w.number(lo), hi: w.number(hi) }, 1, w);
          return Array.isArray(found) ? mpfr.mpfr_get_d(found[1].lo, ROUND.NEAREST) : found.kind;
        };
        expect(slope(0, 0)).toBe('undecided');
        expect(slope(-0.5, 0)).not.toBe(slope(0, 0.5));
      }
    });
  });
});
