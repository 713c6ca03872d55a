import { describe, expect, it } from 'vitest';
import { ERROR_UNIT } from '../../src/certify/roundoff-rules.ts';
import { MachineError } from '../../src/certify/roundoff-sample.ts';
import { certifyTwoWord, TwoWordAnalysis } from '../../src/certify/two-word-roundoff.ts';
import { FORMATS } from '../../src/number/formats.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { findTwoWordFormat } from '../../src/number/two-word-formats.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { compileProgramBig } from '../../src/program/evaluate-big.ts';
import { compileTwoWord, twoWordConstants } from '../../src/program/evaluate-two-word.ts';
import { bigToHex } from '../../src/number/big-text.ts';
import type { Program } from '../../src/program/program.ts';
import { horner, specification, straightLine, value } from './real-cases.ts';

const DD = findTwoWordFormat('dd');
const N = ROUND.NEAREST;

/** 1/n to 60 digits. */
const reciprocal = (n: bigint): string => {
  const digits = (10n ** 60n / n).toString().padStart(61, '0');
  return `${digits.slice(0, -60)}.${digits.slice(-60)}`;
};
function series(degree: number, every: (k: number) => boolean, sign: (k: number) => string): string[] {
  let factorial = 1n;
  return Array.from({ length: degree + 1 }, (_, k) => {
    if (k > 0) factorial *= BigInt(k);
    return every(k) ? sign(k) + reciprocal(factorial) : '0';
  });
}
const EXP = horner(series(24, () => true, () => '')); // prettier-ignore
const COS = horner(series(22, (k) => k % 2 === 0, (k) => (k % 4 === 2 ? '-' : ''))); // prettier-ignore

describe('dd', () => {
  it.each([
    ['exp(x)', '[0,1]', EXP],
    ['exp(x)', '[-1,0.5]', EXP],
    ['cos(x)', '[-1,1]', COS],
    ['1/exp(x)', '[0,1]', { ...EXP, code: [...EXP.code, { op: 'div', args: ['c0', 't47'] }] } as Program],
  ])(
    '%s on %s is proved within a hair of half an ulp, and no input errs by more',
    (text, domain, program) => {
      const spec = specification(text, domain, 'ulp', 'f64');
      const { program: written, certificate } = certifyTwoWord(program, DD, spec);
      const bound = value(certificate.bound);
      expect(bound).toBeGreaterThan(0.5);
      expect(bound).toBeLessThan(0.5001);
      const [lo, hi] = JSON.parse(domain) as [number, number];
      const random = createRandom(9);
      withWorkspace(300, (w) => {
        const machine = new MachineError(written, spec, FORMATS.f64);
        for (let i = 0; i < 3000; i++) {
          const mark = w.mark();
          expect(machine.at(lo + (hi - lo) * random.next(), w)?.high).toBeLessThanOrEqual(bound);
          w.release(mark);
        }
      });
    },
  );

  it('a wrong constant is not proved away', () => {
    const constants = EXP.constants.with(3, '0.1666666666666666');
    const spec = specification('exp(x)', '[0,1]', 'ulp', 'f64');
    expect(value(certifyTwoWord({ ...EXP, constants }, DD, spec).certificate.bound)).toBeGreaterThan(0.6);
  });

  it('bounds the error of two words by little more than it is', () => {
    const programs = [
      EXP,
      COS,
      straightLine(
        ['0.1', '3.3'],
        'mul x x; add t0 c0; sqrt t1; div x t2; sub t3 c1; mul t4 t3; fma t5 x c1; neg t6',
      ),
    ];
    for (const program of programs) {
      const analysis = new TwoWordAnalysis(program, DD);
      const run = compileTwoWord(program, DD);
      withWorkspace(600, (w) => {
        const constants = twoWordConstants(program, DD).map((words) => {
          const x = w.big();
          DD.toBig(x, words);
          return bigToHex(x);
        });
        const exact = compileProgramBig({ ...program, constants }, w);
        const random = createRandom(6);
        for (let cell = 0; cell < 8; cell++) {
          const [lo, hi] = [cell / 8 + 1e-3, (cell + 1) / 8];
          const bound = analysis.error(lo, hi) * ERROR_UNIT;
          let worst = 0;
          for (let i = 0; i < 300; i++) {
            const x = lo + (hi - lo) * random.next();
            const [result, input] = w.bigs(2);
            mpfr.mpfr_set_d(input, x, N);
            DD.toBig(result, run(DD.fromNumber(x)));
            mpfr.mpfr_sub(result, result, exact([input]), N);
            worst = Math.max(worst, Math.abs(mpfr.mpfr_get_d(result, N)));
          }
          expect(worst).toBeLessThanOrEqual(bound);
          expect(bound).toBeLessThan(200 * worst);
        }
      });
    }
  });

  it('gives no bound where residues underflow or products overflow', () => {
    const spec = (text: string, domain: string) => specification(text, domain, 'ulp', 'f64');
    expect(() => certifyTwoWord(straightLine([], 'sqrt x'), DD, spec('sqrt(x)', '[0,1]'))).toThrow(/near 0/);
    expect(() => certifyTwoWord(straightLine([], 'mul x x'), DD, spec('x*x', '[1,1e150]'))).toThrow(
      /overflow/,
    );
  });
});
