/**
 * Whole functions found by the engine `reduction`: for each function and format the cheapest program whose measured
 * error (a sample of all inputs; nothing is proved here) meets the bound, or how near the search came.
 *
 *   npx tsx bench/reduction-list.ts [format] [functions, by commas] [error in ulp] [bytes of tables]
 *
 * FMA=1: with fused operations; ARITHMETIC=f32: computed in that format alone; NOTES=1: what the engine says.
 */
import { WHOLE_DOMAIN } from '../src/expression/domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { tableBytes } from '../src/program/table-bytes.ts';
import type { Candidate } from '../src/search/engine.ts';
import { ENGINES } from '../src/search/engines.ts';
import type { Problem } from '../src/search/problem.ts';

const LIST = [
  ...'exp exp2 exp10 expm1 log log2 log10 log1p sin cos tan sinpi cospi asin acos atan sinh cosh tanh'.split(
    ' ',
  ),
  ...'asinh acosh atanh cbrt rsqrt erf erfc sigmoid softplus gelu silu mish'.split(' '),
];

const [format = 'f16', names = '', error = '1', tables] = process.argv.slice(2);

console.log('| function | computed in | operations | ulp | tables | steps | seconds |');
console.log('|---|---|---|---|---|---|---|');
for (const name of names === '' ? LIST : names.split(',')) {
  const source = name.includes('x') && name.includes('(') ? name : `${name}(x)`;
  const problem: Problem = {
    function: parseExpression(source),
    variable: 'x',
    domain: WHOLE_DOMAIN,
    format,
    measure: 'ulp',
    error: Number(error),
    cost: 'operations',
    fma: process.env.FMA !== undefined,
    division: true,
    ...(process.env.ARITHMETIC === undefined ? {} : { arithmetic: process.env.ARITHMETIC }),
    ...(tables === undefined ? {} : { maxTable: Number(tables) }),
    seed: 1,
  };
  const start = performance.now();
  const candidates: Candidate[] = [];
  const budget = { evaluations: 1e6, stopped: () => undefined };
  for await (const event of ENGINES.reduction.propose(
    problem,
    createOracle(problem.function, ['x']),
    budget,
  )) {
    if (event.kind === 'candidate') candidates.push(event.candidate);
    else if (event.kind === 'note' && process.env.NOTES !== undefined) console.log(event.message);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const good = candidates.filter((one) => one.error.value <= Number(error));
  const best =
    good.length > 0
      ? good.reduce((a, b) => (b.cost < a.cost ? b : a))
      : candidates.length > 0
        ? candidates.reduce((a, b) => (b.error.value < a.error.value ? b : a))
        : undefined;
  if (best === undefined) {
    console.log(`| ${source} | | none | | | | ${seconds} |`);
    continue;
  }
  const ulp = `${best.error.value.toPrecision(3)}${good.length > 0 ? '' : ' (missed)'}`;
  const bytes = tableBytes(best.program);
  const { arithmetic, steps } = best.origin;
  console.log(
    `| ${source} | ${arithmetic} | ${best.cost} | ${ulp} | ${bytes || ''} | ${steps} | ${seconds} |`,
  );
}
