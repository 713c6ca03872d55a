import type { Expression } from '../expression/expression.ts';
import type { Rule } from './rule.ts';
import { RULES, THEMES, type Theme } from './rules.ts';

/** The operations of a term. */
export function operationsOf(expression: Expression): Set<string> {
  const operations = new Set<string>();
  const seen = new Set<number>();
  const stack = [expression];
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (seen.has(term.id) || term.kind !== 'apply') continue;
    seen.add(term.id);
    operations.add(term.operation);
    stack.push(...term.args);
  }
  return operations;
}

/** Themes that go with every expression. */
const ALWAYS: readonly Theme[] = ['arithmetic', 'fractions'];
const PLAIN = new Set(['add', 'sub', 'mul', 'div', 'neg']);
/** Themes whose terms turn into another's. */
const BRINGS: Partial<Record<Theme, readonly Theme[]>> = {
  exponential: ['logarithm', 'powers'],
  logarithm: ['exponential', 'powers'],
  hyperbolic: ['exponential'],
  activation: ['exponential', 'logarithm', 'hyperbolic', 'signs'],
  arc: ['trigonometric', 'powers'],
  powers: ['signs'],
};

/** The rules of the themes that have an operation in common with a term, or that such a theme brings along. */
export function relevantRules(expression: Expression): readonly Rule[] {
  const present = operationsOf(expression);
  const chosen = new Set<Theme>(ALWAYS);
  for (const theme of THEMES) {
    const concerned = RULES[theme].some((rule) =>
      [...operationsOf(rule.left.term)].some((name) => !PLAIN.has(name) && present.has(name)),
    );
    if (!concerned) continue;
    chosen.add(theme);
    for (const other of BRINGS[theme] ?? []) chosen.add(other);
  }
  return THEMES.filter((theme) => chosen.has(theme)).flatMap((theme) => RULES[theme]);
}
