import { absolute, gcd } from '../exact/integers.ts';

/** Over the gcd of its coefficients, the leading one positive. */
export function primitive(p: readonly bigint[]): bigint[] {
  let content = 0n;
  for (const c of p) content = gcd(content, c);
  if (p[p.length - 1] < 0n) content = -content;
  return p.map((c) => c / content);
}

export function divideExactly(p: readonly bigint[], by: readonly bigint[]): bigint[] | undefined {
  const rest = [...p];
  const degree = by.length - 1;
  const lead = by[degree];
  if (absolute(by[0]) > 0n && rest[0] % by[0] !== 0n) return undefined;
  const quotient: bigint[] = [];
  for (let k = rest.length - 1 - degree; k >= 0; k--) {
    const top = rest[k + degree];
    if (top % lead !== 0n) return undefined;
    quotient[k] = top / lead;
    for (let j = 0; j <= degree; j++) rest[k + j] -= quotient[k] * by[j];
  }
  return rest.slice(0, degree).every((c) => c === 0n) ? quotient : undefined;
}
