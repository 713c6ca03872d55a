import { resolveOperand } from './operand.ts';
import type { Operand, Program } from './program.ts';

/**
 * How many values a program holds at once at most, constants apart, where every instruction runs as late as those
 * that take its value let it: the registers that a compiler needs for them.
 * @param result the value that is wanted
 */
export function peakValues(program: Program, result: Operand): number {
  const order = latestOrder(program, result);
  const lastUse = new Map<Operand, number>();
  order.forEach((i, at) => {
    for (const arg of program.code[i].args) if (isValue(program, arg)) lastUse.set(arg, at);
  });
  const held = new Set<Operand>(program.inputs.filter((input) => lastUse.has(input)));
  let peak = held.size;
  order.forEach((i, at) => {
    for (const arg of program.code[i].args) if (lastUse.get(arg) === at) held.delete(arg);
    held.add(`t${i}`);
    peak = Math.max(peak, held.size);
  });
  return peak;
}

function isValue(program: Program, operand: Operand): boolean {
  const at = resolveOperand(program, operand);
  return at?.kind === 'input' || at?.kind === 'instruction';
}

/** Breadth first from the result: each instruction before all that take its value, and no sooner than they must have it. */
function latestOrder(program: Program, result: Operand): number[] {
  const argumentsOf = (i: number): number[] => [
    ...new Set(
      program.code[i].args.flatMap((arg) => {
        const at = resolveOperand(program, arg);
        return at?.kind === 'instruction' ? [at.index] : [];
      }),
    ),
  ];
  const root = resolveOperand(program, result);
  if (root?.kind !== 'instruction') return [];
  const uses = new Map<number, number>();
  const reached = new Set([root.index]);
  for (const i of reached)
    for (const arg of argumentsOf(i)) {
      uses.set(arg, (uses.get(arg) ?? 0) + 1);
      reached.add(arg);
    }
  const order = [root.index];
  for (const i of order)
    for (const arg of argumentsOf(i)) {
      const left = (uses.get(arg) as number) - 1;
      uses.set(arg, left);
      if (left === 0) order.push(arg);
    }
  return order.reverse();
}
