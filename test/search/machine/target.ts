import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { bigToHex } from '../../../src/number/big-text.ts';
import type { Format } from '../../../src/number/format.ts';
import type { Measure } from '../../../src/number/measure.ts';
import { withWorkspace } from '../../../src/number/workspace.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import type { FitTarget } from '../../../src/search/fit-target.ts';

/** A fit target from texts: `targetOf('exp(x)', '[0,1]', 'relative')`. */
export function targetOf(text: string, domainText: string, measure: Measure, format?: Format): FitTarget {
  const domain = parseDomain(domainText);
  const end = (expression: typeof domain.lo): string =>
    withWorkspace(300, (w) => {
      const x = w.big();
      createOracle(expression, []).value([], x);
      return bigToHex(x);
    });
  return {
    oracle: createOracle(parseExpression(text), ['x']),
    lo: end(domain.lo),
    hi: end(domain.hi),
    measure,
    format,
  };
}
