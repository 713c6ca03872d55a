/**
 * How fast is the e-graph? Sums of 7 and 9 terms to saturation under commutativity and associativity, and the goals of
 * egg's `math` tests, each run until its goal is found, then explained, and the explanation checked. Everything is
 * recorded for explanations in every run (egg can leave that out). The best of several runs, so many
 * that the engine has compiled the code also on a loaded machine: npx tsx bench/egraph.ts
 */
import { parseExpression } from '../src/expression/parse.ts';
import { checkExplanation } from '../src/rewrite/check-explanation.ts';
import { EGraph } from '../src/rewrite/e-graph.ts';
import { explain } from '../src/rewrite/explain.ts';
import { rewrite, type RewriteReport } from '../src/rewrite/rewrite.ts';
import { rule } from '../src/rewrite/rule.ts';
import { MATH_GOALS, MATH_RULES } from '../test/rewrite/math-language.ts';
import { prefixTerm } from '../test/rewrite/prefix-terms.ts';

/** The best time of several runs, and the processor time of one of the second half of them on average. */
function best<T>(runs: number, body: () => T): { ms: number; processor: number; last: T } {
  let ms = Infinity;
  let last: T | undefined;
  let from = process.cpuUsage().user;
  const half = runs >> 1;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    if (i === half) from = process.cpuUsage().user;
    last = body();
    ms = Math.min(ms, performance.now() - start);
  }
  const processor = (process.cpuUsage().user - from) / 1000 / (runs - half);
  return { ms, processor, last: last as T };
}

const rate = (nodes: number, ms: number): string =>
  `${nodes} nodes in ${ms.toFixed(2)} ms: ${Math.round((1000 * nodes) / ms)} nodes a second`;

const AC = [rule('commute', 'a + b', 'b + a'), rule('associate', 'a + (b + c)', '(a + b) + c')];
for (const [terms, runs] of [
  [7, 400],
  [9, 16],
] as const) {
  const text = [...'pqrstuvwz'].slice(0, terms).reduceRight((rest, name) => (rest ? `${name} + (${rest})` : name), ''); // prettier-ignore
  const { ms, processor, last } = best(runs, (): RewriteReport => {
    const graph = new EGraph();
    graph.addExpression(parseExpression(text));
    return rewrite(graph, AC, { nodes: 1e6, backoff: false });
  });
  console.log(`sum of ${terms} terms: ${last.stop}, ${last.classes} classes, ${rate(last.nodes, ms)}; ${processor.toFixed(1)} ms of processor a run`); // prettier-ignore
}

const total = { nodes: 0, ms: 0, explain: 0, check: 0, instances: 0, steps: 0 };
for (const { name, start, goal, limits, both } of MATH_GOALS) {
  const from = prefixTerm(start);
  const to = prefixTerm(goal);
  const { ms, last } = best(20, () => {
    const graph = new EGraph({ analyse: false });
    const root = graph.addExpression(from);
    if (both) graph.addExpression(to);
    const report = rewrite(graph, MATH_RULES, {
      ...limits,
      until: () => graph.lookup(to) === graph.find(root),
    });
    return { graph, report };
  });
  const told = best(3, () => explain(last.graph, from, to));
  const checked = best(3, () => checkExplanation(told.last, MATH_RULES));
  const { instances, steps } = told.last;
  console.log(
    `${name}: ${last.report.stop}, ${rate(last.report.nodes, ms)}; explained in ${told.ms.toFixed(2)} ms ` +
      `(${instances.length} instances, ${steps.length} steps), checked in ${checked.ms.toFixed(2)} ms: ${checked.last ?? 'right'}`,
  );
  total.nodes += last.report.nodes;
  total.ms += ms;
  total.explain += told.ms;
  total.check += checked.ms;
  total.instances += instances.length;
  total.steps += steps.length;
}
console.log(
  `${MATH_GOALS.length} goals: ${rate(total.nodes, total.ms)}; explained in ${total.explain.toFixed(1)} ms ` +
    `(${total.instances} instances, ${total.steps} steps), checked in ${total.check.toFixed(1)} ms`,
);
