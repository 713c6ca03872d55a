import fc from 'fast-check';
import { powerOfTwo } from '../../src/number/double-bits.ts';
import { toHexFloat } from '../../src/number/exact-constant.ts';
import type { Format } from '../../src/number/format.ts';
import { findFormat, type FormatName } from '../../src/number/formats.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import {
  MACHINE_OPERATION_TABLE,
  REAL_OPERATIONS,
  type RealOperation,
} from '../../src/program/machine-operations.ts';
import type { Instruction, Program } from '../../src/program/program.ts';
import { ProgramBuilder } from '../../src/program/program-builder.ts';

/** Machine formats every evaluator with lanes must agree on; others run by the reference alone. */
export type MachineFormat = Exclude<FormatName, 'real'>;

/** One program an operation, with as many inputs (`a`, `b`, `c`) as its arity. */
export function operationPrograms(format: MachineFormat): { op: RealOperation; program: Program }[] {
  return REAL_OPERATIONS.map((op) => {
    const inputs = ['a', 'b', 'c'].slice(0, MACHINE_OPERATION_TABLE[op].arity);
    return { op, program: { format, inputs, constants: [], code: [{ op, args: inputs }] } };
  });
}

/** Programs as people would write them, with the corners that have bitten emitters (no code, constants alone, NaN). */
export function fixedPrograms(format: MachineFormat): { name: string; program: Program }[] {
  const { round } = findFormat(format);
  const constant = (b: ProgramBuilder, x: number) => b.constant(toHexFloat(round(x)));
  const univariate = (name: string, body: (b: ProgramBuilder) => string) => {
    const b = new ProgramBuilder(format, ['x']);
    return { name, program: b.build(body(b)) };
  };
  return [
    univariate('identity', (b) => b.input(0)),
    univariate('constant', (b) => constant(b, 0.1)),
    univariate('not a number', (b) => b.add(b.input(0), b.constant('nan'))),
    univariate('infinity over x', (b) => b.div(b.constant('-inf'), b.input(0))),
    univariate('work on constants', (b) =>
      b.mul(b.input(0), b.sqrt(b.add(constant(b, 2), constant(b, 0.3)))),
    ),
    univariate('horner', (b) => {
      const x = b.input(0);
      return [0.17, -0.52, 1.01, 0.999].reduce((sum, c) => b.fma(sum, x, constant(b, c)), constant(b, 0.04));
    }),
    univariate('rational', (b) => {
      const x = b.input(0);
      const square = b.mul(x, x);
      return b.div(b.mul(x, b.add(square, constant(b, 15))), b.fma(square, constant(b, 6), constant(b, 15)));
    }),
    univariate('range reduction', (b) => {
      const x = b.input(0);
      const k = b.round(b.mul(x, constant(b, 1.4427)));
      return b.fma(b.neg(k), constant(b, 0.693), b.max(b.min(x, constant(b, 80)), constant(b, -80)));
    }),
    univariate('rounding to integers', (b) => {
      const x = b.input(0);
      return b.add(b.sub(b.floor(x), b.ceil(b.abs(x))), b.mul(b.trunc(x), b.round(x)));
    }),
  ];
}

/** A random program over all operations, its result the last instruction, every earlier one likely to be used. */
export function randomProgram(
  format: MachineFormat,
  random: Random,
  length: number,
  inputCount = 2,
): Program {
  const record = findFormat(format);
  const inputs = ['x', 'y', 'z'].slice(0, inputCount);
  const constants = Array.from({ length: random.integer(4) }, () =>
    toHexFloat(ordinaryNumber(record, random)),
  );
  const code: Instruction[] = [];
  for (let i = 0; i < length; i++) {
    const op = REAL_OPERATIONS[random.integer(REAL_OPERATIONS.length)];
    const known = [...inputs, ...constants.map((_, k) => `c${k}`), ...code.map((_, k) => `t${k}`)];
    const recent = known.slice(-3);
    const args = Array.from({ length: MACHINE_OPERATION_TABLE[op].arity }, () => {
      const from = random.next() < 0.5 ? recent : known;
      return from[random.integer(from.length)];
    });
    code.push({ op, args });
  }
  return { format, inputs, constants, code };
}

/** Random programs as a fast-check arbitrary (shrinks to a short program and a small seed). */
export function arbitraryProgram(format: MachineFormat): fc.Arbitrary<Program> {
  return fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }))
    .map(([seed, length, inputs]) => randomProgram(format, createRandom(seed), length, inputs));
}

/** Every special value of a format: zeros, infinities, NaN, ends of subnormals and normals, ties, integers' end. */
export function specialValues(format: Format): number[] {
  const { minPositive, minNormal, maxFinite, precision } = format;
  const last = 2 ** (precision - 1);
  const magnitudes = [
    0,
    minPositive,
    2 * minPositive,
    3 * minPositive,
    minNormal - minPositive,
    minNormal,
    minNormal + minPositive,
    0.25,
    0.5,
    0.5 + 2 ** -precision,
    0.75,
    1 - 2 ** -precision,
    1,
    1 + 2 ** (1 - precision),
    1.5,
    2,
    2.5,
    3,
    3.5,
    4,
    Math.SQRT2,
    Math.PI,
    last / 2 - 0.5,
    last / 2 + 0.5,
    last - 1,
    last - 0.5,
    last,
    last + 1,
    2 * last - 1,
    2 * last,
    maxFinite / 2,
    maxFinite * (1 - 2 ** -precision),
    maxFinite,
    Math.sqrt(maxFinite),
    Math.sqrt(minPositive),
    Infinity,
  ].map((x) => format.round(x));
  return [...new Set(magnitudes.flatMap((x) => [x, -x])), NaN];
}

/** A number of any magnitude: uniform over the format's bit patterns, NaN left out. */
export function anyNumber(format: Format, random: Random): number {
  const limit = format.ordinal(Infinity);
  for (;;) {
    const magnitude = random.bits64() & ((1n << BigInt(format.bits - 1)) - 1n);
    if (magnitude <= limit) return format.fromOrdinal(random.next() < 0.5 ? magnitude : -magnitude - 1n);
  }
}

/** A number near 1 in magnitude, where operations interact (cancel, round) instead of overflowing. */
export function ordinaryNumber(format: Format, random: Random): number {
  return format.round((random.next() * 2 - 1) * 2 ** (random.integer(13) - 6));
}

/**
 * Operands of a hard fused multiply-add: products at every scale down to underflow and up to overflow, significands
 * of few bits (ties) or of all, and an addend that cancels, or lies any number of bits away.
 */
export function hardProductSum(format: Format, random: Random): [a: number, b: number, c: number] {
  const { precision, emin, emax } = format;
  const significand = (): number => {
    const bits = random.next() < 0.4 ? 1 + random.integer(4) : precision;
    return 1 + random.integer(2 ** (bits - 1)) * 2 ** (1 - bits);
  };
  const span = emax - emin + precision;
  const scales = [emin - precision, emin + precision, emax, 0, emin - precision + random.integer(span)];
  const product = scales[random.integer(scales.length)] + random.integer(9) - 4;
  const first = Math.max(emin, Math.min(emax, Math.floor(product / 2) + random.integer(21) - 10));
  const sign = () => (random.next() < 0.5 ? -1 : 1);
  // (1 + u)(2 − 2u) = 2(1 − u²): all but a power of two, so a sum rounded twice may land on a false tie.
  const u = 2 ** (1 - precision);
  const [ma, mb] = random.next() < 0.3 ? [1 + u, 2 - 2 * u] : [significand(), significand()];
  const a = format.round(sign() * ma * powerOfTwo(first));
  const second = Math.max(emin - precision + 1, Math.min(emax, product - first));
  const b = format.round(sign() * mb * powerOfTwo(second));
  if (random.next() < 0.4) {
    const near = -format.mul(a, b);
    const steps = BigInt(random.integer(5) - 2);
    const limit = format.ordinal(format.maxFinite);
    const ordinal = format.ordinal(near) + steps;
    if (ordinal < limit && ordinal > -limit) return [a, b, format.fromOrdinal(ordinal)];
  }
  const distance = random.integer(5 * precision) - 2 * precision;
  const third = Math.max(emin - precision + 1, Math.min(emax, product - distance));
  return [a, b, format.round(sign() * significand() * powerOfTwo(third))];
}

/** Inputs for one operand: all special values first, then a mixture of any and ordinary numbers. */
export function testInputs(format: Format, random: Random, count: number): Float64Array {
  const special = specialValues(format);
  const pick = () => (random.next() < 0.3 ? anyNumber(format, random) : ordinaryNumber(format, random));
  return Float64Array.from({ length: count }, (_, i) => (i < special.length ? special[i] : pick()));
}

/** Equal as numbers of a machine: −0 is not 0, and all NaNs are one. */
export function sameNumber(a: number, b: number): boolean {
  return Object.is(a, b);
}
