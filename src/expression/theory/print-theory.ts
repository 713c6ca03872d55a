import type { Equation, Theory, TheoryTerm } from './theory.ts';
import { INFIX_BINDING } from './theory-operators.ts';

/** A term as its theory writes it: `x*(y + z)`; `parseTheoryEquation` reads it back. */
export function printTheoryTerm(theory: Theory, term: TheoryTerm): string {
  const infix = new Set(theory.operations.filter((one) => one.infix).map(({ name }) => name));
  return print(term, 0);

  function print(one: TheoryTerm, around: number): string {
    if (one.kind === 'variable') return one.name;
    const { operation, args } = one;
    if (args.length === 0) return operation;
    if (!infix.has(operation)) return `${operation}(${args.map((arg) => print(arg, 0)).join(', ')})`;
    const binding = INFIX_BINDING[operation];
    // Operators of one strength are kept apart by brackets, but for a chain of one and the same to the left.
    const [left, right] = args;
    const same = left.kind === 'application' && left.operation === operation;
    const text = `${print(left, same ? 0 : binding)} ${operation} ${print(right, binding)}`;
    return around >= binding ? `(${text})` : text;
  }
}

export function printEquation(theory: Theory, { left, right }: Omit<Equation, 'span'>): string {
  return `${printTheoryTerm(theory, left)} = ${printTheoryTerm(theory, right)}`;
}
