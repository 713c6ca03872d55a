import { describe, expect, it } from 'vitest';
import { branchesFromFPCore, problemFromFPCore } from '../../src/discover/fpcore-problem.ts';
import { improve, type ImproveOptions } from '../../src/discover/improve.ts';
import type { ImprovementFinding } from '../../src/discover/improvement.ts';
import { improvementFPCore } from '../../src/discover/improvement-fpcore.ts';
import { conditionText, parseInputConditions } from '../../src/discover/input-condition.ts';
import { InputSpace } from '../../src/discover/input-space.ts';
import { parseNamedDomains } from '../../src/discover/named-domains.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError, type Fault } from '../../src/error/fault.ts';
import { variablesOf } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseFPCore } from '../../src/expression/parse-fpcore.ts';
import { toText } from '../../src/expression/to-text.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { findFormat } from '../../src/number/formats.ts';
import { createRandom } from '../../src/number/random.ts';
import { valueAt } from '../../src/rewrite/value-at.ts';

const run = (text: string, domain?: string, options: ImproveOptions = {}): ImprovementFinding => {
  const expression = parseExpression(text);
  const domains = domain === undefined ? new Map() : parseNamedDomains(domain, variablesOf(expression));
  return improve(expression, { points: 200, ...options, domains });
};
const best = ({ front }: ImprovementFinding): ImprovementFinding['front'][number] => front[front.length - 1];
const faultOf = (body: () => unknown): Fault => {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error('no fault');
};

/** Every piece that is called equal has the given expression's value at inputs it is for, by enclosures. */
function checkPieces(finding: ImprovementFinding, points: number): void {
  const given = parseExpression(finding.problem.expression);
  const names = variablesOf(given);
  const domains = new Map(
    Object.entries(finding.problem.domains).flatMap(([name, text]) => [
      ...parseNamedDomains(`${name}=${text}`, [name]),
    ]),
  );
  const conditions = parseInputConditions(finding.problem.precondition ?? '0 < 1');
  const space = new InputSpace(given, names, domains, conditions, findFormat(finding.problem.format));
  const { machine } = space.sample(points, createRandom(99));
  const truth = valueAt(given, names);
  for (const entry of finding.front) {
    const pieces = entry.regimes.length === 0 ? [{ ...entry, where: [] }] : entry.regimes;
    const values = pieces.map(({ expression }) => valueAt(parseExpression(expression), names));
    for (let k = 0; k < machine.count; k++) {
      const point = names.map((_, i) => machine.columns[i][k]);
      const at = pieces.findIndex(({ where }) =>
        where.every(({ variable, above = '-Infinity', upTo = 'Infinity' }) => {
          const x = point[names.indexOf(variable)];
          const [lo, hi] = [above, upTo].map((end) =>
            end.endsWith('Infinity') ? Number(end) : exactDouble(end),
          );
          return x > lo && x <= hi;
        }),
      );
      if (pieces[at].derivation === undefined) continue;
      const [a, b] = [truth(point), values[at](point)];
      if (a === 'undecided' || b === 'undecided' || a === 'undefined') continue;
      const said = `${pieces[at].expression} at ${point.join(', ')}`;
      expect(b, said).not.toBe('undefined');
      if (b !== 'undefined') expect(a.lo <= b.hi && b.lo <= a.hi, said).toBe(true);
    }
  }
}

describe('improve', () => {
  it('rewrites a difference of roots, with worst and mean error before and after', () => {
    const finding = run('sqrt(x+1) - sqrt(x)', '[1,1e300]');
    expect(finding.given.error.mean).toBeGreaterThan(30);
    expect(best(finding).error.mean).toBeLessThan(0.5);
    expect(best(finding).error.worst).toBeLessThan(2);
    expect(best(finding).status).toBe('equal');
    expect(best(finding).derivation?.steps.length).toBeGreaterThan(0);
    expect(Object.keys(best(finding).error.worstInput)).toEqual(['x']);
    checkPieces(finding, 200);
    const text = writeFinding(finding);
    expect(writeFinding(readAnyFinding(text))).toBe(text);
    expect(writeFinding(run('sqrt(x+1) - sqrt(x)', '[1,1e300]'))).toBe(text);
  }, 60_000);

  it('finds the function for exp(x) - 1, in f64 and in f32', () => {
    for (const format of ['f64', 'f32']) {
      const finding = run('exp(x) - 1', '[-1,1]', { format });
      expect(best(finding).expression).toBe('expm1(x)');
      expect(best(finding).error).toMatchObject({ mean: 0, worst: 0 });
    }
  }, 60_000);

  it('divides the sum of angles, and shows no entry that is worse than the given expression', () => {
    const finding = run('sin(x+y) - sin(x)', 'x=[-10,10],y=[-1e-3,1e-3]');
    expect(best(finding).error.mean).toBeLessThan(1);
    for (const { error } of finding.front) expect(error.mean).toBeLessThanOrEqual(finding.given.error.mean);
    checkPieces(finding, 100);
  }, 60_000);

  it('branches on the sign in the quadratic formula, where the rewriting holds for one sign only', () => {
    const finding = run('(-b + sqrt(b*b - 4*(a*c)))/(2*a)', 'a=[1,2],b=[-1e6,1e6],c=[1e-3,1]', {
      conditions: parseInputConditions('b*b >= 4*(a*c)'),
    });
    expect(best(finding).regimes.flatMap(({ where }) => where.map(({ variable }) => variable))).toContain(
      'b',
    );
    expect(best(finding).error.mean).toBeLessThan(finding.given.error.mean / 4);
    checkPieces(finding, 200);
    const text = writeFinding(finding);
    expect(writeFinding(readAnyFinding(text))).toBe(text);
  }, 90_000);

  it('proves the error of a 16-bit function of one variable by all inputs, and marks a series', () => {
    const finding = run('(x - sin(x))/(x - tan(x))', '[-1,1]', { format: 'bf16' });
    expect(best(finding).error.status).toBe('proved');
    expect(best(finding).error.points).toBeGreaterThan(10_000);
    expect(best(finding).status).toBe('near');
    expect(best(finding).error.mean).toBeLessThan(1);
    checkPieces(finding, 100);
  }, 90_000);

  it('reads FPCore with its precondition and writes FPCore with pieces', () => {
    const [core] = parseFPCore(
      '(FPCore (x) :name "t" :pre (and (< -1 x 1) (!= x 0)) (/ (log (- 1 x)) (log (+ 1 x))))',
    );
    const { expression, options } = problemFromFPCore(core);
    const finding = improve(expression, { ...options, points: 100 });
    expect(best(finding).expression).toBe('log1p(-x)/log1p(x)');
    const [again] = parseFPCore(improvementFPCore(finding));
    expect(again.arguments.map(({ name }) => name)).toEqual(['x']);
    const pieces: ImprovementFinding = {
      ...finding,
      front: [
        {
          ...best(finding),
          regimes: [
            { where: [{ variable: 'x', above: '0x0p+0', upTo: '0x1.8p-1' }], expression: 'log1p(-x)' },
            { where: [], expression: 'x + 1' },
          ],
        },
      ],
    };
    expect(parseFPCore(improvementFPCore(pieces))[0].body.kind).toBe('if');
  }, 60_000);
});

describe('cases', () => {
  it('ask the signs of several variables where one is not enough, and each piece holds where it stands', () => {
    const finding = run('(-b - sqrt(b*b - a*c))/a', undefined, {
      conditions: parseInputConditions('b*b >= a*c, a != 0'),
      points: 500,
    });
    expect(best(finding).error.mean).toBeLessThan(0.5);
    expect(best(finding).status).toBe('equal');
    const asked = best(finding).regimes.map(({ where }) =>
      where
        .map(({ variable }) => variable)
        .sort()
        .join(),
    );
    expect(asked).toContain('a,b,c');
    expect(asked[asked.length - 1]).toBe('');
    const { regimes } = best(finding);
    expect(regimes.some(({ derivation }) => derivation?.where?.length === 3)).toBe(true);
    checkPieces(finding, 300);
    const text = writeFinding(finding);
    expect(writeFinding(readAnyFinding(text))).toBe(text);
    expect(parseFPCore(improvementFPCore(finding))[0].body.kind).toBe('if');
  }, 240_000);

  it('leave 0 to the given expression where a domain begins there', () => {
    const finding = run('(x + 1)^0.625 - x^0.625', '[0,inf)');
    expect(best(finding).error.mean).toBeLessThan(0.5);
    const { regimes } = best(finding);
    expect(regimes[0]).toEqual({
      where: [{ variable: 'x', upTo: '0x0p+0' }],
      expression: finding.problem.expression,
      derivation: { equations: [], steps: [] },
    });
    expect(regimes[1].derivation?.where).toEqual([{ variable: 'x', sign: 1 }]);
    checkPieces(finding, 200);
  }, 240_000);
});

describe('branches of a core', () => {
  const branches = (text: string): string[] =>
    branchesFromFPCore(parseFPCore(text)[0]).map(
      ({ expression, path }) => `${path.map(conditionText).join(' & ')}: ${toText(expression)}`,
    );

  it('are its paths, the same condition decided once', () => {
    expect(branches('(FPCore (x) (if (< x 1) (+ x 1) (sqrt x)))')).toEqual([
      'x < 1: x + 1',
      'not (x < 1): sqrt(x)',
    ]);
    const shared = '(FPCore (x) (let ([y (if (< x 0) (- x) x)]) (+ y (if (< x 0) 1 2))))';
    expect(branches(shared)).toEqual(['x < 0: -x + 1', 'not (x < 0): x + 2']);
  });

  it('are decided by numbers where these decide, loops too', () => {
    expect(branches('(FPCore (x) (let ([b 3]) (if (> b 0) x (/ 1 x))))')).toEqual([': x']);
    expect(branches('(FPCore (x) (while (< i 3) ([i 0 (+ i 1)] [s 1 (* s x)]) s))')).toEqual([': 1*x*x*x']);
  });

  it.each([
    ['(FPCore (x) (while TRUE ([i x (+ i 1)]) i))', /turns more than 100/],
    ['(FPCore (x) (while (< i x) ([i 0 (+ i 1)]) i))', /depends on the inputs/],
  ])('%s is refused', (text, message) => expect(faultOf(() => branches(text)).message).toMatch(message));

  it('are improved each on its own inputs', () => {
    const [low, high] = branchesFromFPCore(
      parseFPCore('(FPCore (x) :pre (< 0 x 10) (if (< x 1) (- (exp x) 1) (+ x 1)))')[0],
    );
    const first = improve(low.expression, { ...low.options, points: 100 });
    expect(first.problem.precondition).toBe('x < 1');
    expect(best(first).expression).toBe('expm1(x)');
    expect(exactDouble(best(first).error.worstInput.x)).toBeLessThan(1);
    const second = improve(high.expression, { ...high.options, points: 100 });
    expect(exactDouble(best(second).error.worstInput.x)).toBeGreaterThanOrEqual(1);
  }, 60_000);
});

describe('inputs', () => {
  it('are found where the precondition is narrow', () => {
    const expression = parseExpression('x + y');
    const conditions = parseInputConditions('x > 1000, x < 1000.0001, y > x, y < x + 1');
    const space = new InputSpace(expression, ['x', 'y'], new Map(), conditions, findFormat('f64'));
    const { machine } = space.sample(20, createRandom(1));
    expect(machine.count).toBeGreaterThan(5);
    for (const x of machine.columns[0]) expect(x > 1000 && x < 1000.0001).toBe(true);
  });

  it('are found where only large numbers of several variables obey', () => {
    const names = ['a', 'b', 'c', 'd'];
    const conditions = parseInputConditions('a + b >= 2, c + d >= 2, (a - 3)*(a - 3) + c >= 4');
    const domains = parseNamedDomains('a=[0,6],b=[0,6],c=[0,6],d=[0,6]', names);
    const space = new InputSpace(parseExpression('a*b - c*d'), names, domains, conditions, findFormat('f64'));
    const { machine } = space.sample(50, createRandom(1));
    expect(machine.count).toBeGreaterThan(20);
    const [a, b, c, d] = machine.columns;
    for (let k = 0; k < machine.count; k++) {
      expect(a[k] + b[k] > 1.999 && c[k] + d[k] > 1.999).toBe(true);
    }
  });
});

describe('wrong input is one clear fault', () => {
  const tall = Array.from({ length: 500 }, (_, i) => `sin(x + ${i})`).join(' + ');
  it.each([
    ['no value anywhere', () => run('sqrt(-1 - x*x)'), 'domain', /no value/],
    ['a domain without a value', () => run('log(x)', '[-2,-1]'), 'domain', /no value/],
    ['division by zero everywhere', () => run('1/(x - x)'), 'domain', /no value/],
    [
      'a contradiction',
      () => run('x + y', undefined, { conditions: parseInputConditions('x < 1, x > 2') }),
      'domain',
      /precondition/,
    ],
    ['an unknown variable', () => run('log(x)', 'y=[1,2]'), 'name', /no variable `y`/],
    ['a reversed domain', () => run('log(x)', '[2,1]'), 'domain', /holds no number/],
    ['one domain for two', () => run('x + y', '[1,2]'), 'value', /one domain for 2 variables/],
    ['no variable', () => run('3 + 4'), 'value', /no variable/],
    ['too many operations', () => run(tall), 'limit', /above the limit/],
    [
      'arithmetic without errors',
      () => run('x + 1', undefined, { format: 'real' }),
      'value',
      /nothing to improve/,
    ],
    ['no comparison', () => parseInputConditions('x'), 'syntax', /comparison/],
    [
      'a loop',
      () => problemFromFPCore(parseFPCore('(FPCore (n) (while (< i n) ([i 0 (+ i 1)]) i))')[0]),
      'unsupported',
      /straight line/,
    ],
  ] as const)('%s', (_, body, kind, message) => {
    const fault = faultOf(body);
    expect(fault.kind).toBe(kind);
    expect(fault.message).toMatch(message);
  });
});

describe.skipIf(process.env.NAPIER_DEEP !== '1')('on 100,000 points each', () => {
  it.each([
    ['sqrt(x+1) - sqrt(x)', '[0,1e300]'],
    ['(1-cos(x))/x^2', undefined],
    ['1/(x+1) - 1/x', undefined],
    ['tan(x+y) - tan(x)', undefined],
    ['(x+1)^(1/3) - x^(1/3)', '[0,1e300]'],
  ] as const)('%s', (text, domain) => checkPieces(run(text, domain), 100_000), 900_000);
});
