import type { OperationName } from '../../src/expression/operations.ts';
import type { Random } from '../../src/number/random.ts';

/** How to draw arguments of each function for the comparison with an independent source. */
export type Draw = (random: Random) => number[];

const uniform =
  (lo: number, hi: number): ((r: Random) => number) =>
  (r) =>
    lo + (hi - lo) * r.next();
/** Any exponent between two powers of two. */
const wide =
  (from: number, to: number, signed = true): ((r: Random) => number) =>
  (r) =>
    (1 + r.next()) * 2 ** Math.floor(from + (to - from) * r.next()) * (signed && r.next() < 0.5 ? -1 : 1);
const mixed =
  (...draws: ((r: Random) => number)[]): ((r: Random) => number) =>
  (r) =>
    draws[r.integer(draws.length)](r);
const one =
  (draw: (r: Random) => number): Draw =>
  (r) => [draw(r)];
const both =
  (a: (r: Random) => number, b: (r: Random) => number): Draw =>
  (r) => [a(r), b(r)];
const order =
  (lo: number, hi: number): ((r: Random) => number) =>
  (r) =>
    lo + r.integer(hi - lo + 1);

const any = mixed(uniform(-10, 10), wide(-30, 30), wide(-120, 120));
const positive = mixed(uniform(0, 10), wide(-30, 30, false), wide(-120, 120, false));
const unit = mixed(uniform(-1, 1), wide(-60, -1));
const exponent = mixed(uniform(-80, 80), wide(-40, 6));
const angle = mixed(uniform(-10, 10), wide(-60, 0), wide(0, 100));

export const PEER_CASES: Readonly<Record<OperationName, Draw>> = {
  add: both(any, any),
  sub: both(any, any),
  mul: both(wide(-60, 60), wide(-60, 60)),
  div: both(wide(-60, 60), wide(-60, 60)),
  neg: one(any),
  abs: one(any),
  min: both(any, any),
  max: both(any, any),
  fma: (r) => [wide(-20, 20)(r), wide(-20, 20)(r), wide(-20, 20)(r)],
  sqrt: one(positive),
  cbrt: one(any),
  rsqrt: one(positive),
  hypot: both(any, any),
  pow: (r) =>
    r.next() < 0.3 ? [uniform(-9, 9)(r), order(-12, 12)(r)] : [uniform(0, 20)(r), uniform(-20, 20)(r)],
  exp: one(exponent),
  exp2: one(exponent),
  exp10: one(mixed(uniform(-30, 30), wide(-40, 4))),
  expm1: one(exponent),
  log: one(positive),
  log2: one(positive),
  log10: one(positive),
  log1p: one(mixed(uniform(-0.999, 10), wide(-100, -2), wide(0, 100, false))),
  sin: one(angle),
  cos: one(angle),
  tan: one(angle),
  sinpi: one(mixed(uniform(-10, 10), wide(-60, 20))),
  cospi: one(mixed(uniform(-10, 10), wide(-60, 20))),
  asin: one(unit),
  acos: one(unit),
  atan: one(any),
  atan2: both(any, any),
  sinh: one(exponent),
  cosh: one(exponent),
  tanh: one(mixed(uniform(-10, 10), wide(-60, 6))),
  asinh: one(any),
  acosh: one(mixed(uniform(1, 3), wide(1, 100, false))),
  atanh: one(unit),
  erf: one(mixed(uniform(-6, 6), wide(-60, 2))),
  erfc: one(mixed(uniform(-6, 9), wide(-60, 2))),
  gamma: one(mixed(uniform(-20, 30), wide(-20, 4))),
  lgamma: one(mixed(uniform(-20, 30), wide(-20, 30, false))),
  digamma: one(mixed(uniform(-20, 30), wide(-20, 30, false))),
  zeta: one(mixed(uniform(-30, 30), uniform(0.5, 1.5), wide(-20, 4))),
  airy_ai: one(mixed(uniform(-20, 15), wide(-40, 8))),
  bessel_j0: one(mixed(uniform(-20, 20), wide(-40, 12))),
  bessel_j1: one(mixed(uniform(-20, 20), wide(-40, 12))),
  bessel_jn: both(order(-6, 12), mixed(uniform(-20, 20), wide(-6, 10))),
  bessel_y0: one(mixed(uniform(0, 20), wide(-40, 12, false))),
  bessel_y1: one(mixed(uniform(0, 20), wide(-40, 12, false))),
  bessel_yn: both(order(-4, 6), mixed(uniform(0.5, 20), wide(-6, 10, false))),
  besseli: both(mixed(uniform(-4, 6), order(-3, 8)), mixed(uniform(0.01, 60), wide(-10, 6, false))),
  besselk: both(mixed(uniform(-4, 6), order(-3, 8)), mixed(uniform(0.01, 80), wide(-10, 6, false))),
  lambertw: one(mixed(uniform(-0.3678, 1), uniform(0, 100), wide(-60, 100, false))),
  sigmoid: one(exponent),
  softplus: one(exponent),
  gelu: one(mixed(uniform(-12, 6), wide(-60, 3))),
  silu: one(exponent),
  mish: one(exponent),
  sinc: one(angle),
  floor: one(any),
  ceil: one(any),
  round: one(mixed(any, (r) => r.integer(64) / 2 - 16)),
  trunc: one(any),
};
