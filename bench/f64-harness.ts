/** The C of `bench/f64-error.ts`: a shipped f64 function, glibc's and SLEEF's at random doubles, or at given ones. */

/** Where the usual inputs lie: [-3, 3] of functions without a row. */
const USUAL: Readonly<Record<string, readonly [number, number]>> = {
  exp: [-708, 709.7],
  exp2: [-1022, 1023.9],
  exp10: [-307, 308],
  log: [0.25, 4],
  log2: [0.25, 4],
  log10: [0.25, 4],
  log1p: [-0.75, 3],
  sin: [-100, 100],
  cos: [-100, 100],
  tan: [-100, 100],
  asin: [-1, 1],
  acos: [-1, 1],
  acosh: [1, 5],
  atanh: [-1, 1],
  cbrt: [0.125, 8],
  rsqrt: [0.25, 4],
  erfc: [-6, 27],
  sigmoid: [-40, 40],
  softplus: [-40, 40],
  silu: [-40, 40],
  mish: [-40, 40],
  gelu: [-38, 10],
};

/** What C has no function of, in operations that lose no digits where the result is no small one; F ends the names of a type. */
const REFERENCE: Readonly<Record<string, string>> = {
  rsqrt: '1 / sqrtF(x)',
  sigmoid: '1 / (1 + expF(-x))',
  silu: 'x / (1 + expF(-x))',
  mish: 'x * tanhF(log1pF(expF(x)))',
  sinpi: '(fmodF(roundF(x), 2) == 0 ? 1 : -1) * sinF(PI * (x - roundF(x)))',
  cospi: '(fmodF(roundF(x), 2) == 0 ? 1 : -1) * sinF(PI * (0.5L - fabsF(x - roundF(x))))',
  gelu: 'x * erfcF(-x / sqrtF(2)) / 2',
  softplus: 'x > 0 ? x + log1pF(expF(-x)) : log1pF(expF(x))',
};

/** What glibc and SLEEF (1 ulp) have. */
const IN_GLIBC: ReadonlySet<string> = new Set(
  `exp exp2 exp10 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt erf erfc`.split(
    ' ',
  ),
);
const sleefName = (name: string): string => (name === 'erfc' ? 'Sleef_erfc_u15' : `Sleef_${name}_u10`);

/** Is there a reference for the function, and are there peers? */
export const hasReference = (name: string): boolean => IN_GLIBC.has(name) || name in REFERENCE;
export const hasPeers = (name: string): boolean => IN_GLIBC.has(name);

/** What the program prints of random inputs: doubles as the decimal of their bits, errors in ulp. */
export type RandomRun = {
  readonly done: number;
  /** The largest errors, and how many results were not the nearest double, of ours, glibc's and SLEEF's. */
  readonly errors: readonly [number, number, number];
  readonly wrong: readonly [number, number, number];
  /** The inputs of our largest errors, and those whose results are nearest to the middle of two doubles. */
  readonly worst: readonly string[];
  readonly nearest: readonly string[];
};

/**
 * A program: `error COUNT` prints a `RandomRun`, of fewer inputs where it is interrupted, and its progress; `error` alone reads the
 * bits of doubles and prints those of the three results, a line for each.
 */
export function errorHarness(name: string, header: string): string {
  const usual = USUAL[name] ?? [-3, 3];
  const [least, most] = [-30, Math.ceil(Math.log2(Math.max(...usual.map(Math.abs))))];
  const reference = (suffix: string): string => (REFERENCE[name] ?? `${name}F(x)`).replaceAll('F', suffix);
  const functions = [`napier_${name}`, ...(hasPeers(name) ? [name, sleefName(name)] : [])];
  return `#include <float.h>
#include <math.h>
#include <signal.h>
#include <sleef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "${header}"
#define KEPT 64
#define PI ((_Float128)3.14159265358979323846264338327950288419716939937510F128)
#define FUNCTIONS ${functions.length}
/* What the functions of long double may err, in units of a double: 8 of their own (glibc's manual knows none above 5). */
#define DOUBT 0x1p-8L
typedef struct { double at[KEPT], key[KEPT], least; } list;

static volatile sig_atomic_t stopped = 0;
static void stop(int signal) { (void)signal; stopped = 1; }
static uint64_t state = 0x9e3779b97f4a7c15;
static uint64_t next(void) { state ^= state >> 12; state ^= state << 25; state ^= state >> 27; return state * 0x2545f4914f6cdd1d; }
static double of(uint64_t bits) { double x; memcpy(&x, &bits, 8); return x; }
static uint64_t bits_of(double x) { uint64_t bits; memcpy(&bits, &x, 8); return bits; }
static long double reference(long double x) { return ${reference('l')}; }
static _Float128 fine_reference(_Float128 x) { return ${reference('f128')}; }
/* Any pattern; evenly on the usual interval; there, with every exponent as often as any other. */
static double input(uint64_t i) {
  uint64_t bits = next();
  double share = (bits >> 11) * 0x1p-53;
  if (i % 3 == 0) return of(bits);
  if (i % 3 == 1) return ${usual[0]} + (${usual[1] - usual[0]}) * share;
  return ldexp(1 + share, ${least} + (int)((bits & 1023) % ${most - least})) * ${usual[0] < 0 ? '(bits & 1024 ? -1 : 1)' : '1'};
}
/* Keeps the inputs of the largest keys. */
static void keep(list *kept, double x, double key) {
  if (!(key > kept->least)) return;
  int least = 0;
  for (int k = 0; k < KEPT; k++) {
    if (kept->at[k] == x && kept->key[k] == key) return;
    if (kept->key[k] < kept->key[least]) least = k;
  }
  kept->at[least] = x;
  kept->key[least] = key;
  kept->least = INFINITY;
  for (int k = 0; k < KEPT; k++) kept->least = fmin(kept->least, kept->key[k]);
}
static void print(const char *name, const list *kept) {
  const char *comma = "";
  printf(", \\"%s\\": [", name);
  for (int k = 0; k < KEPT; k++) {
    if (kept->key[k] == -INFINITY) continue;
    printf("%s\\"%llu\\"", comma, (unsigned long long)bits_of(kept->at[k]));
    comma = ", ";
  }
  printf("]");
}
static void results(double x, double *y) {
${functions.map((f, k) => `  y[${k}] = ${f}(x);`).join('\n')}
}
int main(int argc, char **argv) {
  double errors[3] = {0}, y[FUNCTIONS];
  uint64_t wrong[3] = {0}, done = 0;
  list worst, nearest;
  for (int k = 0; k < KEPT; k++) worst.key[k] = nearest.key[k] = -INFINITY;
  worst.least = nearest.least = -INFINITY;
  if (argc < 2) {
    unsigned long long bits;
    while (scanf("%llu", &bits) == 1) {
      results(of(bits), y);
      for (int k = 0; k < FUNCTIONS; k++) printf("%llu%c", (unsigned long long)bits_of(y[k]), k == FUNCTIONS - 1 ? '\\n' : ' ');
    }
    return 0;
  }
  uint64_t count = strtod(argv[1], 0), step = isatty(2) && count > 100 ? count / 100 : count + 1;
  signal(SIGINT, stop);
  signal(SIGTERM, stop);
  for (uint64_t i = 0; done < count && !stopped; i++) {
    double x = input(i);
    long double truth = reference(x);
    if (truth == 0 || !(fabsl(truth) <= DBL_MAX)) continue;
    if (++done % step == 0) fprintf(stderr, "${name}: %.0f %%\\r", 100.0 * done / count);
    int e;
    frexpl(truth, &e);
    double unit = ldexp(1, e - 53 < -1074 ? -1074 : e - 53);
    /* Exact: a long double of fewer than 2^53 units. */
    long double units = fabsl(truth) / unit, middle = fabsl(units - (int64_t)units - 0.5L);
    double right = truth;
    _Float128 fine = 0;
    int known = middle < DOUBT;
    if (known) {
      fine = fine_reference(x);
      right = fine;
      _Float128 fine_units = fabsf128(fine) / unit;
      keep(&nearest, x, -(double)fabsf128(fine_units - (int64_t)fine_units - 0.5f128));
    }
    results(x, y);
    for (int k = 0; k < FUNCTIONS; k++) {
      wrong[k] += y[k] != right;
      long double about = fabsl(y[k] - truth) / unit;
      if (about + DOUBT <= (k == 0 ? worst.least : errors[k])) continue;
      if (!known) fine = fine_reference(x);
      known = 1;
      double error = fabsf128(y[k] - fine) / unit;
      if (error != error) error = INFINITY;
      if (error > errors[k]) errors[k] = error;
      if (k == 0) keep(&worst, x, error);
    }
  }
  printf("{\\"done\\": %llu, \\"errors\\": [%.6f, %.6f, %.6f]", (unsigned long long)done, errors[0], errors[1], errors[2]);
  printf(", \\"wrong\\": [%llu, %llu, %llu]", (unsigned long long)wrong[0], (unsigned long long)wrong[1], (unsigned long long)wrong[2]);
  print("worst", &worst);
  print("nearest", &nearest);
  printf("}\\n");
}
`;
}
