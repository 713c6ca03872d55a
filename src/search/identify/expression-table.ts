import { apply, constant, integer, type Expression } from '../../expression/expression.ts';
import type { OperationName } from '../../expression/operations.ts';

/** One way to write a term: how many symbols it counts for, and its value in doubles. */
type UnaryRule = {
  readonly operation: OperationName;
  readonly cost: number;
  readonly value: (a: number) => number;
};
type BinaryRule = {
  readonly operation: OperationName;
  readonly cost: number;
  readonly commutes: boolean;
  readonly value: (a: number, b: number) => number;
};

const LEAVES: readonly (readonly [Expression, number, number])[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => [integer(n), n, n < 3 ? 2 : n < 6 ? 3 : 4] as const),
  [constant('pi'), Math.PI, 3],
  [constant('e'), Math.E, 3],
  [constant('phi'), (1 + Math.sqrt(5)) / 2, 4],
  [constant('egamma'), 0.577_215_664_901_532_9, 5],
  [constant('catalan'), 0.915_965_594_177_219, 5],
];

// prettier-ignore
const UNARY: readonly UnaryRule[] = [
  { operation: 'sqrt', cost: 2, value: Math.sqrt },
  { operation: 'log', cost: 2, value: Math.log },
  { operation: 'exp', cost: 2, value: Math.exp },
  { operation: 'neg', cost: 1, value: (a) => -a },
  { operation: 'sin', cost: 3, value: Math.sin },
  { operation: 'cos', cost: 3, value: Math.cos },
  { operation: 'tan', cost: 3, value: Math.tan },
  { operation: 'atan', cost: 3, value: Math.atan },
];

const BINARY: readonly BinaryRule[] = [
  { operation: 'add', cost: 1, commutes: true, value: (a, b) => a + b },
  { operation: 'sub', cost: 1, commutes: false, value: (a, b) => a - b },
  { operation: 'mul', cost: 1, commutes: true, value: (a, b) => a * b },
  { operation: 'div', cost: 1, commutes: false, value: (a, b) => a / b },
  {
    operation: 'pow',
    cost: 2,
    commutes: false,
    value: (a, b) => (a > 0 || Number.isInteger(b) ? a ** b : NaN),
  },
];

/** Terms without variables, simplest first, no two of the same value (to 13 digits); and an order by value. */
export type ExpressionTable = {
  readonly values: Float64Array;
  /** Indices of `values` from the least value to the greatest, and those values. */
  readonly order: Uint32Array;
  readonly sorted: Float64Array;
  readonly term: (index: number) => Expression;
};

const SMALLEST = 1e-6;
const LARGEST = 1e6;
const tables = new Map<number, ExpressionTable>();

/** The `size` simplest terms. Made once a process and size, in about a quarter of a second for 50,000. */
export function expressionTable(size: number): ExpressionTable {
  const known = tables.get(size);
  if (known !== undefined) return known;
  const made = enumerate(size);
  tables.set(size, made);
  return made;
}

function enumerate(size: number): ExpressionTable {
  const values = new Float64Array(size);
  const rule = new Int16Array(size);
  const left = new Int32Array(size);
  const right = new Int32Array(size);
  const seen = new Set<number>();
  /** First index of each cost. */
  const starts: number[] = [0, 0];
  let count = 0;
  const offer = (value: number, by: number, a: number, b: number): void => {
    const magnitude = Math.abs(value);
    if (count >= size || !(magnitude > SMALLEST && magnitude < LARGEST)) return;
    const key =
      Math.round((value / 2 ** Math.floor(Math.log2(magnitude))) * 2 ** 42) +
      Math.floor(Math.log2(magnitude)) * 2 ** 45;
    if (seen.has(key)) return;
    seen.add(key);
    values[count] = value;
    rule[count] = by;
    left[count] = a;
    right[count] = b;
    count += 1;
  };
  for (let cost = 2; count < size; cost++) {
    starts[cost] = count;
    for (const [i, [, value, price]] of LEAVES.entries()) if (price === cost) offer(value, -1, i, 0);
    for (const [u, { cost: price, value }] of UNARY.entries()) {
      const inner = cost - price;
      if (inner < 2) continue;
      for (let a = starts[inner]; a < starts[inner + 1] && count < size; a++)
        offer(value(values[a]), u, a, 0);
    }
    for (const [k, { cost: price, commutes, value }] of BINARY.entries()) {
      for (let first = 2; first <= cost - price - 2; first++) {
        const second = cost - price - first;
        if (commutes && second > first) continue;
        for (let a = starts[first]; a < starts[first + 1] && count < size; a++) {
          const end = commutes && first === second ? a + 1 : starts[second + 1];
          for (let b = starts[second]; b < end; b++)
            offer(value(values[a], values[b]), UNARY.length + k, a, b);
        }
      }
    }
    starts[cost + 1] = count;
  }
  const order = Uint32Array.from({ length: size }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const term = (index: number): Expression => {
    const by = rule[index];
    if (by < 0) return LEAVES[left[index]][0];
    if (by < UNARY.length) return apply(UNARY[by].operation, term(left[index]));
    return apply(BINARY[by - UNARY.length].operation, term(left[index]), term(right[index]));
  };
  return { values, order, sorted: Float64Array.from(order, (i) => values[i]), term };
}
