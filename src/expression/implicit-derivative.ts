import { fail } from '../error/fault.ts';
import { derivative } from './derivative.ts';
import type { Expression } from './expression.ts';
import { tidyApply } from './tidy.ts';

/**
 * dⁿy/dxⁿ along the curve F(x, y) = 0, in x and y, where ∂F/∂y is not 0: y′ = −F_x/F_y, then the chain rule.
 * @throws NapierError `domain` when F does not depend on y; as `derivative`
 */
export function implicitDerivative(curve: Expression, x: string, y: string, order = 1): Expression {
  const byY = derivative(curve, y);
  if (byY.kind === 'number' && byY.numerator === 0n) {
    fail({
      kind: 'domain',
      message: `the equation does not determine \`${y}\``,
      hint: `it does not depend on it`,
    });
  }
  const first = tidyApply('neg', tidyApply('div', derivative(curve, x), byY));
  let result = first;
  for (let k = 1; k < order; k++) {
    result = tidyApply('add', derivative(result, x), tidyApply('mul', derivative(result, y), first));
  }
  return result;
}
