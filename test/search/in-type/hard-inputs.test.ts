import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import { hardInputs } from '../../../src/search/in-type/hard-inputs.ts';

const { f16, f32, f64 } = FORMATS;
const WITHIN = 2 ** -18;

/** Every number of f16, by the definition: how far the value, rounded to f64, is from where rounding to f16 changes. */
function* byDefinition(text: string): Generator<{ x: number; distance: number }> {
  const oracle = createOracle(parseExpression(text), ['x']);
  for (let pattern = 0n; pattern < 1n << 16n; pattern++) {
    const x = f16.decode(pattern);
    if (!Number.isFinite(x)) continue;
    const value = oracle.rounded([x], f64);
    const nearest = f16.round(value);
    if (!Number.isFinite(nearest) || value === 0) continue;
    const middles = [-1, 1].map((step) => {
      const next = f16.fromOrdinal(f16.ordinal(nearest) + BigInt(step));
      return (nearest + next) / 2;
    });
    const distance = Math.min(...middles.map((m) => Math.abs(value - m) / Math.abs(value)));
    yield { x, distance };
  }
}

describe('hardInputs', () => {
  for (const text of ['exp(x)', 'tanh(x)', 'log(x)', 'sin(x)', 'exp2(x)-1']) {
    it(`has every input whose value is near a midpoint, and few others: ${text}`, () => {
      const oracle = createOracle(parseExpression(text), ['x']);
      const domain = parseDomain('[-inf,inf]');
      const found = new Set(hardInputs(oracle, 'x', f16, domain, { within: WITHIN, most: 1 << 16 }));
      let near = 0;
      for (const { x, distance } of byDefinition(text)) {
        if (distance < WITHIN * 0.999) {
          near++;
          if (!found.has(x)) expect({ x, distance }).toEqual('found');
        }
      }
      expect(near).toBeGreaterThan(20);
      // Short ends of ranges have no piece: they are told without being looked at.
      expect(found.size).toBeLessThan(2 * near + 600);
    });
  }

  it('gives the same for an odd function as for both sides by themselves', () => {
    const oracle = createOracle(parseExpression('sinh(x)'), ['x']);
    const of = (domain: string): number[] =>
      (hardInputs(oracle, 'x', f16, parseDomain(domain), { within: WITHIN, most: 1 << 16 }) ?? []).filter(
        (x) => x !== 0 && Math.abs(x) < 8,
      );
    const whole = of('[-inf,inf]').toSorted((a, b) => a - b);
    const sides = [...of('[0,inf]'), ...of('[-inf,0]')].toSorted((a, b) => a - b);
    expect(whole).toEqual(sides);
  });

  it('gives up where more inputs are hard than are of use', () => {
    // x/2 lies on the middle of two numbers for every other subnormal x.
    const oracle = createOracle(parseExpression('x/2'), ['x']);
    const options = { within: WITHIN, most: 100 };
    expect(hardInputs(oracle, 'x', f16, parseDomain('[-1,1]'), options)).toBeUndefined();
  });

  it('knows a hard case of exp in f32', () => {
    // A million numbers, of whose values some twenty lie this near.
    const oracle = createOracle(parseExpression('exp(x)'), ['x']);
    const found = hardInputs(oracle, 'x', f32, parseDomain('[8,9)'), { within: 2 ** -40, most: 1000 });
    expect(found?.length).toBeGreaterThan(5);
    for (const x of found ?? []) {
      const value = oracle.rounded([x], f64);
      const [down, up] = [f32.round(value * (1 - 2 ** -39)), f32.round(value * (1 + 2 ** -39))];
      expect(down).not.toBe(up);
    }
  });
});
