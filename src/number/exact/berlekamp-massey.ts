import type { PrimeField } from './prime-field.ts';

/**
 * The shortest linear recurrence of a sequence over a prime field: c with c[0] = 1 and Σ c[i]·s[n − i] = 0 for all n ≥
 * c.length − 1 (Berlekamp 1968, Massey 1969). Its order is `c.length − 1`; it is the only one of that order when the
 * sequence has at least twice as many terms.
 */
export function berlekampMassey(
  sequence: readonly number[],
  { prime, multiply, inverse }: PrimeField,
): number[] {
  let current = [1];
  let previous = [1];
  let order = 0;
  let gap = 1;
  let lastDiscrepancy = 1;
  for (let n = 0; n < sequence.length; n++) {
    let discrepancy = sequence[n];
    for (let i = 1; i <= order; i++) discrepancy += multiply(current[i] ?? 0, sequence[n - i]);
    discrepancy %= prime;
    if (discrepancy === 0) {
      gap += 1;
      continue;
    }
    const factor = multiply(discrepancy, inverse(lastDiscrepancy));
    const next = [...current];
    for (let i = 0; i < previous.length; i++) {
      next[i + gap] = ((next[i + gap] ?? 0) + prime - multiply(factor, previous[i])) % prime;
    }
    if (2 * order <= n) {
      previous = current;
      order = n + 1 - order;
      lastDiscrepancy = discrepancy;
      gap = 1;
    } else {
      gap += 1;
    }
    current = Array.from(next, (c) => c ?? 0);
  }
  return Array.from({ length: order + 1 }, (_, i) => current[i] ?? 0);
}
