/*
 * Arithmetic of number formats, done again: reads cases (doubles) and a program's results for them, counts differences.
 *   arithmetic-peer float PRECISION EMIN MAX SPECIALS SATURATE SIGNED_ZERO | native32 | native64 | half
 *                   | fixed FRACTION LEAST MOST WRAP BITS     then OPERATIONS (of + - * / r f) and cases a block
 * A block on stdin is the arrays a, b, c and one array of results for each operation. f32 and f64 are the processor's own,
 * f16 is gcc's _Float16; others are rounded from wider arithmetic, sums and products by round-to-odd where that is not exact.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int precision, emin, saturates, signed_zero;
static double largest;
static char specials;
static int fraction, wraps, bits;
static __int128 least, most;

/* The value as it is held: overflow, NaN and zeros as the format has them. */
static double finish(double r) {
  if (r != r) return specials == 'f' ? 0 : r;
  if (fabs(r) > largest) {
    if (specials == 'f' || saturates) return copysign(largest, r);
    return specials == 'i' ? copysign(INFINITY, r) : NAN;
  }
  return r == 0 && !signed_zero ? 0 : r;
}

/* x to the nearest number, ties to even; no bits are lost before. */
static double rounded(double x) {
  if (x != x || isinf(x) || x == 0) return finish(x);
  int e;
  frexp(x, &e);
  int unit = e - precision;
  if (unit < emin - precision + 1) unit = emin - precision + 1;
  /* Both steps are exact but for rint: double has the room. */
  return finish(ldexp(rint(ldexp(x, -unit)), unit));
}

/* s + rest, where rest is less than half an ulp of s, as a double whose last bit is odd where it is not exact. */
static double odd(double s, double rest) {
  if (rest == 0 || s != s || isinf(s)) return s;
  uint64_t n;
  memcpy(&n, &s, 8);
  if (n & 1) return s;
  n += (rest > 0) == (s > 0) ? 1 : -1;
  memcpy(&s, &n, 8);
  return s;
}
static double sum(double a, double b) {
  double s = a + b, t = s - a;
  if (isinf(s) || s != s) return s;
  return odd(s, (a - (s - t)) + (b - t));
}
/* Roots and quotients of so few bits lie nowhere near a middle without being there. */
static double floating(char op, double a, double b, double c) {
  switch (op) {
    case '+': return rounded(sum(a, b));
    case '-': return rounded(sum(a, -b));
    case '*': return rounded(a * b);
    case '/': return rounded(a / b);
    case 'r': return rounded(sqrt(a));
    default: return rounded(sum(a * b, c));
  }
}
static double native32(char op, float a, float b, float c) {
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case 'r': return sqrtf(a);
    default: return fmaf(a, b, c);
  }
}
static double native64(char op, double a, double b, double c) {
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case 'r': return sqrt(a);
    default: return fma(a, b, c);
  }
}
static double half(char op, _Float16 a, _Float16 b, _Float16 c) {
  switch (op) {
    case '+': return (_Float16)(a + b);
    case '-': return (_Float16)(a - b);
    case '*': return (_Float16)(a * b);
    case '/': return (_Float16)(a / b);
    case 'r': return (_Float16)sqrtf((float)a);
    default: {
      /* 113 bits hold every sum of a product and a number exactly. */
      __float128 exact = (__float128)a * (__float128)b + (__float128)c;
      return (double)(_Float16)exact;
    }
  }
}

static __int128 nearest(__int128 n, __int128 d) {
  if (d < 0) n = -n, d = -d;
  __int128 q = n / d, r = n % d;
  if (r < 0) r += d, q--;
  return q + (2 * r > d || (2 * r == d && (q & 1)));
}
static double placed(__int128 n) {
  if (wraps) {
    __int128 span = (__int128)1 << bits, m = (n - least) % span;
    n = least + (m < 0 ? m + span : m);
  } else if (n < least) n = least;
  else if (n > most) n = most;
  return ldexp((double)(int64_t)n, -fraction);
}
static double fixed(char op, double x, double y, double z) {
  __int128 a = (int64_t)ldexp(x, fraction), b = (int64_t)ldexp(y, fraction), c = (int64_t)ldexp(z, fraction);
  __int128 one = (__int128)1 << fraction;
  switch (op) {
    case '+': return placed(a + b);
    case '-': return placed(a - b);
    case '*': return placed(nearest(a * b, one));
    case '/':
      if (b == 0) return wraps || a == 0 ? 0 : ldexp((double)(int64_t)(a < 0 ? least : most), -fraction);
      return placed(nearest(a * one, b));
    case 'r': {
      if (a < 0) return 0;
      __int128 n = a * one, r = (__int128)sqrtl((long double)n);
      while (r * r > n) r--;
      while ((r + 1) * (r + 1) <= n) r++;
      return placed(n - r * r > r ? r + 1 : r);
    }
    default: return placed(nearest(a * b + c * one, one));
  }
}

int main(int argc, char **argv) {
  const char *kind = argv[1];
  int k = 2;
  if (!strcmp(kind, "float")) {
    precision = atoi(argv[k++]), emin = atoi(argv[k++]), largest = strtod(argv[k++], 0), specials = *argv[k++];
    saturates = atoi(argv[k++]), signed_zero = atoi(argv[k++]);
  } else if (!strcmp(kind, "fixed")) {
    fraction = atoi(argv[k++]), least = atoll(argv[k++]), most = atoll(argv[k++]), wraps = atoi(argv[k++]), bits = atoi(argv[k++]);
  }
  if (argc < k + 2) return 2;
  const char *operations = argv[k++];
  size_t size = strtoul(argv[k], 0, 10), count = strlen(operations);
  double *block = malloc((3 + count) * size * sizeof(double));
  unsigned long long cases = 0, differ = 0;
  for (;;) {
    size_t got = fread(block, sizeof(double), (3 + count) * size, stdin);
    if (got == 0) break;
    if (got != (3 + count) * size) return fprintf(stderr, "cut off\n"), 2;
    const double *a = block, *b = a + size, *c = b + size;
    for (size_t o = 0; o < count; o++) {
      const double *results = block + (3 + o) * size;
      char op = operations[o];
      for (size_t i = 0; i < size; i++) {
        double wanted = *kind == 'h' ? half(op, a[i], b[i], c[i])
                        : !strcmp(kind, "native32") ? native32(op, a[i], b[i], c[i])
                        : !strcmp(kind, "native64") ? native64(op, a[i], b[i], c[i])
                        : !strcmp(kind, "fixed") ? fixed(op, a[i], b[i], c[i])
                                                 : floating(op, a[i], b[i], c[i]);
        double result = results[i];
        int same = wanted != wanted ? result != result : wanted == result && !signbit(wanted) == !signbit(result);
        if (!same && differ++ < 5)
          fprintf(stderr, "%c: %a %a %a: %a, here %a\n", op, a[i], b[i], c[i], result, wanted);
      }
    }
    cases += size * count;
  }
  printf("%llu %llu\n", cases, differ);
  return 0;
}
