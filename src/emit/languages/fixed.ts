import { exactDouble } from '../../number/exact-double.ts';
import { exactInteger, isIntegerText } from '../../program/integer-constant.ts';
import type { RealOperation } from '../../program/machine-operations.ts';
import type { FixedScalar, Scalar, Write } from '../language.ts';
import type { SelfTestVector } from '../self-test.ts';
import { INFIX } from './infix.ts';

/** The fixed point of a scalar of a language that has no other. */
export const fixedOf = ({ fixed }: Scalar): FixedScalar => fixed as FixedScalar;

/** The count of units that a constant of a fixed-point program stands for, or its integer. */
export function countOf(constant: string, fixed: FixedScalar): bigint {
  if (isIntegerText(constant)) return BigInt.asIntN(fixed.bits, exactInteger(constant, fixed.bits));
  return unitsOf(exactDouble(constant), fixed);
}

/** The count of units of a number. What is no number is 0; an infinity is an end of the range, or 0 where that wraps. */
export function unitsOf(x: number, { fraction, least, most, overflow }: FixedScalar): bigint {
  if (Number.isFinite(x)) return BigInt(x * 2 ** fraction);
  if (Number.isNaN(x) || overflow === 'wrap') return 0n;
  return x < 0 ? least : most;
}

/** Vectors as counts of units. */
export function unitRows(
  vectors: readonly SelfTestVector[],
  fixed: FixedScalar,
): [input: string, output: string][] {
  return vectors.map(({ input, output }) => [`${unitsOf(input, fixed)}`, `${unitsOf(output, fixed)}`]);
}

/** Does a number of one fixed-point format need to be taken into the range of the other? */
export function isNarrower(to: Scalar, from: Scalar): boolean {
  return (to.fixed as FixedScalar).bits < (from.fixed as FixedScalar).bits;
}

/** A count of shifts, modulo the format's width. */
export function shiftCount(count: string, { bits }: FixedScalar): string {
  const known = /^(?:\d+'sd)?(\d+)(?:_i32)?$/.exec(count);
  if (known !== null && Number(known[1]) < bits) return count;
  const isPower = (bits & (bits - 1)) === 0;
  return isPower ? `(${count} & ${bits - 1})` : `((${count} % ${bits} + ${bits}) % ${bits})`;
}

/** A negative literal as an argument of its own. */
export function bare(literal: string): string {
  return literal.replace(/^\((-[^()]*)\)$/, '$1');
}

/** The operations that a language without rounded arithmetic writes as calls of its helpers, and what it cannot write. */
export function fixedCalls(call: (name: string) => Write) {
  const named = `add sub mul div neg abs fma sqrt floor ceil round trunc toint fromint`.split(' ');
  const calls = Object.fromEntries(named.map((name) => [name, call(name)]));
  return {
    ...(calls as Record<CalledOperation, Write>),
    ilt: INFIX.lt,
    lmul: 'L-Mul adds exponents, and numbers in fixed point have none',
  };
}

type CalledOperation = Exclude<RealOperation, 'min' | 'max'> | 'toint' | 'fromint';
