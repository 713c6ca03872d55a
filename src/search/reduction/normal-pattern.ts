import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';

/**
 * The pattern of a positive number as if exponents had no lower end: k·2^fraction plus the fraction's bits, also for
 * subnormal numbers, which are made normal by an exact multiplication and their pattern lowered by as many binades.
 */
export function normalPattern(e: Emitter, x: Operand, subnormals: boolean): Operand {
  const pattern = e.op('bits', x);
  if (!subnormals) return pattern;
  const bits = e.fractionBits;
  const lifted = e.op('bits', e.op('mul', x, e.number(2 ** (bits + 1))));
  const lowered = e.op('isub', lifted, e.integer(BigInt(bits + 1) << BigInt(bits)));
  return e.op('iselect', e.op('lt', x, e.number(e.format.minNormal)), lowered, pattern);
}
