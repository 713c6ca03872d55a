import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBig } from '../../src/number/big-text.ts';
import { roundEven } from '../../src/number/double-bits.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import { findFormat, FORMATS } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { COST_MODELS } from '../../src/program/cost.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { evaluateProgramBig } from '../../src/program/evaluate-big.ts';
import { compileOpenness, compileProgram } from '../../src/program/evaluate.ts';
import { integerText, readInteger } from '../../src/program/integer-constant.ts';
import { Kernel } from '../../src/program/kernel.ts';
import type { MachineOperation } from '../../src/program/machine-operations.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';
import { programText } from '../../src/program/program-text.ts';
import { programToExpression } from '../../src/program/program-to-expression.ts';
import type { Program } from '../../src/program/program.ts';
import { validateProgram } from '../../src/program/validate-program.ts';
import { anyNumber, specialValues, testInputs } from './conformance-programs.ts';
import {
  anyInteger,
  arbitraryTypedProgram,
  powerOfTwo,
  reciprocalRoot,
  specialIntegers,
  typedOperationPrograms,
} from './typed-programs.ts';

const DEEP = process.env.NAPIER_DEEP ? 12 : 1;
const kernel = new Kernel();
type MachineFormat = keyof typeof FORMATS;
const FOUR: readonly MachineFormat[] = ['f32', 'f64', 'f16', 'bf16'];

/** What the definition says, in integers of any size; written apart from both evaluators. */
const INTEGERS: Partial<Record<MachineOperation, (a: bigint, b: bigint, width: number) => bigint>> = {
  iadd: (a, b) => a + b,
  isub: (a, b) => a - b,
  imul: (a, b) => a * b,
  iand: (a, b) => a & b,
  ior: (a, b) => a | b,
  ixor: (a, b) => a ^ b,
  ishl: (a, b, width) => a << (BigInt.asUintN(64, b) % BigInt(width)),
  ishr: (a, b, width) => BigInt.asUintN(width, a) >> (BigInt.asUintN(64, b) % BigInt(width)),
  isar: (a, b, width) => a >> (BigInt.asUintN(64, b) % BigInt(width)),
};

/** The integer `a op b` of a program, read back from the bits of its result in four pieces no NaN can hide. */
function integerResult(format: MachineFormat, op: MachineOperation, a: bigint, b: bigint): bigint {
  const { bits } = FORMATS[format];
  let value = 0n;
  for (let from = 0; from < bits; from += 4) {
    const builder = new ProgramBuilder(format, ['x']);
    const made = builder.operation(op, builder.integer(a), builder.integer(b));
    const piece = builder.operation(
      'iand',
      builder.operation('ishr', made, builder.integer(from)),
      builder.integer(15),
    );
    const result = builder.operation('fromint', piece);
    value |= BigInt(compileProgram(builder.build(result))(1)) << BigInt(from);
  }
  return BigInt.asIntN(bits, value);
}

/** The format's number nearest to an integer, by MPFR. */
function nearest(format: MachineFormat, value: bigint): number {
  return withWorkspace(80, (w) => {
    const exact = w.big();
    readBig(exact, `${value}`);
    return FORMATS[format].roundBig(exact);
  });
}

function expectKernelSame(program: Program, inputs: readonly Float64Array[]): void {
  const out = new Float64Array(inputs[0].length);
  kernel.evaluateMany(program, inputs, out);
  const reference = compileProgram(program);
  for (let i = 0; i < out.length; i++) {
    const point = inputs.map((values) => values[i]);
    const expected = reference(...point);
    if (!Object.is(out[i], expected)) {
      expect.fail(`${programText(program)} at ${point.join(', ')}: kernel ${out[i]}, reference ${expected}`);
    }
  }
}

describe('integer operations mean what the table says', () => {
  for (const format of FOUR) {
    const { bits } = FORMATS[format];
    it(`arithmetic, logic and shifts, ${bits} bits of ${format}`, () => {
      const random = createRandom(5);
      const special = specialIntegers(bits);
      const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
      for (let i = 0; i < 20 * DEEP; i++) pairs.push([anyInteger(bits, random), anyInteger(bits, random)]);
      for (const [op, meaning] of Object.entries(INTEGERS)) {
        for (const [a, b] of pairs) {
          const expected = BigInt.asIntN(bits, meaning(a, b, bits));
          expect(integerResult(format, op as MachineOperation, a, b), `${op}(${a}, ${b})`).toBe(expected);
        }
      }
    });

    it(`reinterpretation is the format's encoding: ${format}`, () => {
      const { encode, decode } = FORMATS[format];
      const random = createRandom(6);
      const shifted = new ProgramBuilder(format, ['x']);
      const one = shifted.operation('iadd', shifted.operation('bits', 'x'), shifted.integer(1));
      const next = compileProgram(shifted.build(shifted.operation('float', one)));
      const values =
        bits === 16
          ? Array.from({ length: 65536 }, (_, i) => decode(BigInt(i)))
          : testInputs(FORMATS[format], random, 3000);
      for (const x of values) {
        if (Number.isNaN(x)) continue;
        expect(next(x), `${x}`).toBe(decode(BigInt.asUintN(bits, encode(x) + 1n)));
      }
    });

    it(`conversion to the nearest integer and back: ${format}`, () => {
      const b = new ProgramBuilder(format, ['x']);
      const convert = compileProgram(b.build(b.operation('fromint', b.operation('toint', 'x'))));
      const { round } = FORMATS[format];
      const top = 2 ** (bits - 1);
      for (const x of [
        ...specialValues(FORMATS[format]),
        ...testInputs(FORMATS[format], createRandom(7), 2000),
      ]) {
        const saturated = Math.max(-top, Math.min(bits === 64 ? top : top - 1, roundEven(x)));
        expect(convert(x), `${x}`).toBe(Number.isNaN(x) ? 0 : round(saturated) + 0);
      }
    });

    it(`fromint rounds to nearest, ties to even: ${format}`, () => {
      const random = createRandom(8);
      const all = [...specialIntegers(bits), ...Array.from({ length: 500 }, () => anyInteger(bits, random))];
      for (const value of all) {
        const b = new ProgramBuilder(format, ['x']);
        const got = compileProgram(b.build(b.operation('fromint', b.integer(value))))(0);
        expect(got, `${value}`).toBe(nearest(format, value));
      }
    });
  }

  it('comparisons, selections, tables', () => {
    const f = (body: (b: ProgramBuilder) => string) => {
      const b = new ProgramBuilder('f32', ['x', 'y']);
      return compileProgram(b.build(body(b)));
    };
    const choose = (op: MachineOperation) =>
      f((b) => b.operation('select', b.operation(op, 'x', 'y'), b.constant('0x1p+0'), b.constant('0x0p+0')));
    const pairs = [
      [1, 2],
      [2, 1],
      [1, 1],
      [0, -0],
      [NaN, 1],
      [1, NaN],
      [-Infinity, Infinity],
    ] as const;
    for (const [x, y] of pairs) {
      expect(choose('lt')(x, y)).toBe(x < y ? 1 : 0);
      expect(choose('le')(x, y)).toBe(x <= y ? 1 : 0);
      expect(choose('eq')(x, y)).toBe(x === y ? 1 : 0);
    }
    const signed = f((b) => {
      const less = b.operation('ilt', b.operation('bits', 'x'), b.integer(-3));
      return b.operation('fromint', b.operation('iselect', less, b.integer(7), b.integer(-9)));
    });
    expect([signed(-0, 0), signed(0, 0)]).toEqual([7, -9]);
    const entry = f((b) =>
      b.operation('lookup', b.table('float', ['0x1p+1', 'inf']), b.operation('toint', 'x')),
    );
    expect([-1, 0, 1, 2, NaN, 1e30].map((x) => entry(x, 0))).toEqual([NaN, 2, Infinity, NaN, 2, NaN]);
    const whole = f((b) =>
      b.operation(
        'fromint',
        b.operation(
          'lookup',
          b.table('int', ['i:5', 'i:-0x6'.replace('-0x6', '-6')]),
          b.operation('toint', 'x'),
        ),
      ),
    );
    expect([-1, 0, 1, 2].map((x) => whole(x, 0))).toEqual([0, 5, -6, 0]);
  });

  it("a NaN's bits are left open, and the result then is NaN", () => {
    const b = new ProgramBuilder('f32', ['x']);
    const program = b.build(
      b.operation('fromint', b.operation('iand', b.operation('bits', b.sqrt('x')), b.integer(0))),
    );
    const [run, open] = [compileProgram(program), compileOpenness(program)];
    expect([run(-1), open(-1), run(4), open(4)]).toEqual([NaN, true, 0, false]);
    expectKernelSame(program, [Float64Array.of(1, -1, 4, NaN, 0)]);
  });
});

describe('kernel = reference on typed programs', () => {
  const cases = [
    ['f32', undefined],
    ['f64', undefined],
    ['f16', undefined],
    ['f64', 'f32'],
    ['f64', 'f16'],
    ['f32', 'bf16'],
  ] as const;
  for (const [format, storage] of cases) {
    const lanes = Kernel.supports(format);
    const record = findFormat(storage ?? format);
    it(`random programs in ${format}${storage === undefined ? '' : ` stored as ${storage}`}`, () => {
      let open = 0;
      fc.assert(
        fc.property(arbitraryTypedProgram(format, { storage }), fc.nat(), (program, seed) => {
          const random = createRandom(seed);
          const inputs = program.inputs.map(() => testInputs(record, random, 300));
          expectKernelSame(validateProgram(program), inputs);
          const isOpen = compileOpenness(program);
          for (let i = 0; i < 300; i++) if (isOpen(...inputs.map((x) => x[i]))) open++;
        }),
        { seed: 21, numRuns: (lanes ? 150 : 20) * DEEP },
      );
      expect(open).toBeGreaterThan(0);
    });
  }

  for (const format of ['f32', 'f64'] as const) {
    for (const { op, program } of typedOperationPrograms(format)) {
      it(`${op} in ${format}: all special values, and random ones`, () => {
        const random = createRandom(9);
        const special = specialValues(FORMATS[format]);
        const operands = program.inputs.length;
        const total = Math.min(special.length ** operands, 20_000);
        const inputs = program.inputs.map((_, k) =>
          Float64Array.from({ length: total + 3000 * DEEP }, (_v, i) =>
            i < total
              ? special[Math.floor(i / special.length ** k) % special.length]
              : anyNumber(FORMATS[format], random),
          ),
        );
        expectKernelSame(program, inputs);
      });
    }
  }

  it('programs of their kind', () => {
    for (const program of [
      reciprocalRoot(),
      powerOfTwo('f32'),
      powerOfTwo('f64'),
      powerOfTwo('f64', 'f32'),
      powerOfTwo('f16'),
    ]) {
      const record = findFormat(program.storage ?? program.format);
      expectKernelSame(program, [testInputs(record, createRandom(1), 5000)]);
      expect(compileProgram(program)(program.code[0].op === 'bits' ? 0.25 : 3)).toBeGreaterThan(1.9);
    }
  });
});

describe('a program with a storage format', () => {
  it('rounds its result once, and takes its inputs as they are', () => {
    const program: Program = {
      format: 'f64',
      storage: 'f32',
      inputs: ['x'],
      constants: ['0x1.000001p+0'],
      code: [{ op: 'mul', args: ['x', 'c0'] }],
    };
    expect(compileProgram(program)(3)).toBe(Math.fround(3 * (1 + 2 ** -24)));
    expect(compileProgram({ ...program, code: [] })(3)).toBe(3);
  });

  it('whose numbers are not all numbers of the format is refused', () => {
    const program = { inputs: ['x'], constants: [], code: [] };
    expect(() => validateProgram({ ...program, format: 'f16', storage: 'bf16' })).toThrow(
      /not every number of bf16/,
    );
    expect(() => validateProgram({ ...program, format: 'f32', storage: 'f64' })).toThrow(/not every number/);
    expect(() => validateProgram({ ...program, format: 'real', storage: 'f32' })).toThrow(
      /no storage format/,
    );
    expect(() => validateProgram({ ...program, format: 'f32', storage: 'f31' })).toThrow(
      /unknown storage format/,
    );
    expect(validateProgram({ ...program, format: 'f32', storage: 'f32' })).not.toHaveProperty('storage');
  });
});

describe('types are checked', () => {
  const base = { format: 'f32', inputs: ['x'], constants: ['i:0x5f3759df', '0x1p+0'] };
  const code = (...list: [string, string[]][]) => ({
    ...base,
    code: list.map(([op, args]) => ({ op, args })),
  });
  const cases: [unknown, RegExp][] = [
    [code(['add', ['x', 'c0']]), /instruction 0: operand 1 of `add` is a float, `c0` is a int/],
    [code(['iadd', ['c0', 'x']]), /operand 1 of `iadd` is a int, `x` is a float/],
    [code(['bits', ['x']]), /its result is of type int, not float/],
    [code(['lt', ['x', 'c1']]), /its result is of type bool/],
    [code(['lt', ['x', 'c1']], ['select', ['x', 'x', 'x']]), /operand 0 of `select` is a bool/],
    [code(['lookup', ['k0', 'c0']]), /nothing is named `k0`/],
    [
      { ...code(['lookup', ['k0', 'c0']]), tables: [{ type: 'int', values: ['i:1'] }] },
      /result is of type int/,
    ],
    [
      { ...code(['lookup', ['k0', 'c0']]), tables: [{ type: 'int', values: ['0x1p+0'] }] },
      /table 0, value 0/,
    ],
    [
      { ...code(['lookup', ['k0', 'c0']]), tables: [{ type: 'float', values: [] }] },
      /table 0: it has no values/,
    ],
    [{ ...base, constants: ['i:0x1ffffffff'], code: [] }, /not an integer of 32 bits/],
    [{ ...base, constants: ['i:1.5'], code: [] }, /not an integer/],
    [{ ...base, format: 'f16', constants: ['i:70000'], code: [] }, /not an integer of 16 bits/],
    [{ ...base, format: 'real', constants: ['i:7'], code: [] }, /`real` has no integers/],
    [
      { ...base, format: 'real', constants: [], code: [{ op: 'bits', args: ['x'] }] },
      /no meaning over the reals/,
    ],
  ];
  for (const [data, message] of cases) {
    it(String(message), () => expect(() => validateProgram(data)).toThrow(message));
  }

  it('what analyses over the reals cannot do is said', () => {
    const program = reciprocalRoot();
    expect(() => programToExpression(program)).toThrow(/`bits` has no meaning over the reals/);
    withWorkspace(60, (w) =>
      expect(() => evaluateProgramBig(program, [w.number(1)], w)).toThrow(/no meaning/),
    );
  });

  it('by the builder too', () => {
    const b = new ProgramBuilder('f32', ['x']);
    expect(() => b.operation('add', 'x', b.integer(1))).toThrow(/operand 1 is a int/);
    expect(() => b.build(b.operation('bits', 'x'))).toThrow(/is a int/);
    expect(b.operation('iadd', b.integer(7), b.operation('bits', 'x'))).toBe(
      b.operation('iadd', b.operation('bits', 'x'), b.integer(7)),
    );
  });
});

it('integers are written and read back', () => {
  for (const width of [8, 16, 32, 64]) {
    for (const value of specialIntegers(width))
      expect(readInteger(integerText(value, width), width)).toBe(value);
  }
  expect(readInteger('i:0x5f3759df', 32)).toBe(0x5f3759dfn);
  expect(readInteger('i:0xffffffff', 32)).toBe(-1n);
});

it('the text of a program reads like code', () => {
  expect(programText(reciprocalRoot())).toBe(
    't0 = bits(x); t1 = t0 >>> 1; t2 = 0x5f3759df - t1; t3 = float(t2); t4 = x * 0x1p-1; t5 = t4 * t3; ' +
      't6 = t5 * t3; t7 = 0x1.8p+0 - t6; t8 = t3 * t7',
  );
});

it('reinterpretations are free', () => {
  expect(COST_MODELS.operations.cost(reciprocalRoot())).toBe(7);
  expect(COST_MODELS.depth.cost(reciprocalRoot())).toBe(6);
  const b = new ProgramBuilder('f32', ['x']);
  const same = b.build(b.operation('float', b.operation('bits', 'x')));
  expect([COST_MODELS.operations.cost(same), COST_MODELS.depth.cost(same)]).toEqual([0, 0]);
  expect(toHexFloat(compileProgram(same)(-0))).toBe('-0x0p+0');
});
