/** The largest error of another implementation, in ulp, with the source that says so. */
export type PeerError = { readonly peer: string; readonly ulp: string };

/** Where the figures below come from. */
export const PEER_SOURCES =
  'Julia: every binary32 input, MathBenchmark.jl, output/test-binary32RN-exhaustive-nofastmath.txt. ' +
  'ARM optimized-routines: bounds in the sources (scalar), and the tests’ limits plus a half (AdvSIMD). ' +
  'glibc 2.43: sysdeps/ieee754/flt-32/libm-test-ulps, where these functions have 0 in every mode; before 2.41 they ' +
  'were others. Its exp, exp2, log, log2 and sin are the code of ARM’s scalar ones.';

const JULIA: Readonly<Record<string, string>> = {
  exp: '0.8935',
  exp2: '0.8748',
  log: '0.5507',
  log2: '0.5707',
  log10: '0.5867',
  sin: '0.5009',
  cos: '0.5009',
  tan: '0.7999',
  sinh: '2.4141',
  tanh: '1.3664',
  asin: '0.7299',
  acos: '0.9179',
  atan: '0.8521',
};

const ARM_SCALAR: Readonly<Record<string, string>> = {
  exp: '0.502',
  exp2: '0.502',
  log: '0.818',
  log2: '0.752',
  sin: '0.5607',
  erf: '1.09',
};

const ARM_VECTOR: Readonly<Record<string, string>> = {
  exp: '1.99',
  exp2: '1.99',
  expm1: '1.63',
  log: '3.35',
  log2: '2.49',
  log10: '3.31',
  sin: '1.92',
  cos: '1.93',
  tan: '3.46',
  tanh: '2.59',
  sinh: '2.26',
  asin: '2.41',
  acos: '1.32',
  atan: '2.12',
  erf: '1.93',
};

/** Correctly rounded since 2.41 (CORE-MATH). */
const GLIBC: Readonly<Record<string, string>> = Object.fromEntries(
  'acos acosh asin asinh atan atanh cbrt cosh erf erfc expm1 log10 log1p sinh tan tanh'
    .split(' ')
    .map((name) => [name, '0.5']),
);

/** What others' functions of f32 err by at most, as far as a source was read. */
export function peerErrors(name: string): PeerError[] {
  const found = [
    { peer: 'Julia', ulp: JULIA[name] },
    { peer: 'ARM, scalar', ulp: ARM_SCALAR[name] },
    { peer: 'ARM, AdvSIMD', ulp: ARM_VECTOR[name] },
    { peer: 'glibc 2.43', ulp: GLIBC[name] },
  ];
  return found.filter(({ ulp }) => ulp !== undefined);
}
