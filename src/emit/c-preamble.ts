/**
 * What every C file begins with: no compiler may contract, reorder or widen its arithmetic. (Method 16, of processors with
 * AVX512-FP16, widens nothing that is wider than _Float16: ISO/IEC TS 18661-3.)
 * @param options for GCC's `optimize` pragma
 */
export function cPreamble(options = '"fp-contract=off"'): string {
  return `#include <float.h>
#include <math.h>

#if defined(__FAST_MATH__)
#error "this code needs IEEE 754 arithmetic: compile without -ffast-math"
#endif
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16
#error "this code needs arithmetic in the declared type: on 32-bit x86 compile with -msse2 -mfpmath=sse"
#endif
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize(${options})
#endif
`;
}
