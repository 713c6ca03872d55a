/**
 * Polynomials in one variable modulo a large integer, dense (entry k at the power k, no zero on top), residues between
 * −m/2 and m/2.
 */
export type DenseModulo = readonly bigint[];

export function symmetric(c: bigint, modulus: bigint): bigint {
  const rest = c % modulus;
  if (2n * rest > modulus) return rest - modulus;
  return 2n * rest <= -modulus ? rest + modulus : rest;
}

export function reduceDense(a: DenseModulo, modulus: bigint): bigint[] {
  const out = a.map((c) => symmetric(c, modulus));
  while (out.length > 0 && out[out.length - 1] === 0n) out.pop();
  return out;
}

export function addDense(a: DenseModulo, b: DenseModulo, modulus: bigint, times = 1n): bigint[] {
  const out: bigint[] = [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) out.push((a[i] ?? 0n) + times * (b[i] ?? 0n));
  return reduceDense(out, modulus);
}

export function multiplyDense(a: DenseModulo, b: DenseModulo, modulus: bigint): bigint[] {
  if (a.length === 0 || b.length === 0) return [];
  const out = Array.from({ length: a.length + b.length - 1 }, () => 0n);
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0n) continue;
    for (let j = 0; j < b.length; j++) out[i + j] += a[i] * b[j];
  }
  return reduceDense(out, modulus);
}

/** By a monic divisor. */
export function divideDense(
  a: DenseModulo,
  monic: DenseModulo,
  modulus: bigint,
): { quotient: bigint[]; remainder: bigint[] } {
  const degree = monic.length - 1;
  const rest = [...a];
  const quotient = Array.from({ length: Math.max(0, a.length - degree) }, () => 0n);
  for (let k = quotient.length - 1; k >= 0; k--) {
    const q = symmetric(rest[k + degree], modulus);
    quotient[k] = q;
    if (q !== 0n) for (let j = 0; j <= degree; j++) rest[k + j] -= q * monic[j];
  }
  return { quotient: reduceDense(quotient, modulus), remainder: reduceDense(rest.slice(0, degree), modulus) };
}

/** The inverse of a modulo m, coprime. */
export function inverseModulo(a: bigint, modulus: bigint): bigint {
  let [r, s] = [modulus, ((a % modulus) + modulus) % modulus];
  let [t, u] = [0n, 1n];
  while (s !== 0n) {
    const q = r / s;
    [r, s] = [s, r - q * s];
    [t, u] = [u, t - q * u];
  }
  return symmetric(t, modulus);
}
