import { isConstant, type Expression } from '../../expression/expression.ts';
import { largerOf } from './argument-range.ts';
import { powerOfTwoIn, splitConstant } from './constant-value.ts';
import type { Emitter } from './emitter.ts';
import {
  divideKept,
  multiplyKept,
  negateKept,
  rootKept,
  scaleKept,
  sumKept,
  type KeptValue,
} from './kept-value.ts';
import type { ReducedFunction } from './reduced-function.ts';

const SUMS: ReadonlySet<string> = new Set(['add', 'sub', 'neg']);
const MULTIPLIED: ReadonlySet<string> = new Set(['mul', 'div', 'sqrt']);
/** Operations on numbers as they are that round nothing. */
const EXACT = { abs: 'abs', min: 'min', max: 'max' } as const;

const isExact = (operation: string): operation is keyof typeof EXACT => operation in EXACT;

/**
 * Is all of a term, down to its variable and the parts given, made of operations whose rounding can be kept: sums, and where
 * `products` are kept these, quotients and roots?
 */
export function keepsAll(term: Expression, parts: ReadonlySet<Expression>, products: boolean): boolean {
  if (parts.has(term) || term.kind !== 'apply' || isConstant(term)) return true;
  const { operation, args } = term;
  // Of a sum of two it is not known which they choose.
  if (isExact(operation)) return args.every((arg) => arg.kind === 'variable' || isConstant(arg));
  const exact =
    (operation === 'mul' || operation === 'div') &&
    (isPowerOfTwo(args[1]) || (operation === 'mul' && isPowerOfTwo(args[0])));
  return (
    (SUMS.has(operation) || exact || (products && MULTIPLIED.has(operation))) &&
    args.every((arg) => keepsAll(arg, parts, products))
  );
}

const isPowerOfTwo = (term: Expression): boolean => powerOfTwoIn(term) !== undefined;

type Circumstances = {
  readonly e: Emitter;
  readonly f: ReducedFunction;
  readonly x: KeptValue;
  /** What is known of the sums in the term: looked up in the oracle once. */
  readonly larger: Map<Expression, 'first' | 'second' | undefined>;
};

/**
 * The value and its rest in one: of a term that was lifted far above its size the result may be a subnormal number, to which both
 * would be rounded.
 */
function added(e: Emitter, { value, rest }: KeptValue): KeptValue {
  return { value: rest === undefined ? value : e.op('add', value, rest) };
}

/** A term at x, every operation with what it rounds away; parts of it are emitted by the caller. */
export function emitKeptTerm(
  root: Expression,
  { e, f, x, larger }: Circumstances,
  parts: ReadonlyMap<Expression, (emit: (term: Expression) => KeptValue) => KeptValue>,
): KeptValue {
  const known = new Map<Expression, KeptValue>();
  const emit = (term: Expression): KeptValue => {
    let value = known.get(term);
    if (value === undefined) known.set(term, (value = fresh(term)));
    return value;
  };
  const fresh = (term: Expression): KeptValue => {
    const emitPart = parts.get(term);
    if (emitPart !== undefined) return emitPart(emit);
    if (term.kind === 'variable') return x;
    if (term.kind !== 'apply' || isConstant(term)) {
      const [high, low] = splitConstant(term, e.format, 2, e.format.precision);
      return low === 0 ? { value: e.number(high) } : { value: e.number(high), rest: e.number(low) };
    }
    const { operation, args } = term;
    if (operation === 'neg') return negateKept(e, emit(args[0]));
    if (operation === 'sqrt') return rootKept(e, emit(args[0]));
    if (isExact(operation)) return { value: e.op(operation, ...args.map((arg) => emit(arg).value)) };
    const [a, b] = args;
    if (operation === 'add' || operation === 'sub') {
      if (!larger.has(term)) larger.set(term, largerOf(a, b, f));
      const second = operation === 'add' ? emit(b) : negateKept(e, emit(b));
      return sumKept(e, emit(a), second, larger.get(term));
    }
    const scale = powerOfTwoIn(b);
    if (scale !== undefined) {
      const by = operation === 'mul' ? scale : 1 / scale;
      return scaleKept(e, term === root && by < 2 ** -e.format.precision ? added(e, emit(a)) : emit(a), by);
    }
    const first = operation === 'mul' ? powerOfTwoIn(a) : undefined;
    if (first !== undefined) return scaleKept(e, emit(b), first);
    return (operation === 'mul' ? multiplyKept : divideKept)(e, emit(a), emit(b));
  };
  return emit(root);
}
