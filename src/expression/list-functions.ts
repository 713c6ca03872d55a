import { CONSTANTS, type ConstantName } from './constants.ts';
import { OPERATION_NAMES, OPERATIONS, type OperationName } from './operations.ts';
import { CONSTANT_NAMES } from './reserved-names.ts';

export type FunctionListing = {
  readonly name: OperationName;
  readonly arity: number;
  /** How it is written: `a + b`, `-a`, `hypot(a, b)`. */
  readonly usage: string;
  readonly aliases: readonly string[];
  readonly meaning: string;
  /** The partial derivatives in `a`, `b`, `c`, as text that Napier parses; `undefined` where there is none. */
  readonly derivative: readonly (string | undefined)[];
};

export type ConstantListing = {
  readonly name: ConstantName;
  readonly aliases: readonly string[];
  readonly meaning: string;
};

/** What `napier functions` shows: every operation, in the table's order. */
export function listFunctions(): FunctionListing[] {
  return OPERATION_NAMES.map((name) => {
    const { arity, aliases, meaning, derivative } = OPERATIONS[name];
    return { name, arity, usage: usage(name), aliases, meaning, derivative };
  });
}

/** Every named constant, with the other ways to write it. */
export function listConstants(): ConstantListing[] {
  return (Object.keys(CONSTANTS) as ConstantName[]).map((name) => ({
    name,
    aliases: [...CONSTANT_NAMES].filter(([text, of]) => of === name && text !== name).map(([text]) => text),
    meaning: CONSTANTS[name].meaning,
  }));
}

function usage(name: OperationName): string {
  const { arity, notation } = OPERATIONS[name];
  if (notation === undefined) return `${name}(${['a', 'b', 'c'].slice(0, arity).join(', ')})`;
  if (notation.kind === 'prefix') return `${notation.symbol}a`;
  return notation.spaced ? `a ${notation.symbol} b` : `a${notation.symbol}b`;
}
