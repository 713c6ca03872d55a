import { nullspace } from './nullspace.ts';
import { reduceBasis } from './reduce-basis.ts';

/**
 * A basis, LLL-reduced, of the lattice {v ∈ Zⁿ : A·v = 0}: every integer solution is an integer combination of it (the
 * vectors of `nullspace` generate all rational solutions, but perhaps only some of the integer ones). By LLL on
 * [I | w·Aᵗ] with a weight w that makes any nonzero image too long (Pohst 1987; Cohen §2.7).
 * @param rows integer rows of length `columns`
 */
export function kernelLattice(rows: readonly (readonly bigint[])[], columns: number): bigint[][] {
  const dimension = nullspace(rows, columns).length;
  if (dimension === 0) return [];
  for (let weight = 1n << 40n; ; weight *= weight) {
    const extended = Array.from({ length: columns }, (_, j) => [
      ...Array.from({ length: columns }, (__, k) => (k === j ? 1n : 0n)),
      ...rows.map((row) => weight * row[j]),
    ]);
    const reduced = reduceBasis(extended);
    const kernel = reduced.filter((v) => v.slice(columns).every((x) => x === 0n));
    // With the images of the others independent, the unimodular transform makes these a basis of the whole kernel.
    if (kernel.length === dimension) return kernel.map((v) => v.slice(0, columns));
  }
}
