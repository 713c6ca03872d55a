import { asRational } from './as-rational.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Sign } from './tower.ts';

/** What it says of variables that all these terms have values: that of log(x) makes x > 0, that of sqrt(x) x ≥ 0. */
export function signsOf(terms: readonly Expression[]): Map<string, Sign> {
  const out = new Map<string, Sign>();
  const seen = new Set<number>();
  const stack = [...terms];
  while (stack.length > 0) {
    const term = stack.pop() as Expression;
    if (seen.has(term.id) || term.kind !== 'apply') continue;
    seen.add(term.id);
    stack.push(...term.args);
    const [first] = term.args;
    if (first.kind !== 'variable') continue;
    switch (term.operation) {
      case 'log':
      case 'log2':
      case 'log10':
      case 'rsqrt':
      case 'acosh':
        out.set(first.name, 'positive');
        break;
      case 'sqrt':
        if (!out.has(first.name)) out.set(first.name, 'nonnegative');
        break;
      case 'pow': {
        const exponent = asRational(term.args[1]);
        if (exponent !== undefined && exponent.denominator !== 1n && !out.has(first.name)) {
          out.set(first.name, 'nonnegative');
        }
        break;
      }
    }
  }
  return out;
}
