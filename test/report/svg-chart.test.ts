import { describe, expect, it } from 'vitest';
import { svgChart, type Chart } from '../../src/report/svg-chart.ts';

const base: Chart = {
  title: 'a < b',
  x: { domain: [0, 4], scale: 'linear', label: 'x' },
  y: { domain: [-1, 1], scale: 'linear', label: 'error' },
  layers: [],
};

describe('svgChart', () => {
  it('is well-formed and escapes text', () => {
    const svg = svgChart(base);
    expect(svg.startsWith('<svg')).toBe(true);
    expect(svg).toContain('a &lt; b');
    expect(svg).not.toContain('NaN');
  });
  it('keeps a one-column spike: the bar reaches from the lowest to the highest value', () => {
    const svg = svgChart({
      ...base,
      layers: [{ kind: 'columns', x: [0, 1, 2, 3, 4], lo: [0, 0, -1, 0], hi: [0, 0, 1, 0] }],
    });
    const heights = [...svg.matchAll(/v(-?[\d.]+)h/g)].map((m) => Number(m[1]));
    expect(heights).toEqual([1, 1, 262, 1]);
  });
  it('clamps values outside the axis to its edge', () => {
    const svg = svgChart({ ...base, layers: [{ kind: 'rule', y: 50, className: 'bound' }] });
    expect(svg).toMatch(/class="rule bound" x1="74" x2="842" y1="14" y2="14"/);
  });
  it('writes powers of ten on a logarithmic axis', () => {
    const svg = svgChart({ ...base, y: { domain: [1e-9, 1e-3], scale: 'log', label: 'error' } });
    expect(svg).toContain('10⁻⁶');
  });
});
