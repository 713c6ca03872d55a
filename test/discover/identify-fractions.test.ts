import { describe, expect, it } from 'vitest';
import { refuteFraction } from '../../src/discover/certify-fraction.ts';
import type { FractionEntry } from '../../src/discover/fraction-identification.ts';
import { constantValue, identifyFractions } from '../../src/discover/identify-fractions.ts';
import { readAnyFinding } from '../../src/discover/read-any-finding.ts';
import { readScanState, writeScanState, type ScanState } from '../../src/discover/scan-state.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { NapierError } from '../../src/error/fault.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { countDenominators, type FractionBox } from '../../src/search/identify/fractions/fraction-box.ts';
import { scanFractions } from '../../src/search/identify/fractions/scan-fractions.ts';
import { StopSignal } from '../../src/run/stop-signal.ts';

const small = await identifyFractions('e', { degrees: [1, 1], coefficients: 2 });
const entries = small.front.filter((entry): entry is FractionEntry => entry.form === 'continued-fraction');

/** The state of a scan of e after half of its denominators, from its file. */
function stoppedHalfway(box: FractionBox): ScanState {
  const half = Math.floor(countDenominators(box) / 2);
  const constants = [constantValue(parseExpression('e'), 'e')];
  const part = scanFractions({ box, constants, from: 0, to: half });
  return readScanState(writeScanState({ constant: 'e', box, from: half, ...part }));
}

describe('continued fractions of a constant', () => {
  it('are found, proved and named', () => {
    const shown = entries.map(({ a, b, expression, status }) => `${a} ; ${b} : ${expression} ${status}`);
    expect(shown).toContain('n + 1 ; n : 1/(e - 2) proved');
    expect(shown).toContain('n + 2 ; -n : e/(e - 1) proved');
    expect(entries.every(({ digits, status }) => digits >= 1000 && status === 'proved')).toBe(true);
    expect(entries.find(({ a, b }) => a === 'n + 1' && b === 'n')?.known).toContain('Ramanujan Machine');
  });

  it('are read back equal, and proved again on the way', () => {
    const text = writeFinding(small);
    expect(readAnyFinding(text)).toEqual(small);
    const edited = text.replace('"expression": "1/(e - 2)"', '"expression": "1/(e - 3)"');
    expect(edited).not.toBe(text);
    expect(() => readAnyFinding(edited)).toThrow(/another expression/);
    const [entry] = entries;
    expect(refuteFraction(entry, 'e')).toBeUndefined();
    const { proof } = entry;
    if (proof === undefined) throw new Error('no proof');
    const [, ...rest] = proof.matrix;
    expect(
      refuteFraction({ ...entry, proof: { ...proof, matrix: ['n + 17', ...rest] as never } }, 'e'),
    ).toContain('does not hold');
    expect(refuteFraction({ ...entry, proof: { ...proof, theorem: 'hearsay' } }, 'e')).toContain(
      'no theorem',
    );
  });

  it('without a theorem are conjectures: besseli(1,2)/besseli(0,2) = 1/(1 + 1/(2 + 1/(3 + …)))', async () => {
    const { front } = await identifyFractions('besseli(1, 2)/besseli(0, 2)', {
      degrees: [1, 0],
      coefficients: 1,
    });
    const found = (front as FractionEntry[]).map(({ a, b, status, convergence }) => [
      a,
      b,
      status,
      convergence,
    ]);
    expect(found).toContainEqual(['n', '1', 'measured', 'factorial']);
  });

  it('go on from a checkpoint in the middle to the same bytes', async () => {
    const states: string[] = [];
    const box = { degrees: [1, 1], coefficients: 4 } as const;
    const whole = await identifyFractions('e', {
      ...box,
      onState: (state) => states.push(writeScanState(state())),
    });
    const [text] = states;
    expect(writeScanState(readScanState(text))).toBe(text);
    const half = stoppedHalfway(box);
    expect(half.from).toBeGreaterThan(0);
    const resumed = await identifyFractions(half.constant, { ...half.box, resume: half });
    expect(writeFinding(resumed)).toBe(writeFinding(whole));
    expect(() => readScanState(text.replace('"from": ', '"from": 9'))).toThrow('fewer denominators');
    expect(() => readScanState(writeFinding(whole))).toThrow('not a checkpoint');
  });

  it('stop when told, with what was found', async () => {
    const signal = new StopSignal();
    signal.stop('interrupt');
    const { front, provenance } = await identifyFractions('e', { degrees: [1, 1], signal });
    expect(front).toEqual([]);
    expect(provenance.stop).toBe('interrupt');
    expect(provenance.evaluations).toBe(0);
  });

  const refused: readonly (readonly [string, Parameters<typeof identifyFractions>[1], RegExp])[] = [
    ['x', {}, /`x` has no value/],
    ['2/3', {}, /this is rational/],
    ['3.14159', {}, /this is rational/],
    ['sqrt(2)', {}, /this is quadratic/],
    ['(1 + sqrt(5))/2', {}, /this is quadratic/],
    ['sin(', {}, /./],
    ['pi', { degrees: [5, 1] }, /degree 5/],
    ['pi', { coefficients: 0 }, /coefficients to 0/],
    ['pi', { degrees: [4, 4], coefficients: 100 }, /the box has/],
    ['log(0)', {}, /./],
  ];
  it.each(refused)('%s is refused', async (source, options, message) => {
    const error: unknown = await identifyFractions(source, options).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(NapierError);
    expect((error as NapierError).fault.message).toMatch(message);
  });
});
