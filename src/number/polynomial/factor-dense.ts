import { fail } from '../../error/fault.ts';
import { integerSquareRoot } from '../exact/integers.ts';
import { createRandom } from '../random.ts';
import { inverseModulo, reduceDense, symmetric, type DenseModulo } from './dense-modulo.ts';
import { divideExactly, primitive } from './factor-dense-parts.ts';
import { countFactors, factorModular } from './factor-modular.ts';
import { henselLift } from './hensel.ts';
import { ModularRing } from './modular-dense.ts';
import { recombineByLattice } from './recombine.ts';

/** Primes that are tried; the one with the fewest factors is used. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227,
];
const GOOD_PRIMES = 5;
/** So many modular factors are tried in all combinations; more are first combined by a lattice. */
const COMBINE_DIRECTLY = 11;

/**
 * The irreducible factors over the integers of a primitive square-free polynomial of degree ≥ 1 in one variable with a
 * positive leading coefficient (dense, entry k at the power k): Zassenhaus 1969, with van Hoeij's lattice (2002) where
 * there are many factors modulo a prime.
 */
export function factorDense(p: readonly bigint[]): bigint[][] {
  const degree = p.length - 1;
  if (degree === 1) return [[...p]];
  const lead = p[degree];
  const ring = choosePrime(p);
  if (ring === undefined) return [[...p]];
  const modular = factorModular(ring, ring.monic(ring.residue(p)), createRandom(1));
  if (modular.length === 1) return [[...p]];
  const bound = 2n * lead * factorBound(p);
  const monic = (modulus: bigint): DenseModulo => {
    const unit = inverseModulo(lead, modulus);
    return reduceDense(
      p.map((c) => c * unit),
      modulus,
    );
  };
  const lift = (least: bigint) => henselLift(monic, modular, ring, least);
  if (modular.length > COMBINE_DIRECTLY) {
    const combined = recombineByLattice(p, lift, bound);
    if (combined !== undefined) return combined;
  }
  const { factors, modulus } = lift(bound);
  return combine(p, factors, modulus);
}

/** `undefined`: irreducible modulo a prime. */
function choosePrime(p: readonly bigint[]): ModularRing | undefined {
  let best: { readonly ring: ModularRing; readonly count: number } | undefined;
  let good = 0;
  const lead = p[p.length - 1];
  for (const prime of primes()) {
    if (lead % BigInt(prime) === 0n) continue;
    const ring = new ModularRing(prime);
    const residue = ring.monic(ring.residue(p));
    if (ring.gcd(residue, ring.derivative(residue)).length !== 1) continue;
    const count = countFactors(ring, residue);
    if (count === 1) return undefined;
    if (best === undefined || count < best.count) best = { ring, count };
    good += 1;
    if (good >= GOOD_PRIMES || count === 2) break;
  }
  return (best as { ring: ModularRing }).ring;
}

function* primes(): Generator<number> {
  yield* PRIMES;
  for (let n = 229; n < 2 ** 20; n += 2) {
    let prime = true;
    for (let d = 3; d * d <= n && prime; d += 2) prime = n % d !== 0;
    if (prime) yield n;
  }
}

/** No coefficient of a factor is larger: Mignotte's bound, 2^degree · ‖p‖₂. */
export function factorBound(p: readonly bigint[]): bigint {
  const norm = integerSquareRoot(p.reduce((sum, c) => sum + c * c, 0n)) + 1n;
  return (1n << BigInt(p.length - 1)) * norm;
}

/** Tries products of lifted factors, few first, each accepted by division. */
export function combine(p: readonly bigint[], lifted: readonly DenseModulo[], modulus: bigint): bigint[][] {
  const found: bigint[][] = [];
  let rest = [...p];
  let open = [...lifted];
  for (let size = 1; 2 * size <= open.length;) {
    const hit = tryCombinations(rest, open, size, modulus);
    if (hit === undefined) {
      size += 1;
      continue;
    }
    found.push(hit.factor);
    rest = hit.quotient;
    open = open.filter((_, i) => !hit.used.includes(i));
  }
  return rest.length > 1 ? [...found, rest] : found;
}

/** Combinations that are looked at before giving up. */
const MOST_COMBINATIONS = 3_000_000;

function tryCombinations(p: readonly bigint[], open: readonly DenseModulo[], size: number, modulus: bigint) {
  const lead = p[p.length - 1];
  const last = lead * p[0];
  const chosen: number[] = [];
  let tried = 0;
  const visit = (
    from: number,
    constant: bigint,
  ): { factor: bigint[]; quotient: bigint[]; used: readonly number[] } | undefined => {
    if (chosen.length === size) {
      if (++tried > MOST_COMBINATIONS) {
        fail({
          kind: 'limit',
          message: `a polynomial of degree ${p.length - 1} has too many factors to combine`,
        });
      }
      // lead · factor divides lead · p, so its last coefficient divides lead · p(0).
      const end = symmetric(constant * lead, modulus);
      if (end === 0n ? last !== 0n : last % end !== 0n) return undefined;
      let product: bigint[] = [lead];
      for (const i of chosen) product = productModulo(product, open[i], modulus);
      const factor = primitive(product);
      const quotient = divideExactly(p, factor);
      return quotient === undefined ? undefined : { factor, quotient, used: [...chosen] };
    }
    for (let i = from; i <= open.length - (size - chosen.length); i++) {
      chosen.push(i);
      const found = visit(i + 1, symmetric(constant * (open[i][0] ?? 0n), modulus));
      if (found !== undefined) return found;
      chosen.pop();
    }
    return undefined;
  };
  return visit(0, 1n);
}

function productModulo(a: readonly bigint[], b: readonly bigint[], modulus: bigint): bigint[] {
  const out = Array.from({ length: a.length + b.length - 1 }, () => 0n);
  a.forEach((x, i) => b.forEach((y, j) => (out[i + j] += x * y)));
  return reduceDense(out, modulus);
}
