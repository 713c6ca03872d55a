import { describe, expect, it } from 'vitest';
import { mpfr, ROUND } from '../../../src/number/mpfr.ts';
import { createRandom } from '../../../src/number/random.ts';
import { Workspace } from '../../../src/number/workspace.ts';
import {
  FUNCTION_OPERATIONS,
  MACHINE_OPERATIONS,
  type FunctionOperation,
} from '../../../src/program/machine-operations.ts';
import { Breeder } from '../../../src/search/evolve/breeder.ts';
import { fingerprint } from '../../../src/search/evolve/fingerprint.ts';
import { FitKernel } from '../../../src/search/evolve/kernel-fit.ts';
import { BigStructure } from '../../../src/search/evolve/polish-evaluator.ts';
import { Seen } from '../../../src/search/evolve/seen.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { ARITY, type Structure } from '../../../src/search/evolve/structure.ts';

const code = (op: string): number => (MACHINE_OPERATIONS as readonly string[]).indexOf(op);

/** f(c₀·x) + c₁ */
function around(op: FunctionOperation): Structure {
  const instructions = [code('mul'), 0, -1, 0, code(op), 1, 0, 0, code('add'), 2, -2, 0];
  return { code: Int32Array.from(instructions), constants: 2 };
}

describe.each(FUNCTION_OPERATIONS)('%s as an operation', (op) => {
  const x = Float64Array.from({ length: 40 }, (_, i) => 0.1 + i / 39);
  const f = x.map((v) => Math[op](1.25 * v) + 0.5);
  const w = x.map(() => 1);

  it('has its values and slopes in the kernel: a fit finds the constants', () => {
    const kernel = new FitKernel({ x, f, w });
    kernel.push(around(op), [1.25, 0.5]);
    kernel.fit(0);
    expect(kernel.largest(0)).toBeLessThan(1e-14);
    kernel.clear();
    kernel.push(around(op), [0.9, 0]);
    kernel.fit(60);
    expect(kernel.largest(0)).toBeLessThan(1e-12);
    // log(c₀·x) + c₁ has one constant too many.
    if (op !== 'log') expect(kernel.constants(0)[0]).toBeCloseTo(1.25, op === 'cos' ? 6 : 9);
  });

  it('has its slopes in multiple precision', () => {
    const w200 = new Workspace(200);
    const at = (c: number): { readonly value: number; readonly slope: number } => {
      const run = new BigStructure(around(op), w200);
      mpfr.mpfr_set_d(run.constants[0], c, ROUND.NEAREST);
      mpfr.mpfr_set_d(run.constants[1], 0.5, ROUND.NEAREST);
      const value = mpfr.mpfr_get_d(run.run(w200.number(0.75)), ROUND.NEAREST);
      return { value, slope: mpfr.mpfr_get_d(run.slopes(w200.number(1))[0], ROUND.NEAREST) };
    };
    const h = 2 ** -16;
    const difference = (at(1.25 + h).value - at(1.25 - h).value) / (2 * h);
    expect(at(1.25).value).toBeCloseTo(Math[op](0.9375) + 0.5, 14);
    expect(at(1.25).slope).toBeCloseTo(difference, 7);
    w200.dispose();
  });
});

it('the kernel and the reference agree on structures with functions: hash and rank', () => {
  const random = createRandom(3);
  const operations = (['add', 'mul', ...FUNCTION_OPERATIONS] as const).toSorted();
  const space = { operations, maxOperations: 12, maxConstants: 12 };
  const seen = Seen.table(2 ** 10);
  const breeder = new Breeder({ space, members: 8, seen, random, contest: 1, draws: 1, visits: 1 });
  let hashed = 0;
  let redundant = 0;
  let different = 0;
  for (let i = 0; i < 3000; i++) {
    const words: number[] = [];
    let slots = 0;
    const n = 1 + random.integer(10);
    for (let k = 0; k < n; k++) {
      // Half of them sums and products, whose constants may be too many.
      const op = code(
        random.integer(2) === 0
          ? (['add', 'mul'] as const)[random.integer(2)]
          : operations[random.integer(operations.length)],
      );
      words.push(op);
      for (let a = 0; a < 3; a++) {
        const arg = random.integer(3) === 0 ? k : random.integer(k + 3);
        words.push(a >= ARITY[op] ? 0 : arg <= k ? arg : -++slots);
      }
    }
    const structure = canonicalStructure({ code: Int32Array.from(words), constants: slots })?.structure;
    if (structure === undefined) continue;
    const [reference, kernel] = [fingerprint(structure), breeder.fingerprint(structure)];
    if (reference.redundant) redundant++;
    else if (reference.hash !== undefined) hashed++;
    // Functions of the kernel and of JavaScript differ in the last place, which a hash of 30 bits rarely sees.
    if (reference.hash !== kernel.hash || reference.redundant !== kernel.redundant) different++;
  }
  expect(hashed).toBeGreaterThan(500);
  expect(redundant).toBeGreaterThan(50);
  expect(different).toBeLessThan(30);
});
