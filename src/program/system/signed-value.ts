import type { SystemBuilder, Value } from './system-builder.ts';

/** A value with a sign in front that no instruction has been spent on. */
export type SignedValue = { readonly value: Value; readonly negative: boolean };

export const plus = (value: Value): SignedValue => ({ value, negative: false });
export const minus = (value: Value): SignedValue => ({ value, negative: true });

/** The sum, one instruction; none where there is only one. */
export function signedSum(b: SystemBuilder, a: SignedValue | undefined, c: SignedValue): SignedValue {
  if (a === undefined) return c;
  if (a.negative === c.negative) return { value: b.operation('add', a.value, c.value), negative: a.negative };
  return a.negative ? plus(b.operation('sub', c.value, a.value)) : plus(b.operation('sub', a.value, c.value));
}

/** As a value; 0 where there is none. */
export function unsigned(b: SystemBuilder, a: SignedValue | undefined): Value {
  if (a === undefined) return b.constant(0);
  return a.negative ? b.operation('neg', a.value) : a.value;
}
