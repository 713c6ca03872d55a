import { apply, integer, type Expression } from '../../../expression/expression.ts';
import type { Format } from '../../../number/format.ts';
import { mpfr, ROUND } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import { constantDouble } from '../constant-value.ts';
import type { ReducedFunction } from '../reduced-function.ts';
import { roundMultiple } from '../round-to-integer.ts';
import type { Reduction, Step, StepContext } from '../step.ts';
import { afterTurns, centresOf, turnsAmong, type Turn } from '../turns.ts';

/** Binades that share one entry of the tables: 2 to this power. */
const GROUP_BITS = 3;
/** Words of 1/c that an entry holds. */
const WORDS = 3;

/**
 * The period's step for arguments of any size (Payne & Hanek 1983): of 1/c only the bits that matter to x·(1/c) modulo
 * 2 are multiplied, three words that a table gives for the exponent of x. Products of x with the first two are exact:
 * it takes a format to compute in with twice the bits of the inputs' and some more.
 */
export const turnStep: Step = {
  name: 'turn',
  description:
    'f(x + c) = ±f(x) or k/f(x) for huge x: x/c modulo 2 with the bits of 1/c that matter, from a table by exponent',
  reductions: (f, identities, context) => {
    if (context.arithmetic.precision < 2 * context.storage.precision + 4) return [];
    return turnsAmong(identities, context).flatMap((found) =>
      centresOf(f, found).flatMap(
        ({ centre, inner }) => turnReduction(f, found, context, inner, centre) ?? [],
      ),
    );
  },
};

function turnReduction(
  f: ReducedFunction,
  found: Turn,
  { arithmetic, storage, maxTable }: StepContext,
  inner: ReducedFunction,
  centre: number,
): Reduction | undefined {
  const size = constantDouble(found.by) as number;
  const largest = Math.min(storage.maxFinite, Math.max(Math.abs(f.lo), Math.abs(f.hi)));
  const tables = turnTables(found.by, arithmetic, storage, largest);
  if ((tables.length * tables[0].length * arithmetic.bits) / 8 > maxTable) return undefined;
  return {
    step: 'turn',
    parameters: { centre },
    identity: found.identity,
    inners: [inner],
    emit: (e, x, kernel) => {
      const field = e.op('ishr', e.op('bits', e.op('abs', x)), e.integer(e.fractionBits + GROUP_BITS));
      const [first, second, third] = tables.map((values) =>
        e.op('mul', x, e.op('lookup', e.table(values), field)),
      );
      const moved = centre === 0 ? first : e.op('sub', first, e.number(centre));
      const { n, pattern } = roundMultiple(e, e.op('add', moved, second), 1);
      const turns = e.op('add', e.op('add', e.op('sub', moved, n), second), third);
      const value = kernel(e, e.op('mul', turns, e.number(e.format.round(size))));
      return afterTurns(e, value, pattern, found);
    },
  };
}

/**
 * For every group of binades the words of 1/c modulo the power of two whose products with those numbers are even
 * integers. One table a word, indexed by the exponent field without its lowest bits; from 0 on, so that zero and
 * subnormal numbers find theirs; infinities and NaN are beyond the end.
 */
function turnTables(period: Expression, arithmetic: Format, storage: Format, largest: number): number[][] {
  const bias = arithmetic.emax;
  const count = ((Math.floor(Math.log2(largest)) + bias) >> GROUP_BITS) + 1;
  const wordBits = arithmetic.precision - storage.precision;
  const bits = storage.emax + WORDS * wordBits + 2 * arithmetic.precision;
  const tables: number[][] = Array.from({ length: WORDS }, () => []);
  withWorkspace(bits, (w) => {
    const [inverse, rest, part, kept] = w.bigs(4);
    createOracle(apply('div', integer(1), period), []).value([], inverse);
    for (let group = 0; group < count; group++) {
      // Numbers of this group are multiples of 2^lowest: bits of 1/c from 2^(1 − lowest) up make even integers.
      const lowest = (group << GROUP_BITS) - bias - storage.precision + 1;
      mpfr.mpfr_set_si_2exp(part, 1, 1 - lowest, ROUND.NEAREST);
      mpfr.mpfr_fmod(rest, inverse, part, ROUND.NEAREST);
      // The place of the first bit that may stand: below the cut, and not above 1/c itself.
      let place = Math.min(1 - lowest, mpfr.mpfr_get_exp(inverse));
      for (let word = 0; word < WORDS; word++) {
        place -= wordBits;
        if (word === WORDS - 1) {
          tables[word].push(arithmetic.roundBig(rest));
          break;
        }
        mpfr.mpfr_mul_2si(kept, rest, -place, ROUND.NEAREST);
        mpfr.mpfr_trunc(kept, kept);
        mpfr.mpfr_mul_2si(kept, kept, place, ROUND.NEAREST);
        tables[word].push(arithmetic.roundBig(kept));
        mpfr.mpfr_sub(rest, rest, kept, ROUND.NEAREST);
      }
    }
  });
  return tables;
}
