import { describe, expect, it } from 'vitest';
import { ancestryFigure } from '../../src/report/ancestry-figure.ts';
import type { Ancestor } from '../../src/search/engine.ts';

const record = (id: string, parents: readonly string[], how = 'splice'): Ancestor => ({
  id,
  parents,
  how,
  operations: parents.length + 1,
  error: 1e-3,
});

/** Texts and vertical places of the boxes. */
function boxes(svg: string): { readonly id: string; readonly y: number }[] {
  return [...svg.matchAll(/<title>(\S+) · [^<]*<\/title><rect x="[\d.]+" y="([\d.]+)"/g)].map(
    ([, id, y]) => ({
      id,
      y: Number(y),
    }),
  );
}

describe('ancestryFigure', () => {
  const family = [
    record('d', ['c', 'a']),
    record('c', ['b']),
    record('b', ['a']),
    record('a', ['long gone']),
    record('z', []),
  ];
  const svg = ancestryFigure(family, 'd', 'relative') as string;

  it('puts every parent above all that was made of it, and what is no ancestor nowhere', () => {
    const places = new Map(boxes(svg).map(({ id, y }) => [id, y]));
    expect([...places.keys()].toSorted()).toEqual(['a', 'b', 'c', 'd']);
    for (const { id, parents } of family) {
      for (const parent of parents) {
        const [below, above] = [places.get(id), places.get(parent)];
        if (below !== undefined && above !== undefined) expect(above).toBeLessThan(below);
      }
    }
  });

  it('draws a line a parent, a broken one for those that are not there', () => {
    expect(svg.match(/<path d=/g)).toHaveLength(4);
    expect(svg.match(/<path class="lost"/g)).toHaveLength(1);
  });

  it('says what each is, in text that is safe', () => {
    const made = ancestryFigure([{ ...record('1.2', [], '<b>&'), error: 0 }], '1.2', 'absolute');
    expect(made).toContain('1 operation, exact');
    expect(made).toContain('1.2 · &lt;b&gt;&amp;');
    expect(ancestryFigure([record('1.2', [])], '1.2', 'relative')).toContain('1 operation, 3.00 digits');
    expect(ancestryFigure([record('1.2', [])], '1.2', 'ulp')).toContain('0.00100 ulp');
  });

  it('draws the nearest of many, and ends where a record is its own ancestor', () => {
    const chain = Array.from({ length: 100 }, (_, i) => record(String(i), [String(i + 1)]));
    const places = boxes(ancestryFigure(chain, '0', 'relative') as string).map(({ id }) => Number(id));
    expect(places.length).toBeLessThan(20);
    expect(Math.max(...places)).toBe(places.length - 1);
    const circle = [record('a', ['b']), record('b', ['a'])];
    expect(boxes(ancestryFigure(circle, 'a', 'relative') as string)).toHaveLength(2);
  });

  it('is undefined where nothing is known', () => {
    expect(ancestryFigure(family, 'q', 'relative')).toBeUndefined();
  });
});
