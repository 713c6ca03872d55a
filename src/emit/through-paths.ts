import type { CommonPath } from '../program/common-path.ts';
import type { Operand } from '../program/program.ts';

/**
 * The statements of a scalar function that has a common path, in languages with braces: the condition, and where it
 * holds the value at once, so that the rest is run for the other inputs alone.
 * @param lines a statement an instruction, indented by two spaces
 * @param given the statement that returns an operand
 */
export function throughPaths(
  { value, other, test, short, long }: CommonPath,
  lines: readonly string[],
  condition: string,
  given: (operand: Operand) => string,
): string[] {
  return [
    ...lines.filter((_, i) => test.has(i)),
    `  if (${condition}) {`,
    ...lines.filter((_, i) => short.has(i) && !test.has(i)).map((line) => line.replace(/^/gm, '  ')),
    `    ${given(value)}`,
    '  }',
    ...lines.filter((_, i) => long.has(i) && !test.has(i)),
    `  ${given(other)}`,
  ];
}
