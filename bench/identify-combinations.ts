/**
 * Is a number identified as it was made? Every named constant c in random simple combinations, cut to 30 digits; and
 * random digits, which must not be identified at all.
 *
 *   npx tsx bench/identify-combinations.ts [combinations a constant = 50] [random numbers = 1000] [digits = 30]
 *     [--part K/N: every N-th constant and random number from the K-th, counted from 0] [--save FILE: add what was counted]
 *   npx tsx bench/identify-combinations.ts --sum FILE: the parts saved there, as one run
 *
 * The numbers asked for do not depend on how the run is cut into parts.
 * A combination counts as identified when the simplest formula told has the value it was made from, to 200 digits; a
 * formula told that has another value is false.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { identifyNumber } from '../src/discover/identify-number.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { bigToDecimal } from '../src/number/big-text.ts';
import { ROUND, mpfr } from '../src/number/mpfr.ts';
import { createRandom, type Random } from '../src/number/random.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { hasZero, newInterval, subIntervals } from '../src/oracle/big-interval.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { NAMED_CONSTANTS } from '../src/search/identify/named-constants.ts';

const { values: options, positionals } = parseArgs({
  options: { part: { type: 'string', default: '0/1' }, save: { type: 'string' }, sum: { type: 'string' } },
  allowPositionals: true,
});
const [each = 50, randoms = 1000, digits = 30] = positionals.map(Number);
const [part, parts] = options.part.split('/').map(Number);

/** What a part counts. */
interface Count {
  asked: number;
  right: number;
  wrong: number;
  /** Milliseconds by the clock, and of processor: on a loaded machine only the second says something of this program. */
  times: number[];
  processor: number[];
  missed: Record<string, number>;
  randoms: number;
  claimed: number;
  randomProcessor: number[];
}
const count: Count = {
  asked: 0,
  right: 0,
  wrong: 0,
  times: [],
  processor: [],
  missed: {},
  randoms: 0,
  claimed: 0,
  randomProcessor: [],
};

/** One of ten shapes with numbers of up to two digits; `d` is another of the ten best known constants. */
function combination(c: string, r: Random): { shape: string; text: string } {
  const n = (): number => 1 + r.integer(20);
  const s = (): number => (r.integer(2) === 0 ? -1 : 1) * n();
  const d = NAMED_CONSTANTS[r.integer(10)].text;
  const shapes: (() => [string, string])[] = [
    () => ['c', `(${c})`],
    () => ['p/q c', `${s()}*(${c})/${n()}`],
    () => ['p/q + r/s c', `${s()}/${n()} + ${s()}*(${c})/${n()}`],
    () => ['(p + q c)/(r + s c)', `(${s()} + ${n()}*(${c}))/(${n()} + ${s()}*(${c}))`],
    () => ['p/q 1/c', `${s()}/(${n()}*(${c}))`],
    () => ['p/q c^2', `${s()}*(${c})^2/${n()}`],
    () => ['p/q sqrt(c)', `${s()}*sqrt(abs(${c}))/${n()}`],
    () => ['p/q c pi^k', `${s()}*(${c})*pi^(${r.integer(5) - 2})/${n()}`],
    () => ['p/q c sqrt(n)', `${s()}*(${c})*sqrt(${[2, 3, 5, 6, 10][r.integer(5)]})/${n()}`],
    () => ['p c + q d', `${s()}*(${c}) + ${s()}*(${d})`],
  ];
  const [shape, text] = shapes[r.integer(shapes.length)]();
  return { shape, text };
}

/** A term's value cut to `digits` decimals, or nothing when it is 0. */
function cut(text: string): string | undefined {
  return withWorkspace(400, (w) => {
    const out = newInterval(w);
    if (createOracle(parseExpression(text), []).enclose([], 300, out).kind !== 'enclosed') return undefined;
    if (Math.abs(mpfr.mpfr_get_d(out.lo, ROUND.NEAREST)) < 1e-6) return undefined;
    const shown = bigToDecimal(out.lo, digits, ROUND.ZERO);
    // A combination that happens to be a short decimal (phi^2 - phi) is not a question about constants.
    return shown.length < digits - 5 ? undefined : shown;
  });
}

function sameValue(a: string, b: string): boolean {
  return withWorkspace(800, (w) => {
    const [x, y] = [newInterval(w), newInterval(w)];
    createOracle(parseExpression(a), []).enclose([], 700, x);
    createOracle(parseExpression(b), []).enclose([], 700, y);
    subIntervals(x, x, y);
    return hasZero(x);
  });
}

function spread(list: number[]): string {
  list.sort((a, b) => a - b);
  const at = (share: number): string => `${list[Math.floor(share * (list.length - 1))]?.toFixed(0)} ms`;
  return `median ${at(0.5)}, 95 % ${at(0.95)}, worst ${at(1)}`;
}

function report(all: readonly Count[]): void {
  const sum = (of: (one: Count) => number): number => all.reduce((total, one) => total + of(one), 0);
  const [asked, right, wrong] = [sum((one) => one.asked), sum((one) => one.right), sum((one) => one.wrong)];
  const missed: Record<string, number> = {};
  for (const one of all) {
    for (const [shape, times] of Object.entries(one.missed)) missed[shape] = (missed[shape] ?? 0) + times;
  }
  console.log(`${NAMED_CONSTANTS.length} constants, ${asked} combinations at ${digits} digits`);
  console.log(`identified as made: ${right} (${((100 * right) / asked).toFixed(2)} %), false: ${wrong}`);
  const [clock, processor] = [all.flatMap(({ times }) => times), all.flatMap((one) => one.processor)];
  console.log(`by the clock: ${spread(clock)}; of processor: ${spread(processor)}`);
  console.log('missed by shape:', missed);
  const spent = spread(all.flatMap(({ randomProcessor }) => randomProcessor));
  console.log(
    `random ${digits}-digit numbers: ${sum((one) => one.claimed)} of ${sum((one) => one.randoms)} claimed; ` +
      `of processor: ${spent}`,
  );
}

function processorSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function askConstant(c: string, questions: readonly { shape: string; text: string }[]): void {
  for (const { shape, text } of questions) {
    const number = cut(text);
    if (number === undefined) continue;
    count.asked += 1;
    const start = performance.now();
    const before = process.cpuUsage();
    const { front } = identifyNumber(number);
    count.times.push(performance.now() - start);
    count.processor.push(processorSince(before));
    const values = front.filter(({ form }) => form === 'value');
    const false_ = values.filter(({ expression }) => !sameValue(expression, text));
    count.wrong += false_.length;
    for (const { expression } of false_) console.log(`FALSE: ${text} = ${number} told as ${expression}`);
    if (front[0] !== undefined && (front[0].form !== 'value' || !false_.includes(front[0]))) count.right += 1;
    else {
      count.missed[shape] = (count.missed[shape] ?? 0) + 1;
      console.log(`missed: ${text} = ${number}`);
    }
  }
  console.error(`so far: ${count.right} of ${count.asked} as made, ${count.wrong} false (${c})`);
}

function askRandom(text: string): void {
  const before = process.cpuUsage();
  const { front } = identifyNumber(text);
  count.randomProcessor.push(processorSince(before));
  count.randoms += 1;
  if (front.length === 0) return;
  count.claimed += 1;
  console.log(`CLAIMED: ${text} told as ${'expression' in front[0] ? front[0].expression : ''}`);
}

if (options.sum !== undefined) {
  const lines = readFileSync(options.sum, 'utf8').trim().split('\n');
  report(lines.map((line) => JSON.parse(line) as Count));
} else {
  const random = createRandom(1);
  for (const [i, { text: c }] of NAMED_CONSTANTS.entries()) {
    const questions = Array.from({ length: each }, () => combination(c, random));
    if (i % parts === part) askConstant(c, questions);
  }
  for (let i = 0; i < randoms; i++) {
    const text = `${random.integer(9) + 1}.${Array.from({ length: digits - 1 }, () => random.integer(10)).join('')}`;
    if (i % parts === part) askRandom(text);
  }
  if (options.save !== undefined) appendFileSync(options.save, `${JSON.stringify(count)}\n`);
  report([count]);
}
