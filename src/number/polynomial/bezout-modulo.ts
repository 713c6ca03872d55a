import { addDense, divideDense, multiplyDense, reduceDense } from './dense-modulo.ts';
import { ModularRing } from './modular-dense.ts';

/**
 * For monic integer polynomials in one variable without common factors: a power of a prime above `bound`, and sᵢ with
 * Σ sᵢ·Π_{j≠i} uⱼ = 1 modulo it, of lower degree than uᵢ: found modulo the prime, then lifted by Newton's iteration.
 */
export function bezoutModulo(
  factors: readonly (readonly bigint[])[],
  bound: bigint,
): { readonly modulus: bigint; readonly cofactors: readonly (readonly bigint[])[] } {
  for (const prime of PRIMES) {
    const ring = new ModularRing(prime);
    const residues = factors.map((f) => ring.residue(f));
    const coprime = residues.every((f, i) => residues.every((g, j) => j <= i || ring.gcd(f, g).length === 1));
    if (!coprime) continue;
    let modulus = BigInt(prime);
    const others = factors.map((_, i) =>
      residues.reduce((p, f, j) => (j === i ? p : ring.multiply(p, f)), [1]),
    );
    let inverses: readonly (readonly bigint[])[] = others.map((other, i) => {
      const { s } = ring.cofactors(ring.remainder(other, residues[i]), residues[i]);
      return reduceDense(s.map(BigInt), modulus);
    });
    while (modulus <= bound) {
      modulus *= modulus;
      const m = modulus;
      // s ← s·(2 − s·other) modulo uᵢ.
      inverses = inverses.map((s, i) => {
        const u = reduceDense(factors[i], m);
        const other = factors.reduce<readonly bigint[]>(
          (p, f, j) => (j === i ? p : divideDense(multiplyDense(p, f, m), u, m).remainder),
          divideDense([1n], u, m).remainder,
        );
        const twice = addDense([2n], multiplyDense(s, other, m), m, -1n);
        return divideDense(multiplyDense(s, twice, m), u, m).remainder;
      });
    }
    return { modulus, cofactors: inverses };
  }
  throw new Error('bezoutModulo: no prime keeps the factors apart');
}

const PRIMES: readonly number[] = primesFrom(10_007, 400);

function primesFrom(least: number, count: number): number[] {
  const out: number[] = [];
  for (let n = least; out.length < count; n += 2) {
    let prime = true;
    for (let d = 3; d * d <= n && prime; d += 2) prime = n % d !== 0;
    if (prime) out.push(n);
  }
  return out;
}
