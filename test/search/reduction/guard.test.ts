import { describe, expect, it } from 'vitest';
import { WHOLE_DOMAIN } from '../../../src/expression/domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { commonPath } from '../../../src/program/common-path.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Candidate } from '../../../src/search/engine.ts';
import { ENGINES } from '../../../src/search/engines.ts';
import type { Program } from '../../../src/program/program.ts';
import type { Problem } from '../../../src/search/problem.ts';
import { Emitter } from '../../../src/search/reduction/emitter.ts';
import { findIdentities } from '../../../src/search/reduction/find-identities.ts';
import { emitGuard, findGuards, type Guard } from '../../../src/search/reduction/guard.ts';
import { reducedFunction } from '../../../src/search/reduction/reduced-function.ts';
import { guardedProgram } from '../../../src/search/reduction/search-guarded.ts';
import { findSpecialCells } from '../../../src/search/reduction/special-cases.ts';
import { anyNumber, specialValues } from '../../program/conformance-programs.ts';

const { f32 } = FORMATS;

function problemOf(name: string, format: 'f32' | 'f64' = 'f32'): Problem {
  return {
    function: parseExpression(`${name}(x)`),
    variable: 'x',
    domain: WHOLE_DOMAIN,
    format,
    measure: 'ulp',
    error: 1,
    cost: 'zen5-throughput',
    fma: true,
    division: true,
    maxTable: 4096,
    seed: 1,
  };
}

function guardsOf(name: string, which: 'f32' | 'f64' = 'f32'): Guard[] {
  const problem = problemOf(name, which);
  const format = FORMATS[which];
  const oracle = createOracle(problem.function, ['x']);
  const special = findSpecialCells(problem, oracle, format);
  if (special === undefined) throw new Error('a function with values');
  const [lo, hi] = [special.first, special.last].map((o) => format.fromOrdinal(o));
  return findGuards(oracle, special, findIdentities(reducedFunction(problem.function, 'x', lo, hi)), format);
}

describe('intervals of usual inputs', () => {
  it('leave out results that overflow or are subnormal, and arguments that are', () => {
    const [exp, ...others] = guardsOf('exp');
    expect(others).toEqual([]);
    expect(exp.lo).toBe(-exp.hi);
    // Two binades of room: e^−c ≥ 4·2⁻¹²⁶.
    expect(Math.abs(exp.hi - 124 * Math.LN2)).toBeLessThan(1e-4);
    expect(guardsOf('log')).toEqual([{ lo: f32.minNormal, hi: f32.maxFinite }]);
    // Where the function ends on one side alone, usual inputs do not end on the other.
    expect(guardsOf('log1p')).toEqual([{ lo: -(1 - 2 ** -24), hi: f32.maxFinite }]);
    expect(guardsOf('atanh')).toEqual([{ lo: -(1 - 2 ** -24), hi: 1 - 2 ** -24 }]);
  });

  it('are small arguments of a function with a period, and none of a function that is usual everywhere', () => {
    expect(guardsOf('sin').map(({ hi }) => hi)).toEqual([4096, 32]);
    expect(guardsOf('sin', 'f64').map(({ hi }) => hi)).toEqual([2 ** 26, 32]);
    expect(guardsOf('atan')).toEqual([]);
  });

  it('are normal magnitudes of a root', () => {
    expect(guardsOf('cbrt')).toEqual([{ lo: f32.minNormal, hi: f32.maxFinite, parity: -1 }]);
  });
});

describe.each(['f32', 'f64'] as const)('the condition in %s', (arithmetic) => {
  it.each([
    { lo: -85.5, hi: 85.5 },
    { lo: 2 ** -126, hi: f32.maxFinite },
    { lo: 0.75, hi: 3 },
    { lo: -0.75, hi: 3 },
    { lo: -(1 - 2 ** -24), hi: f32.maxFinite },
  ])('holds on $lo to $hi alone', (guard) => {
    const e = new Emitter({ arithmetic, storage: 'f32', variable: 'x', fma: false });
    const one = e.number(1);
    const run = compileProgram(e.build(e.op('select', emitGuard(e, guard, f32), one, e.number(0))));
    const random = createRandom(9);
    const ends = [guard.lo, guard.hi].flatMap((x) =>
      [-1n, 0n, 1n].map((by) => f32.fromOrdinal(f32.ordinal(x) + by)),
    );
    const inputs = [
      ...specialValues(f32),
      ...ends,
      ...Array.from({ length: 3000 }, () => anyNumber(f32, random)),
    ];
    // What is made of a NaN's bits counts as NaN.
    expect(run(NaN)).not.toBe(1);
    for (const x of inputs)
      if (x === x) expect([x, run(x)]).toEqual([x, x >= guard.lo && x <= guard.hi ? 1 : 0]);
  });
});

describe.each(['f32', 'f64'] as const)('a short way at |x| in %s', (arithmetic) => {
  const part = (write: (e: Emitter) => string): Program => {
    const e = new Emitter({ arithmetic, storage: 'f32', variable: 'x', fma: false });
    return e.build(write(e));
  };
  const short = part((e) => e.op('mul', e.op('add', e.x, e.number(1)), e.x));
  const whole = part((e) => e.op('add', e.x, e.number(100)));

  it.each([
    [1, 6, 6],
    [-1, 6, -6],
  ] as const)('of a function with parity %d', (parity, above, below) => {
    const guard = { lo: 0.5, hi: 4, parity };
    const program = guardedProgram({ format: 'f32', variable: 'x', fma: false }, guard, short, whole);
    const run = compileProgram(program);
    expect([2, -2, 0.25, -0.25, 5, -5].map((x) => run(x))).toEqual([above, below, 100.25, 99.75, 105, 95]);
    expect([0.5, -4].map((x) => run(x))).toEqual([0.75, parity * 20]);
  });
});

describe('a short way that overflows beyond its interval', () => {
  it('gets a number of the interval there, as the bits of a NaN would count', () => {
    const part = (write: (e: Emitter) => string): Program => {
      const e = new Emitter({ arithmetic: 'f32', storage: 'f32', variable: 'x', fma: false });
      return e.build(write(e));
    };
    const flipped = part((e) => {
      const square = e.op('mul', e.x, e.x);
      return e.op('float', e.op('bits', e.op('add', e.op('sub', square, square), e.x)));
    });
    const whole = part((e) => e.op('add', e.x, e.number(100)));
    const problem = { format: 'f32', variable: 'x', fma: false } as const;
    const run = compileProgram(guardedProgram(problem, { lo: -4, hi: 4 }, flipped, whole));
    expect([3, -4, 5, 2 ** 80, -(2 ** 100)].map((x) => run(x))).toEqual([3, -4, 105, 2 ** 80, -(2 ** 100)]);
    // Nothing overflows: no operation more.
    const plain = part((e) => e.op('float', e.op('bits', e.op('mul', e.x, e.number(0.5)))));
    const { code } = guardedProgram(problem, { lo: -4, hi: 4 }, plain, whole);
    expect(code.filter(({ op }) => op === 'select')).toHaveLength(1);
  });
});

describe('the search by measured throughput', () => {
  it('finds a short way for usual arguments of sin, and all others go the whole way', async () => {
    const problem = problemOf('sin');
    const found: Candidate[] = [];
    const oracle = createOracle(problem.function, ['x']);
    const budget = { evaluations: 1e6, stopped: () => undefined };
    for await (const event of ENGINES.reduction.propose(problem, oracle, budget))
      if (event.kind === 'candidate') found.push(event.candidate);
    const best = found.reduce((a, b) => (b.cost < a.cost ? b : a));
    expect(best.error.value).toBeLessThan(1);
    const path = commonPath(best.program);
    expect(path?.narrow).toBe(true);
    expect(path?.short.size).toBeLessThan(20);
    const run = compileProgram(best.program);
    for (const x of [0.5, -3, 31, 100, 4095, 4097, 1e10, 3e38]) {
      const single = Math.fround(x);
      expect(Math.abs(run(single) - Math.sin(single))).toBeLessThan(1e-7);
    }
  }, 60_000);
});
