/** Gappa's own bounds on the rounding errors of a program, in place of the forward analysis. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ForwardAnalysis } from '../../src/certify/forward/forward-analysis.ts';
import { piecesOf } from '../../src/certify/forward/pieces.ts';
import { formatDomain } from '../../src/certify/exhaustive-domain.ts';
import { boundRoundoff, type RoundoffBound } from '../../src/certify/roundoff-bound.ts';
import { ERROR_UNIT, NoRoundoffBound, type Limit } from '../../src/certify/roundoff-rules.ts';
import type { RoundoffCertificate } from '../../src/certify/certificate.ts';
import { gappaScript, type Straight } from '../../src/emit/languages/gappa-script.ts';
import { powerOfTwo } from '../../src/number/double-bits.ts';
import { exactDouble } from '../../src/number/exact-double.ts';
import { findFormat } from '../../src/number/formats.ts';
import type { Program } from '../../src/program/program.ts';
import type { Specification } from '../../src/program/specification.ts';

/** Numbers on either side of 0 that a proof runs (`certify-pieces.ts`), −0 among them. */
const RUN = 65n;
/** Gappa is given so many seconds for a script. */
const PATIENCE = 60;

/** A program's pieces as Gappa is to have them, or why it cannot. */
export function* straightPieces(
  program: Program,
  { domain, variable }: Specification,
): Generator<Straight | { readonly lo: number; readonly hi: number; readonly reason: string }> {
  const format = findFormat(program.format);
  const analysis = new ForwardAnalysis(program, format, variable);
  const { first, last } = formatDomain(domain, format);
  for (const [from, to] of [
    [first, -2n - RUN],
    [RUN, last],
  ])
    for (const { lo, hi, programs } of piecesOf(analysis, from, to))
      for (const way of programs.filter(({ known }) => known === undefined)) {
        try {
          yield { lo, hi, program: way.straight() };
        } catch (error) {
          if (!(error instanceof NoRoundoffBound)) throw error;
          yield { lo, hi, reason: error.reason };
        }
      }
}

/** What a program is on inputs where it is one real function. */
export function straightOn(program: Program, { variable }: Specification, lo: number, hi: number): Straight {
  const analysis = new ForwardAnalysis(program, findFormat(program.format), variable);
  return { lo, hi, program: analysis.piece(lo, hi).straight() };
}

/** Gappa's bound on the rounding errors of a piece, in ulp; cells of it are asked about until the bound is the certificate's. */
export function gappaBound(
  { lo, hi, program }: Straight,
  { function: truth, variable, measure }: Specification,
  certificate: RoundoffCertificate,
  script: string,
  maxCells: number,
): RoundoffBound {
  const error = (from: number, to: number, limit?: Limit): number =>
    errorOf({ lo: from, hi: to, program }, limit, script);
  return boundRoundoff({ error }, truth, variable, measure, findFormat(program.format), lo, hi, undefined, {
    enough: exactDouble(certificate.rounding),
    distance: exactDouble(certificate.approximation),
    maxCells,
  });
}

/** |computed − without rounding| in `ERROR_UNIT`s. */
function errorOf(cell: Straight, limit: Limit | undefined, script: string): number {
  const { lines, goal, hints } = gappaScript(cell, limit);
  writeFileSync(script, `${[...lines, goal, ...hints].join('\n')}\n`);
  // It tells on stderr, and ends with 1 where it has no bound.
  const out = execFileSync('sh', ['-c', `timeout ${PATIENCE} gappa '${script}' 2>&1 || true`], { encoding: 'utf8' }); // prettier-ignore
  if (/not trivially equal/.test(out)) throw new RangeError(`Gappa doubts an equation of ${script}`);
  const number = String.raw`(-?\d+)(?:b(-?\d+))?(?: \{[^}]*\})?`;
  const found = new RegExp(String.raw`y - M\d+ in \[${number}, ${number}\]`).exec(out);
  if (found === null) throw new NoRoundoffBound('Gappa finds no bound');
  const [, low, lowExponent = '0', high, highExponent = '0'] = found;
  return Math.max(inUnits(low, Number(lowExponent)), inUnits(high, Number(highExponent)));
}

/** |m · 2^e| in `ERROR_UNIT`s, rounded up by more than the conversion to a double may lose. */
function inUnits(mantissa: string, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  const scaled = (Math.abs(Number(mantissa)) * powerOfTwo(half)) / ERROR_UNIT;
  return scaled * powerOfTwo(exponent - half) * (1 + 2 ** -50);
}
