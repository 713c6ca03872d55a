import type { Formula } from './formula.ts';
import {
  CODE,
  CONSTANT_CODE,
  isBinary,
  OPERATION_CODE,
  REGRESS_OPERATIONS,
  type RegressOperation,
} from './regress-operations.ts';
import {
  addPolynomials,
  dividedPolynomial,
  multiplyPolynomials,
  polynomialOfConstant,
  polynomialOfVariable,
  powerOfPolynomial,
  type PolynomialPart,
} from './polynomial-code.ts';
import { codedPolynomial, gatheredSum, POLYNOMIAL, type Addend, type Coded } from './sum-code.ts';

/**
 * Bits of a symbol of a formula: −log₂ of about how often it stands in laws of textbooks (in the manner of Guimerà and others
 * 2020, who counted them in an encyclopedia): a code, so that what is usual is short.
 */
const SYMBOL_BITS: Readonly<Record<RegressOperation, number>> = {
  add: 3.7,
  sub: 3.7,
  mul: 2,
  div: 2.7,
  pow: 6,
  neg: 4,
  abs: 7,
  sqr: 3,
  cube: 6,
  inv: 5,
  sqrt: 5,
  cbrt: 7,
  exp: 6,
  log: 6,
  sin: 6,
  cos: 6,
  tan: 7,
  asin: 8,
  acos: 8,
  atan: 8,
  sinh: 8,
  cosh: 8,
  tanh: 8,
};
export const VARIABLE_BITS = 1.7;
export const CONSTANT_BITS = 2.7;
/** A function of a function (sin(exp(x))): rare in laws, and the first thing that noise is explained with. */
const NESTED_BITS = 3;
const FUNCTIONS = new Set<RegressOperation>(REGRESS_OPERATIONS.slice(REGRESS_OPERATIONS.indexOf('exp')));

/** A polynomial of one variable is a symbol of its own, with its degree and its coefficients. */
const POLYNOMIAL_BITS = 5;
/** How many symbols the frequencies above are worth: one that a formula has already is likelier to come again. */
const PRIOR_SYMBOLS = 8;

export type FormulaSize = {
  /** Bits of the symbols, and of the digits of constants where they are given. */
  readonly bits: number;
  /** Nodes, operations by their weights, as near to the term's as can be told without building it. */
  readonly nodes: number;
};

/** Marks of a part on the stack: a constant that disappears in what it meets, or not. */
const [PLAIN, ZERO, UNIT, MINUS, NUMBER] = [0, 1, 2, 3, 4];

/** Leaves: bits but for the operations, those of digits and nesting too. */
type Part = Coded & {
  readonly nodes: number;
  readonly kind: number;
  readonly nested: boolean;
  readonly polynomial: PolynomialPart | undefined;
  /** Of a sum its terms. */
  readonly addends?: readonly Addend[];
};

/**
 * How long a formula is, told from its code: factors of 1 and addends of 0 are not there. Operations are coded by an
 * adaptive code (as of a Dirichlet prior), so log(x + 1) + log(x² + 1) is shorter than log(x + 1) + sin(x² + 1); and a
 * polynomial in one variable by its coefficients where that is shorter.
 * @param digits bits of the digits of each constant
 */
export function formulaSize(
  { code, values, exact }: Formula,
  variables: number,
  weight: (operation: string) => number,
  digits?: ArrayLike<number>,
): FormulaSize {
  const stack: Part[] = [];
  const leaf = VARIABLE_BITS + Math.log2(Math.max(1, variables));
  const total = ({ leaves, symbols }: Coded): number => leaves + symbolBits(symbols, weight);
  let next = 0;
  for (const c of code) {
    if (c === CONSTANT_CODE) {
      const at = next++;
      // What happens to be 1 and is not known to be it stays.
      const value = exact?.[at] === undefined ? NaN : values[at];
      const bits = digits?.[at] ?? 0;
      stack.push({
        leaves: CONSTANT_BITS + bits,
        symbols: [],
        nodes: 1,
        kind: value === 0 ? ZERO : value === 1 ? UNIT : value === -1 ? MINUS : NUMBER,
        nested: false,
        polynomial: polynomialOfConstant(value, bits),
      });
      continue;
    }
    if (c < CONSTANT_CODE) {
      const polynomial = polynomialOfVariable(c);
      stack.push({ leaves: leaf, symbols: [], nodes: 1, kind: PLAIN, nested: false, polynomial });
      continue;
    }
    const right = isBinary(c) ? stack.pop() : undefined;
    const part = joined(c, stack.pop() as Part, right, weight);
    stack.push(shorter(part, leaf, total));
  }
  return { bits: total(stack[0]), nodes: stack[0].nodes };
}

/** The part, or the polynomial or the sum of polynomials and others that it is. */
function shorter(part: Part, leaf: number, total: (part: Coded) => number): Part {
  const { polynomial, addends } = part;
  if (polynomial !== undefined && polynomial.variable < 0) return part;
  const coded =
    polynomial === undefined
      ? addends && gatheredSum(addends, total, leaf)
      : codedPolynomial(polynomial, leaf);
  return coded !== undefined && total(coded) < total(part) ? { ...part, ...coded } : part;
}

/** Bits of operations, by their codes, in any order. */
export function symbolBits(symbols: Coded['symbols'], weight: (operation: string) => number): number {
  const seen = new Map<number, number>();
  let bits = 0;
  symbols.forEach((code, i) => {
    const first = code === POLYNOMIAL ? POLYNOMIAL_BITS : SYMBOL_BITS[nameOf(code)] * weight(named(code));
    const before = seen.get(code) ?? 0;
    bits += Math.log2((i + PRIOR_SYMBOLS) / (before + PRIOR_SYMBOLS * 2 ** -first));
    seen.set(code, before + 1);
  });
  return bits;
}

function nameOf(code: number): RegressOperation {
  return REGRESS_OPERATIONS[code - OPERATION_CODE];
}

/** The operation whose weight counts: a square is a power and its 2. */
function named(code: number): string {
  return code === CODE.sqr || code === CODE.cube ? 'pow' : code === CODE.inv ? 'div' : nameOf(code);
}

function joined(c: number, a: Part, b: Part | undefined, weight: (operation: string) => number): Part {
  const operation = nameOf(c);
  const nodes = weight(named(c)) + (c === CODE.sqr || c === CODE.cube || c === CODE.inv ? 1 : 0);
  const polynomial = joinedPolynomial(operation, a, b);
  if (b === undefined) {
    const constant = a.kind !== PLAIN;
    const deeper = FUNCTIONS.has(operation);
    return {
      leaves: a.leaves + (deeper && a.nested ? NESTED_BITS : 0),
      symbols: [...a.symbols, c],
      nodes: constant ? 1 : nodes + a.nodes,
      kind: constant ? NUMBER : PLAIN,
      nested: deeper ? !constant : a.nested,
      polynomial,
    };
  }
  const kept = absorbed(operation, a.kind, b.kind);
  if (kept === 'zero') {
    const zero = polynomialOfConstant(0, 0);
    return { leaves: CONSTANT_BITS, symbols: [], nodes: 1, kind: ZERO, nested: false, polynomial: zero };
  }
  if (kept !== undefined) {
    const side = kept.side === 'left' ? a : b;
    if (!kept.negated) return side;
    return {
      ...side,
      symbols: [...side.symbols, CODE.neg],
      nodes: side.nodes + 1,
      kind: PLAIN,
      polynomial,
    };
  }
  const constant = a.kind !== PLAIN && b.kind !== PLAIN;
  return {
    leaves: a.leaves + b.leaves,
    symbols: [...a.symbols, ...b.symbols, c],
    nodes: constant ? 1 : nodes + a.nodes + b.nodes,
    kind: constant ? NUMBER : PLAIN,
    nested: a.nested || b.nested,
    polynomial,
    ...(operation === 'add' || operation === 'sub'
      ? { addends: [...addendsOf(a, false), ...addendsOf(b, operation === 'sub')] }
      : {}),
  };
}

function addendsOf(part: Part, negated: boolean): readonly Addend[] {
  const { addends = [{ ...part, negated: false }] } = part;
  return negated ? addends.map((one) => ({ ...one, negated: !one.negated })) : addends;
}

function joinedPolynomial(
  operation: RegressOperation,
  { polynomial: a }: Part,
  right: Part | undefined,
): PolynomialPart | undefined {
  if (a === undefined) return undefined;
  const b = right?.polynomial;
  if (right !== undefined && b === undefined) return undefined;
  switch (operation) {
    case 'neg':
      return multiplyPolynomials(polynomialOfConstant(-1, 0), a);
    case 'sqr':
      return powerOfPolynomial(a, 2);
    case 'cube':
      return powerOfPolynomial(a, 3);
    case 'add':
      return addPolynomials(a, b as PolynomialPart, 1);
    case 'sub':
      return addPolynomials(a, b as PolynomialPart, -1);
    case 'mul':
      return multiplyPolynomials(a, b as PolynomialPart);
    case 'div':
      return dividedPolynomial(a, b as PolynomialPart);
    case 'pow':
      return (b as PolynomialPart).variable < 0
        ? powerOfPolynomial(a, (b as PolynomialPart).coefficients[0].value)
        : undefined;
    default:
      return undefined;
  }
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
