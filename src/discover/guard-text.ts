import { exactDouble } from '../number/exact-double.ts';
import type { Format } from '../number/format.ts';
import type { RegimeGuard } from './improvement.ts';

/** `x < 0`, `2.5 < x <= 7`. The number below 0 is no threshold that people know. */
export function guardText({ variable, above, upTo }: RegimeGuard, { minPositive }: Format): string {
  const end = upTo === undefined ? undefined : exactDouble(upTo);
  const right = end === undefined ? '' : end === -minPositive ? ' < 0' : ` <= ${end}`;
  if (above === undefined) return `${variable}${right}`;
  const start = exactDouble(above);
  return right === '' ? `${variable} > ${start}` : `${start} < ${variable}${right}`;
}
