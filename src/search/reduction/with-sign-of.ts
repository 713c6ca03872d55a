import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';

/** A value at |x|, its sign turned where x is negative. */
export function withSignOf(e: Emitter, value: Operand, x: Operand): Operand {
  const sign = e.op('iand', e.op('bits', x), e.patternOf(-0));
  return e.op('float', e.op('ixor', e.op('bits', value), sign));
}
