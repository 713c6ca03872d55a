import { describe, expect, it } from 'vitest';
import { NapierError, type Fault } from '../../src/error/fault.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { relateLoops } from '../../src/discover/relate-loops.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { newInterval } from '../../src/oracle/big-interval.ts';

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof NapierError) return error.fault;
    throw error;
  }
  throw new Error('no fault');
}

const SUMS = '(FPCore sums (n) (while (< i n) ([i 0 (+ i 1)] [s 0 (+ s i)] [c 0 (+ c (* i i))]) s))';

describe('relateLoops', () => {
  it('writes what it reads, and proves it again', () => {
    const finding = relateLoops(SUMS);
    const text = writeFinding(finding);
    expect(readAnyFinding(text)).toEqual(finding);
    expect(writeFinding(relateLoops(SUMS))).toBe(text);
    expect(finding.front.map((entry) => entry.text)).toEqual([
      '2*s = i^2 - i',
      '3*c = 2*i*s - s',
      '8*s^2 + s + 3*c = 6*i*c',
    ]);
  });

  it('holds for the program run by hand, in its own order', () => {
    const at = new Map<string, number>([
      ['i', 0],
      ['s', 0],
      ['c', 0],
    ]);
    const { front } = relateLoops(SUMS);
    for (let turn = 0; turn < 6; turn++) {
      for (const { identity } of front) expect(valueAt(identity, at)).toBe(0);
      const [i, s, c] = ['i', 's', 'c'].map((name) => at.get(name) as number);
      at.set('i', i + 1)
        .set('s', s + i)
        .set('c', c + i * i);
    }
  });

  it('refuses a file in which a claim is changed', () => {
    const text = writeFinding(relateLoops(SUMS));
    const edited = text.replace('"text": "2*s = i^2 - i"', '"text": "2*s = i^2"');
    expect(edited).not.toBe(text);
    expect(faultOf(() => readAnyFinding(edited)).message).toContain('the identity makes it');
    const other = text.replaceAll('(+ s i)', '(+ s 1)');
    expect(faultOf(() => readAnyFinding(other)).message).toContain('not proved by induction');
  });

  it('says what it cannot take', () => {
    expect(faultOf(() => relateLoops('(FPCore (x) (+ x 1))')).message).toBe('there is no loop in this');
    expect(faultOf(() => relateLoops('(FPCore (x) (while (< i 3) ([i 0 (+ i k)]) i))')).kind).toBe('name');
    const many = Array.from({ length: 30 }, (_, i) => `[v${i} 0 1]`).join(' ');
    expect(faultOf(() => relateLoops(`(FPCore (x) (while TRUE (${many}) x))`)).kind).toBe('limit');
  });
});

function valueAt(identity: string, at: ReadonlyMap<string, number>): number {
  return withWorkspace(200, (w) => {
    const out = newInterval(w);
    const names = [...at.keys()];
    const values = names.map((name) => {
      const big = w.big();
      mpfr.mpfr_set_d(big, at.get(name) as number, ROUND.NEAREST);
      return { lo: big, hi: big };
    });
    createOracle(parseExpression(identity), names).enclose(values, 60, out);
    return mpfr.mpfr_get_d(out.lo, ROUND.NEAREST) + 0;
  });
}
