import { toHexFloat } from '../../number/exact-constant.ts';
import type { Program } from '../../program/program.ts';

/** Numbers of the constants in a program that are these coefficients, and nothing else: one value, one place. */
export function freeConstants({ constants, code }: Program, coefficients: readonly number[]): number[] {
  const texts = coefficients.map(toHexFloat);
  const list: number[] = [];
  constants.forEach((text, index) => {
    if (texts.filter((one) => one === text).length !== 1) return;
    const uses = code.reduce((sum, { args }) => sum + args.filter((arg) => arg === `c${index}`).length, 0);
    if (uses === 1) list.push(index);
  });
  return list;
}
