import type { Constraints } from '../program/constraints.ts';
import type { FindingProblem } from './finding.ts';

/** The command line that makes a finding of this problem again: every choice spelled out, quoted for a shell. */
export function makeCommand(problem: FindingProblem): string {
  const { lo, hi, open } = problem.domain;
  const words = [
    'napier approximate',
    quote(problem.function),
    `--domain ${quote(`${open[0] ? '(' : '['}${lo}, ${hi}${open[1] ? ')' : ']'}`)}`,
    `--format ${problem.format}`,
    `--measure ${problem.measure}`,
  ];
  if (problem.error !== undefined) words.push(`--error ${problem.error}`);
  if (problem.cost !== 'operations') words.push(`--cost ${problem.cost}`);
  if (problem.maxOperations !== undefined) words.push(`--max-ops ${problem.maxOperations}`);
  if (problem.maxDegree !== undefined) words.push(`--max-degree ${problem.maxDegree}`);
  words.push(`--engine ${problem.engines.join(',')}`);
  if (problem.operations !== undefined) words.push(`--operations ${problem.operations.join(',')}`);
  else {
    if (problem.fma) words.push('--fma');
    if (!problem.division) words.push('--no-division');
  }
  if (problem.arithmetic !== undefined) words.push(`--arithmetic ${problem.arithmetic}`);
  if (problem.maxTable !== undefined) words.push(`--max-table ${problem.maxTable}`);
  words.push(...constraintWords(problem.constraints ?? {}));
  if (problem.identities !== undefined) {
    const from = problem.identitiesFrom;
    words.push(`--identities ${from === undefined ? 'find' : quote(from)}`);
  }
  if (problem.fromScratch === true) words.push('--from-scratch');
  words.push(`--budget ${problem.budget.evaluations}`, `--seed ${problem.seed}`);
  return words.join(' ');
}

function constraintWords({ odd, monotone, exact, branchFree }: Constraints): string[] {
  const pairs = exact?.map(({ input, result }) => `${input}->${result}`).join(', ');
  return [
    ...(odd ? ['--odd'] : []),
    ...(monotone ? ['--monotone'] : []),
    ...(pairs === undefined ? [] : [`--exact ${quote(pairs)}`]),
    ...(branchFree ? ['--no-branches'] : []),
  ];
}

function quote(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`;
}
