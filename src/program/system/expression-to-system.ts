import { fail } from '../../error/fault.ts';
import type { ApplyTerm, Expression } from '../../expression/expression.ts';
import { foldExpression } from '../../expression/fold.ts';
import { createOracle } from '../../oracle/create-oracle.ts';
import { findFormat } from '../../number/formats.ts';
import { SystemBuilder, type Value } from './system-builder.ts';
import { CALLS, type Call, type SystemOperation, type SystemProgram } from './system.ts';

export type NamedExpression = { readonly name: string; readonly expression: Expression };

/** Whole powers up to this are multiplied out. */
export const MOST_POWER = 64;
/** Instructions of one program. */
export const MOST_INSTRUCTIONS = 2_000_000;

const DIRECT: readonly string[] = [
  'add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'sqrt', 'floor', 'ceil', 'round', 'trunc', ...CALLS,
]; // prettier-ignore

/** The nearest double of a rational number. */
export function nearestDouble(numerator: bigint, denominator: bigint): number {
  if (denominator === 1n) return Number(numerator);
  const [n, d] = [Number(numerator), Number(denominator)];
  // A quotient of exact doubles is rounded once.
  if (BigInt(n) === numerator && BigInt(d) === denominator) return n / d;
  const size = (x: bigint): number => (x < 0n ? -x : x).toString(2).length;
  const shift = BigInt(Math.max(0, 66 + size(denominator) - size(numerator)));
  const quotient = (numerator << shift) / denominator;
  // A sticky bit, so that the conversion rounds what was cut off the right way.
  return Number((quotient << 1n) | 1n) * 2 ** -Number(shift + 1n);
}

/** One operation of a term on values that are there. @throws NapierError `unsupported` */
export function applyOperation(b: SystemBuilder, term: ApplyTerm, args: readonly Value[]): Value {
  const { operation } = term;
  const [x, y, z] = args;
  if (operation === 'pow') return powerOf(b, term, x, y);
  if (DIRECT.includes(operation)) return b.operation(operation as SystemOperation | Call, ...args);
  const one = (): Value => b.constant(1);
  switch (operation) {
    case 'fma':
      return b.operation('add', b.operation('mul', x, y), z);
    case 'rsqrt':
      return b.operation('div', one(), b.operation('sqrt', x));
    case 'exp2':
      return b.operation('pow', b.constant(2), x);
    case 'exp10':
      return b.operation('pow', b.constant(10), x);
    case 'sigmoid':
      return b.operation('div', one(), b.operation('add', one(), b.operation('exp', b.operation('neg', x))));
    default:
      return fail({
        kind: 'unsupported',
        message: `\`${operation}\` cannot be compiled`,
        hint: `machines and their libraries have ${DIRECT.join(', ')}`,
      });
  }
}

/** base^n for a whole n ≥ 1, by squaring. */
export function wholePower(b: SystemBuilder, base: Value, n: number): Value {
  if (n === 1) return base;
  const half = wholePower(b, base, n >> 1);
  const square = b.operation('mul', half, half);
  return n % 2 === 0 ? square : b.operation('mul', square, base);
}

function powerOf(b: SystemBuilder, term: ApplyTerm, base: Value, exponent: Value): Value {
  const [, e] = term.args;
  if (e.kind !== 'number') return b.operation('pow', base, exponent);
  if (e.denominator === 2n && e.numerator === 1n) return b.operation('sqrt', base);
  const n = Number(e.numerator);
  if (e.denominator !== 1n || Math.abs(n) > MOST_POWER) return b.operation('pow', base, exponent);
  if (n === 0) return b.constant(1);
  const power = wholePower(b, base, Math.abs(n));
  return n > 0 ? power : b.operation('div', b.constant(1), power);
}

/** A number, or a named constant, as the nearest double. */
export function leafValue(b: SystemBuilder, term: Expression, inputs: ReadonlyMap<string, number>): Value {
  if (term.kind === 'number') return b.constant(nearestDouble(term.numerator, term.denominator));
  if (term.kind === 'constant') return b.constant(createOracle(term, []).rounded([], findFormat('f64')));
  if (term.kind !== 'variable') throw new RangeError('leafValue: not a leaf');
  const index = inputs.get(term.name);
  if (index === undefined) {
    fail({
      kind: 'name',
      message: `\`${term.name}\` is not an input`,
      hint: `the inputs are ${[...inputs.keys()].slice(0, 20).join(', ')}`,
    });
  }
  return b.input(index as number);
}

/**
 * A system as it is written: an instruction for every operation. `share`: equal ones once; without it each equation is
 * computed by itself, as a translation line by line would.
 * @throws NapierError `unsupported` for a function that machines' libraries lack, `limit`, `name`
 */
export function expressionsToSystem(
  system: readonly NamedExpression[],
  inputs: readonly string[],
  share: boolean,
): SystemProgram {
  const b = new SystemBuilder(inputs, share);
  const index = new Map(inputs.map((name, i) => [name, i]));
  const known = new Map<number, Value>();
  let count = 0;
  const tree = (term: Expression): Value => {
    if (++count > MOST_INSTRUCTIONS) {
      fail({
        kind: 'limit',
        message: `written out, the system has more than ${MOST_INSTRUCTIONS} operations`,
      });
    }
    return term.kind === 'apply' ? applyOperation(b, term, term.args.map(tree)) : leafValue(b, term, index);
  };
  const outputs = system.map(({ name, expression }) => {
    if (!share) return { name, value: tree(expression) };
    const value = foldExpression<Value>(expression, (term, args) => {
      const before = known.get(term.id);
      if (before !== undefined) return before;
      const made = term.kind === 'apply' ? applyOperation(b, term, args) : leafValue(b, term, index);
      known.set(term.id, made);
      return made;
    });
    return { name, value };
  });
  return b.build(outputs);
}
