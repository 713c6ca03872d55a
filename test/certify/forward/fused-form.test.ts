import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fusedForm } from '../../../src/certify/forward/fused-form.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import {
  splitterOf,
  writeHalves,
  writeProductError,
  type Halves,
} from '../../../src/program/product-error.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import type { Operand, Program } from '../../../src/program/program.ts';

const F32 = findFormat('f32');
const LEAST = 2 ** -149;

type Tools = {
  readonly x: Operand;
  readonly y: Operand;
  readonly number: (value: number) => Operand;
  readonly op: (op: 'add' | 'sub' | 'mul' | 'div' | 'sqrt', ...args: Operand[]) => Operand;
  readonly halves: (a: Operand, splitter?: number) => Halves<Operand>;
  readonly rest: (a: Halves<Operand>, b: Halves<Operand>, product: Operand) => Operand;
};

function programOf(make: (tools: Tools) => Operand): Program {
  const b = new ProgramBuilder('f32', ['x', 'y']);
  const number = (value: number): Operand => b.constant(toHexFloat(value));
  const write = (op: 'add' | 'sub' | 'mul', p: Operand, q: Operand): Operand => b.operation(op, p, q);
  return b.build(
    make({
      x: b.input(0),
      y: b.input(1),
      number,
      op: (op, ...args) => b.operation(op, ...args),
      halves: (a, splitter = splitterOf(F32.precision)) => writeHalves(write, number(splitter), a),
      rest: (p, q, product) => writeProductError(write, p, q, product),
    }),
  );
}

const PRODUCT = programOf(({ x, y, op, halves, rest }) => rest(halves(x), halves(y), op('mul', x, y)));
const DIVISION = programOf(({ x, y, op, halves, rest }) => {
  const quotient = op('div', x, y);
  const product = op('mul', quotient, y);
  return op('sub', op('sub', x, product), rest(halves(quotient), halves(y), product));
});

/** The kinds of what stands for several operations, in order. */
const kinds = (program: Program): string[] => [...fusedForm(program).rests.values()];

/** Any number of a size, subnormal ones among them. */
const sized = (from: number, to: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 2 ** 23, max: 2 ** 24 - 1 }), fc.boolean())
    .map(([e, m, minus]) => Math.fround((minus ? -m : m) * 2 ** (e - 23)));

describe('what products and divisions round away, by halves of factors', () => {
  it('is one operation for an analysis, its registers where they were', () => {
    expect(kinds(PRODUCT)).toEqual(['product']);
    expect(kinds(DIVISION)).toEqual(['product', 'division']);
    for (const program of [PRODUCT, DIVISION]) {
      const { program: fused } = fusedForm(program);
      expect(fused.code).toHaveLength(program.code.length);
      expect(fused.code.at(-1)?.op).toBe('fma');
      const [given, made] = [program, fused].map((one) => compileProgram(one));
      fc.assert(
        fc.property(sized(-20, 20), sized(-20, 20), (x, y) => {
          expect(made(x, y) + 0).toBe(given(x, y) + 0);
        }),
        { numRuns: 2000, seed: 1 },
      );
    }
  });

  it('of squares, constants, constants of few bits, roots, and quotients by an inverse', () => {
    const square = programOf(({ x, op, halves, rest }) => rest(halves(x), halves(x), op('mul', x, x)));
    expect(kinds(square)).toEqual(['product']);
    // 1 + 2⁻²³ is 1 and 2⁻²³; 1.375 has no second half.
    const [one, few] = [1 + 2 ** -23, 1.375];
    const constant = programOf(({ x, number, op, halves, rest }) =>
      rest(halves(x), [number(1), number(2 ** -23)], op('mul', x, number(one))),
    );
    expect(kinds(constant)).toEqual(['product']);
    const short = programOf(({ x, number, op, halves, rest }) =>
      rest(halves(x), [number(few)], op('mul', x, number(few))),
    );
    expect(kinds(short)).toEqual(['product']);
    const left = (a: (tools: Tools) => Operand, q: (tools: Tools) => Operand, second: 'y' | 'q'): Program =>
      programOf((tools) => {
        const [over, quotient] = [a(tools), q(tools)];
        const b = second === 'y' ? tools.y : quotient;
        const product = tools.op('mul', quotient, b);
        const lost = tools.rest(tools.halves(quotient), tools.halves(b), product);
        return tools.op('sub', tools.op('sub', over, product), lost);
      });
    expect(kinds(left(({ x }) => x, ({ x, op }) => op('sqrt', x), 'q'))).toEqual(['product', 'division']); // prettier-ignore
    expect(kinds(left(({ x }) => x, ({ x, y, op, number }) => op('mul', x, op('div', number(1), y)), 'y'))).toEqual(['product', 'division']); // prettier-ignore
    // Of another number nothing is known to be exact, nor with 2/y for an inverse.
    expect(kinds(left(({ x }) => x, ({ y, op }) => op('div', y, y), 'y'))).toEqual(['product']); // prettier-ignore
    expect(kinds(left(({ x }) => x, ({ x, y, op, number }) => op('mul', x, op('div', number(2), y)), 'y'))).toEqual(['product']); // prettier-ignore
  });

  it('not where a half is none, a product is another, or the difference is used elsewhere', () => {
    const wrong: readonly ((tools: Tools) => Operand)[] = [
      ({ x, y, op, halves, rest }) => rest(halves(x, 2 ** 11 + 1), halves(y), op('mul', x, y)),
      ({ x, y, op, halves, rest }) => rest(halves(x), halves(y), op('mul', x, x)),
      ({ x, y, op, halves, rest }) => rest(halves(y), [halves(y)[1] as Operand, halves(y)[0]], op('mul', x, y)), // prettier-ignore
      ({ x, number, op, halves, rest }) => rest(halves(x), [number(1 + 2 ** -20)], op('mul', x, number(1 + 2 ** -20))), // prettier-ignore
      ({ x, number, op, halves, rest }) => rest(halves(x), [number(1), number(2 ** -22)], op('mul', x, number(1 + 2 ** -23))), // prettier-ignore
      ({ x, y, op, halves, rest }) => {
        const [product, p, q] = [op('mul', x, y), halves(x), halves(y)];
        return op('add', rest(p, q, product), op('sub', product, op('mul', p[0], q[0])));
      },
      ({ x, y, op, halves, rest }) => op('add', rest(halves(x), halves(y), op('add', x, y)), x),
    ];
    for (const make of wrong) expect(kinds(programOf(make))).toEqual([]);
  });

  it('is within 8 of the least subnormal numbers where its products are subnormal', () => {
    const run = compileProgram(PRODUCT);
    let largest = 0;
    fc.assert(
      fc.property(sized(-100, -30), sized(-70, -30), (x, y) => {
        // Doubles hold products of f32.
        const error = Math.abs(run(x, y) - (x * y - Math.fround(x * y))) / LEAST;
        largest = Math.max(largest, error);
        expect(error).toBeLessThanOrEqual(8);
      }),
      { numRuns: 20_000, seed: 2 },
    );
    // That it is not exact there is what the bound is for.
    expect(largest).toBeGreaterThan(0.5);
  });

  it('of a division is within 8 + 4·max(1, |b|) of them', () => {
    const run = compileProgram(DIVISION);
    fc.assert(
      fc.property(sized(-149, -100), sized(-30, 30), (x, y) => {
        const q = Math.fround(x / y);
        if (!Number.isFinite(q)) return;
        const exact = x - q * y;
        const rounding = Math.abs(Math.fround(exact) - exact);
        const units = (Math.abs(run(x, y) - exact) - rounding) / LEAST;
        expect(units).toBeLessThanOrEqual(8 + 4 * Math.max(1, Math.abs(y)));
      }),
      { numRuns: 20_000, seed: 3 },
    );
  });
});
