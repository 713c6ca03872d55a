import type { Instruction } from '../../program/program.ts';

/** A register that is exactly what the sum in another one, of two others, rounds away. */
export type TwoSum = { readonly sum: number; readonly of: readonly [number, number] };

/**
 * Reads off a program's code the results of TwoSum (Knuth 1969, Møller 1965): with s = a + b, p = s − a, q = s − p, the
 * result (a − q) + (b − p) is a + b − s exactly, whichever is the larger (Muller et al., Handbook of Floating-Point Arithmetic,
 * 2nd ed., §4.3.2: radix 2, to nearest, no overflow; subnormal numbers do no harm).
 */
export function twoSumsOf(
  code: readonly Instruction[],
  operands: readonly (readonly number[])[],
  first: number,
): ReadonlyMap<number, TwoSum> {
  const found = new Map<number, TwoSum>();
  const of = (register: number, op: 'add' | 'sub'): readonly number[] | undefined =>
    register >= first && code[register - first].op === op ? operands[register - first] : undefined;
  const result = (u: number, v: number): TwoSum | undefined => {
    const [left, right] = [of(u, 'sub'), of(v, 'sub')];
    if (left === undefined || right === undefined) return undefined;
    const [[a, q], [b, p]] = [left, right];
    const [near, far] = [of(p, 'sub'), of(q, 'sub')];
    if (near === undefined || far === undefined) return undefined;
    const [s] = near;
    const sum = of(s, 'add');
    const matches = near[1] === a && far[0] === s && far[1] === p;
    if (!matches || sum === undefined) return undefined;
    const same = (sum[0] === a && sum[1] === b) || (sum[0] === b && sum[1] === a);
    return same ? { sum: s, of: [a, b] } : undefined;
  };
  code.forEach(({ op }, i) => {
    if (op !== 'add') return;
    const [u, v] = operands[i];
    const sum = result(u, v) ?? result(v, u);
    if (sum !== undefined) found.set(first + i, sum);
  });
  return found;
}

/**
 * Is a register fma(a, b, −p), p the rounded product of the same a and b? It then is ab − p exactly, where ab is a multiple of the
 * least number (Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., §4.4).
 */
export function isProductRest(
  code: readonly Instruction[],
  operands: readonly (readonly number[])[],
  first: number,
  register: number,
): boolean {
  const of = (at: number, op: string): readonly number[] =>
    at >= first && code[at - first].op === op ? operands[at - first] : [];
  const [a, b, minus] = of(register, 'fma');
  if (minus === undefined) return false;
  const [p, q] = of(of(minus, 'neg')[0] ?? 0, 'mul');
  return p !== undefined && ((p === a && q === b) || (p === b && q === a));
}
