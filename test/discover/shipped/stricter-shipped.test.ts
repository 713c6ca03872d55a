import { describe, expect, it } from 'vitest';
import type { Manifest, ShippedRow } from '../../../src/discover/shipped/manifest.ts';
import { shippedTitle, type ShippedKey, type Tier } from '../../../src/discover/shipped/shipped-functions.ts';
import { stricterShipped } from '../../../src/discover/shipped/stricter-shipped.ts';

const key = (tier: Tier, fma: boolean): ShippedKey => ({ name: 'sin', format: 'f32', tier, fma });

function manifestOf(...keys: readonly ShippedKey[]): Manifest {
  const shipped = keys.map((row): ShippedRow => ({
    ...row,
    operations: 1,
    arithmetic: 'f32',
    entries: 0,
    bound: '0.5',
    signedZeros: true,
    sha256: '',
  }));
  return { shipped, missing: [] };
}

describe('the shipped program that does what is asked', () => {
  const all = manifestOf(key('precise', false), key('precise', true), key('correct', false));
  it.each([
    [key('fast', false), 'sin, f32, precise'],
    [key('fast', true), 'sin, f32, precise, fma'],
    [key('precise', true), 'sin, f32, precise, fma'],
    [key('close', true), 'sin, f32, correct'],
    [key('correct', false), 'sin, f32, correct'],
  ])('%o: %s', (asked, found) => {
    expect(shippedTitle(stricterShipped(asked, all))).toBe(found);
  });

  it('is what was asked where nothing is as strict, of the function and the format', () => {
    const precise = manifestOf(key('precise', false));
    for (const asked of [
      key('correct', false),
      { ...key('precise', false), name: 'cos' },
      { ...key('precise', false), format: 'f16' as const },
    ])
      expect(stricterShipped(asked, precise)).toBe(asked);
  });
});
