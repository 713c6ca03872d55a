import { describe, expect, it } from 'vitest';
import { findStructures } from '../../src/search/structure.ts';
import { target } from './targets.ts';

function names(text: string, domain: string, bounded = true): string[] {
  const { oracle, lo, hi } = target(text, domain, 'absolute');
  return findStructures(oracle, lo, hi, bounded).map(
    ({ name, first, stride }) => `${name} ${first} ${stride}`,
  );
}

describe('findStructures', () => {
  it('finds parity by itself, and leaves out what it makes needless', () => {
    expect(names('sin(x)', '[-1,1]')).toEqual(['odd 1 2']);
    expect(names('cos(x)', '[-1,1]')).toEqual(['even 0 2']);
    expect(names('cos(x)', '[0,1]')).toEqual(['even 0 2', 'full 0 1']);
    expect(names('exp(x)', '[-1,1]')).toEqual(['full 0 1']);
  });

  it('starts at the order of the zero', () => {
    expect(names('x - sin(x)', '[-1,1]')).toEqual(['odd 3 2']);
    expect(names('1 - cos(x)', '[-1,1]')).toEqual(['even 2 2']);
    expect(names('expm1(x)', '[-1,1]')).toEqual(['vanishing 1 1']);
    expect(names('expm1(x)', '[-1,1]', false)).toEqual(['vanishing 1 1', 'full 0 1']);
  });

  it('is not taken in by functions that are nearly symmetric, or symmetric about another point', () => {
    expect(names('cos(x) + 1e-30*x', '[-1,1]')).toEqual(['full 0 1']);
    expect(names('cos(x - 1)', '[-1,3]')).toEqual(['full 0 1']);
    expect(names('sqrt(x)', '[1,2]')).toEqual(['full 0 1']);
  });
});
