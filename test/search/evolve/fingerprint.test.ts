import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/search/evolve/fingerprint.ts';
import { programToStructure } from '../../../src/search/evolve/structure-program.ts';
import type { Structure } from '../../../src/search/evolve/structure.ts';
import type { Instruction } from '../../../src/program/program.ts';

/** A structure from lines such as `add x c`; every c is a slot of its own. */
function structure(...lines: string[]): Structure {
  const code = lines.map((line): Instruction => {
    const [op, ...args] = line.split(' ');
    return { op: op as Instruction['op'], args: args.map((arg) => (arg === 'c' ? 'c0' : arg)) };
  });
  return programToStructure({ format: 'real', inputs: ['x'], constants: ['1'], code }).structure;
}

describe('fingerprint', () => {
  it('is the same for two ways to write one function', () => {
    const a = structure('mul x x', 'mul t0 x', 'mul t1 x');
    const b = structure('mul x x', 'mul t0 t0');
    const c = structure('mul x x', 'add t0 t0');
    expect(fingerprint(a).hash).toBe(fingerprint(b).hash);
    expect(fingerprint(a).hash).not.toBe(fingerprint(c).hash);
  });

  it('calls constants redundant when one would do', () => {
    expect(fingerprint(structure('add x c', 'add t0 c')).redundant).toBe(true);
    expect(fingerprint(structure('mul x c', 'add t0 c', 'mul t1 c')).redundant).toBe(true);
    // (x·c)/(x + c) + c: three that are of use.
    expect(fingerprint(structure('mul x c', 'add x c', 'div t0 t1', 'add t2 c')).redundant).toBe(false);
    // a/(x + b) + x·c + d + a'/(x + b'): none can be left out.
    const five = structure('add x c', 'div c t0', 'add x c', 'div c t2', 'add t1 t3', 'mul x c', 'add t4 t5');
    expect(fingerprint(five).redundant).toBe(false);
  });

  it('says a constant that has no effect is redundant', () => {
    expect(fingerprint(structure('mul x c', 'sub t0 t0', 'add t1 x')).redundant).toBe(true);
  });

  it('does not judge what has no value, or kinks', () => {
    // The root of −x² − |…|: no value anywhere.
    const none = structure('mul x x', 'neg t0', 'sqrt t1', 'add t2 c', 'add t3 c');
    expect(fingerprint(none)).toEqual({ hash: undefined, redundant: false });
    expect(fingerprint(structure('max x c', 'max t0 c')).redundant).toBe(false);
  });
});
