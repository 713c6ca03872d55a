import { describe, expect, it } from 'vitest';
import { listConstants, listFunctions } from '../../src/expression/list-functions.ts';
import { OPERATION_NAMES } from '../../src/expression/operations.ts';
import { constant } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';

describe('listFunctions', () => {
  it('lists every operation, in the order of the table, with a usage that parses to it', () => {
    const listed = listFunctions();
    expect(listed.map(({ name }) => name)).toEqual([...OPERATION_NAMES]);
    for (const { name, usage } of listed) expect(parseExpression(usage)).toMatchObject({ operation: name });
  });

  it('gives derivatives and aliases as the table has them', () => {
    const row = (name: string): unknown => listFunctions().find((one) => one.name === name);
    expect(row('log')).toMatchObject({ arity: 1, usage: 'log(a)', aliases: ['ln'], derivative: ['1/a'] });
    expect(row('pow')).toMatchObject({ arity: 2, usage: 'a^b' });
    expect(row('zeta')).toMatchObject({ derivative: [undefined] });
  });

  it('lists constants under names that parse to them', () => {
    expect(listConstants().map(({ name }) => name)).toContain('catalan');
    for (const { name, aliases } of listConstants()) {
      for (const text of [name, ...aliases]) expect(parseExpression(text)).toBe(constant(name));
    }
  });
});
