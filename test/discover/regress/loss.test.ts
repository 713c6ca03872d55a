import { describe, expect, it } from 'vitest';
import { parseLoss } from '../../../src/discover/regress/parse-loss.ts';
import { readAnyFinding } from '../../../src/discover/read-any-finding.ts';
import { regress } from '../../../src/discover/regress.ts';
import { writeFinding } from '../../../src/discover/write-finding.ts';
import { NapierError } from '../../../src/error/fault.ts';
import { createRandom } from '../../../src/number/random.ts';
import { toText } from '../../../src/expression/to-text.ts';
import { lossPull, lossWeight } from '../../../src/search/regress/loss.ts';
import { searchFormulas } from '../../../src/search/regress/search-formulas.ts';

const Y = Float64Array.of(1, 2, 3.5, 10);

describe('parseLoss', () => {
  it('knows what kind of loss one is', () => {
    const kind = (text: string) => {
      const { nats, degree } = parseLoss(text, Y);
      return nats ? 'nats' : degree;
    };
    expect(['absolute', 'l1', 'huber(2)', 'quantile(0.9)', 'logcosh', 'poisson'].map(kind)).toEqual([
      1, 1, 2, 1, 2, 2,
    ]);
    expect(['abs(y-p)^1.5', 'log(1+(y-p)^2)', '(y-p)^4'].map(kind)).toEqual([1.5, 2, 4]);
    expect(parseLoss('logistic', Float64Array.of(0, 1)).nats).toBe(true);
  });

  it('has the values of its formula, less what y itself costs', () => {
    expect(parseLoss('huber(2)', Y).cost(3, 2)).toBe(0.5);
    expect(parseLoss('huber(2)', Y).cost(10, 2)).toBe(14);
    expect(parseLoss('quantile(0.9)', Y).cost(3, 2)).toBeCloseTo(0.9, 15);
    expect(parseLoss('poisson', Y).cost(2, 3)).toBeCloseTo(3 - 2 * Math.log(3) - (2 - 2 * Math.log(2)), 14);
    expect(parseLoss('logistic', Float64Array.of(0, 1)).cost(1, -800)).toBe(800);
  });

  it('pulls with half its slope and weighs with the parabola through it', () => {
    const squared = parseLoss('(y-p)^2', Y);
    for (const [y, p] of [
      [3, 2.5],
      [-2, 7],
      [0, 1e-3],
    ] as const) {
      expect(lossPull(squared, y, p)).toBeCloseTo(y - p, 8);
      expect(lossWeight(squared, y, p, lossPull(squared, y, p))).toBeCloseTo(1, 6);
    }
    const absolute = parseLoss('absolute', Y);
    expect(lossWeight(absolute, 10, 2, lossPull(absolute, 10, 2))).toBeCloseTo(1 / 16, 6);
  });

  it('refuses what is no loss', () => {
    const refused = (text: string, values = Y): string => {
      try {
        parseLoss(text, values);
        return 'taken';
      } catch (error) {
        if (error instanceof NapierError) return error.fault.message;
        throw error;
      }
    };
    expect(refused('abs(y - q)')).toBe('`q` is neither y nor p');
    expect(refused('hubber')).toMatch('`hubber` is neither y nor p');
    expect(refused('y^2')).toBe('the loss does not depend on p');
    expect(refused('log(p)*log(-p)')).toBe('the loss has no value for these data');
    expect(refused('quantile(2)')).toBe('`2` is no quantile');
    expect(refused('abs(y -')).not.toBe('taken');
  });
});

describe('a search with a loss', () => {
  const random = createRandom(8);
  const x = Float64Array.from({ length: 45 }, () => 1 + 4 * random.next());
  const chosen = (y: Float64Array, loss: string | undefined, columns = [x]): string => {
    const own = loss === undefined ? {} : { loss: parseLoss(loss, y) };
    const { front, chosen: at } = searchFormulas(
      { inputs: ['x'], columns, target: y, ...own },
      { operations: ['add', 'mul', 'pow'], maxComplexity: 12, features: 200, engines: ['linear', 'glance'] },
    );
    return toText(front[at].expression);
  };

  it('finds the law behind outliers with absolute errors, and not with squares', () => {
    const y = x.map((v, i) =>
      i % 15 === 7 ? 400 * random.next() - 100 : 2 * v * v + 3 + 0.02 * random.next(),
    );
    expect(chosen(y, 'absolute')).toMatch(/^2\*x\^2 \+ 3(\.0\d*)?$/);
    expect(chosen(y, undefined)).not.toMatch(/^2\*x\^2 \+ 3(\.0\d*)?$/);
  });

  it('finds a quantile', () => {
    const y = x.map((v) => v * v + random.next());
    expect(chosen(y, 'quantile(0.9)')).toMatch(/^x\^2 \+ (0\.[89]\d*|1)$/);
  });

  it('finds log-odds', () => {
    const wide = Float64Array.from({ length: 400 }, () => 6 * random.next() - 3);
    const y = wide.map((v) => (random.next() < 1 / (1 + Math.exp(1 - 2 * v)) ? 1 : 0));
    expect(chosen(y, 'logistic', [wide])).toBe('2*x - 1');
  });

  it('is kept in the finding, and errors are its means', () => {
    const [u, y] = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(2, 4, 6, 8, 10, 90)];
    const table = { names: ['x', 'y'], columns: [u, y], rows: 6 };
    const operations = new Map([
      ['add', 1],
      ['mul', 1],
    ] as const);
    const finding = regress(table, {
      target: 'y',
      loss: 'absolute',
      operations,
      maxComplexity: 3,
      evaluations: 0,
    });
    expect(readAnyFinding(writeFinding(finding))).toEqual(finding);
    expect([finding.problem.loss, finding.problem.spread]).toEqual(['absolute', 16]);
    expect(finding.front.find(({ expression }) => expression === 'x')?.error).toEqual({
      value: 16.5,
      rows: 6,
    });
  });
});
