import { describe, expect, it } from 'vitest';
import { certify } from '../../../src/certify/certify.ts';
import { approximate } from '../../../src/discover/approximate.ts';
import { parseDomain } from '../../../src/expression/parse-domain.ts';
import { parseExpression } from '../../../src/expression/parse.ts';
import { fromHexFloat } from '../../../src/number/exact-constant.ts';
import { findFormat, type FormatName } from '../../../src/number/formats.ts';
import { createOracle } from '../../../src/oracle/create-oracle.ts';
import type { MachineOperation } from '../../../src/program/machine-operations.ts';
import { WordTables } from '../../../src/search/bits/tabulate-words.ts';
import { wordRange } from '../../../src/search/bits/word-range.ts';
import type { WordForm } from '../../../src/search/bits/word-draft.ts';
import type { Problem } from '../../../src/search/problem.ts';

function problemOf(text: string, domain: string, format: FormatName, more: Partial<Problem> = {}): Problem {
  return {
    function: parseExpression(text),
    variable: 'x',
    domain: parseDomain(domain),
    format,
    measure: 'relative',
    cost: 'operations',
    fma: false,
    division: false,
    seed: 1,
    ...more,
  };
}

const never = (): boolean => false;

/** c₁ − c₀·x */
function line(format: FormatName): WordForm {
  const { encode } = wordRange(findFormat(format));
  const nodes = [
    { op: 'mul', args: [0, -1] },
    { op: 'sub', args: [-2, 1] },
  ] as const;
  return { structure: { nodes, slots: ['float', 'float'] }, words: [encode(0.5), encode(1.5)] };
}

describe('constants read from tables', () => {
  const tablesOf = (problem: Problem): WordTables =>
    new WordTables(
      problem,
      createOracle(problem.function, ['x']),
      wordRange(findFormat(problem.format)),
      problem.format === 'f32' ? 8192 : 1024,
    );

  it('are the best line of each entry: 1/x on [1,2) by 16 of them in f32, proved', async () => {
    const problem = problemOf('1/x', '[1,2)', 'f32');
    const tables = tablesOf(problem);
    const rough = tables.tabulate(line('f32'), [0, 1], { shift: 19, bits: 4 }, 1, never);
    expect(rough).toBeDefined();
    // The first and last input of each entry, which a sweep would find.
    const ends = Array.from({ length: 16 }, (_, i) => [1 + i / 16, 1 + (i + 1) / 16 - 2 ** -23]).flat();
    const table = tables.finish(rough as NonNullable<typeof rough>, ends);
    const program = tables.program(table);
    const order = ['bits', 'ishr', 'iand', 'lookup', 'mul', 'lookup', 'sub'];
    expect(program.code.map(({ op }) => op)).toEqual(order);
    // Least largest relative error of a line for 1/x on [1, 1 + h].
    const h = 1 / 16;
    const best = (h * h) / (8 + 8 * h + h * h);
    const proof = await certify(program, problem);
    expect(fromHexFloat(proof.bound)).toBeLessThan(best * 1.002);
    expect(fromHexFloat(proof.bound)).toBeGreaterThan(best * 0.998);
  });

  it('choose entries by the leading bits, so that each value of the index is within the table', () => {
    const tables = tablesOf(problemOf('1/x', '[1,2)', 'f16'));
    const shifts = tables.indexings();
    expect(shifts.length).toBe(6);
    for (const { shift, bits } of shifts) expect([10, 11]).toContain(shift + bits);
    expect(tables.subsets(line('f16'))).toEqual([[0], [1], [0, 1]]);
  });

  it('are refused where some entry errs more than the bar', () => {
    const tables = tablesOf(problemOf('1/x', '[1,2)', 'f16'));
    expect(tables.tabulate(line('f16'), [0, 1], { shift: 7, bits: 3 }, 1e-6, never)).toBeUndefined();
  });
});

describe('the engine with look-ups', () => {
  const operations: readonly MachineOperation[] = ['add', 'sub', 'mul', 'isub', 'ishr', 'iand', 'lookup'];

  it.each<[FormatName, string, string]>([
    ['f16', '1/x', '[1,2)'],
    ['f16', 'log2(x)', '[2,4)'],
  ])(
    'in %s, %s on %s: less error at six operations than without, proved, twice the same',
    async (format, text, domain) => {
      const found = async (ops: readonly MachineOperation[]) => {
        const problem = problemOf(text, domain, format, { operations: ops, maxOperations: 6 });
        const { front } = await approximate(problem, { engines: ['bits'], evaluations: 2e4 });
        return front;
      };
      const front = await found(operations);
      const plain = await found(operations.filter((op) => op !== 'lookup'));
      const best = front.at(-1);
      expect(best?.program.tables?.length).toBeGreaterThan(0);
      expect(best?.error.status).toBe('proved');
      expect(best?.operations).toBeLessThanOrEqual(6);
      expect(Number(best?.error.bound)).toBeLessThan(0.7 * Number(plain.at(-1)?.error.bound));
      expect(await found(operations)).toEqual(front);
    },
  );
});
