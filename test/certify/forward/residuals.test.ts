import { describe, expect, it } from 'vitest';
import { ForwardAnalysis } from '../../../src/certify/forward/forward-analysis.ts';
import { Residuals } from '../../../src/certify/forward/residuals.ts';
import { ERROR_UNIT } from '../../../src/certify/roundoff-rules.ts';
import { fromHexFloat } from '../../../src/number/exact-constant.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { registerOf } from '../../../src/program/operand.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import type { Operand, Program } from '../../../src/program/program.ts';

/** Are the last operation's exact values 0, where some registers (none, if not said) are known numbers? */
function isZero(program: Program, known: Readonly<Record<string, number>> = {}): boolean {
  const first = 1 + program.constants.length;
  const operands = program.code.map(({ args }) => args.map((arg) => registerOf(program, arg)));
  const registers = new Map(Object.entries(known).map(([name, value]) => [registerOf(program, name), value]));
  return new Residuals(program, operands, first).isZero(first + program.code.length - 1, (register) => {
    const text = program.constants[register - 1];
    return register < first ? fromHexFloat(text) : registers.get(register);
  });
}

type Op = (name: Parameters<ProgramBuilder['operation']>[0], ...args: Operand[]) => Operand;

function programOf(make: (op: Op, x: Operand, power: (exponent: number) => Operand) => Operand): Program {
  const b = new ProgramBuilder('f64', ['x']);
  const op: Op = (name, ...args) => b.operation(name, ...args);
  return b.build(make(op, b.input(0), (exponent) => b.constant(`0x1p${exponent < 0 ? '' : '+'}${exponent}`)));
}

describe('operations whose exact value is 0', () => {
  it('the remainder of a product, with any signs that cancel', () => {
    const product = programOf((op, x) => {
      const y = op('add', x, x);
      return op('fma', x, y, op('neg', op('mul', y, x)));
    });
    expect(isZero(product)).toBe(true);
    expect(isZero(programOf((op, x) => op('fma', op('neg', x), x, op('mul', x, x))))).toBe(true);
    expect(isZero(programOf((op, x) => op('fma', x, x, op('mul', x, x))))).toBe(false);
    expect(isZero(programOf((op, x) => op('fma', op('neg', x), op('neg', x), op('mul', x, x))))).toBe(false);
  });

  it('not where the product is taken for a number: then its exact value is that number', () => {
    const square = programOf((op, x) => op('fma', x, x, op('neg', op('mul', x, x))));
    expect(isZero(square, { t0: 0 })).toBe(false);
  });

  it('the remainder of a quotient, divided or by an inverse', () => {
    const divided = programOf((op, x, power) => {
      const below = op('add', x, power(0));
      return op('fma', op('neg', op('div', x, below)), below, x);
    });
    expect(isZero(divided)).toBe(true);
    const inverted = (one: number): Program =>
      programOf((op, x, power) => {
        const below = op('add', x, power(1));
        const inverse = op('div', power(one), below);
        return op('fma', below, op('neg', op('mul', inverse, x)), x);
      });
    expect(isZero(inverted(0))).toBe(true);
    expect(isZero(inverted(3))).toBe(false);
    expect(isZero(inverted(0), { t1: 0.25 })).toBe(false);
  });

  it('the remainder of a root, with signs that cancel', () => {
    const remainder = (make: (op: Op, root: Operand, x: Operand) => Operand): boolean =>
      isZero(programOf((op, x) => make(op, op('sqrt', x), x)));
    expect(remainder((op, root, x) => op('fma', op('neg', root), root, x))).toBe(true);
    expect(remainder((op, root, x) => op('fma', root, root, op('neg', x)))).toBe(true);
    expect(remainder((op, root, x) => op('fma', root, root, x))).toBe(false);
    expect(remainder((op, root) => op('fma', op('neg', root), root, root))).toBe(false);
    expect(remainder((op, root, x) => op('fma', op('neg', root), x, x))).toBe(false);
  });

  it('a root and what is left of its argument, over twice the root, are as good as not rounded', () => {
    // √x − 1/2, with one rounding or two.
    const rooted = (kept: boolean): Program =>
      programOf((op, x, power) => {
        const root = op('sqrt', x);
        const left = op('fma', op('neg', root), root, x);
        const rest = op('div', left, op('add', root, root));
        const head = op('sub', root, power(-1));
        return kept ? op('add', head, rest) : head;
      });
    const errors = [true, false].map((kept) => {
      const way = new ForwardAnalysis(rooted(kept), findFormat('f64'), 'x').piece(1.1, 1.101);
      return (way.error(1.1, 1.1001) * ERROR_UNIT) / 2 ** -53;
    });
    // The root itself rounds by half of 2⁻⁵², the difference is exact, and so is all but the last sum.
    expect(errors[0]).toBeLessThan(0.51);
    expect(errors[1]).toBeGreaterThan(0.99);
  });

  it('a quotient and what is left, however far the divisor is from 1', () => {
    // 1/x², the square and the quotient with what they round away, or the quotient alone.
    const inverted = (kept: boolean): Program =>
      programOf((op, x, power) => {
        const square = op('mul', x, x);
        const quotient = op('div', power(0), square);
        if (!kept) return quotient;
        const minus = op('neg', quotient);
        const left = op('fma', minus, square, power(0));
        const lost = op('fma', x, x, op('neg', square));
        return op('add', quotient, op('div', op('fma', minus, lost, left), square));
      });
    for (const exponent of [0, 100, 300, 450]) {
      const x = 1.3 * 2 ** exponent;
      const errors = [true, false].map((kept) => {
        const way = new ForwardAnalysis(inverted(kept), findFormat('f64'), 'x').piece(x, 1.001 * x);
        return (way.error(x, x * (1 + 2 ** -20)) * ERROR_UNIT) / findFormat('f64').ulp(1 / (x * x));
      });
      expect(errors[0]).toBeLessThan(0.51);
      expect(errors[1]).toBeGreaterThan(0.75);
    }
  });

  it('what a power of two and its inverse round away, and no other two', () => {
    const scaled = (down: number, up: number): Program =>
      programOf((op, x, power) => {
        const y = op('add', x, power(0));
        return op('sub', y, op('mul', op('mul', y, power(down)), power(up)));
      });
    expect(isZero(scaled(-100, 100))).toBe(true);
    expect(isZero(scaled(-100, 99))).toBe(false);
  });

  it('what a fused operation rounds away, taken up by another of the same factors', () => {
    type Parts = { op: Op; x: Operand; y: Operand; c: Operand; s: Operand; constant: Operand };
    const fused = (make: (parts: Parts) => Operand, byConstant = false): boolean =>
      isZero(
        programOf((op, x, power) => {
          const [c, constant, y] = [op('add', x, power(0)), power(-3), op('mul', x, power(-3))];
          return make({ op, x, y, c, constant, s: op('fma', x, byConstant ? constant : y, c) });
        }),
      );
    expect(fused(({ op, x, y, c, s }) => op('fma', x, y, op('sub', c, s)))).toBe(true);
    expect(fused(({ op, x, y, c, s }) => op('fma', y, x, op('sub', c, s)))).toBe(true);
    expect(fused(({ op, x, y, c, s }) => op('fma', x, y, op('sub', s, c)))).toBe(false);
    expect(fused(({ op, x, y, s }) => op('fma', x, y, op('sub', x, s)))).toBe(false);
    expect(fused(({ op, x, c, s }) => op('fma', x, op('mul', x, x), op('sub', c, s)))).toBe(false);
    // A multiple of a constant, taken off an argument.
    expect(fused(({ op, x, constant, c, s }) => op('fma', x, constant, op('sub', c, s)), true)).toBe(false);
  });
});
