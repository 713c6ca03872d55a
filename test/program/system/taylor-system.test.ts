import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expression/parse.ts';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { intervalOf } from '../../../src/oracle/big-interval.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { compileSystem } from '../../../src/program/system/evaluate-system.ts';
import { expressionsToSystem } from '../../../src/program/system/expression-to-system.ts';
import { taylorSystem } from '../../../src/program/system/taylor-system.ts';

const ORDER = 9;

/** Coefficients at x by the program, and by the oracle's enclosures. */
function both(text: string, x: number): [number[], number[]] {
  const expression = parseExpression(text);
  const program = taylorSystem(expressionsToSystem([{ name: 'f', expression }], ['x'], true), ORDER, 'x');
  const out = new Float64Array(ORDER + 1);
  compileSystem(program)([x], out);
  const truth = withWorkspace(200, (w) => {
    const found = createOracle(expression, ['x']).series(intervalOf(w, x), ORDER, w);
    if (!Array.isArray(found)) throw new Error(`no series of ${text} at ${x}`);
    return found.map(({ lo }) => mpfr.mpfr_get_d(lo, ROUND.NEAREST));
  });
  return [[...out], truth];
}

const OF_ONE = 'sqrt exp expm1 log log1p log2 log10 sin cos tan asin atan sinh cosh tanh asinh acosh atanh cbrt abs acos'.split(' '); // prettier-ignore
/** Where each has derivatives. */
const placeOf = (name: string): number => (name === 'acosh' ? 1.625 : 0.4375);

describe('Taylor arithmetic', () => {
  it.each([
    ...OF_ONE.map((name) => `${name}(x)`),
    '1/x', 'x^5', 'x^(2.5)', 'x^x', '2^x', 'hypot(x, 1 + x^2)', 'atan2(sin(x), 1 + x)', '(x^2 + 1)/(x^3 + 2)', 'exp(sin(x))*sqrt(1 + x^2)', 'log(cosh(x))/(1 + tan(x))', 'tanh(x^2)', '7', 'x',
  ])('of %s', (text) => {
    const [got, truth] = both(text, placeOf(/^\w*/.exec(text)?.[0] ?? ''));
    truth.forEach((c, k) => {
      const size = Math.max(Math.abs(c), ...truth.slice(0, k + 1).map((d) => Math.abs(d) * 1e-3));
      expect(Math.abs(got[k] - c), `coefficient ${k}: ${got[k]}, not ${c}`).toBeLessThanOrEqual(1e-10 * size);
    });
  }); // prettier-ignore

  it('of compositions is what the oracle encloses', () => {
    const inner = fc.constantFrom(
      'x',
      'x^2 + 1',
      'sin(x) + 2',
      'exp(x)',
      '3*x + 1',
      '1/(x + 2)',
      'x*log(x + 2)',
    );
    const outer = fc.constantFrom('sqrt', 'exp', 'log', 'sin', 'cos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'log1p', 'expm1'); // prettier-ignore
    fc.assert(
      fc.property(outer, inner, outer, fc.integer({ min: 1, max: 15 }), (f, u, g, at) => {
        const text = `${f}(2 + abs(${g}(2 + ${u}))/9)`;
        const [got, truth] = both(text, at / 16);
        const size = Math.max(...truth.map(Math.abs));
        truth.forEach((c, k) => expect(Math.abs(got[k] - c)).toBeLessThanOrEqual(1e-9 * size));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('along a direction, and of several outputs', () => {
    const system = expressionsToSystem(
      ['x*y^2', 'exp(x - y)'].map((text, i) => ({ name: `f${i}`, expression: parseExpression(text) })),
      ['x', 'y'],
      true,
    );
    const program = taylorSystem(system, 3);
    expect(program.inputs).toEqual(['x', 'y', 'dot_x', 'dot_y']);
    const out = new Float64Array(8);
    compileSystem(program)([2, 3, 1, -1], out);
    // (2 + t)(3 − t)² = 18 − 3t − 4t² + t³; exp(−1 + 2t)
    expect([...out.subarray(0, 4)]).toEqual([18, -3, -4, 1]);
    [1, 2, 2, 8 / 6].forEach((c, k) => expect(out[4 + k]).toBeCloseTo(c * Math.exp(-1), 12));
  });

  it('costs the square of the order an operation', () => {
    const expression = parseExpression('exp(sin(x)*sqrt(1 + x^2))/(2 + cos(x))');
    const system = expressionsToSystem([{ name: 'f', expression }], ['x'], true);
    for (const order of [4, 8, 16, 32]) {
      const { code } = taylorSystem(system, order, 'x');
      expect(code.length).toBeLessThanOrEqual(4 * system.code.length * (order + 1) ** 2);
    }
  });

  it('refuses corners, other inputs and orders', () => {
    const system = expressionsToSystem([{ name: 'f', expression: parseExpression('floor(x)') }], ['x'], true);
    expect(() => taylorSystem(system, 2, 'x')).toThrow(/no Taylor series/);
    expect(() => taylorSystem(system, 2, 'y')).toThrow(/no input `y`/);
    expect(() => taylorSystem(system, 0, 'x')).toThrow(/whole number/);
  });
});
