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
const FUSED: ReadonlySet<string> = new Set(['mul', 'div', 'sqrt']);

/**
 * Is all of a term, down to its variable and the part given, made of operations whose rounding can be kept: sums, and
 * with fused operations products, quotients and roots?
 */
export function keepsAll(term: Expression, part: Expression, fma: boolean): boolean {
  if (term === part || term.kind !== 'apply' || isConstant(term)) return true;
  const { operation, args } = term;
  const exact =
    (operation === 'mul' || operation === 'div') &&
    (isPowerOfTwo(args[1]) || (operation === 'mul' && isPowerOfTwo(args[0])));
  return (
    (SUMS.has(operation) || exact || (fma && FUSED.has(operation))) &&
    args.every((arg) => keepsAll(arg, part, fma))
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

/** A term at x, every operation with what it rounds away; one part of it is emitted by the caller. */
export function emitKeptTerm(
  root: Expression,
  { e, f, x, larger }: Circumstances,
  part?: Expression,
  emitPart?: () => KeptValue,
): KeptValue {
  const known = new Map<Expression, KeptValue>();
  const emit = (term: Expression): KeptValue => {
    let value = known.get(term);
    if (value === undefined) known.set(term, (value = fresh(term)));
    return value;
  };
  const fresh = (term: Expression): KeptValue => {
    if (term === part && emitPart !== undefined) return emitPart();
    if (term.kind === 'variable') return x;
    if (term.kind !== 'apply' || isConstant(term)) {
      const [high, low] = splitConstant(term, e.format, 2, e.format.precision);
      return low === 0 ? { value: e.number(high) } : { value: e.number(high), rest: e.number(low) };
    }
    const { operation, args } = term;
    if (operation === 'neg') return negateKept(e, emit(args[0]));
    if (operation === 'sqrt') return rootKept(e, emit(args[0]));
    const [a, b] = args;
    if (operation === 'add' || operation === 'sub') {
      if (!larger.has(term)) larger.set(term, largerOf(a, b, f));
      const second = operation === 'add' ? emit(b) : negateKept(e, emit(b));
      return sumKept(e, emit(a), second, larger.get(term));
    }
    const scale = powerOfTwoIn(b);
    if (scale !== undefined) return scaleKept(e, emit(a), operation === 'mul' ? scale : 1 / scale);
    const first = operation === 'mul' ? powerOfTwoIn(a) : undefined;
    if (first !== undefined) return scaleKept(e, emit(b), first);
    return (operation === 'mul' ? multiplyKept : divideKept)(e, emit(a), emit(b));
  };
  return emit(root);
}
