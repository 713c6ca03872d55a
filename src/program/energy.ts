import type { MachineOperation } from './machine-operations.ts';

/**
 * Energy of an operation in femtojoules (M. Horowitz, Computing's energy problem, ISSCC 2014, fig. 1.1.9: 45 nm,
 * 0.9 V): floating-point sums 400 and 900 (16 and 32 bits), products 1100 and 3700, integer sums 100 and products 3100
 * (32 bits), 64 bits read from a memory of 8 KB 10,000. What the figure does not have follows from it: 64 bits grow as
 * 32 do over 16 (sums 2.25 times, products 3.36 times); quotients and roots are Newton's iteration, one for 16 bits and
 * one more for each doubling, of two products and a sum; comparisons and changes of bits are integer sums.
 */
export function operationEnergy(op: MachineOperation, bits: number): number {
  const level = bits <= 16 ? 0 : bits <= 32 ? 1 : 2;
  const sum = [400, 900, 2025][level];
  const product = [1100, 3700, 12_445][level];
  const integer = [50, 100, 200][level];
  switch (op) {
    case 'add':
    case 'sub':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
    case 'toint':
    case 'fromint':
      return sum;
    case 'mul':
      return product;
    case 'fma':
      return sum + product;
    case 'div':
    case 'sqrt':
      return (level + 1) * (2 * product + sum);
    case 'imul':
      return [800, 3100, 12_000][level];
    case 'lookup':
      return 10_000 * [0.25, 0.5, 1][level];
    case 'lmul':
      return 2 * integer;
    case 'bits':
    case 'float':
      return 0;
    default:
      return integer;
  }
}
