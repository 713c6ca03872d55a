import { describe, expect, it } from 'vitest';
import { createReferenceChecker, type Checker } from '../../src/certify/exhaustive-checker.ts';
import { formatDomain } from '../../src/certify/exhaustive-domain.ts';
import { createChecker } from '../../src/certify/exhaustive-kernel.ts';
import { createPieceBuilder, SLACK } from '../../src/certify/piece-builder.ts';
import { coverSide, inputAt, type CoverPart, type Side } from '../../src/certify/piece-cover.ts';
import { pieceRadius, pieceValue } from '../../src/certify/piece.ts';
import { FORMATS } from '../../src/number/formats.ts';
import type { Measure } from '../../src/number/measure.ts';
import { mpfr, ROUND } from '../../src/number/mpfr.ts';
import { createRandom } from '../../src/number/random.ts';
import { withWorkspace } from '../../src/number/workspace.ts';
import { createOracle } from '../../src/oracle/create-oracle.ts';
import { polynomial, specification } from './brute-force.ts';

const f32 = FORMATS.f32;

/** Functions with every kind of trouble: zeros (exact, irrational), poles nearby, tiny values, kinks, saturation. */
const FUNCTIONS: [text: string, domain: [string, string]][] = [
  ['exp(x)', ['-87', '88']],
  ['sin(x)', ['-4', '4']],
  ['cos(x) - 1', ['-2', '2']],
  ['log(x)', ['2^-149', '8']],
  ['tanh(x)', ['-20', '20']],
  ['1/x', ['2^-126', '10^38']],
  ['sqrt(x)', ['0', '4']],
  ['x^2', ['-1', '1']],
  ['abs(x)', ['-1', '1']],
  ['floor(x)', ['-3', '3']],
  ['erf(x)', ['-3', '3']],
  ['gamma(x)', ['0.5', '4']],
  ['exp(-x^2)', ['0', '9']],
  ['log(1+exp(x))', ['-20', '20']],
  ['x/3', ['-2^-130', '2^-130']],
];

function cover(
  text: string,
  domain: [string, string],
  measure: Measure,
  visit: (side: Side, part: CoverPart) => void,
): void {
  const s = specification(text, domain, 'f32', measure);
  const range = formatDomain(s.domain, f32);
  withWorkspace(124, (w) => {
    const builder = createPieceBuilder(createOracle(s.function, ['x']), f32, measure, w);
    for (const negative of [true, false]) {
      const [lo, hi] = negative ? [-1n - range.last, -1n - range.first] : [range.first, range.last];
      if (hi < 0n) continue;
      const side = { negative, first: Number(lo < 0n ? 0n : lo), last: Number(hi) };
      for (const part of coverSide(builder, f32, side, side)) visit(side, part);
    }
  });
}

describe('pieces', () => {
  for (const [text, domain] of FUNCTIONS) {
    it(`enclose ${text} on [${domain}], and cover it`, () => {
      const random = createRandom(1);
      const oracle = createOracle(specification(text, domain, 'f32').function, ['x']);
      let [next, previous, single, total] = [-1, false, 0, 0];
      withWorkspace(200, (w) => {
        const truth = { lo: w.big(), hi: w.big() };
        const gap = w.big();
        cover(text, domain, 'ulp', (side, { first, last, piece }) => {
          if (next === -1 || previous !== side.negative) [next, previous] = [side.first, side.negative];
          expect(first).toBe(next);
          expect(last).toBeLessThanOrEqual(side.last);
          next = last + 1;
          total += last - first + 1;
          if (piece === undefined) {
            single += last - first + 1;
            return;
          }
          const picks = [
            first,
            last,
            ...Array.from({ length: 6 }, () => first + random.integer(last - first + 1)),
          ];
          for (const m of picks) {
            const x = inputAt(f32, side.negative, m);
            const p = pieceValue(piece, x);
            expect(oracle.enclose([x], 150, truth).kind).toBe('enclosed');
            for (const end of [truth.lo, truth.hi]) {
              mpfr.mpfr_sub_d(gap, end, p, ROUND.AWAY);
              const distance = Math.abs(mpfr.mpfr_get_d(gap, ROUND.AWAY));
              const radius = pieceRadius(piece, p);
              expect(distance, `${text} at ${x}`).toBeLessThanOrEqual(radius);
              const size = Math.abs(mpfr.mpfr_get_d(end, ROUND.ZERO));
              expect(radius).toBeLessThanOrEqual(1.001 * SLACK * f32.ulp(size));
              expect(piece.lower).toBeLessThanOrEqual(size);
              expect(piece.upper).toBeGreaterThanOrEqual(size);
            }
          }
        });
      });
      // Points that no piece serves are rare.
      expect(single / total).toBeLessThan(1e-3);
    });
  }

  it('are found where the function cancels beyond the bits of the workspace', () => {
    withWorkspace(124, (w) => {
      for (const [text, near] of [
        ['x - sin(x)', 2 ** -41],
        ['sqrt(1 + x^2) - 1', 2 ** -41],
        ['exp(x) - 1 - x - x^2/2', 2 ** -41],
        // To 124 bits it is 0.
        ['1 - cos(x)', 2 ** -63],
      ] as const) {
        const oracle = createOracle(specification(text, ['0', '1'], 'f32').function, ['x']);
        const attempt = createPieceBuilder(oracle, f32, 'ulp', w).build(near, near * 1.0078125, 'middle');
        expect(attempt, text).toHaveProperty('piece');
        if (!('piece' in attempt)) continue;
        const x = f32.round(near * 1.003);
        const truth = oracle.rounded([x], FORMATS.f64);
        const p = pieceValue(attempt.piece, x);
        expect(Math.abs(p - truth)).toBeLessThanOrEqual(pieceRadius(attempt.piece, p) * (1 + 1e-9));
        expect(pieceRadius(attempt.piece, p)).toBeLessThan(f32.ulp(truth) * 2 ** -18);
      }
    });
  });

  it('are refused where Taylor series cannot be trusted: around a pole, a kink, a step', () => {
    withWorkspace(124, (w) => {
      for (const [text, near, far] of [
        ['1/x', 0.0001, 1],
        ['abs(x - 1)', 0.999, 1.001],
        ['floor(x)', 1.9, 2.1],
        ['log(x)', 1e-40, 1],
      ] as const) {
        const oracle = createOracle(specification(text, ['0', '1'], 'f32').function, ['x']);
        const builder = createPieceBuilder(oracle, f32, 'ulp', w);
        expect(builder.build(f32.round(near), f32.round(far), 'middle'), text).toHaveProperty('halvings');
      }
    });
  });
});

describe('the kernel and the reference checker agree', () => {
  const programs = {
    sin: polynomial('f32', [0, 1, 0, -1 / 6, 0, 1 / 120]),
    poor: polynomial('f32', [1e-8, 1]),
    overflowing: polynomial('f32', [0, 1e38]),
    empty: { format: 'f32' as const, inputs: ['x'], constants: [], code: [] },
  };
  for (const measure of ['ulp', 'relative', 'absolute'] as const) {
    for (const [name, program] of Object.entries(programs)) {
      it(`${measure}, ${name}`, () => {
        const random = createRandom(2);
        const [kernel, reference] = [createChecker, createReferenceChecker].map((make) =>
          make(program, f32, measure),
        ) as [Checker, Checker];
        let flags = 0;
        cover('sin(x)', ['-4', '4'], measure, (side, { first, last, piece }) => {
          if (piece === undefined) return;
          for (let i = 0; i < 2; i++) {
            const at = first + random.integer(last - first + 1);
            const points = Math.min(1 + random.integer(1024), last - at + 1);
            // Every other block with a wide radius, so that many points are undecided.
            const used = i === 0 ? piece : { ...piece, alpha: f32.ulp(piece.lower) / 8 };
            const findings = [kernel, reference].map((checker) => {
              checker.run(side.negative, at, points);
              return {
                ...checker.check(used, -1),
                x: checker.input(points - 1),
                y: checker.result(points - 1),
              };
            });
            flags += findings[1].flagged.length;
            expect(findings[0]).toEqual(findings[1]);
          }
        });
        expect(flags).toBeGreaterThan(100);
      });
    }
  }
});
