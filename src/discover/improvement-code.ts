import { expressionFunction } from '../emit/expression/expression-function.ts';
import { fail } from '../error/fault.ts';
import { variablesOf } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { exactDouble } from '../number/exact-double.ts';
import { findFormat } from '../number/formats.ts';
import { IMPROVE_TARGETS, isImproveTarget, type ImproveTarget } from '../search/rewrite/targets/targets.ts';
import type { ImprovementEntry, ImprovementFinding } from './improvement.ts';

/**
 * An entry of an improvement as a function in the language of the target that it was made for (of C for the models without
 * one): pieces as branches, each operation as the error was measured with.
 * @param entry @defaultValue the most accurate
 * @throws NapierError `unsupported` for WebAssembly, of which there is no text, and for formats that a language has not
 */
export function improvementCode(
  { problem, given, front, napier }: ImprovementFinding,
  { entry = front.at(-1), name = 'improved' }: { entry?: ImprovementEntry; name?: string } = {},
): { readonly path: string; readonly contents: string } {
  const target: ImproveTarget | undefined = isImproveTarget(problem.costs)
    ? IMPROVE_TARGETS[problem.costs]
    : undefined;
  const language = target === undefined ? 'c' : target.language;
  if (language === undefined) {
    return fail({
      kind: 'unsupported',
      message: `expressions are not written as ${problem.costs}`,
      hint: '--target js or c; `napier compile` writes WebAssembly',
    });
  }
  const expression = parseExpression(problem.expression);
  const pieces =
    entry === undefined || entry.regimes.length === 0
      ? [{ where: [], expression: entry?.expression ?? given.expression ?? problem.expression }]
      : entry.regimes;
  const error = entry?.error ?? given.error;
  const bits = (x: number): string => `${Number(x.toFixed(2))} bits`;
  const at = Object.entries(error.worstInput).map(([variable, x]) => `${variable} = ${x}`);
  const where = Object.entries(problem.domains).map(([variable, domain]) => `${variable} in ${domain}`);
  if (problem.precondition !== undefined) where.push(problem.precondition);
  const contents = expressionFunction(
    {
      name,
      variables: [...new Set([...variablesOf(expression), ...Object.keys(problem.domains)])],
      format: findFormat(problem.format),
      pieces: pieces.map((piece) => ({
        where: piece.where.map(({ variable, above, upTo }) => ({
          variable,
          ...(above === undefined ? {} : { above: exactDouble(above) }),
          ...(upTo === undefined ? {} : { upTo: exactDouble(upTo) }),
        })),
        expression: parseExpression(piece.expression),
      })),
      contract: [
        `${problem.expression}${where.length === 0 ? '' : `, for ${where.join(', ')}`}`,
        `In ${problem.format}, library functions correctly rounded: mean error ${bits(error.mean)}, worst ${bits(error.worst)}` +
          `${at.length === 0 ? '' : ` at ${at.join(', ')}`},`,
        `on ${error.status === 'proved' ? 'all' : 'a sample of'} ${error.points} inputs (as given: ${bits(given.error.mean)}, ${bits(given.error.worst)}).`,
        `${entry?.status === 'near' ? 'Pieces that are polynomials are near it; the others are' : 'It is'} equal wherever that has a value, by rules that a checker has passed.`,
        `napier ${napier} improve`,
      ],
    },
    language,
  );
  return { path: `${name}.${language}`, contents };
}
