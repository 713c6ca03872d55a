import { Undecided, type Choice, type FloatValue } from './forward-value.ts';

/** The outcome of a comparison on the whole piece: false of what is NaN there. @throws Undecided where it is open */
export function compareFloats(
  op: 'lt' | 'le' | 'eq',
  a: FloatValue,
  b: FloatValue,
  register: number,
  choice: Choice | undefined,
): boolean {
  if (typeof choice === 'boolean') return choice;
  if (isNaN(a.from) || isNaN(b.from)) return false;
  if (op === 'lt') {
    if (a.to < b.from) return true;
    if (a.from >= b.to) return false;
  } else if (op === 'le') {
    if (a.to <= b.from) return true;
    if (a.from > b.to) return false;
  } else {
    if (a.to < b.from || b.to < a.from) return false;
    if (a.from === a.to && b.from === b.to) return a.from === b.from;
  }
  throw new Undecided(register, [true, false], 'a comparison is open');
}

/** Is the first operand the lesser one (for `min`; for `max` the greater one)? */
export function isFirst(op: 'min' | 'max', a: FloatValue, b: FloatValue, register: number): boolean {
  const [low, high] = op === 'min' ? [a, b] : [b, a];
  if (low.to <= high.from) return true;
  if (high.to <= low.from) return false;
  throw new Undecided(register, [true, false], 'which of two values is the larger is open');
}

export function isPositive(a: FloatValue, register: number): boolean {
  if (a.from >= 0) return true;
  if (a.to <= 0) return false;
  throw new Undecided(register, undefined, 'the sign of a value is open');
}
