/**
 * The functions on which Napier's fits are compared with Sollya's: `bench/sollya-remez.ts` and
 * `bench/sollya-fpminimax.ts` run every case at every degree of {@link BENCH_DEGREES}.
 */
export type BenchCase = {
  /** Napier's notation. */
  readonly function: string;
  /** The same function in Sollya's notation; may use what {@link SOLLYA_PRELUDE} defines. */
  readonly sollya: string;
  /** Closed interval; the ends read the same in both notations. */
  readonly domain: readonly [lo: string, hi: string];
  readonly measure: 'relative' | 'absolute';
};

export const BENCH_DEGREES: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 9, 10];

function bench(
  text: string,
  lo: string,
  hi: string,
  measure: 'relative' | 'absolute',
  sollya: string = text,
): BenchCase {
  return { function: text, sollya, domain: [lo, hi], measure };
}

/** Twenty functions on the domains their library routines reduce to; relative error where f has no zero. */
export const BENCH_CASES: readonly BenchCase[] = [
  bench('exp(x)', '0', '1', 'relative'),
  bench('2^x', '0', '1', 'relative'),
  bench('log(x)', '1', '2', 'absolute'),
  bench('log2(x)', '1', '2', 'absolute'),
  bench('sin(x)', '0', 'pi/2', 'absolute'),
  bench('cos(x)', '0', 'pi/4', 'relative'),
  bench('tan(x)', '0', 'pi/4', 'absolute'),
  bench('asin(x)', '0', '1/2', 'absolute'),
  bench('atan(x)', '0', '1', 'absolute'),
  bench('sinh(x)', '-1', '1', 'absolute'),
  bench('cosh(x)', '0', '1', 'relative'),
  bench('tanh(x)', '0', '1', 'absolute'),
  bench('erf(x)', '0', '1', 'absolute'),
  bench('expm1(x)', '-1/2', '1/2', 'absolute'),
  bench('log1p(x)', '0', '1', 'absolute'),
  bench('sqrt(x)', '1', '2', 'relative'),
  bench('(1+x)^(1/3)', '0', '1', 'relative'),
  bench('1/(1+x)', '0', '1', 'relative'),
  bench('exp(-x^2)', '0', '1', 'relative'),
  bench('1/(1+exp(-x))', '-1', '1', 'relative'),
];

/** The five functions the issue names besides. */
export const BENCH_EXTRA_CASES: readonly BenchCase[] = [
  bench('log(1+exp(x))', '-1', '1', 'relative'),
  bench('atan(x)', '-1', '1', 'absolute'),
  bench('1/sqrt(x)', '1', '2', 'relative'),
  bench('erf(x)', '-1', '1', 'absolute'),
  bench('airy_ai(-x)', '0', '1', 'relative', 'airyminus'),
];

/**
 * Sollya has no Airy function: its Maclaurin series Ai(−x) = Ai(0)·f(x) − Ai′(0)·g(x) (Abramowitz & Stegun 10.4.2–3)
 * to degree 91, whose remainder on [0, 1] is below 1e-90; Ai(0) and Ai′(0) to 100 digits (mpmath).
 */
export const SOLLYA_PRELUDE = `
airyminus = 0;
aterm = 0.3550280538878172392600631860041831763979791741991772405833265103008100424501267129571742460540402717;
bterm = 0.2588194037928067984051835601892039634790911383549345822100018138561027726767902806541964058272753843;
for i from 1 to 30 do {
  airyminus = airyminus + aterm * x^(3 * i - 3) + bterm * x^(3 * i - 2);
  aterm = evaluate(-aterm / ((3 * i - 1) * (3 * i)), 1);
  bterm = evaluate(-bterm / ((3 * i) * (3 * i + 1)), 1);
};
`;
