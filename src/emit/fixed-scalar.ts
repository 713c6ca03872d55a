import { findFormat, type FormatName } from '../number/formats.ts';
import type { FixedScalar } from './language.ts';

/** A fixed-point format as languages write it; `undefined` for any other. */
export function fixedScalarOf(name: FormatName): FixedScalar | undefined {
  if (name === 'real') return undefined;
  const { bits, fixedPoint, minFinite, maxFinite } = findFormat(name);
  if (fixedPoint === undefined) return undefined;
  const count = (x: number): bigint => BigInt(x * 2 ** fixedPoint.fraction);
  const tag = name.replaceAll(/[^a-z0-9]+/g, '_').replace(/_$/, '');
  return { ...fixedPoint, bits, tag, least: count(minFinite), most: count(maxFinite) };
}
