import type { Operand } from '../../program/program.ts';
import type { Emitter } from './emitter.ts';
import { exactProduct, exactSum, type Exact } from './exact-sum.ts';
import type { PhaseWords } from './phase-words.ts';
import { roundMultiple } from './round-to-integer.ts';
import { addKept } from './step.ts';

/** How a phase is taken: x = (n + centre)·P/parts + r. */
export type PhaseWay = {
  readonly words: PhaseWords;
  readonly groupBits: number;
  /** The power of two from which on there are words: with centre 0 one such that n is 0 for all x′ of its group. */
  readonly least: number;
  /** With centre 0: numbers below it are their own remainder. */
  readonly small: number;
  readonly parts: number;
  readonly centre: number;
  /** P as two numbers of the format. */
  readonly revolution: readonly number[];
};

/** r, right to some bits more than one number has, and an integer that tells n. */
export type Phase = Exact & {
  /** An integer whose low bits are those of n. */
  readonly pattern: Operand;
};

/**
 * Emits r and n at any x of the format, in its own arithmetic. What is exact: x′·(first word) less an integer, and with
 * the second word's product less an integer too; their sum and that with the third word's product are kept as sums of
 * numbers. So nothing is lost where they cancel, and r is right relatively.
 */
export function emitPhase(e: Emitter, x: Operand, way: PhaseWay): Phase {
  const { parts, centre, revolution } = way;
  const size = e.op('abs', x);
  const { scaled, words } = lookUp(e, x, size, way);
  let first = fractionOfProduct(e, scaled, words[0], way.groupBits);
  if (centre !== 0) first = e.op('sub', first, e.number(centre / parts));
  const product = exactProduct(e, scaled, words[1]);
  const second = way.words.second > 1 / 2 ? fractionOf(e, product.value) : product.value;
  const { n, pattern } = roundMultiple(e, e.op('add', first, second), parts);
  const left = parts === 1 ? e.op('sub', first, n) : e.subtractMultiple(first, n, 1 / parts);
  const a = exactSum(e, left, second);
  // With one binade a group the sum is 0 or no smaller than the last place of the product.
  const b = way.groupBits === 0 ? kept(e, a.value, product.rest) : exactSum(e, a.value, product.rest);
  const lost = e.op('add', a.rest, b.rest);
  const r = times(e, addThird(e, scaled, words.slice(2), b.value, lost), revolution);
  if (centre !== 0) return { ...r, pattern };
  const small = e.op('lt', size, e.number(way.small));
  return {
    value: e.op('select', small, x, r.value),
    rest: e.op('select', small, e.number(0), r.rest),
    pattern,
  };
}

/** x′, of the magnitude that is the same for all groups, and the words of x's group. */
function lookUp(
  e: Emitter,
  x: Operand,
  size: Operand,
  { words: { tables, first, base }, groupBits, least }: PhaseWay,
): { readonly scaled: Operand; readonly words: readonly Operand[] } {
  const low = BigInt(e.fractionBits + groupBits);
  // Beyond the ends of a table are NaNs, whose patterns say nothing of n.
  const known = e.op('bits', e.op('max', size, e.number(least)));
  const field = e.op('ishr', known, e.integer(low));
  const group = first === 0 ? field : e.op('isub', field, e.integer(first));
  const keep = (1n << low) - 1n - (1n << BigInt(e.format.bits - 1));
  const pattern = e.op('iand', e.op('bits', x), e.integer(keep));
  return {
    scaled: e.op('float', e.op('ior', pattern, e.integer(BigInt(base) << low))),
    words: tables.map((values) => e.op('lookup', e.table(values), group)),
  };
}

function fractionOf(e: Emitter, x: Operand): Operand {
  return e.op('sub', x, e.op('round', x));
}

/** a·b less an integer, which is a number of the format. */
function fractionOfProduct(e: Emitter, a: Operand, b: Operand, groupBits: number): Operand {
  if (e.fma && groupBits === 0) return e.op('fma', a, b, e.op('neg', e.op('round', e.op('mul', a, b))));
  const { value, rest } = exactProduct(e, a, b);
  return e.op('add', fractionOf(e, value), groupBits === 0 ? rest : fractionOf(e, rest));
}

function kept(e: Emitter, a: Operand, b: Operand): Exact {
  const { head, tail } = addKept(e, a, b);
  return { value: head, rest: tail };
}

function addThird(
  e: Emitter,
  scaled: Operand,
  [third, ...others]: readonly Operand[],
  near: Operand,
  lost: Operand,
): Exact {
  const product = exactProduct(e, scaled, third);
  const { value, rest } = exactSum(e, near, product.value);
  const tail = others.reduce((sum, word) => e.multiplyAdd(scaled, word, sum), product.rest);
  return { value, rest: e.op('add', e.op('add', lost, rest), tail) };
}

/** The product with a constant of two numbers. */
function times(e: Emitter, { value, rest }: Exact, [high, low]: readonly number[]): Exact {
  const constant = e.number(high);
  const product = exactProduct(e, value, constant);
  const tail = e.multiplyAdd(rest, constant, product.rest);
  return { value: product.value, rest: e.multiplyAdd(value, e.number(low), tail) };
}
