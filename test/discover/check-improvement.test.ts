import { describe, expect, it } from 'vitest';
import { checkImprovement, type PieceCheck } from '../../src/discover/check-improvement.ts';
import { branchesFromFPCore } from '../../src/discover/fpcore-problem.ts';
import { improve } from '../../src/discover/improve.ts';
import type { ImprovementEntry, ImprovementFinding } from '../../src/discover/improvement.ts';
import { conditionText, parseInputConditions } from '../../src/discover/input-condition.ts';
import { parseNamedDomains } from '../../src/discover/named-domains.ts';
import { takesOnly } from '../../src/discover/takes-only.ts';
import { variablesOf } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseFPCore } from '../../src/expression/parse-fpcore.ts';
import { findFormat } from '../../src/number/formats.ts';

const f64 = findFormat('f64');
const found = (text: string, domain: string, where?: string): ImprovementFinding => {
  const expression = parseExpression(text);
  return improve(expression, {
    points: 100,
    domains: parseNamedDomains(domain, variablesOf(expression)),
    conditions: where === undefined ? [] : parseInputConditions(where),
  });
};
const objections = (finding: ImprovementFinding): PieceCheck[] =>
  checkImprovement(finding, { points: 400 })
    .flatMap(({ pieces }) => pieces)
    .filter(({ objection, wrong }) => objection !== undefined || wrong !== undefined);
/** A finding with its last entry changed. */
const changed = (
  finding: ImprovementFinding,
  change: (entry: ImprovementEntry) => Partial<ImprovementEntry>,
): ImprovementFinding => {
  const last = finding.front[finding.front.length - 1];
  return { ...finding, front: [...finding.front.slice(0, -1), { ...last, ...change(last) }] };
};

const root = found('sqrt(x+1) - sqrt(x)', '[1,1e300]');
const quadratic = found(
  '(-b + sqrt(b*b - 4*(a*c)))/(2*a)',
  'a=[1,2],b=[-1e6,1e6],c=[-1,1]',
  'b*b >= 4*(a*c)',
);

const isForOneSign = ({ derivation }: ImprovementEntry['regimes'][number]): boolean =>
  (derivation?.where ?? []).length > 0;

describe('checking an improvement', () => {
  it('passes what improve makes: derivations replayed from their texts, values compared', () => {
    for (const finding of [root, quadratic]) {
      const checks = checkImprovement(finding, { points: 400 });
      expect(checks.map(({ entry }) => entry)).toEqual(finding.front);
      for (const { pieces } of checks) {
        for (const piece of pieces) expect(piece).not.toHaveProperty('objection');
        for (const piece of pieces) expect(piece).not.toHaveProperty('wrong');
        expect(pieces.reduce((sum, { compared, undecided }) => sum + compared + undecided, 0)).toBe(400);
        expect(pieces.every(({ undecided }) => undecided === 0)).toBe(true);
      }
    }
    expect(quadratic.front.some(({ regimes }) => regimes.length > 1)).toBe(true);
  }, 60_000);

  it('reads the conditions of branches back from their text', () => {
    const [core] = parseFPCore('(FPCore (x y) :pre (and (< 1 x 9) (< 1 y 9)) (if (or (< x y) (not (< y 3))) (- (sqrt (+ x 1)) (sqrt x)) y))'); // prettier-ignore
    const branches = branchesFromFPCore(core);
    expect(branches.map(({ path }) => path.map(conditionText))).toEqual([
      ['(x < y) or (not (y < 3))'],
      ['not ((x < y) or (not (y < 3)))'],
    ]);
    const finding = improve(branches[0].expression, { ...branches[0].options, points: 50, rounds: 1 });
    expect(finding.problem.precondition).toContain('or (not (y < 3))');
    expect(objections(finding)).toEqual([]);
  }, 60_000);

  it('finds a wrong expression, by its derivation and by its values', () => {
    const wrong = objections(changed(root, () => ({ expression: '1/(sqrt(x) + sqrt(x + 2))' })));
    expect(wrong).toHaveLength(1);
    expect(wrong[0].objection).toContain('the steps end in another term');
    expect(Object.keys(wrong[0].wrong ?? {})).toEqual(['x']);
  });

  it('finds steps and equations that are not right', () => {
    const derivationOf = ({ derivation }: ImprovementEntry): NonNullable<typeof derivation> => {
      if (derivation === undefined) throw new Error('no derivation');
      return derivation;
    };
    const dropped = changed(root, (entry) => ({
      derivation: { ...derivationOf(entry), steps: derivationOf(entry).steps.slice(1) },
    }));
    expect(objections(dropped)).toHaveLength(1);
    const renamed = changed(root, (entry) => ({
      derivation: {
        ...derivationOf(entry),
        equations: derivationOf(entry).equations.map((one) => ({ ...one, rule: 'no-such-rule' })),
      },
    }));
    expect(objections(renamed)[0].objection).toContain('no such rule');
    const bare = { ...root, front: root.front.map((entry) => JSON.parse(JSON.stringify({ ...entry, derivation: undefined })) as ImprovementEntry) }; // prettier-ignore
    expect(objections(bare)[0].objection).toBe('it has no derivation');
  });

  it('finds a piece that computes inputs that its derivation does not hold for', () => {
    const entry = quadratic.front.findIndex(({ regimes }) => regimes.some(isForOneSign));
    const everywhere = {
      ...quadratic,
      front: quadratic.front.slice(entry, entry + 1).map((one) => ({
        ...one,
        regimes: one.regimes.filter(isForOneSign).map((regime) => ({ ...regime, where: [] })),
      })),
    };
    expect(objections(everywhere).map(({ objection }) => objection)).toContainEqual(
      expect.stringContaining('on the other side of 0'),
    );
  });
});

describe('what a piece takes', () => {
  const x = { variable: 'x', sign: 1 } as const;
  it('is known from its guards and from the pieces before', () => {
    expect(takesOnly([[{ variable: 'x', above: 0 }], []], 0, x, f64)).toBe(true);
    expect(takesOnly([[{ variable: 'x', upTo: 0 }], []], 1, x, f64)).toBe(true);
    expect(takesOnly([[{ variable: 'x', upTo: -1 }], []], 1, x, f64)).toBe(false);
    expect(takesOnly([[{ variable: 'x', upTo: -1 }], [{ variable: 'x', upTo: 0 }], []], 2, x, f64)).toBe(
      true,
    );
    expect(takesOnly([[{ variable: 'x', above: -1, upTo: 0 }], []], 1, x, f64)).toBe(false);
    expect(takesOnly([[{ variable: 'x', above: 0 }], []], 1, { variable: 'x', sign: -1 }, f64)).toBe(false);
    const least = { variable: 'x', upTo: -f64.minPositive };
    expect(takesOnly([[least], []], 0, { variable: 'x', sign: -1 }, f64)).toBe(true);
  });

  it('counts an earlier piece only where that has no other guards', () => {
    const y = { variable: 'y', above: 0 };
    const low = { variable: 'x', upTo: 0 };
    expect(takesOnly([[low, y], []], 1, x, f64)).toBe(false);
    expect(takesOnly([[low, y], [y]], 1, x, f64)).toBe(true);
    expect(takesOnly([[low, y], [{ variable: 'y', above: -1 }]], 1, x, f64)).toBe(false);
  });
});

describe('conditions as text', () => {
  it.each([
    'x < 1',
    '(x < 1) or (not (y >= 2))',
    'not ((x < 1) and ((y == 2) or (x != y)))',
    'true',
    'false',
  ])('%s is read as it is written', (text) =>
    expect(parseInputConditions(text).map(conditionText)).toEqual([text]),
  );
  it('knows words from names', () => {
    expect(parseInputConditions('for < 1, (band + order) > 2').map(conditionText)).toEqual([
      'for < 1',
      'band + order > 2',
    ]);
    expect(() => parseInputConditions('x < 1 or')).toThrow('expected one comparison');
    expect(() => parseInputConditions('x < 1 and y')).toThrow('expected one comparison');
  });
});
