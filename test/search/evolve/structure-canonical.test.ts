import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MACHINE_OPERATIONS } from '../../../src/program/machine-operations.ts';
import { FitKernel } from '../../../src/search/evolve/kernel-fit.ts';
import { canonicalStructure } from '../../../src/search/evolve/structure-canonical.ts';
import { structuralHash } from '../../../src/search/evolve/structure-hash.ts';
import { ARITY, countOperations, WORDS, type Structure } from '../../../src/search/evolve/structure.ts';
import { canonical, shape } from './structure-shapes.ts';

const OPS = ['add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'sqrt', 'fma'] as const;

/** Any structure: operands are x, constants or earlier instructions. */
const anyStructure: fc.Arbitrary<Structure> = fc
  .array(fc.tuple(fc.constantFrom(...OPS), fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((lines) => {
    const code: number[] = [];
    let slots = 0;
    lines.forEach(([name, picks], i) => {
      const op = MACHINE_OPERATIONS.indexOf(name);
      code.push(op);
      for (let k = 0; k < 3; k++) {
        const arg = picks[k] % (i + 3);
        code.push(k >= ARITY[op] ? 0 : arg <= i ? arg : -++slots);
      }
    });
    return { code: Int32Array.from(code), constants: slots };
  });

/** The same graph with its instructions in another order that respects dependence, and commutative operands swapped. */
function shuffled({ code, constants }: Structure, choices: readonly number[]): Structure {
  const n = code.length / WORDS;
  const number = new Map<number, number>([[0, 0]]);
  const out: number[] = [];
  const ready = (i: number): boolean =>
    [1, 2, 3].every(
      (k) => k > ARITY[code[WORDS * i]] || code[WORDS * i + k] < 0 || number.has(code[WORDS * i + k]),
    );
  for (let step = 0; step < n; step++) {
    // The last instruction is the result: it stays last.
    const free = Array.from({ length: n }, (_, i) => i).filter(
      (i) => !number.has(i + 1) && ready(i) && (i < n - 1 || step === n - 1),
    );
    const i = free[choices[step % choices.length] % free.length];
    const op = code[WORDS * i];
    const args = [1, 2, 3].map((k) => {
      const arg = code[WORDS * i + k];
      return arg < 0 ? arg : (number.get(arg) ?? 0);
    });
    const commutes = ['add', 'mul', 'min', 'max', 'fma'].includes(MACHINE_OPERATIONS[op]);
    if (commutes && choices[(step + 1) % choices.length] % 2 === 1) args.splice(0, 2, args[1], args[0]);
    out.push(op, ...args);
    number.set(i + 1, step + 1);
  }
  return { code: Int32Array.from(out), constants };
}

const POINTS = Float64Array.of(0.25, 0.5, 1, 1.5, 2, 3);
const kernel = new FitKernel({ x: POINTS, f: POINTS, w: POINTS });

function values(structure: Structure, constants: ArrayLike<number>): number[] {
  kernel.clear();
  kernel.push(structure, constants);
  return [...kernel.values()[0]];
}

describe('canonicalStructure', () => {
  it('does not depend on the order of instructions, of commutative operands, or on dead code', () => {
    fc.assert(
      fc.property(
        anyStructure,
        fc.array(fc.nat(1000), { minLength: 13, maxLength: 13 }),
        (structure, choices) => {
          const other = shuffled(structure, choices);
          expect(canonicalStructure(other)?.structure).toEqual(canonicalStructure(structure)?.structure);
          expect(structuralHash(other)).toBe(structuralHash(structure));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is canonical already, uses each slot once and in order, and costs no more', () => {
    fc.assert(
      fc.property(anyStructure, (structure) => {
        const found = canonicalStructure(structure)?.structure;
        if (found === undefined) return;
        expect(canonicalStructure(found)?.structure).toEqual(found);
        const slots: number[] = [];
        for (let at = 0; at < found.code.length; at += WORDS) {
          for (let k = 1; k <= ARITY[found.code[at]]; k++)
            if (found.code[at + k] < 0) slots.push(-found.code[at + k]);
        }
        expect(slots).toEqual(slots.map((_, i) => i + 1));
        expect(found.constants).toBe(slots.length);
        expect(countOperations(found)).toBe(found.code.length / WORDS);
        expect(countOperations(found)).toBeLessThanOrEqual(countOperations(structure));
      }),
      { numRuns: 2000 },
    );
  });

  it('computes the same values with the constants it carries along', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        anyStructure,
        fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 40, maxLength: 40 }),
        (structure, constants) => {
          const found = canonicalStructure(structure, constants);
          const before = values(structure, constants);
          if (found === undefined) return;
          const after = values(found.structure, found.constants);
          before.forEach((value, i) => {
            // Values that rounding has taken over (differences of equals, and their quotients) tell nothing.
            if (!(Math.abs(value) > 1e-6 && Math.abs(value) < 1e6) || !Number.isFinite(after[i])) return;
            if (!isStable(structure, constants, i)) return;
            compared++;
            expect(after[i] / value).toBeCloseTo(1, 6);
          });
        },
      ),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it.each([
    ['u - c is u + c', 'a = x - c; b = sqrt a', 'a = x + c; b = sqrt a'],
    ['u / c is u * c', 'a = x / c; b = sqrt a', 'a = x * c; b = sqrt a'],
    ['constants added to constants', 'a = x + c; b = a + c', 'a = x + c'],
    ['factors of a quotient', 'a = c / x; b = a * c', 'a = c / x'],
    ['a quotient of a product', 'a = x * c; b = c / a', 'a = c / x'],
    ['twice', 'a = sqrt x; b = a + a', 'a = sqrt x; b = a * c'],
    ['differences of equals', 'a = sqrt x; b = a - a; d = x + b', 'd = x + c'],
    ['shared work once', 'a = x * x; b = x * x; d = a + b; e = sqrt d', 'a = x * x; d = a * c; e = sqrt d'],
    ['signs', 'a = x * c; b = sqrt x; d = b - a', 'a = x * c; b = sqrt x; d = b + a'],
    ['work on constants alone', 'a = c * c; b = sqrt a; d = x + b', 'd = x + c'],
  ])('sees through %s', (_, one, other) => {
    expect(canonical(one)).toEqual(canonical(other));
  });

  it('tells shared work with constants from work done twice', () => {
    const once = canonical('a = x * c; b = sqrt a; d = b + a');
    const twice = canonical('a = x * c; e = x * c; b = sqrt a; d = b + e');
    expect(once).not.toEqual(twice);
    expect(structuralHash(once)).not.toBe(structuralHash(twice));
  });

  it('has nothing to give for a constant', () => {
    expect(canonicalStructure(shape('a = x - x; b = sqrt a'))).toBeUndefined();
  });
});

/** Does the value move little when the constants move by rounding? */
function isStable(structure: Structure, constants: readonly number[], point: number): boolean {
  const value = values(structure, constants)[point];
  return [1, 3, 7].every((seed) => {
    const moved = constants.map((c, i) => c * (1 + (((i * seed) % 5) - 2) * 1e-12));
    return Math.abs(values(structure, moved)[point] / value - 1) < 1e-8;
  });
}
