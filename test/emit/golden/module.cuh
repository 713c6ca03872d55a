#pragma once
#include <cmath>

// Example: __global__ void apply(const float *x, float *y, int n) {
//   const int i = blockIdx.x * blockDim.x + threadIdx.x;
//   if (i < n) y[i] = napier_polynomialf(x[i]);
// }
// Example: __global__ void apply(const float *x, float *y, int n) {
//   const int i = blockIdx.x * blockDim.x + threadIdx.x;
//   if (i < n) y[i] = napier_reciprocal_rootf(x[i]);
// }

/*
 * x  for x in [-4, 4], f32
 * largest error: not proved
 * relies on: IEEE 754 round-to-nearest-even by the _rn intrinsics; no --use_fast_math and no --ftz=true
 * outside the domain the result is not specified
 * made by napier test: test
 */
__device__ inline float napier_polynomialf(float x) {
  const float t0 = __fmul_rn(0x1.8p-7f, x);
  const float t1 = __fadd_rn(t0, (-0x1.2468acp-4f));
  const float t2 = __fmul_rn(t1, x);
  const float t3 = __fadd_rn(t2, 0x1.555556p-3f);
  const float t4 = __fmul_rn(t3, x);
  const float t5 = __fadd_rn(t4, (-0x1p-1f));
  const float t6 = __fmul_rn(t5, x);
  const float t7 = __fadd_rn(t6, 0x1p+0f);
  const float t8 = __fmul_rn(t7, x);
  const float t9 = __fadd_rn(t8, (-0x0p+0f));
  return t9;
}

/*
 * x  for x in [-4, 4], f32
 * largest error: not proved
 * relies on: IEEE 754 round-to-nearest-even by the _rn intrinsics; no --use_fast_math and no --ftz=true
 * outside the domain the result is not specified
 * made by napier test: test
 */
__device__ inline float napier_reciprocal_rootf(float x) {
  const unsigned int t0 = __float_as_uint(x);
  const unsigned int t1 = t0 >> (1u & 31u);
  const unsigned int t2 = 0x5f3759dfu - t1;
  const float t3 = __uint_as_float(t2);
  const float t4 = __fmul_rn(x, 0x1p-1f);
  const float t5 = __fmul_rn(t4, t3);
  const float t6 = __fmul_rn(t5, t3);
  const float t7 = __fsub_rn(0x1.8p+0f, t6);
  const float t8 = __fmul_rn(t3, t7);
  return t8;
}
