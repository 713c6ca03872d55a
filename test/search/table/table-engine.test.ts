import { describe, expect, it } from 'vitest';
import { certify } from '../../../src/certify/certify.ts';
import { exactDouble } from '../../../src/number/exact-double.ts';
import { FORMATS } from '../../../src/number/formats.ts';
import { compileProgram } from '../../../src/program/evaluate.ts';
import { validateProgram } from '../../../src/program/validate-program.ts';
import type { Candidate } from '../../../src/search/engine.ts';
import { pieceByBits, pieceByValue } from '../../../src/search/table/indexing.ts';
import { piecesOf } from '../../../src/search/table/pieces.ts';
import { tableEngine } from '../../../src/search/table/table-engine.ts';
import { candidatesOf, eventsOf, problem } from '../engine-conformance.ts';

const bytesOf = ({ program }: Candidate): number =>
  (program.tables ?? []).reduce(
    (sum, { values }) => sum + (values.length * FORMATS[program.format as 'f16'].bits) / 8,
    0,
  );

describe('tables', () => {
  it('are proved on every input of f16, within what the fits said, and within the bytes asked for', async () => {
    for (const maxTable of [64, 1024]) {
      const of = problem('tanh(x)', '[-4,4]', { format: 'f16', measure: 'absolute', maxTable, maxDegree: 1 });
      const found = candidatesOf(await eventsOf(tableEngine, of));
      const tables = found.filter(({ program }) => program.tables !== undefined);
      expect(tables.length).toBeGreaterThanOrEqual(3);
      for (const candidate of tables) {
        validateProgram(candidate.program);
        expect(bytesOf(candidate)).toBeLessThanOrEqual(maxTable);
        expect(bytesOf(candidate)).toBe(candidate.origin.bytes);
        const certificate = await certify(candidate.program, of);
        expect(exactDouble(certificate.bound)).toBeGreaterThanOrEqual(candidate.error.value * (1 - 1e-9));
        expect(exactDouble(certificate.bound)).toBeLessThan(candidate.error.value * 1.001 + 2 ** -24);
      }
    }
  });

  it('of constants are the best there are for their pieces', async () => {
    const of = problem('exp(x)', '[0,1)', { format: 'f16', measure: 'absolute', maxTable: 64, maxDegree: 0 });
    const [byValue] = candidatesOf(await eventsOf(tableEngine, of));
    // 32 entries hold 17 pieces of 1/16; the steepest is the last whole one, [15/16 − 1/32, 15/16 + 1/32].
    expect(byValue.origin.entries).toBe(17);
    const half = (Math.exp(15.5 / 16) - Math.exp(14.5 / 16)) / 2;
    expect(byValue.error.value).toBeLessThan(half + 2 ** -10);
    expect(byValue.error.value).toBeGreaterThan(half - 2 ** -9);
  });

  it('with an entry for every number are correctly rounded', async () => {
    const of = problem('sin(x)', '[0,4]', {
      format: 'fp8e4m3',
      measure: 'absolute',
      maxTable: 256,
      maxDegree: 0,
    });
    const found = candidatesOf(await eventsOf(tableEngine, of));
    const whole = found.find(({ origin }) => origin.pieces === 'patterns 2^0');
    expect(whole).toBeDefined();
    const run = compileProgram(whole!.program);
    const { fp8e4m3 } = FORMATS;
    for (let o = fp8e4m3.ordinal(0); o <= fp8e4m3.ordinal(4); o++) {
      const x = fp8e4m3.fromOrdinal(o);
      expect(run(x)).toBe(fp8e4m3.round(Math.sin(x)));
    }
  });

  it('are the least that are enough where an error is asked for', async () => {
    const of = problem('log(x)', '[1,2]', {
      format: 'f32',
      measure: 'absolute',
      maxDegree: 1,
      maxTable: 4096,
      error: 1e-3,
    });
    const lines = candidatesOf(await eventsOf(tableEngine, of)).filter(({ origin }) => origin.degree === 1);
    const [line] = lines;
    expect(line.error.value).toBeLessThanOrEqual(1e-3);
    // A line on a piece of width h errs by h²/16 at most: h = 1/8 is enough, h = 1/4 is not.
    expect(line.origin.pieces).toBe('width 2^-3');
  });

  it('keep to the operations asked for, and refuse what they cannot do', async () => {
    const of = problem('exp(x)', '[0,1]', {
      format: 'f16',
      measure: 'absolute',
      operations: ['add', 'mul', 'lt', 'select'],
    });
    for (const { program } of candidatesOf(await eventsOf(tableEngine, of))) {
      for (const { op } of program.code) expect(['add', 'mul', 'lt', 'select', 'max']).toContain(op);
    }
    expect(tableEngine.refuses({ ...of, format: 'f64' })).toContain('f64');
    expect(tableEngine.refuses({ ...of, format: 'real' })).toContain('real');
    expect(tableEngine.refuses({ ...of, format: 'q(3.12)' })).toContain('q(3.12)');
  });

  it('keep a zero of the function where the measure asks for it', async () => {
    const of = problem('sin(x)', '[-1,1]', {
      format: 'f16',
      measure: 'relative',
      maxTable: 2048,
      maxDegree: 1,
    });
    const found = candidatesOf(await eventsOf(tableEngine, of));
    expect(Math.min(...found.map(({ error }) => error.value))).toBeLessThan(2e-3);
  });
});

it('values at nodes are better than those of the function, and take half the bytes', async () => {
  const of = problem('exp(x)', '[0,1]', { format: 'f32', measure: 'absolute', maxTable: 48, maxDegree: 1 });
  const found = candidatesOf(await eventsOf(tableEngine, of));
  const lines = found.find(({ origin }) => String(origin.pieces).startsWith('lines between'))!;
  expect(lines.origin.pieces).toBe('lines between nodes 2^-3 apart');
  expect(bytesOf(lines)).toBeLessThanOrEqual(48);
  // Between nodes h apart a line through values of f errs by h² max f″/8; set freely, by half of it.
  const through = Math.E / (8 * 64);
  expect(lines.error.value).toBeLessThan(0.7 * through);
  expect(lines.error.value).toBeGreaterThan(0.4 * through);
});

describe('pieces', () => {
  it('hold every input once, those with its number and no others', () => {
    const { f16 } = FORMATS;
    const range = { first: f16.ordinal(-3), last: f16.ordinal(5) };
    for (const indexing of [pieceByValue(f16, 3, 5)!, pieceByBits(f16, 6)]) {
      const pieces = piecesOf(range, f16, indexing.pieceOf, 1 << 12)!;
      let next = range.first;
      for (const { number, first, last } of pieces) {
        expect(first).toBe(next);
        for (let o = first; o <= last; o++) expect(indexing.pieceOf(f16.fromOrdinal(o))).toBe(number);
        next = last + 1n;
      }
      expect(next).toBe(range.last + 1n);
    }
    expect(piecesOf(range, f16, pieceByValue(f16, 3, 5)!.pieceOf, 60)).toBeUndefined();
    expect(pieceByValue(f16, 8, 5)).toBeUndefined();
  });
});

describe('pieces with ends of their own', () => {
  it('of lines are the best for |x|: two', async () => {
    const of = problem('abs(x - 1/3)', '[-1,1]', {
      format: 'f32',
      measure: 'absolute',
      maxTable: 0,
      maxDegree: 1,
    });
    const found = candidatesOf(await eventsOf(tableEngine, of));
    const two = found.find(({ origin }) => origin.pieces === '2 free' && origin.degree === 1);
    expect(two!.error.value).toBeLessThan(1e-6);
    expect(two!.cost).toBe(5);
  });
});
