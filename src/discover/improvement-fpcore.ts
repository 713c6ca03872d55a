import { parseDomain } from '../expression/parse-domain.ts';
import { parseExpression } from '../expression/parse.ts';
import { toFPCore } from '../expression/to-fpcore.ts';
import { exactDouble } from '../number/exact-double.ts';
import { exactRational } from '../search/rewrite/exact-rational.ts';
import type { ImprovementFinding, RegimeGuard } from './improvement.ts';
import { variablesOf } from '../expression/expression.ts';

/** The most accurate entry as one FPCore, its pieces as `if`s. The domains are its `:pre`. */
export function improvementFPCore({ problem, front }: ImprovementFinding): string {
  const entry = front[front.length - 1];
  const given = parseExpression(problem.expression);
  const options = {
    variables: [...new Set([...variablesOf(given), ...Object.keys(problem.domains)])],
    domains: new Map(Object.entries(problem.domains).map(([name, domain]) => [name, parseDomain(domain)])),
    ...(/^(f64|f32|f16|bf16)$/.test(problem.format) ? { format: problem.format } : {}),
  };
  if (entry === undefined || entry.regimes.length === 0) {
    return `${toFPCore(entry === undefined ? given : parseExpression(entry.expression), options)}\n`;
  }
  const bodyOf = (text: string): string => {
    const core = toFPCore(parseExpression(text), { variables: options.variables });
    return core.slice(core.indexOf('\n') + 3, -1);
  };
  const last = entry.regimes[entry.regimes.length - 1];
  const body = entry.regimes
    .slice(0, -1)
    .reduceRight(
      (otherwise, { where, expression }) =>
        `(if ${conditionOf(where)}\n    ${bodyOf(expression)}\n  ${otherwise})`,
      bodyOf(last.expression),
    );
  const shell = toFPCore(given, options);
  return `${shell.slice(0, shell.lastIndexOf('\n') + 3)}${body})\n`;
}

/** Guards as one condition. */
function conditionOf(guards: readonly RegimeGuard[]): string {
  const parts = guards.map(({ variable, above, upTo }) => {
    const bounds = [above === undefined ? '' : `${bodyNumber(above)} `, upTo === undefined ? '' : ` ${bodyNumber(upTo)}`]; // prettier-ignore
    if (above === undefined) return `(<= ${variable}${bounds[1]})`;
    if (upTo === undefined) return `(< ${bounds[0]}${variable})`;
    return `(and (< ${bounds[0]}${variable}) (<= ${variable}${bounds[1]}))`;
  });
  return parts.length === 1 ? parts[0] : `(and ${parts.join(' ')})`;
}

/** A hexadecimal float as an exact FPCore number. */
function bodyNumber(hex: string): string {
  const { numerator, denominator } = exactRational(exactDouble(hex));
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
}
