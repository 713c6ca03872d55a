import { describe, expect, it } from 'vitest';
import { mirrorOf } from '../../../src/certify/forward/mirror.ts';
import { loadManifest, loadShipped } from '../../../src/discover/shipped/shipped-folder.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';
import { findFormat } from '../../../src/number/formats.ts';
import { createRandom, type Random } from '../../../src/number/random.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { ProgramBuilder } from '../../../src/program/program-builder.ts';
import type { Operand, Program } from '../../../src/program/program.ts';

const F32 = findFormat('f32');
const NUMBERS = [0, 1, -1, 2, 0.375, -19, 1e-40].map((x) => toHexFloat(F32.round(x)));
const MASKS = ['i:-2147483648', 'i:2147483647', 'i:8388607', 'i:-1'];
const pick = <T>(items: readonly T[], random: Random): T => items[random.integer(items.length)];

/** Operations of every kind, on what there is; last what mirrors are made of: the input's sign put on a value. */
function anyProgram(random: Random): Program {
  const b = new ProgramBuilder('f32', ['x']);
  const x = b.input(0);
  const floats: Operand[] = [x, x, b.operation('abs', x)];
  const ints: Operand[] = [b.operation('bits', x)];
  const constant = (): Operand => b.constant(pick(NUMBERS, random));
  const float = (): Operand => (random.integer(3) === 0 ? constant() : pick(floats, random));
  for (let i = 0; i < 10; i++) {
    const kind = random.integer(13);
    if (kind < 4)
      floats.push(b.operation(pick(['add', 'sub', 'mul', 'div'] as const, random), float(), float()));
    else if (kind === 4) floats.push(b.operation('fma', float(), float(), float()));
    else if (kind === 5)
      floats.push(
        b.operation(pick(['neg', 'abs', 'sqrt', 'floor', 'round', 'trunc'] as const, random), float()),
      );
    else if (kind === 6) {
      const at = 0.5 + random.next();
      const held = b.operation('min', x, b.constant(toHexFloat(F32.round(at))));
      const other = F32.round(random.integer(4) === 0 ? -1 : -at);
      floats.push(b.operation('max', held, b.constant(toHexFloat(other))));
    } else if (kind === 7) {
      const test = b.operation(pick(['lt', 'le', 'eq'] as const, random), float(), float());
      floats.push(b.operation('select', test, float(), float()));
    } else if (kind === 8) ints.push(b.operation('bits', pick(floats, random)));
    else if (kind === 9)
      ints.push(
        b.operation(
          pick(['iand', 'ior'] as const, random),
          pick(ints, random),
          b.constant(pick(MASKS, random)),
        ),
      );
    else if (kind === 10)
      ints.push(
        b.operation(pick(['ixor', 'iadd', 'isub'] as const, random), pick(ints, random), pick(ints, random)),
      );
    else if (kind === 11) {
      const end = b.constant(pick(['inf', '-inf'], random));
      const test = b.operation(pick(['lt', 'le', 'eq'] as const, random), x, end);
      floats.push(b.operation('select', test, float(), float()));
    } else floats.push(b.operation('float', pick(ints, random)));
  }
  const last = floats[floats.length - 1];
  if (random.integer(4) > 0) return b.build(last);
  // Two ways, the first at an argument that is held where it is not taken.
  const end = constant();
  const test = b.operation(
    pick(['lt', 'le'] as const, random),
    pick([x, b.operation('abs', x)], random),
    end,
  );
  const held = b.operation('select', test, x, end);
  return b.build(b.operation('select', test, b.operation('mul', held, pick(floats, random)), last));
}

/** Is what a program gives at −x what it gives at x, times `sign`? Zeros of both signs are equal, and NaNs. */
function mirrors(program: Program, sign: number, inputs: readonly number[]): boolean {
  const run = compileProgram(program);
  return inputs.every((x) => {
    const [there, here] = [run(-x), sign * run(x)];
    return there === here || (there !== there && here !== here);
  });
}

describe('programs that are odd or even', () => {
  it('says so of none that is not, whatever its operations', () => {
    const random = createRandom(1);
    const found = { odd: 0, even: 0, undefined: 0, missed: 0 };
    for (let i = 0; i < 6000; i++) {
      const program = anyProgram(random);
      const inputs = [
        0,
        1,
        2,
        0.375,
        1e-40,
        3e38,
        ...Array.from({ length: 12 }, () => F32.round(4 * random.next())),
      ];
      const mirror = mirrorOf(program, F32);
      found[mirror ?? 'undefined']++;
      if (mirror !== undefined) expect(mirrors(program, mirror === 'odd' ? -1 : 1, inputs)).toBe(true);
      else if (mirrors(program, 1, inputs) || mirrors(program, -1, inputs)) found.missed++;
    }
    expect(found.odd).toBeGreaterThan(1000);
    expect(found.even).toBeGreaterThan(1000);
    expect(found.undefined).toBeGreaterThan(1000);
  });

  it('says so of shipped functions that are', () => {
    const manifest = loadManifest();
    const parity = (name: string, format: string, fma: boolean): string | undefined => {
      const row = manifest.shipped.find(
        (one) => one.name === name && one.format === format && one.tier === 'precise' && one.fma === fma,
      );
      if (row === undefined) throw new Error(`${name} ${format} is not shipped`);
      const [{ program }] = loadShipped(row, manifest).front;
      return mirrorOf(program, findFormat(program.format));
    };
    expect(parity('tanh', 'f64', true)).toBe('odd');
    expect(parity('asin', 'f32', false)).toBe('odd');
    expect(parity('cosh', 'f32', true)).toBe('even');
    expect(parity('sin', 'f64', true)).toBe('odd');
    expect(parity('exp', 'f64', false)).toBeUndefined();
  });
});
