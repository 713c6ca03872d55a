import { describe, expect, it } from 'vitest';
import { formOf } from '../../../src/search/evolve/structure-form.ts';
import { canonical } from './structure-shapes.ts';

describe('formOf', () => {
  const form = (text: string): number => formOf(canonical(text));

  it('is one for programs that differ in places alone', () => {
    expect(form('a = x * c; b = a + c')).toBe(form('a = x + c; b = a * c'));
    expect(form('a = c / x; b = a + c')).toBe(form('a = x + c; b = c / a'));
  });

  it('tells constants, quotients and shared values apart', () => {
    const forms = [
      'a = x * c; b = a + c',
      'a = x * x; b = a + c',
      'a = c / x; b = a + c',
      'a = sqrt x; b = a + c; d = b * c; e = d / x',
      // x·(a + b·x²) and x²·(a + b·x²) + c·x: one value used twice, and two.
      'a = x * x; b = a * c; d = b + c; e = d * x',
      'a = x * x; b = a * c; d = b + x; e = d * a',
    ].map(form);
    expect(new Set(forms).size).toBe(forms.length);
  });
});
