import { BLOCK } from '../../certify/exhaustive-checker.ts';
import { formatDomain } from '../../certify/exhaustive-domain.ts';
import { JUDGE_PRECISION } from '../../certify/exhaustive-judge.ts';
import { createChecker } from '../../certify/exhaustive-kernel.ts';
import { createPieceBuilder } from '../../certify/piece-builder.ts';
import { coverSide, inputAt } from '../../certify/piece-cover.ts';
import { PIECE_DEGREE, type Piece } from '../../certify/piece.ts';
import { createRegionFinder } from '../../certify/region.ts';
import { tieRuleOf } from '../../certify/tie-rule.ts';
import { waveOf } from '../../certify/wave-of.ts';
import type { Domain } from '../../expression/domain.ts';
import type { Format } from '../../number/format.ts';
import { FORMATS } from '../../number/formats.ts';
import { createRandom } from '../../number/random.ts';
import { withWorkspace } from '../../number/workspace.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Program } from '../../program/program.ts';
import { roundedValue } from '../reduction/rounded-value.ts';

export type HardInputsOptions = {
  /** Relative distance of the true value from the middle of two neighbouring numbers of the format. */
  readonly within: number;
  /** More than so many are no use. */
  readonly most: number;
  readonly stopped?: () => boolean;
};

/** A result this near (relatively) to a number of the format is far from the middle of two, whatever the binade. */
const QUIET = 2 ** -27;
/** Inputs taken where all, or every other, have a value that is all but a midpoint. */
const TIES = 1 << 11;
/** Inputs at which a function is taken to be odd or even. */
const PROBES = 64;

/**
 * The inputs of a domain where f comes as near to the middle of two numbers of the format as `within`: the only ones at
 * which a program that is off by less, before its result is rounded, can miss the correctly rounded result. (The
 * table maker's dilemma: Lefèvre & Muller, Worst cases for correct rounding, ARITH 2001; here by running the pieces
 * of an exhaustive proof.) Inputs that no piece covers are among them; those where f is undefined, or rounds to an
 * infinity throughout, are not. In the search alone: whether they are all is for the proof of the program to say.
 *
 * @returns `undefined` when there are more than `most`, or when stopped
 */
export function hardInputs(
  oracle: Oracle,
  variable: string,
  format: Format,
  domain: Domain,
  { within, most, stopped = () => false }: HardInputsOptions,
): number[] | undefined {
  const { first, last } = formatDomain(domain, format);
  const mirrored = first === -1n - last && isOddOrEven(oracle, format);
  const wave = waveOf(oracle.expression, variable, format);
  const checker = createChecker(identityOf(variable, format), format, 'ulp');
  const hard: number[] = [];
  const complete = withWorkspace(JUDGE_PRECISION, (w) => {
    const builder = createPieceBuilder(oracle, format, 'ulp', w);
    const region = createRegionFinder(oracle, format, w);
    const ties = tieRuleOf(oracle, format, w);
    const tied = ties === undefined ? -1 : Number(format.ordinal(ties.reach));
    for (const negative of mirrored ? [false] : [false, true]) {
      if (negative ? first >= 0n : last < 0n) continue;
      const [from, to] = negative
        ? [last < -1n ? -1n - last : 0n, -1n - first]
        : [first > 0n ? first : 0n, last];
      const side = { negative, first: Number(from), last: Number(to) };
      const random = createRandom(3);
      for (let i = 0; i < TIES && tied > 0; i++) {
        const at = i < 8 ? i + 1 : 1 + random.integer(tied);
        if (at >= side.first && at <= side.last) hard.push(inputAt(format, negative, at));
      }
      for (const part of coverSide(builder, format, side, side, region, wave)) {
        if (stopped()) return false;
        if (part.wanted !== undefined) continue;
        const { piece } = part;
        if (piece === undefined || piece.upper >= format.maxFinite) {
          if (hard.length + part.last - part.first > most) return false;
          for (let at = part.first; at <= part.last; at++) hard.push(inputAt(format, negative, at));
          continue;
        }
        const wider = { ...piece, rho: piece.rho + within };
        const loud = Math.max(part.first, tied + 1, quietBelow(piece, format));
        for (let at = loud; at <= part.last; at += BLOCK) {
          checker.run(negative, at, Math.min(BLOCK, part.last - at + 1));
          for (const i of checker.check(wider, Infinity).flagged) hard.push(checker.input(i));
          if (hard.length > most) return false;
        }
      }
    }
    return true;
  });
  if (!complete) return undefined;
  return mirrored ? hard.flatMap((x) => [x, -x]) : hard;
}

/** The program that gives its input: what the checker compares with pieces does not matter here. */
function identityOf(variable: string, format: Format): Program {
  return { inputs: [variable], constants: [], code: [], format: format.name };
}

/** Magnitudes below this have a value that is all but f(0), or x itself: numbers of the format. */
function quietBelow({ centre, scale, coefficients, wave }: Piece, format: Format): number {
  if (centre !== 0 || wave !== undefined || scale === 0) return 0;
  const [c0, c1] = coefficients;
  const order = c0 === 0 ? 1 : 0;
  if (order === 0 ? format.round(c0) !== c0 : c1 * scale !== 1) return 0;
  let t = 1;
  const rest = (): number =>
    coefficients.reduce((sum, c, k) => (k > order ? sum + Math.abs(c) * t ** (k - order) : sum), 0);
  while (t > 0 && !(rest() <= QUIET * Math.abs(coefficients[order]))) t /= 2;
  const reach = format.round(t / scale, 'down');
  return reach > 0 && coefficients.length === PIECE_DEGREE + 1 ? Number(format.ordinal(reach)) : 0;
}

function isOddOrEven(oracle: Oracle, format: Format): boolean {
  const random = createRandom(1);
  const top = Number(format.ordinal(format.maxFinite));
  let seen = 0;
  for (let i = 0; i < PROBES; i++) {
    const x = format.fromOrdinal(BigInt(random.integer(top)));
    const [there, here] = [roundedValue(oracle, -x, FORMATS.f64), roundedValue(oracle, x, FORMATS.f64)];
    if (here !== here && there !== there) continue;
    if (Math.abs(here) !== Math.abs(there)) return false;
    seen++;
  }
  return seen > PROBES / 8;
}
