import type { Formula } from './formula.ts';
import {
  CODE,
  CONSTANT_CODE,
  isBinary,
  OPERATION_CODE,
  REGRESS_OPERATIONS,
  type RegressOperation,
} from './regress-operations.ts';

/**
 * Bits of a symbol of a formula: −log₂ of about how often it stands in laws of textbooks (in the manner of Guimerà and others
 * 2020, who counted them in an encyclopedia): a code, so that what is usual is short.
 */
const SYMBOL_BITS: Readonly<Record<RegressOperation, number>> = {
  add: 3.3,
  sub: 3.3,
  mul: 3,
  div: 4,
  pow: 5,
  neg: 2,
  abs: 6,
  sqr: 4,
  cube: 5,
  inv: 4.5,
  sqrt: 5,
  cbrt: 6,
  exp: 5,
  log: 5,
  sin: 5,
  cos: 5,
  tan: 6,
  asin: 6,
  acos: 6,
  atan: 6,
  sinh: 6,
  cosh: 6,
  tanh: 6,
};
const VARIABLE_BITS = 1.7;
const CONSTANT_BITS = 2.7;
/** A function of a function (sin(exp(x))): rare in laws, and the first thing that noise is explained with. */
const NESTED_BITS = 3;
const FUNCTIONS = new Set<RegressOperation>(REGRESS_OPERATIONS.slice(REGRESS_OPERATIONS.indexOf('exp')));

export type FormulaSize = {
  /** Bits of the symbols, and of the digits of constants where they are given. */
  readonly bits: number;
  /** Nodes, operations by their weights, as near to the term's as can be told without building it. */
  readonly nodes: number;
};

/** Marks of a part on the stack: a constant that disappears in what it meets, or not. */
const [PLAIN, ZERO, UNIT, MINUS, NUMBER] = [0, 1, 2, 3, 4];

/**
 * How long a formula is, told from its code: factors of 1 and addends of 0 are not there.
 * @param digits bits of the digits of each constant
 */
export function formulaSize(
  { code, values, exact }: Formula,
  variables: number,
  weight: (operation: string) => number,
  digits?: ArrayLike<number>,
): FormulaSize {
  const bits: number[] = [];
  const nodes: number[] = [];
  const kinds: number[] = [];
  const nested: boolean[] = [];
  const leaf = VARIABLE_BITS + Math.log2(Math.max(1, variables));
  let next = 0;
  for (const c of code) {
    if (c <= CONSTANT_CODE) {
      // What happens to be 1 and is not known to be it stays.
      const value = c === CONSTANT_CODE && exact?.[next] !== undefined ? values[next] : NaN;
      bits.push(c === CONSTANT_CODE ? CONSTANT_BITS + (digits?.[next] ?? 0) : leaf);
      if (c === CONSTANT_CODE) next += 1;
      nodes.push(1);
      kinds.push(
        c < CONSTANT_CODE ? PLAIN : value === 0 ? ZERO : value === 1 ? UNIT : value === -1 ? MINUS : NUMBER,
      );
      nested.push(false);
      continue;
    }
    const operation = REGRESS_OPERATIONS[c - OPERATION_CODE];
    // A square is a power and its 2.
    const own = weight(
      operation === 'sqr' || operation === 'cube' ? 'pow' : operation === 'inv' ? 'div' : operation,
    );
    let [b, n] = [
      SYMBOL_BITS[operation] * own,
      own + (c === CODE.sqr || c === CODE.cube || c === CODE.inv ? 1 : 0),
    ];
    const at = kinds.length - (isBinary(c) ? 2 : 1);
    let deep = nested[at] || (isBinary(c) && nested[at + 1]);
    let kind = PLAIN;
    if (isBinary(c)) {
      const [left, right] = [kinds[at], kinds[at + 1]];
      const kept = absorbed(operation, left, right);
      if (kept === undefined) {
        b += bits[at] + bits[at + 1];
        n += nodes[at] + nodes[at + 1];
        if (left !== PLAIN && right !== PLAIN) [n, kind] = [1, NUMBER];
      } else if (kept === 'zero') {
        [b, n, kind, deep] = [CONSTANT_BITS, 1, ZERO, false];
      } else {
        const side = kept.side === 'left' ? at : at + 1;
        const negated = kept.negated ? SYMBOL_BITS.neg : 0;
        [b, n, kind, deep] = [
          bits[side] + negated,
          nodes[side] + (kept.negated ? 1 : 0),
          kept.negated ? PLAIN : kinds[side],
          nested[side],
        ];
      }
    } else {
      b += bits[at];
      n += nodes[at];
      if (kinds[at] !== PLAIN) [n, kind] = [1, NUMBER];
      if (FUNCTIONS.has(operation)) {
        if (deep) b += NESTED_BITS;
        deep = kind === PLAIN;
      }
    }
    bits.length = nodes.length = kinds.length = nested.length = at;
    bits.push(b);
    nodes.push(n);
    kinds.push(kind);
    nested.push(deep);
  }
  return { bits: bits[0], nodes: nodes[0] };
}

type Kept = { readonly side: 'left' | 'right'; readonly negated: boolean };

/** The argument that an operation leaves as it is because of what the other is. */
function absorbed(operation: RegressOperation, left: number, right: number): Kept | 'zero' | undefined {
  const side = (one: 'left' | 'right', negated = false): Kept => ({ side: one, negated });
  switch (operation) {
    case 'add':
      return right === ZERO ? side('left') : left === ZERO ? side('right') : undefined;
    case 'sub':
      return right === ZERO ? side('left') : left === ZERO ? side('right', true) : undefined;
    case 'mul':
      if (left === ZERO || right === ZERO) return 'zero';
      if (right === UNIT || right === MINUS) return side('left', right === MINUS);
      return left === UNIT || left === MINUS ? side('right', left === MINUS) : undefined;
    case 'div':
      if (left === ZERO) return 'zero';
      return right === UNIT || right === MINUS ? side('left', right === MINUS) : undefined;
    case 'pow':
      return right === UNIT ? side('left') : undefined;
    default:
      return undefined;
  }
}
