import { describe, expect, it } from 'vitest';
import { CONSTANTS } from '../../src/expression/constants.ts';
import { variablesOf } from '../../src/expression/expression.ts';
import { OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { toText } from '../../src/expression/to-text.ts';

describe('the operation table', () => {
  it('has a row for every name and a name for every row', () => {
    expect(Object.keys(OPERATIONS).toSorted()).toEqual([...OPERATION_NAMES].toSorted());
  });

  it('gives no name twice, neither as a name, an alias nor a constant (but gamma, which is both)', () => {
    const names = OPERATION_NAMES.flatMap((name) => [name, ...OPERATIONS[name].aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name in CONSTANTS)).toEqual([]);
  });

  it('gives no FPCore name twice but the minus', () => {
    const names = OPERATION_NAMES.map((name) => OPERATIONS[name].fpcore).filter((name) => name !== undefined);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual(['-']);
  });

  it.each(OPERATION_NAMES)('%s: columns agree with the arity, derivatives parse in a, b, c', (name) => {
    const { arity, parity, derivative, latex, meaning } = OPERATIONS[name];
    expect([parity.length, derivative.length]).toEqual([arity, arity]);
    expect(meaning).not.toBe('');
    const places = [...latex.matchAll(/#(\d)/g)].map((m) => Number(m[1]));
    expect(places.length === 0 || places.length === arity).toBe(true);
    for (const text of derivative) {
      if (text === undefined) continue;
      const rule = parseExpression(text);
      expect(['a', 'b', 'c'].slice(0, arity)).toEqual(expect.arrayContaining(variablesOf(rule)));
      expect(parseExpression(toText(rule))).toBe(rule);
    }
  });
});
