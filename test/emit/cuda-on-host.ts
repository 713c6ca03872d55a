/** No GPU here: the intrinsics are given their meaning on the host, and everything else is C++. */
export const CUDA_ON_HOST = `#pragma once
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstring>
#define __device__
template <class To, class From> To same_bits(From x) { To y; memcpy(&y, &x, sizeof y); return y; }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float a) { return sqrtf(a); }
inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
inline double __dadd_rn(double a, double b) { return a + b; }
inline double __dsub_rn(double a, double b) { return a - b; }
inline double __dmul_rn(double a, double b) { return a * b; }
inline double __ddiv_rn(double a, double b) { return a / b; }
inline double __dsqrt_rn(double a) { return sqrt(a); }
inline double __fma_rn(double a, double b, double c) { return fma(a, b, c); }
inline unsigned __float_as_uint(float a) { return same_bits<unsigned>(a); }
inline float __uint_as_float(unsigned a) { return same_bits<float>(a); }
inline long long __double_as_longlong(double a) { return same_bits<long long>(a); }
inline double __longlong_as_double(long long a) { return same_bits<double>(a); }
inline float __int2float_rn(int a) { return (float)a; }
inline double __ll2double_rn(long long a) { return (double)a; }
inline int __float2int_rn(float a) { a = rintf(a); return a >= 0x1p31f ? INT_MAX : a < -0x1p31f ? INT_MIN : (int)a; }
inline long long __double2ll_rn(double a) { a = rint(a); return a >= 0x1p63 ? LLONG_MAX : a < -0x1p63 ? LLONG_MIN : (long long)a; }
`;
