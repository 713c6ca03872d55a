import { describe, expect, it } from 'vitest';
import {
  DEFINITIONS,
  HELD_DEFINITIONS,
  IDENTITIES,
  type OperationIdentity,
} from '../../src/expression/identities.ts';
import type { OperationName } from '../../src/expression/operations.ts';
import { OPERATIONS } from '../../src/expression/operations.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { confirmIdentity } from '../../src/search/reduction/identity.ts';

/** Both sides of a row, in x, and where it holds. */
function sides(f: OperationName, row: OperationIdentity): [left: string, right: string, lo: number] {
  switch (row.kind) {
    case 'shift':
      return [`${f}(x + (${row.by}))`, `(${row.times})*${f}(x)`, -60];
    case 'scale':
      return [`${f}((${row.by})*x)`, `${f}(x) + (${row.plus})`, 0];
    case 'power':
      return [`${f}((${row.by})*x)`, `(${row.times})*${f}(x)`, 0];
    case 'reflection':
      return [
        `${f}((${row.about}) - x)`,
        `(${row.times})*${f}(x) + (${row.slope})*x + (${row.plus})`,
        f === 'acos' ? -1 : -60,
      ];
    case 'inversion':
      return [`${f}(x + (${row.by}))`, `(${row.times})/${f}(x)`, -60];
    case 'reciprocal':
      return [`${f}(1/x)`, `(${row.times})*${f}(x) + (${row.plus})`, 0];
  }
}

const holds = (left: string, right: string, lo: number, hi: number): boolean =>
  confirmIdentity({ left: parseExpression(left), right: parseExpression(right), variable: 'x', lo, hi });

describe('identities of operations', () => {
  const rows = Object.entries(IDENTITIES).flatMap(([name, list]) =>
    list.map((row) => [`${name}, ${row.kind}`, name as OperationName, row] as const),
  );
  it.each(rows)('%s', (_, name, row) => {
    expect(OPERATIONS[name].arity).toBe(1);
    const [left, right, lo] = sides(name, row);
    expect(holds(left, right, lo, name === 'acos' ? 1 : 60)).toBe(true);
  });
});

/** Where each definition's function is defined, when not everywhere. */
const DOMAIN: Partial<Record<OperationName, readonly [number, number]>> = {
  acosh: [1, 60],
  atanh: [-1, 1],
  asin: [-1, 1],
  acos: [-1, 1],
  log1p: [-1, 60],
  rsqrt: [0, 60],
};

describe('definitions of operations', () => {
  const rows = [...Object.entries(DEFINITIONS), ...Object.entries(HELD_DEFINITIONS)].flatMap(([name, list]) =>
    list.map((text) => [`${name}(a) = ${text}`, name as OperationName, text] as const),
  );
  it.each(rows)('%s', (_, name, text) => {
    const [lo, hi] = DOMAIN[name] ?? [-60, 60];
    expect(holds(`${name}(x)`, text.replaceAll(/\ba\b/g, 'x'), lo, hi)).toBe(true);
  });
});
