import type { Expression } from '../../../expression/expression.ts';
import { reducedFunction } from '../reduced-function.ts';
import type { Step } from '../step.ts';

/** The step on one function for which other forms are known: each is the same function, and left as it is. */
export function rewritingStep(given: Expression, forms: readonly Expression[]): Step {
  return {
    name: 'rewriting',
    description: 'another form of the same function, as rewriting finds them, which cancels less',
    reductions: (f) => {
      if (f.expression !== given) return [];
      const { variable, lo, hi } = f;
      return forms.map((form, k) => ({
        step: 'rewriting',
        parameters: { form: k + 1 },
        identity: { left: given, right: form, variable, lo, hi },
        inners: [reducedFunction(form, variable, lo, hi)],
        emit: (e, x, inner) => inner(e, x),
      }));
    },
  };
}
