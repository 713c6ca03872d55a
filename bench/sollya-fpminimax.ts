/**
 * Coefficients in f32 and f64: Napier's `fitInFormat` against Sollya's `fpminimax`, every case of `bench/cases.ts`
 * at every degree. Both polynomials' errors come from the same measurement (`PolynomialError`).
 *
 *   npx tsx bench/sollya-fpminimax.ts [filter]
 */
import { spawnSync } from 'node:child_process';
import { fail } from '../src/error/fault.ts';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { bigToHex } from '../src/number/big-text.ts';
import { fromHexFloat } from '../src/number/exact-constant.ts';
import { FORMATS } from '../src/number/formats.ts';
import { withWorkspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import type { FitTarget } from '../src/search/fit-target.ts';
import { fitInFormat } from '../src/search/machine/fit-in-format.ts';
import { PolynomialError } from '../src/search/machine/polynomial-error.ts';
import { BENCH_CASES, BENCH_DEGREES, BENCH_EXTRA_CASES, SOLLYA_PRELUDE, type BenchCase } from './cases.ts';

const FORMAT_NAMES = ['f32', 'f64'] as const;
const SOLLYA_FORMAT = { f32: 'SG', f64: 'D' } as const;
/** Errors nearer than this count as equal: below it the measurement itself is rounded. */
const EQUAL = 1e-9;

const filter = process.argv[2] ?? '';
const cases = [...BENCH_CASES, ...BENCH_EXTRA_CASES].filter((c) => c.function.includes(filter));

function sollyaCoefficients(bench: BenchCase): Map<string, number[]> {
  const lines = ['prec=250!; display=hexadecimal!; verbosity=0!;', SOLLYA_PRELUDE];
  const [lo, hi] = bench.domain;
  for (const format of FORMAT_NAMES) {
    for (const degree of BENCH_DEGREES) {
      lines.push(
        `p=fpminimax(${bench.sollya}, ${degree}, [|${SOLLYA_FORMAT[format]}...|], [${lo};${hi}], ${bench.measure});`,
        `write("RESULT ${format} ${degree}");`,
        `for k from 0 to ${degree} do write(" ", coeff(p, k)); print("");`,
      );
    }
  }
  const run = spawnSync('sollya', [], { input: lines.join('\n'), encoding: 'utf8', maxBuffer: 1 << 26 });
  const out = new Map<string, number[]>();
  for (const line of run.stdout.split('\n')) {
    if (!line.startsWith('RESULT ')) continue;
    const [, format, degree, ...coefficients] = line.trim().split(/ +/);
    const values = coefficients.map((text) => fromHexFloat(text) ?? Number(text));
    out.set(`${format} ${degree}`, values);
  }
  return out;
}

function targetOf(bench: BenchCase): FitTarget {
  const domain = parseDomain(`[${bench.domain.join(',')}]`);
  const end = (expression: typeof domain.lo): string =>
    withWorkspace(300, (w) => {
      const x = w.big();
      const told = createOracle(expression, []).value([], x);
      if (told.kind !== 'enclosed') fail({ kind: 'domain', message: 'the end of a domain has no value' });
      return bigToHex(x);
    });
  return {
    oracle: createOracle(parseExpression(bench.function), ['x']),
    lo: end(domain.lo),
    hi: end(domain.hi),
    measure: bench.measure,
  };
}

let [compared, notAbove, aboveLimit, worst, ours, sollyaFailed] = [0, 0, 0, 0, 0, 0];
const theirsStart = performance.now();
let theirs = 0;
console.log('function              format degree  Sollya        Napier        ratio       real');
for (const bench of cases) {
  const target = targetOf(bench);
  const before = performance.now();
  const sollya = sollyaCoefficients(bench);
  theirs += performance.now() - before;
  const measure = new PolynomialError(target, 800);
  for (const format of FORMAT_NAMES) {
    for (const degree of BENCH_DEGREES) {
      const powers = Array.from({ length: degree + 1 }, (_, k) => k);
      const start = performance.now();
      const fit = fitInFormat(target, powers, FORMATS[format]);
      ours += performance.now() - start;
      if (fit.kind === 'failure') throw new Error(`${bench.function} ${format} ${degree}: ${fit.message}`);
      const peer = sollya.get(`${format} ${degree}`);
      const mine = measure.of({ powers, coefficients: fit.best[0].coefficients }).error;
      const usable = peer !== undefined && peer.length === degree + 1 && peer.every(Number.isFinite);
      const other = usable ? measure.of({ powers, coefficients: peer }).error : Infinity;
      const ratio = mine / other;
      if (usable) worst = Math.max(worst, ratio);
      else sollyaFailed++;
      compared++;
      if (ratio <= 1 + EQUAL) notAbove++;
      if (ratio > 1.02) aboveLimit++;
      console.log(
        bench.function.padEnd(21),
        format,
        String(degree).padStart(6),
        '',
        other.toExponential(6),
        '',
        mine.toExponential(6),
        '',
        ratio.toFixed(9),
        fit.real.toExponential(4),
        fit.complete ? 'all compared' : '',
      );
    }
  }
  measure.dispose();
}
console.log(
  `${compared} cases: Napier ≤ Sollya (to ${EQUAL}) in ${notAbove} = ${((100 * notAbove) / compared).toFixed(1)} %,` +
    ` above 1.02 × in ${aboveLimit}, worst ratio ${worst.toFixed(6)}; Sollya gave no polynomial in ${sollyaFailed}`,
);
console.log(
  `time: Napier ${(ours / 1000).toFixed(1)} s, Sollya ${(theirs / 1000).toFixed(1)} s (one process a function),` +
    ` all ${((performance.now() - theirsStart) / 1000).toFixed(1)} s`,
);
