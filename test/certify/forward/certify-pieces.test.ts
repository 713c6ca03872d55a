import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certify } from '../../../src/certify/certify.ts';
import { Refutation } from '../../../src/certify/exhaustive.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { createRandom } from '../../../src/number/random.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { MachineError } from '../../../src/certify/roundoff-sample.ts';
import type { RoundoffCertificate } from '../../../src/certify/certificate.ts';
import type { Operand, Program } from '../../../src/program/program.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';

/** Found by `napier approximate "exp(x)" --format f64 --error 1ulp --engine reduction --max-table 0`. */
const EXP = validateProgram(JSON.parse(readFileSync(new URL('exp-f64.json', import.meta.url), 'utf8')));

/** Found by the same with sums that keep what they round away. */
const KEPT = validateProgram(JSON.parse(readFileSync(new URL('exp-kept-f64.json', import.meta.url), 'utf8')));

/** Found by it too, with --fma: nothing but the last rounding makes more than a few hundredths of an ulp. */
const fused = (name: string): Program =>
  validateProgram(JSON.parse(readFileSync(new URL(`${name}-fused-f64.json`, import.meta.url), 'utf8')));

const specification = (lo: string, hi: string, name = 'exp') =>
  ({
    function: parseExpression(`${name}(x)`),
    variable: 'x',
    domain: { lo: parseExpression(lo), hi: parseExpression(hi), open: [false, false] },
    format: 'f64',
    measure: 'ulp',
  }) as const;

const certified = async (
  program: Program,
  lo: string,
  hi: string,
  name = 'exp',
): Promise<RoundoffCertificate> => {
  const certificate = await certify(program, specification(lo, hi, name));
  if (certificate.method !== 'supremum+roundoff') throw new Error(certificate.method);
  return certificate;
};

/** The program with another text for one of its constants. */
function changed(index: number, text: string): Program {
  return { ...EXP, constants: EXP.constants.map((old, i) => (i === index ? text : old)) };
}

describe('a whole function in f64', () => {
  it('exp: a bound that holds, and is at most 1.6 times what is attained', async () => {
    const found = await certified(EXP, '-3', '3');
    const bound = exactDouble(found.bound);
    expect(found.pieces).toBeGreaterThan(8);
    expect(bound / exactDouble(found.lower)).toBeLessThan(1.6);
    const machine = new MachineError(EXP, specification('-3', '3'), findFormat('f64'));
    const random = createRandom(7);
    withWorkspace(160, (w) => {
      for (let i = 0; i < 3000; i++) {
        const mark = w.mark();
        expect(machine.at(6 * random.next() - 3, w)?.high).toBeLessThanOrEqual(bound);
        w.release(mark);
      }
    });
  });

  it('is given up above a limit: at an input that errs more, or where no less could be proved', async () => {
    const asked = specification('-1', '1');
    const full = await certify(EXP, asked);
    const [lower, bound] = [full.lower, full.bound].map(exactDouble);
    expect(lower).toBeLessThan(bound);
    expect(await certify(EXP, asked, { refuteAbove: bound })).toEqual(full);
    await expect(certify(EXP, asked, { refuteAbove: (lower + bound) / 2 })).rejects.toThrow(
      /^near x = \S+ no more than \d\.\d+ could be proved, above \d\.\d+$/,
    );
    await expect(certify(EXP, asked, { refuteAbove: 0.5 })).rejects.toThrow(Refutation);
  });

  it('is none where the bits of a NaN are taken, though that result is not chosen', async () => {
    const b = new ProgramBuilder('f64', ['x']);
    const square = (x: Operand): Operand => b.mul(x, x);
    const infinite = square(square(b.input(0)));
    const short = b.operation('float', b.operation('bits', b.sub(infinite, infinite)));
    const usual = b.operation('le', b.input(0), b.constant('0x1p+4'));
    const program = b.build(b.operation('select', usual, b.add(b.input(0), short), b.input(0)));
    const { function: _, ...rest } = specification('1', '2^400');
    await expect(certify(program, { ...rest, function: parseExpression('x') })).rejects.toThrow(
      /the result at x = \S+ is no number/,
    );
  });

  it('follows what a sum rounds away through a power of two taken off by bits', async () => {
    const b = new ProgramBuilder('f64', ['x']);
    const one = b.constant('0x1p+0');
    const sum = b.add(one, b.input(0));
    const lost = b.sub(b.input(0), b.sub(sum, one));
    const less = b.operation('isub', b.operation('bits', sum), b.constant(`i:${2n << 52n}`));
    const quarter = b.operation('float', less);
    const program = b.build(b.add(b.mul(quarter, b.constant('0x1p+2')), lost));
    const { function: _, ...rest } = specification('3.5', '6.5');
    const found = await certify(program, { ...rest, function: parseExpression('1 + x') });
    // By the size of its error alone the first sum would make it 1.
    expect(exactDouble(found.bound)).toBeLessThan(0.51);
  });

  it('runs a piece of few inputs, on which a function may vary as over a binade', async () => {
    const b = new ProgramBuilder('f64', ['x']);
    const program = b.build(b.mul(b.input(0), b.constant('0x1.8p-1')));
    const { function: _, ...rest } = specification('1 - 2^(-50)', '1 - 2^(-53)');
    const found = await certify(program, { ...rest, function: parseExpression('3/4*x') });
    expect(exactDouble(found.bound)).toBeGreaterThan(0);
    expect(exactDouble(found.bound)).toBeLessThan(
      exactDouble((found as RoundoffCertificate).lower) * (1 + 1e-9),
    );
  });

  it('exp that keeps what 1 + r rounds away: 1 + r counts as exact', async () => {
    const found = await certified(KEPT, '-3', '3');
    expect(exactDouble(found.bound)).toBeLessThan(0.87);
    expect(exactDouble(found.bound) / exactDouble(found.lower)).toBeLessThan(1.35);
    // Results that are rounded twice.
    const subnormal = await certified(KEPT, '-711', '-708');
    expect(exactDouble(subnormal.bound)).toBeLessThan(1);
    expect(exactDouble(subnormal.lower)).toBeGreaterThan(0.5);
    // 0 and the least number: half a unit and no more.
    const least = await certified(KEPT, '-1e300', '-744');
    expect(exactDouble(least.bound)).toBeLessThan(0.51);
  });

  it('exp beyond overflow, and down to zero', async () => {
    const up = await certified(EXP, '709', 'inf');
    expect(exactDouble(up.bound)).toBeLessThan(1.3);
    expect(up.special).toContainEqual({ input: 'inf', got: 'inf', wanted: 'inf', status: 'right' });
    const down = await certified(EXP, '-1e300', '-743');
    expect(exactDouble(down.bound)).toBeLessThan(1.3);
  });

  it('a wrong word of ln 2 is seen', async () => {
    const [at] = EXP.constants.flatMap((text, i) => (text === '0x1.ef35793c7673p-45' ? [i] : []));
    const found = await certified(changed(at, '0x1.ef35p-45'), '600', '601');
    const right = await certified(EXP, '600', '601');
    expect(exactDouble(found.approximation)).toBeGreaterThan(3 * exactDouble(right.approximation));
  });

  it('a clamp that is too low is refused', async () => {
    const [at] = EXP.constants.flatMap((text, i) => (text === '0x1.62e42fefa39fp+9' ? [i] : []));
    const found = await certified(changed(at, '0x1.62p+9'), '708', '709.5').catch((error: Error) => error);
    if (found instanceof Error) expect(found.message).toMatch(/bound/);
    else expect(exactDouble(found.bound)).toBeGreaterThan(1e10);
  });

  it.each([
    ['exp', '2', '3', 0.57],
    ['exp', '709.2', '710', 0.57],
    // Subnormal results are rounded once.
    ['exp', '-710', '-708.8', 0.57],
    ['log', '1.3', '1.6', 0.56],
    ['log', '1e-310', '2e-310', 0.56],
    ['log', '1', '1.0000001', 0.56],
    ['tanh', '0.25', '0.4', 0.57],
    ['tanh', '18.9', '19.2', 0.54],
  ])(
    '%s on [%s, %s] with fused operations: at most %f ulp, and more than is seen',
    async (name, lo, hi, most) => {
      const program = fused(name);
      const found = await certified(program, lo, hi, name);
      const bound = exactDouble(found.bound);
      expect(bound).toBeLessThan(most);
      const machine = new MachineError(program, specification(lo, hi, name), findFormat('f64'));
      const random = createRandom(3);
      withWorkspace(160, (w) => {
        for (let i = 0; i < 1000; i++) {
          const mark = w.mark();
          expect(machine.at(+lo + (Math.min(+hi, 709.7) - +lo) * random.next(), w)?.high).toBeLessThanOrEqual(
            bound,
          );
          w.release(mark);
        }
      });
    },
  );

  it('a remainder of another product is seen', async () => {
    const program = fused('log');
    const at = program.code.findIndex(({ op }) => op === 'fma');
    const [q, d, t] = program.code[at].args;
    const code = program.code.map((one, i) => (i === at ? { op: one.op, args: [q, t, d] } : one));
    const wrong = await certified({ ...program, code }, '1.3', '1.6', 'log').catch((error: Error) => error);
    if (wrong instanceof Error) expect(wrong.message).toMatch(/bound/);
    else expect(exactDouble(wrong.bound)).toBeGreaterThan(1e6);
  });

  it('asin with what its root rounds away, up to 1, where its slope has no bound, and NaN from there', async () => {
    const asin = fused('asin');
    // The root's remainder taken twice, or the half of 1 − x not quite.
    const wrong = (from: string, to: string): Program => {
      expect(asin.constants).toContain(from);
      return { ...asin, constants: asin.constants.map((text) => (text === from ? to : text)) };
    };
    const bound = async (program: Program): Promise<number> => {
      try {
        return exactDouble((await certified(program, '0.75', '3', 'asin')).bound);
      } catch (error) {
        expect((error as Error).message).toMatch(/no bound|not be bounded|no number/);
        return Infinity;
      }
    };
    const proved = await bound(asin);
    expect(proved).toBeGreaterThan(0.6);
    expect(proved).toBeLessThan(0.78);
    expect(await bound(wrong('0x1p+1', '0x1p+0'))).toBeGreaterThan(1);
    expect(await bound(wrong('-0x1p-1', '-0x1.0000000000001p-1'))).toBeGreaterThan(1e3);
  }, 60_000);
});
