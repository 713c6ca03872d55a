import { describe, expect, it } from 'vitest';
import { powerOfTwo } from '../../src/number/double-bits.ts';
import type { Format } from '../../src/number/format.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom, type Random } from '../../src/number/random.ts';
import { compileProgram } from '../../src/program/evaluate.ts';
import { MACHINE_OPERATION_TABLE, REAL_OPERATIONS } from '../../src/program/machine-operations.ts';
import type { Program } from '../../src/program/program.ts';
import { writeOutRounding, type WideName } from '../../src/program/write-out-rounding.ts';
import { straightLine } from '../certify/real-cases.ts';

const CASES = process.env.NAPIER_DEEP ? 2_000_000 : 15_000;
const SMALL = [
  'fp8e4m3', 'fp8e5m2', 'fp8e4m3fn', 'fp8e4m3fnuz', 'fp8e5m2fnuz', 'fp6e3m2', 'fp6e2m3', 'fp4e2m1',
  'float(exponent=4,significand=3,subnormals=no)', 'float(exponent=3,significand=4,overflow=saturate)',
]; // prettier-ignore
const MIDDLE = ['f16', 'bf16', 'tf32', 'float(exponent=6,significand=9)', 'float(exponent=8,significand=7)'];

function written(program: Program, wide: WideName): Program {
  const made = writeOutRounding(program, wide);
  if ('refused' in made) throw new Error(made.refused);
  return made;
}

const program = (format: string, op: (typeof REAL_OPERATIONS)[number]): Program => {
  const inputs = ['a', 'b', 'c'].slice(0, MACHINE_OPERATION_TABLE[op].arity);
  return { format, inputs, constants: [], code: [{ op, args: inputs }] };
};

/** A number of the format: any pattern, or one whose magnitude makes sums, products and quotients interesting. */
function anyNumber(format: Format, random: Random): number {
  if (random.next() < 0.3) return format.decode(random.bits64() & ((1n << BigInt(format.bits)) - 1n));
  const near = [
    0,
    format.emin,
    format.emin / 2,
    format.emax / 2,
    format.emax,
    format.emin - format.precision,
  ];
  const e = Math.round(near[Math.floor(near.length * random.next())] + 6 * random.next() - 3);
  const x = format.round((1 + random.next()) * powerOfTwo(Math.max(-1000, Math.min(1000, e))));
  return random.next() < 0.5 ? format.round(-x) : x;
}

describe.each(['f32', 'f64'] as const)('arithmetic written out in %s', (wide) => {
  it.each(SMALL)('%s: every operation on all numbers, pairs, and a sample of triples', (name) => {
    const format = findFormat(name);
    const all = Array.from({ length: 2 ** format.bits }, (_, i) => format.decode(BigInt(i)));
    const random = createRandom(1);
    for (const op of REAL_OPERATIONS) {
      const [wanted, got] = [program(name, op), written(program(name, op), wide)].map(compileProgram);
      const compare = (a: number, b: number, c: number): void => {
        if (!Object.is(wanted(a, b, c), got(a, b, c)))
          expect(got(a, b, c), `${op}(${a}, ${b}, ${c})`).toBe(wanted(a, b, c));
      };
      const { arity } = MACHINE_OPERATION_TABLE[op];
      if (arity === 1) for (const a of all) compare(a, 0, 0);
      else if (arity === 2) for (const a of all) for (const b of all) compare(a, b, 0);
      else {
        const pick = (): number => all[Math.floor(all.length * random.next())];
        for (let i = 0; i < CASES; i++) compare(pick(), pick(), pick());
      }
    }
  });

  it.each(MIDDLE)('%s: every operation on numbers of all magnitudes', (name) => {
    const format = findFormat(name);
    let refused = 0;
    for (const op of REAL_OPERATIONS) {
      const made = writeOutRounding(program(name, op), wide);
      if ('refused' in made) {
        refused++;
        continue;
      }
      const [wanted, got] = [program(name, op), made].map(compileProgram);
      const random = createRandom(2);
      for (let i = 0; i < CASES; i++) {
        const [a, b, c] = [anyNumber(format, random), anyNumber(format, random), anyNumber(format, random)];
        if (!Object.is(wanted(a, b, c), got(a, b, c)))
          expect(got(a, b, c), `${op}(${a}, ${b}, ${c})`).toBe(wanted(a, b, c));
      }
    }
    // In f32 the fused product of bf16 may underflow, and nothing of tf32 is safe.
    const expected = wide === 'f64' ? 0 : { tf32: REAL_OPERATIONS.length, bf16: 1, 'float(exponent=8,significand=7)': 1 }[name]; // prettier-ignore
    expect(refused).toBe(expected ?? 0);
  });
});

describe('programs', () => {
  it('keep comparisons, selections and tables, and round to their storage', () => {
    const code = 'lt x c0; mul x c1; select t0 t1 c2; add t2 x';
    const given: Program = {
      ...straightLine(['0x1p+0', '0x1.8p+0', '0x1.4p+1'], code, 'bf16'),
      storage: 'fp8e4m3',
    };
    const run = [given, written(given, 'f32'), written(given, 'f64')].map(compileProgram);
    const format = findFormat('fp8e4m3');
    for (let i = 0; i < 256; i++) {
      const x = format.decode(BigInt(i));
      expect([run[1](x), run[2](x)]).toEqual([run[0](x), run[0](x)]);
    }
  });

  it('are refused, with the reason, where they ask for patterns or for another kind of format', () => {
    const refusal = (format: string, code: string, wide: WideName = 'f32') =>
      writeOutRounding(straightLine([], code, format), wide);
    expect(refusal('bf16', 'bits x; float t0')).toEqual({ refused: 'there is no bits of 16 bits in f32' });
    expect(refusal('q(3.4)', 'add x x')).toEqual({ refused: 'q(3.4) is no narrower floating point' });
    expect(refusal('f64', 'add x x')).toEqual({ refused: 'f64 is no narrower floating point' });
    expect(refusal('bf16', 'fma x x x')).toEqual({ refused: 'products of bf16 are not exact in f32' });
    expect(refusal('tf32', 'mul x x')).toEqual({ refused: 'results in tf32 are not those of f32, rounded' });
  });
});
