/**
 * The arithmetic of every format against an independent one (`arithmetic-peer.c`): formats of up to 8 bits on all pairs
 * (+ − × ÷ √) and all triples (fma), the others on random cases. f32 and f64 against the processor's, f16 against gcc's
 * `_Float16`.
 *
 *   npx tsx bench/arithmetic.ts [CASES=1e8] [FORMAT...]     cases are results: a sixth of them a random triple
 */
import { findFormat, FORMATS } from '../src/number/formats.ts';
import { buildPeer, compareAll, compareRandom } from './arithmetic-peer.ts';

const DESCRIBED = [
  'float(exponent=3,significand=2)',
  'q(3.4)',
  'q(0.5,wrap)',
  'uq(2.4)',
  'q(3.12)',
  'q(7.8,wrap)',
  'uq(0.16)',
  'q(15.16)',
];
const [cases = '1e8', ...only] = process.argv.slice(2);
const peer = buildPeer();
const names = only.length > 0 ? only : [...Object.keys(FORMATS), ...DESCRIBED];
let wrong = 0;
for (const name of names) {
  const format = findFormat(name);
  const all = format.bits <= 8;
  const start = process.cpuUsage();
  const { results, differ, examples } = all
    ? await compareAll(peer, format)
    : await compareRandom(peer, format, Number(cases) / 6, 1);
  const { user, system } = process.cpuUsage(start);
  const how = all ? 'all pairs and triples' : 'random';
  console.log(
    `${name}: ${results.toLocaleString('en-US')} results, ${how}, ${differ} differ (${((user + system) / 1e6).toFixed(0)} s)`,
  );
  if (differ > 0) console.log(examples);
  wrong += differ;
}
if (wrong > 0) process.exitCode = 1;
