/**
 * Best polynomials: Napier's exchange against Sollya's `remez`, on bench/cases.ts, in one run; then rationals.
 *
 *   npx tsx bench/sollya-remez.ts [--rational] [--each]
 *
 * Errors of both sides are measured by one ruler: the largest weighted error on 2049 points in 384 bits, refined by
 * parabolas at its highest peaks. Sollya's time is what its own `time()` reports for the calls of `remez`; ours is
 * the time of the fits, values of the function included. `--each` prints every case.
 */
import { spawnSync } from 'node:child_process';
import { parseDomain } from '../src/expression/parse-domain.ts';
import { parseExpression } from '../src/expression/parse.ts';
import { bigToHex, readBig } from '../src/number/big-text.ts';
import { mpfr, ROUND, type Big } from '../src/number/mpfr.ts';
import { Workspace } from '../src/number/workspace.ts';
import { createOracle } from '../src/oracle/create-oracle.ts';
import { fitPolynomial } from '../src/search/fit-polynomial.ts';
import { fitRational } from '../src/search/fit-rational.ts';
import type { RationalFit } from '../src/search/fit.ts';
import type { FitTarget } from '../src/search/fit-target.ts';
import { SampleStore } from '../src/search/sample-store.ts';
import { BENCH_CASES, BENCH_DEGREES, BENCH_EXTRA_CASES, SOLLYA_PRELUDE, type BenchCase } from './cases.ts';

const CASES = [...BENCH_CASES, ...BENCH_EXTRA_CASES];
const PRECISION = 384;
const GRID = 2048;

function targetOf({ function: text, domain, measure }: BenchCase): FitTarget {
  const oracle = createOracle(parseExpression(text), ['x']);
  const { lo, hi } = parseDomain(`[${domain.join(',')}]`);
  const w = new Workspace(512);
  const [a, b] = [lo, hi].map((end) => {
    const value = w.big();
    createOracle(end, []).value([], value);
    return bigToHex(value);
  });
  w.dispose();
  return { oracle, lo: a, hi: b, measure };
}

/** Measures polynomials (coefficients of x⁰, x¹, … as texts) against one target. */
class Ruler {
  private readonly w = new Workspace(PRECISION);
  private readonly target: FitTarget;
  private readonly points: { t: number; x: Big; f: Big }[] = [];
  private readonly lo: Big;
  private readonly width: Big;

  constructor(target: FitTarget) {
    this.target = target;
    this.lo = this.w.big();
    this.width = this.w.big();
    readBig(this.lo, target.lo);
    readBig(this.width, target.hi);
    mpfr.mpfr_sub(this.width, this.width, this.lo, ROUND.NEAREST);
    for (let i = 0; i <= GRID; i++) this.points.push(this.at(Math.sin((Math.PI / 2) * (i / GRID)) ** 2));
  }

  error(texts: readonly string[]): number {
    const { w } = this;
    const mark = w.mark();
    const coefficients = texts.map((text) => {
      const c = w.big();
      readBig(c, text);
      return c;
    });
    const sum = w.big();
    const weighted = ({ x, f }: { x: Big; f: Big }): number => {
      mpfr.mpfr_set_zero(sum, 0);
      for (let k = coefficients.length - 1; k >= 0; k--) {
        mpfr.mpfr_mul(sum, sum, x, ROUND.NEAREST);
        mpfr.mpfr_add(sum, sum, coefficients[k], ROUND.NEAREST);
      }
      mpfr.mpfr_sub(sum, sum, f, ROUND.NEAREST);
      if (this.target.measure === 'relative') mpfr.mpfr_div(sum, sum, f, ROUND.NEAREST);
      return Math.abs(mpfr.mpfr_get_d(sum, ROUND.NEAREST));
    };
    const errors = this.points.map(weighted);
    let largest = Math.max(...errors);
    for (let i = 1; i < GRID; i++) {
      const [a, b, c] = [errors[i - 1], errors[i], errors[i + 1]];
      if (b < a || b < c || b < 0.99 * largest) continue;
      const [s, t, u] = [this.points[i - 1].t, this.points[i].t, this.points[i + 1].t];
      const slope = (b - a) / (t - s);
      const curvature = ((c - b) / (u - t) - slope) / (u - s);
      if (curvature === 0) continue;
      const vertex = t - (slope + curvature * (t - s)) / (2 * curvature);
      if (vertex > s && vertex < u) largest = Math.max(largest, weighted(this.at(vertex)));
    }
    w.release(mark);
    return largest;
  }

  dispose(): void {
    this.w.dispose();
  }

  private at(t: number): { t: number; x: Big; f: Big } {
    const x = this.w.big();
    const f = this.w.big();
    mpfr.mpfr_mul_d(x, this.width, t, ROUND.NEAREST);
    mpfr.mpfr_add(x, x, this.lo, ROUND.NEAREST);
    this.target.oracle.value([{ lo: x, hi: x }], f);
    return { t, x, f };
  }
}

/** All of Sollya's polynomials in one process: coefficients and seconds by `case degree`. */
function runSollya(): Map<string, { coefficients: string[]; seconds: number }> {
  const script = [SOLLYA_PRELUDE, 'display = hexadecimal!;'];
  for (const [i, { sollya, domain, measure }] of CASES.entries()) {
    for (const degree of BENCH_DEGREES) {
      const weight =
        measure === 'relative'
          ? `1, ${degree}, [${domain.join(';')}], 1/(${sollya})`
          : `${sollya}, ${degree}, [${domain.join(';')}]`;
      script.push(
        `t = time({ p = remez(${weight}); });`,
        `print("case", ${i}, ${degree}, t);`,
        `for k from 0 to ${degree} do print("coefficient", coeff(p, k));`,
      );
    }
  }
  const { stdout, error } = spawnSync('sollya', ['--warnonstderr'], {
    input: `${script.join('\n')}\nquit;\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  const found = new Map<string, { coefficients: string[]; seconds: number }>();
  let current: { coefficients: string[]; seconds: number } | undefined;
  const w = new Workspace(64);
  for (const line of stdout.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === 'case') {
      const seconds = w.big();
      readBig(seconds, rest[2]);
      const index = (text: string): number => (
        readBig(seconds, text),
        mpfr.mpfr_get_d(seconds, ROUND.NEAREST)
      );
      current = { coefficients: [], seconds: index(rest[2]) };
      found.set(`${index(rest[0])} ${index(rest[1])}`, current);
    } else if (word === 'coefficient') current?.coefficients.push(rest[0]);
  }
  w.dispose();
  return found;
}

function comparePolynomials(each: boolean): void {
  const sollya = runSollya();
  let [ours, theirs, worst, above, missing] = [0, 0, 0, 0, 0];
  console.log(
    'function            domain        measure   | worst of degrees: ours/Sollya | ms ours | ms Sollya',
  );
  for (const [i, test] of CASES.entries()) {
    const target = targetOf(test);
    const ruler = new Ruler(target);
    const store = new SampleStore(target);
    let [caseWorst, caseOurs, caseTheirs] = [0, 0, 0];
    for (const degree of BENCH_DEGREES) {
      const powers = Array.from({ length: degree + 1 }, (_, k) => k);
      const before = performance.now();
      const fit = fitPolynomial(target, powers, { samples: store });
      const spent = performance.now() - before;
      const other = sollya.get(`${i} ${degree}`);
      if (fit.kind === 'failure' || other === undefined || other.coefficients.length !== degree + 1) {
        missing++;
        console.log(
          `  ${test.function} degree ${degree}: ${fit.kind === 'failure' ? fit.message : 'Sollya gave nothing'}`,
        );
        continue;
      }
      const [a, b] = [ruler.error(fit.coefficients), ruler.error(other.coefficients)];
      if (each) {
        console.log(
          `  ${test.function} degree ${degree}: ${a.toPrecision(9)} ${b.toPrecision(9)} ${(a / b).toFixed(9)} own ${(fit.error / a - 1).toExponential(1)} ${spent.toFixed(1)} ms ${(1000 * other.seconds).toFixed(1)} ms`,
        );
      }
      caseWorst = Math.max(caseWorst, a / b);
      if (a > b * 1.001) above++;
      caseOurs += spent;
      caseTheirs += 1000 * other.seconds;
    }
    worst = Math.max(worst, caseWorst);
    ours += caseOurs;
    theirs += caseTheirs;
    const domain = `[${test.domain.join(', ')}]`;
    console.log(
      `${test.function.padEnd(20)}${domain.padEnd(14)}${test.measure.padEnd(10)}| ${caseWorst.toFixed(9).padStart(28)}  | ${caseOurs.toFixed(1).padStart(7)} | ${caseTheirs.toFixed(1).padStart(7)}`,
    );
    store.dispose();
    ruler.dispose();
  }
  const count = CASES.length * BENCH_DEGREES.length;
  console.log(
    `${count} cases, ${missing} without a result, ${above} with an error more than 0.1 % above Sollya's; worst ratio ${worst.toFixed(9)}`,
  );
  console.log(
    `time: ours ${(ours / 1000).toFixed(2)} s, Sollya ${(theirs / 1000).toFixed(2)} s, ratio ${(ours / theirs).toFixed(2)}`,
  );
}

/** By how much numerator and denominator both fall short of (m, n): the alternation theorem asks for so many fewer points. */
function defect(fit: RationalFit, m: number, n: number): number {
  const degree = (texts: readonly string[], least: number): number => {
    const w = new Workspace(64);
    const sizes = texts.map((text) => {
      const c = w.big();
      readBig(c, text);
      return Math.abs(mpfr.mpfr_get_d(c, ROUND.NEAREST));
    });
    w.dispose();
    return sizes.findLastIndex((size) => size > Math.max(least, 1e-12 * Math.max(...sizes)));
  };
  const numerator = degree(fit.numerator, 1e-12 * fit.error);
  return numerator < 0 ? n : Math.min(m - numerator, n - degree(fit.denominator, 0));
}

/** Rationals (m, n), 1 ≤ n ≤ 5, 0 ≤ m ≤ 5: alternations counted against the theorem, or the failure stated. */
function tableOfRationals(each: boolean): void {
  let [verified, exact, failed, spent] = [0, 0, 0, 0];
  console.log(
    'rational (m,n) up to (5,5): equioscillation on m + n + 2 points (less the defect) within 1e-6',
  );
  for (const test of CASES) {
    const target = targetOf(test);
    const store = new SampleStore(target);
    const row: string[] = [];
    for (let m = 0; m <= 5; m++) {
      for (let n = 1; n <= 5; n++) {
        const range = (k: number): number[] => Array.from({ length: k + 1 }, (_, i) => i);
        const before = performance.now();
        const fit = fitRational(target, range(m), range(n), { samples: store });
        spent += performance.now() - before;
        if (fit.kind === 'failure') {
          failed++;
          row.push(`(${m},${n}) ${fit.reason}`);
          if (each) console.log(`  ${test.function} (${m},${n}): ${fit.message}`);
          continue;
        }
        const alternates = fit.reference.every((p, i) => i === 0 || p.error * fit.reference[i - 1].error < 0);
        const level = fit.reference.every((p) => Math.abs(Math.abs(p.error) / fit.error - 1) <= 1e-6);
        const needed = m + n + 2 - defect(fit, m, n);
        if (fit.error < 1e-50) exact++;
        else if (alternates && level && fit.reference.length >= needed) verified++;
        else row.push(`(${m},${n}) NOT VERIFIED`);
        if (each)
          console.log(
            `  ${test.function} (${m},${n}): ${fit.error.toPrecision(9)} ${fit.reference.length} alternations`,
          );
      }
    }
    console.log(`${test.function.padEnd(20)} ${30 - row.length} of 30; ${row.join(', ')}`);
    store.dispose();
  }
  console.log(
    `${verified} verified, ${exact} exact (the function is rational), ${failed} stated failures, ${(spent / 1000).toFixed(2)} s`,
  );
}

const flags = new Set(process.argv.slice(2));
if (!flags.has('--rational')) comparePolynomials(flags.has('--each'));
tableOfRationals(flags.has('--each') && flags.has('--rational'));
