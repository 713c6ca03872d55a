/**
 * Which polynomial continued fractions of degree ≤ 2 with coefficients −5…5 (1,768,900) have values in the fields' Möbius
 * images of π, e, ln 2, Catalan's constant and ζ(3)? The box of Blind-δ (arXiv 2412.16818): there each fraction was taken to
 * depth 2,000 at 100,000 bits, in 900 core-hours at most. Here values are worked out to 26 digits at least, by terms until they
 * are met or by the asymptotic series of the tail, hits to 1,000 digits; δ of hits alone.
 *
 *   npm run build && node --import tsx bench/identify-fractions.ts [workers] [constants, by commas]
 *
 * Prints, for each constant: hits, proofs, how many of the published lists that lie in the box are among them, how many
 * are on no list held, and wall and processor seconds.
 */
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const load = async (path: string): Promise<never> =>
  (await import(pathToFileURL(resolve(import.meta.dirname, '../dist', path)).href)) as never;
const { createPool } = (await load('run/pool.js')) as typeof import('../src/run/pool.ts');
const { identifyFractions } = (await load(
  'discover/identify-fractions.js',
)) as typeof import('../src/discover/identify-fractions.ts');
const { KNOWN_FRACTIONS } = (await load(
  'search/identify/fractions/known-fractions.js',
)) as typeof import('../src/search/identify/fractions/known-fractions.ts');
const { inBox } = (await load(
  'search/identify/fractions/fraction-box.js',
)) as typeof import('../src/search/identify/fractions/fraction-box.ts');
const { polynomialText } = (await load(
  'search/identify/fractions/polynomial-fraction.js',
)) as typeof import('../src/search/identify/fractions/polynomial-fraction.ts');

const box = { degrees: [2, 2], coefficients: 5 } as const;
const workers = Number(process.argv[2] ?? 2);
const constants = (process.argv[3] ?? 'pi,e,ln2,catalan,zeta(3)').split(',');
const pool = createPool({ workers });
console.log(`box: degrees 2, 2, coefficients -5..5, ${workers} workers`);
for (const constant of constants) {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const { front, provenance } = await identifyFractions(constant, { ...box, executor: pool.run });
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  const entries = front.flatMap((entry) => (entry.form === 'continued-fraction' ? [entry] : []));
  const found = new Set(entries.map(({ a, b }) => `${a};${b}`));
  const wanted = new Set(
    KNOWN_FRACTIONS.filter((one) => new RegExp(`\\b${constant.replace(/\W/g, '')}\\b`).test(one.limit))
      .filter((one) => inBox(one, box))
      .map(({ a, b }) => `${polynomialText(a)};${polynomialText(b)}`),
  );
  const missed = [...wanted].filter((key) => !found.has(key));
  const scan = provenance.history.find(({ phase }) => phase === 'scan');
  console.log(
    `${constant}: ${entries.length} found, ${entries.filter(({ status }) => status === 'proved').length} proved; ` +
      `published in the box ${wanted.size - missed.length} of ${wanted.size}; on no list held ${entries.filter(({ known }) => known === undefined).length}; ` +
      `${wall.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor; ` +
      `searched ${scan?.searched}, undecided ${scan?.undecided}, of ${scan?.fractions}`,
  );
  for (const key of missed) console.log(`  missed ${key}`);
}
await pool.close();
