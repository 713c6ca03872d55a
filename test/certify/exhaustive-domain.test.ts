import { describe, expect, it } from 'vitest';
import { formatDomain } from '../../src/certify/exhaustive-domain.ts';
import { FORMATS, type FormatName } from '../../src/number/formats.ts';
import { specification } from './brute-force.ts';

type Ends = [x: number, y: number];
const f32 = Math.fround;

describe('formatDomain', () => {
  const cases: [[string, string], [boolean, boolean], FormatName, Ends][] = [
    [['0', '1'], [false, false], 'f32', [-0, 1]],
    [['0', '1'], [true, true], 'f32', [2 ** -149, 1 - 2 ** -24]],
    [['-1', '0'], [true, true], 'f32', [-1 + 2 ** -24, -(2 ** -149)]],
    [['-1', '0'], [false, false], 'f32', [-1, 0]],
    // fround(π/4) is above π/4, fround(−π/4) below: neither is inside; open or closed is the same.
    [['-pi/4', 'pi/4'], [false, false], 'f32', [-f32(Math.PI / 4) + 2 ** -24, f32(Math.PI / 4) - 2 ** -24]],
    [['-pi/4', 'pi/4'], [true, true], 'f32', [-f32(Math.PI / 4) + 2 ** -24, f32(Math.PI / 4) - 2 ** -24]],
    [['1/3', '2/3'], [true, false], 'f64', [1 / 3 + 2 ** -54, 2 / 3]],
    // An end too small for the format: the zeros are inside.
    [['-10^-60', '10^-60'], [true, true], 'f32', [-0, 0]],
    [['10^-60', '1'], [false, false], 'f32', [2 ** -149, 1]],
    [['-inf', 'inf'], [true, true], 'f16', [-65504, 65504]],
    [['1', 'inf'], [false, false], 'bf16', [1, FORMATS.bf16.maxFinite]],
    [['-10^60', '10^60'], [false, false], 'f32', [-FORMATS.f32.maxFinite, FORMATS.f32.maxFinite]],
  ];
  for (const [ends, open, name, [lo, hi]] of cases) {
    it(`${name} on ${open[0] ? '(' : '['}${ends}${open[1] ? ')' : ']'}`, () => {
      const format = FORMATS[name as keyof typeof FORMATS];
      const range = formatDomain(specification('x', ends, name, 'ulp', open).domain, format);
      expect([format.fromOrdinal(range.first), format.fromOrdinal(range.last)]).toEqual([lo, hi]);
    });
  }

  it('refuses a domain without numbers of the format', () => {
    for (const [ends, open] of [
      [
        ['1', '1'],
        [true, false],
      ],
      [
        ['2', '1'],
        [false, false],
      ],
      [
        ['1 + 2^-30', '1 + 2^-29'],
        [false, false],
      ],
      [
        ['10^40', '10^50'],
        [false, false],
      ],
    ] as [[string, string], [boolean, boolean]][]) {
      const { domain } = specification('x', ends, 'f32', 'ulp', open);
      expect(() => formatDomain(domain, FORMATS.f32)).toThrow('holds no number of f32');
    }
  });
});
