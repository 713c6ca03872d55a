import { describe, expect, it } from 'vitest';
import { apply, rational, variable } from '../../src/expression/expression.ts';
import { constantBits } from '../../src/certify/constant-bits.ts';

describe('constantBits', () => {
  it('is the length of the longest number in binary', () => {
    const term = apply(
      'add',
      apply('mul', rational(5n), variable('x')),
      rational(2n ** 200n + 1n, 2n ** 90n),
    );
    expect(constantBits(term)).toBe(201);
  });

  it('does not count what has no binary form', () => {
    expect(constantBits(apply('mul', rational(10n ** 60n, 3n), variable('x')))).toBe(0);
    expect(constantBits(variable('x'))).toBe(0);
  });
});
