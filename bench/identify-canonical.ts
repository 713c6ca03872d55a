/**
 * The canonical continued fractions of π of From Euler to AI (arXiv 2502.17533; the first rows of its list, 78 of them): from
 * the polynomials alone, which formula has the limit? Each is worked out to 1,000 digits, also those that converge like a
 * power of 1/n; `identify` looks at 60 of them, and the formula told first is compared with the published limit.
 *
 *   npx tsx bench/identify-canonical.ts
 *
 * Prints what is missed, then counts by the kind of convergence and times of processor.
 */
import { identifyFraction } from '../src/discover/identify-fraction.ts';
import { NapierError } from '../src/error/fault.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { hasZero, newInterval, subIntervals } from '../src/oracle/big-interval.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { convergenceOf } from '../src/search/identify/fractions/convergence.ts';
import { KNOWN_FRACTIONS } from '../src/search/identify/fractions/known-fractions.ts';
import { polynomialText } from '../src/search/identify/fractions/polynomial-fraction.ts';

function sameValue(a: string, b: string): boolean {
  return withWorkspace(3_400, (w) => {
    const [x, y] = [newInterval(w), newInterval(w)];
    createOracle(parseExpression(a), []).enclose([], 3_300, x);
    createOracle(parseExpression(b), []).enclose([], 3_300, y);
    subIntervals(x, x, y);
    return hasZero(x);
  });
}

const counts = new Map<string, [right: number, all: number]>();
const times: number[] = [];
for (const one of KNOWN_FRACTIONS.filter(({ source }) => source === 'euler')) {
  const { kind } = convergenceOf(one);
  const count = counts.get(kind) ?? [0, 0];
  counts.set(kind, count);
  count[1] += 1;
  const text = `${polynomialText(one.a)}; ${polynomialText(one.b)}`;
  const before = process.cpuUsage();
  let told = 'nothing';
  try {
    const [first] = identifyFraction(text).front;
    if (first !== undefined && 'expression' in first) told = first.expression;
  } catch (error) {
    if (!(error instanceof NapierError)) throw error;
    told = error.fault.message;
  }
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1e6);
  if (told !== 'nothing' && /^[^a-z]*(pi|atan|acos)/.test(told) && sameValue(told, one.limit)) count[0] += 1;
  else console.log(`missed: ${text} is ${one.limit}, told as ${told}`);
}
for (const [kind, [right, all]] of counts) console.log(`${kind}: ${right} of ${all}`);
times.sort((a, b) => a - b);
console.log(
  `median ${times[times.length >> 1].toFixed(2)} s, worst ${times[times.length - 1].toFixed(2)} s of processor`,
);
