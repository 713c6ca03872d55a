// Example: color.r = napier_polynomial(value);
// Example: color.r = napier_reciprocal_root(value);

// x  for x in [-4, 4], f32
// largest error: not proved
// relies on: binary32 arithmetic as IEEE 754 defines it; `precise`, which forbids fusing and reordering
// the language leaves open: division and sqrt within 1 ulp; subnormals may be flushed to zero; infinities and NaN without /Gis
// so results may differ from one machine to another
// outside the domain the result is not specified
// made by napier test: test
float napier_polynomial(float x) {
  precise float t0 = 0.01171875 * x;
  precise float t1 = t0 + asfloat(0xbd923456u /* -0x1.2468acp-4 */);
  precise float t2 = t1 * x;
  precise float t3 = t2 + asfloat(0x3e2aaaabu /* 0x1.555556p-3 */);
  precise float t4 = t3 * x;
  precise float t5 = t4 + (-0.5);
  precise float t6 = t5 * x;
  precise float t7 = t6 + 1.0;
  precise float t8 = t7 * x;
  precise float t9 = t8 + asfloat(0x80000000u /* -0x0p+0 */);
  return t9;
}

// x  for x in [-4, 4], f32
// largest error: not proved
// relies on: binary32 arithmetic as IEEE 754 defines it; `precise`, which forbids fusing and reordering
// the language leaves open: division and sqrt within 1 ulp; subnormals may be flushed to zero; infinities and NaN without /Gis
// so results may differ from one machine to another
// outside the domain the result is not specified
// made by napier test: test
float napier_reciprocal_root(float x) {
  const uint t0 = asuint(x);
  const uint t1 = t0 >> (1u & 31u);
  const uint t2 = 0x5f3759dfu - t1;
  precise float t3 = asfloat(t2);
  precise float t4 = x * 0.5;
  precise float t5 = t4 * t3;
  precise float t6 = t5 * t3;
  precise float t7 = 1.5 - t6;
  precise float t8 = t3 * t7;
  return t8;
}
