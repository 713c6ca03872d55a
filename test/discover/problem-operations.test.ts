import { describe, expect, it } from 'vitest';
import { approximate } from '../../src/discover/approximate.ts';
import type { ApproximationFinding } from '../../src/discover/finding.ts';
import { makeCommand } from '../../src/discover/make-command.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { MachineOperation } from '../../src/program/machine-operations.ts';
import type { EngineName } from '../../src/search/engine.ts';
import type { Problem } from '../../src/search/problem.ts';

function find(
  text: string,
  domain: string,
  operations: readonly MachineOperation[],
  more: Partial<Problem> = {},
  engines: readonly EngineName[] = ['evolve'],
): Promise<ApproximationFinding> {
  const problem: Problem = {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format: 'real',
    measure: 'relative',
    cost: 'operations',
    maxOperations: 4,
    fma: operations.includes('fma'),
    division: operations.includes('div'),
    operations,
    seed: 1,
    ...more,
  };
  return approximate(problem, { engines, evaluations: 3e5 });
}

const used = ({ front }: ApproximationFinding): Set<string> =>
  new Set(front.flatMap(({ program }) => program.code.map(({ op }) => op)));

describe('the operations of a problem', () => {
  it.each<[string, string, readonly MachineOperation[], Partial<Problem>, number, number]>([
    // √x·(a + b·x) and better; |x|; a·max(x, b·x); x² + x with one instruction less.
    ['sqrt(x)*(1+x/3)', '(0,1]', ['add', 'mul', 'sqrt'], {}, 4, 0.04],
    ['|x|', '[-1,1]', ['add', 'mul', 'abs'], { measure: 'absolute' }, 1, 0],
    ['max(x, x/5)', '[-1,1]', ['mul', 'max'], { measure: 'absolute' }, 2, 1e-90],
    ['min(x, 1/2)', '[0,1]', ['mul', 'min'], { measure: 'absolute' }, 1, 0],
    ['x^2 + x', '[1,2]', ['add', 'fma'], {}, 1, 0],
    // Softplus itself, also by a logarithm and a sum; GELU's gate, x·tanh(a·x + b·x³) of it; a Gaussian.
    ['log(1 + exp(x))', '[-1,1]', ['exp', 'log1p'], {}, 2, 0],
    ['log(1 + exp(x))', '[-1,1]', ['add', 'exp', 'log'], {}, 3, 1e-50],
    ['exp(-x^2)', '[0,2]', ['mul', 'exp'], {}, 3, 1e-50],
    ['erf(x)', '[0,2]', ['mul', 'add', 'tanh'], { measure: 'absolute' }, 2, 0.0195],
  ])('%s on %s by %j: found and proved', async (text, domain, operations, more, count, error) => {
    const finding = await find(text, domain, operations, more);
    for (const op of used(finding)) expect(operations).toContain(op);
    const entry = finding.front.find((one) => one.operations === count);
    expect(entry?.error.status).toBe('proved');
    expect(Number(entry?.error.bound)).toBeLessThanOrEqual(error);
  });

  it('binds every engine, and is a part of the finding', async () => {
    const operations = ['add', 'mul', 'abs', 'sqrt'] as const;
    const finding = await find('exp(x)', '[0,1]', operations, { maxOperations: 6 }, ['minimax', 'rational']);
    expect(finding.front.length).toBeGreaterThan(2);
    expect([...used(finding)].toSorted()).toEqual(['add', 'mul']);
    // One form, however it was said.
    expect(finding.problem.operations).toEqual(['add', 'mul', 'abs', 'sqrt']);
    const turned = await find('exp(x)', '[0,1]', operations.toReversed(), { maxOperations: 6 }, [
      'minimax',
      'rational',
    ]);
    expect(writeFinding(turned)).toBe(writeFinding(finding));
    expect(readFinding(writeFinding(finding))).toEqual(finding);
    expect(makeCommand(finding.problem)).toContain(' --operations add,mul,abs,sqrt ');
  });

  it.each<[Partial<Problem>, RegExp]>([
    [{ operations: ['sqtr' as MachineOperation] }, /unknown operation `sqtr`/],
    [{ operations: [] }, /no operation is allowed/],
    [{ fma: true }, /`fma` is true, but/],
    [{ division: true }, /`division` is true, but/],
  ])('%j is refused', async (more, message) => {
    const fault = await find('exp(x)', '[0,1]', ['add'], more).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(NapierError);
    expect((fault as NapierError).fault.message).toMatch(message);
  });

  it.each<[string, (problem: Record<string, any>) => void, RegExp]>([
    ['an unknown one', (p) => (p.operations[0] = 'ad'), /operations\[0\]: expected one of/],
    ['another order', (p) => p.operations.reverse(), /in the order of the table/],
    ['one twice', (p) => p.operations.push('sqrt'), /each operation once/],
    ['none', (p) => (p.operations = []), /no operation is allowed/],
    ['division that is not among them', (p) => (p.division = true), /division: the operations say/],
    ['from scratch or not', (p) => (p.fromScratch = false), /expected true, or no such member/],
  ])('a finding with %s is refused', async (_, change, message) => {
    const operations = ['add', 'mul', 'sqrt'] as const;
    const finding = await find('1+x', '[0,1]', operations, { fromScratch: true }, ['minimax']);
    const json = JSON.parse(writeFinding(finding)) as { problem: Record<string, any> };
    expect(readFinding(JSON.stringify(json)).problem.fromScratch).toBe(true);
    change(json.problem);
    expect(() => readFinding(JSON.stringify(json))).toThrow(message);
  });
});

it('reading bits needs no naming where operations on integers are allowed', async () => {
  const on = { format: 'f32', maxOperations: 2 } as const;
  const found = await find('rsqrt(x)', '[1,1.0625]', ['isub', 'ishr'], on, ['bits']);
  expect(used(found)).toContain('bits');
  expect(used(found)).toContain('isub');
  const floats = await find('rsqrt(x)', '[1,1.0625]', ['add', 'mul'], on, ['bits']);
  expect(floats.front.length).toBeGreaterThan(0);
  expect(used(floats)).not.toContain('bits');
}, 60_000);
