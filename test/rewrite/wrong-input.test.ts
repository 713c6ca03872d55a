import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileExpressions } from '../../src/discover/calculate/compile.ts';
import { improve } from '../../src/discover/improve.ts';
import { parseInputConditions } from '../../src/discover/input-condition.ts';
import { parseNamedDomains } from '../../src/discover/named-domains.ts';
import { NapierError, type Fault } from '../../src/error/fault.ts';
import { apply, integer, variable, variablesOf, type Expression } from '../../src/expression/expression.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { simplifyExactly } from '../../src/rewrite/calculate/simplify-exactly.ts';
import { EGraph } from '../../src/rewrite/e-graph.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { ALL_RULES } from '../../src/rewrite/rules.ts';
import { simplify } from '../../src/rewrite/simplify.ts';

const faultOf = (body: () => unknown): Fault => {
  try {
    body();
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error('no fault');
};
const improved = (text: string, domain?: string, where?: string) => (): unknown => {
  const expression = parseExpression(text);
  return improve(expression, {
    points: 20,
    rounds: 1,
    domains: domain === undefined ? new Map() : parseNamedDomains(domain, variablesOf(expression)),
    conditions: where === undefined ? [] : parseInputConditions(where),
  });
};

/** A balanced sum of products with so many different terms. */
function large(nodes: number): Expression {
  let level = Array.from({ length: Math.ceil(nodes / 4) }, (_, i) =>
    apply('mul', integer(i + 2), apply('sin', apply('mul', variable(`x${i % 7}`), integer(i + 3)))),
  );
  while (level.length > 1) {
    level = level.flatMap((term, i) =>
      i % 2 === 1 ? [] : i + 1 < level.length ? [apply('add', term, level[i + 1])] : [term],
    );
  }
  return level[0];
}

describe('what has no value anywhere', () => {
  it.each([
    ['1/(x - x)', undefined],
    ['x/0', undefined],
    ['1/(x/x - 1)', undefined],
    ['log(-exp(x))', undefined],
    ['sqrt(-1 - x*x)', undefined],
    ['asin(2 + x*x)', undefined],
    ['log(x)', '[-2,-1]'],
    ['sqrt(x) + sqrt(-1 - x)', '[1,2]'],
  ])('%s on %s is refused, and so said', (text, domain) => {
    const fault = faultOf(improved(text, domain));
    expect(fault.kind).toBe('domain');
    expect(fault.message).toMatch(/has no value/);
  });

  it('is refused by simplify where its rules see it', () => {
    expect(faultOf(() => simplify(parseExpression('1/(x - x)')))).toMatchObject({ kind: 'domain' });
    expect(
      faultOf(() => simplify(parseExpression('log(x)'), { domain: parseDomain('[-2,-1]') })),
    ).toMatchObject({ kind: 'domain' });
  });

  it('is compiled as it is, and gives NaN', () => {
    const { error, vectors } = compileExpressions([{ name: 'f', expression: parseExpression('0/(x - x)') }]);
    expect(error?.compared).toBe(0);
    expect(vectors.every(({ outputs }) => Number.isNaN(outputs[0]))).toBe(true);
  });
});

describe('preconditions that nothing meets', () => {
  it.each([
    ['x + 1', undefined, 'x < 1, x > 2'],
    ['x + 1', '[1,2]', 'x < 0'],
    ['x + y', undefined, 'x < y, y < x'],
    ['x + 1', undefined, 'x*x < 0'],
    ['x + 1', undefined, 'x != x'],
    ['x + 1', undefined, 'log(x) > 0, x < 0'],
    ['x + 1', undefined, '1 < 0'],
    ['x + 1', undefined, 'false'],
  ])('%s on %s where %s', (text, domain, where) => {
    const fault = faultOf(improved(text, domain, where));
    // Proved empty, or no input hit: said which, and never a result.
    expect(fault.kind).toMatch(/^(domain|not-found)$/);
    expect(`${fault.message} ${fault.hint}`).toMatch(/precondition/);
  });

  it('an empty one is one comparison short', () => {
    expect(faultOf(() => parseInputConditions(''))).toMatchObject({
      kind: 'syntax',
      message: 'expected one comparison',
    });
    expect(faultOf(() => parseInputConditions('x < 1,'))).toMatchObject({ kind: 'syntax' });
  });
});

describe('variables that are not there', () => {
  it('are named, with those that are', () => {
    const domains = new Map([['y', parseDomain('[0,1]')]]);
    expect(faultOf(() => improve(parseExpression('x + 1'), { domains }))).toMatchObject({
      kind: 'name',
      message: 'the expression has no variable `y`',
      hint: 'its variables are x',
    });
    const system = [{ name: 'f', expression: parseExpression('x + y') }];
    expect(faultOf(() => compileExpressions(system, { inputs: ['x'] }))).toMatchObject({ kind: 'name' });
    expect(faultOf(() => compileExpressions(system, { jacobian: ['z'] }))).toMatchObject({ kind: 'name' });
    expect(
      faultOf(() => simplify(parseExpression('x'), { domain: { z: parseDomain('[0,1]') } })),
    ).toMatchObject({ kind: 'name' });
  });
});

describe('ten thousand nodes', () => {
  it('are refused by improve with its limit, and nested too deep by every reader', () => {
    expect(faultOf(() => improve(large(10_000)))).toMatchObject({
      kind: 'limit',
      hint: 'improve its parts one by one',
    });
    expect(faultOf(() => parseExpression(`x${'+x'.repeat(10_000)}`)).kind).toBe('limit');
  });

  it('are compiled and simplified', () => {
    const expression = large(10_000);
    const { program } = compileExpressions([{ name: 'f', expression }], { points: 0 });
    expect(program.code.length).toBeGreaterThan(5_000);
    expect(variablesOf(simplifyExactly(expression))).toHaveLength(7);
  });
});

describe('limits of rewriting', () => {
  afterEach(() => vi.restoreAllMocks());
  const rules = ALL_RULES;

  it.each([300, 1_000, 3_000])('%s nodes are exceeded by less than a tenth', (nodes) => {
    const graph = new EGraph();
    graph.addExpression(parseExpression('(a + b)*(c + d)*(a - c)/(b + d) + exp(a)*exp(b)'));
    expect(rewrite(graph, rules, { nodes, iterations: 100, backoff: false }).stop).toBe('NodeLimit');
    expect(graph.nodeCount).toBeLessThanOrEqual(1.1 * nodes);
  });

  it('an expression above the limit of nodes is not rewritten at all', () => {
    const graph = new EGraph();
    graph.addExpression(large(10_000));
    const before = graph.nodeCount;
    expect(rewrite(graph, rules, { nodes: 5_000 })).toMatchObject({ stop: 'NodeLimit', applied: 0 });
    expect(graph.nodeCount).toBe(before);
  });

  it('time is looked at within a round: by a clock that moves when it is asked', () => {
    for (const time of [50, 200]) {
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => now++);
      const graph = new EGraph();
      graph.addExpression(large(4_000));
      const report = rewrite(graph, rules, { time, nodes: 1_000_000, backoff: false });
      expect(report.stop).toBe('TimeLimit');
      // Not asked again more than a few times once it is over.
      expect(now).toBeLessThanOrEqual(1.1 * time + 3);
      vi.restoreAllMocks();
    }
  });

  it('rounds are never more than asked', () => {
    const graph = new EGraph();
    graph.addExpression(parseExpression('(a + b)*(c + d)'));
    expect(rewrite(graph, rules, { iterations: 2 })).toMatchObject({ stop: 'IterationLimit', iterations: 2 });
  });
});
