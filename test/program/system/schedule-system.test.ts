import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/number/random.ts';
import { compileSystem } from '../../../src/program/system/evaluate-system.ts';
import { scheduleSystem } from '../../../src/program/system/schedule-system.ts';
import type { SystemInstruction, SystemProgram } from '../../../src/program/system/system.ts';

/** Random instructions, of which every one is needed. */
function randomProgram(seed: number, length: number): SystemProgram {
  const random = createRandom(seed);
  const [inputs, constants] = [
    ['x', 'y', 'z'],
    [2, 0.5],
  ];
  const first = inputs.length + constants.length;
  const code: SystemInstruction[] = [];
  const used = new Set<number>();
  for (let i = 0; i < length; i++) {
    const op = (['add', 'sub', 'mul', 'neg', 'sin'] as const)[random.integer(5)];
    const args = Array.from({ length: op === 'neg' || op === 'sin' ? 1 : 2 }, () =>
      random.integer(first + i),
    );
    args.forEach((arg) => used.add(arg));
    code.push({ op, args });
  }
  const ends = code.map((_, i) => first + i).filter((register) => !used.has(register));
  const outputs = [...ends, 0, 3].map((register, k) => ({ name: `f${k}`, register }));
  return { inputs, constants, code, outputs };
}

/** Values that are needed more than so many instructions after they are made. */
function farUses({ inputs, constants, code }: SystemProgram, distance: number): number {
  const first = inputs.length + constants.length;
  return code.reduce(
    (sum, { args }, i) => sum + args.filter((arg) => arg >= first && first + i - arg > distance).length,
    0,
  );
}

describe('scheduleSystem', () => {
  it('keeps all instructions, arguments before their uses, and every bit', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const given = randomProgram(seed, 60);
      const made = scheduleSystem(given);
      const first = given.inputs.length + given.constants.length;
      expect(made.code.length).toBe(given.code.length);
      made.code.forEach(({ args }, i) => args.forEach((arg) => expect(arg).toBeLessThan(first + i)));
      expect(made.outputs.map(({ name }) => name)).toEqual(given.outputs.map(({ name }) => name));
      const [a, b] = [new Float64Array(given.outputs.length), new Float64Array(given.outputs.length)];
      compileSystem(given)([0.3, -1.7, 2.25], a);
      compileSystem(made)([0.3, -1.7, 2.25], b);
      expect([...b]).toEqual([...a]);
    }
  });

  it('does at once what needs nothing else', () => {
    // t = x·y, its negation is an output far down the list.
    const many = 50;
    const code: SystemInstruction[] = [{ op: 'mul', args: [0, 1] }];
    for (let k = 0; k < many; k++) code.push({ op: 'sin', args: [k === 0 ? 0 : 1 + k] });
    code.push({ op: 'neg', args: [2] });
    const given: SystemProgram = {
      inputs: ['x', 'y'],
      constants: [],
      code,
      outputs: [
        { name: 'a', register: 2 },
        { name: 'b', register: 2 + many },
        { name: 'c', register: 3 + many },
      ],
    };
    expect(farUses(given, 10)).toBe(1);
    expect(farUses(scheduleSystem(given), 10)).toBe(0);
  });
});
