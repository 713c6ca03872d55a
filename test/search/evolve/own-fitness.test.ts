import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../src/program/evaluate.ts';
import type { Fitness, Refined } from '../../../src/search/evolve/fitness.ts';
import { Island } from '../../../src/search/evolve/island.ts';
import { newIsland } from '../../../src/search/evolve/island-state.ts';
import { structureToProgram } from '../../../src/search/evolve/structure-program.ts';
import type { Structure } from '../../../src/search/evolve/structure.ts';
import { toHexFloat } from '../../../src/number/exact-constant.ts';

// docs/evolve.md shows this class: a test below compares them.
// example: begin
/** V is a Lyapunov function of x' = f(x) near 0 when V(0) = 0 and, elsewhere, V > 0 and V' · f < 0. */
class LyapunovFitness implements Fitness {
  spent = 0;
  readonly floor = 0;
  private readonly flow: (x: number) => number;
  private readonly points: readonly number[];

  constructor(flow: (x: number) => number, points: readonly number[]) {
    this.flow = flow;
    this.points = points;
  }

  /** The share of points at which a condition fails. Constants stay as they were drawn. */
  fit(structure: Structure, constants: Float64Array): number {
    this.spent++;
    const texts = [...constants].map(toHexFloat);
    if (!constants.every(Number.isFinite)) return Infinity;
    const v = compileProgram(structureToProgram(structure, texts, 'f64'));
    // Early rejection: most candidates are not even 0 at 0.
    if (!(Math.abs(v(0)) < 1e-12)) return Infinity;
    const holds = (x: number): boolean => {
      const slope = (v(x + 1e-6) - v(x - 1e-6)) / 2e-6;
      return v(x) > 0 && slope * this.flow(x) < 0;
    };
    return this.points.filter((x) => !holds(x)).length / this.points.length;
  }

  follow(structure: Structure, constants: Float64Array): number {
    return this.fit(structure, constants);
  }

  believable(): boolean {
    return true;
  }

  refine(structure: Structure, constants: Float64Array): Refined {
    const error = this.fit(structure, constants);
    const texts = [...constants].map(toHexFloat);
    return { constants: texts, error, worst: '0x0p+0', points: this.points.length };
  }
}
// example: end

describe("a user's own fitness", () => {
  it('evolves a Lyapunov function for x′ = −x + x²/2 − x³', () => {
    const points = Array.from({ length: 40 }, (_, i) => (i - 19.5) / 10);
    const fitness = new LyapunovFitness((x) => -x + (x * x) / 2 - x * x * x, points);
    const space = { operations: ['add', 'sub', 'mul'] as const, maxOperations: 4, maxConstants: 3 };
    const { archives, counts } = new Island(newIsland(0), space, fitness, 1).run(2000);
    // x·x is one, with a single operation.
    expect(archives[0][0].refined?.error).toBe(0);
    expect([...archives[0][0].structure.code]).toEqual([2, 0, 0, 0]);
    expect(counts.candidates).toBeGreaterThan(100);
    expect(fitness.spent).toBeGreaterThanOrEqual(2000);
  });

  it('is the one that docs/evolve.md shows', () => {
    const own = readFileSync(import.meta.filename, 'utf8');
    const example = own.split('// example: begin\n')[1].split('// example: end')[0];
    const docs = readFileSync(new URL('../../../docs/evolve.md', import.meta.url), 'utf8');
    expect(docs).toContain(example.trim());
  });
});
