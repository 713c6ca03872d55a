import type { Random } from '../random.ts';
import type { ModularDense, ModularRing } from './modular-dense.ts';

/**
 * The monic irreducible factors of a monic square-free polynomial over a prime field of odd order: first by degree, then
 * by random splitting (Cantor & Zassenhaus 1981).
 */
export function factorModular(ring: ModularRing, p: ModularDense, random: Random): number[][] {
  const found: number[][] = [];
  const x = [0, 1];
  let rest: number[] = [...p];
  let power: number[] = x;
  for (let degree = 1; 2 * degree < rest.length; degree++) {
    power = ring.power(power, BigInt(ring.prime), rest);
    const product = ring.gcd(ring.subtract(power, x), rest);
    if (product.length > 1) {
      found.push(...equalDegree(ring, product, degree, random));
      rest = ring.divide(rest, product).quotient;
      power = ring.remainder(power, rest);
    }
  }
  if (rest.length > 1) found.push(rest);
  return found;
}

/** How many irreducible factors a monic square-free polynomial has, without finding them. */
export function countFactors(ring: ModularRing, p: ModularDense): number {
  const x = [0, 1];
  let rest: number[] = [...p];
  let power: number[] = x;
  let count = 0;
  for (let degree = 1; 2 * degree < rest.length; degree++) {
    power = ring.power(power, BigInt(ring.prime), rest);
    const product = ring.gcd(ring.subtract(power, x), rest);
    if (product.length <= 1) continue;
    count += (product.length - 1) / degree;
    rest = ring.divide(rest, product).quotient;
    power = ring.remainder(power, rest);
  }
  return count + (rest.length > 1 ? 1 : 0);
}

function equalDegree(ring: ModularRing, product: ModularDense, degree: number, random: Random): number[][] {
  const finished: number[][] = [];
  const open: ModularDense[] = [product];
  const half = (BigInt(ring.prime) ** BigInt(degree) - 1n) / 2n;
  for (let p = open.pop(); p !== undefined; p = open.pop()) {
    if (p.length - 1 === degree) {
      finished.push([...p]);
      continue;
    }
    for (;;) {
      const trial = p.slice(1).map(() => Math.floor(random.next() * ring.prime));
      while (trial.length > 0 && trial[trial.length - 1] === 0) trial.pop();
      if (trial.length < 2) continue;
      const split = ring.gcd(ring.subtract(ring.power(trial, half, p), [1]), p);
      if (split.length > 1 && split.length < p.length) {
        open.push(split, ring.divide(p, split).quotient);
        break;
      }
    }
  }
  return finished;
}
