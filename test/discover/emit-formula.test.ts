import { describe, expect, it } from 'vitest';
import { emitFormula, emitSystem, FORMULA_TARGETS } from '../../src/discover/emit-formula.ts';
import { regress } from '../../src/discover/regress.ts';
import { regressTargets } from '../../src/discover/regress-targets.ts';
import { regressCategory } from '../../src/discover/regress-category.ts';

const x = Float64Array.from({ length: 12 }, (_, i) => 1 + i / 4);
const options = {
  target: 'y',
  operations: new Map([['mul', 1] as const]),
  maxComplexity: 5,
  evaluations: 0,
};

describe('emitFormula', () => {
  const finding = regress({ names: ['x', 'y'], columns: [x, x.map((v) => 3 * v * v)], rows: 12 }, options);
  const law = finding.front.find(({ chosen }) => chosen)!;

  it('writes every target a file of its own, what is known of the formula above it', () => {
    const files = emitFormula(finding, law, FORMULA_TARGETS, 'law');
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    const texts = files.filter(({ path }) => /law(_jax|_torch)?\.(?!wasm)\w+$/.test(path));
    expect(texts).toHaveLength(FORMULA_TARGETS.length - 1);
    for (const { path, contents } of texts) {
      expect(contents, path).toContain('y = 3*x^2');
      expect(contents, path).toContain('12 rows: root mean square error 0 on 12 of them');
    }
    expect(texts.find(({ path }) => path === 'law.fpcore')?.contents).toContain('(FPCore (x)');
  });

  it('takes constants by category as parameters, and says their values', () => {
    const kinds = x.map((_, i) => i % 2);
    const columns = [x, kinds, x.map((v, i) => [2, 5][kinds[i]] * v)];
    const labels = new Map([['kind', ['red', 'blue']]]);
    const found = regressCategory(
      { names: ['x', 'kind', 'y'], columns, rows: 12, labels },
      { ...options, category: 'kind' },
    );
    const [{ contents }] = emitFormula(
      found,
      found.front.find(({ chosen }) => chosen)!,
      ['js'],
      'law',
    );
    expect(contents).toContain('k1 by kind: red 2, blue 5');
    expect(contents).toContain('export function law(x, k1) {\n  return k1 * x;\n}');
  });

  it('writes a function for each of several targets', () => {
    const table = {
      names: ['x', 'y', 'z'],
      columns: [x, x.map((v) => 3 * v), x.map((v) => v * v)],
      rows: 12,
    };
    const found = regressTargets(table, ['y', 'z'], { ...options, inputs: ['x'] });
    const files = emitSystem(
      found,
      found.front.find(({ chosen }) => chosen)!,
      ['rust'],
      'law',
    );
    expect(files.map(({ path }) => path)).toEqual(['law_y.rs', 'law_z.rs']);
    expect(files[1].contents).toContain('/// z = x^2\n');
    expect(files[1].contents).toContain('pub fn law_z(x: f64) -> f64 {\n    x * x\n}');
  });

  it('says which targets can write formulas', () => {
    expect(() => emitFormula(finding, law, ['verilog'], 'law')).toThrow(/not written as verilog/);
  });
});
