import type { Domain } from '../../expression/domain.ts';
import { doubleTerm } from '../../expression/double-term.ts';
import { integer } from '../../expression/expression.ts';
import type { Format } from '../../number/format.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import type { Operand } from '../../program/program.ts';
import { constantDouble } from './constant-value.ts';
import type { Emitter } from './emitter.ts';
import type { FoundIdentity } from './find-identities.ts';
import { roundedValue } from './rounded-value.ts';
import type { SpecialCells } from './special-cases.ts';

/**
 * An interval of inputs, both ends included, in which a shorter program may do: no special input is in it, no result
 * that overflows or loses bits, or no argument that takes more than a few words to reduce.
 */
export type Guard = {
  readonly lo: number;
  readonly hi: number;
  /** The interval is one of |x|, and f(−x) is so many times f(x). */
  readonly parity?: 1 | -1;
};

const ZERO = integer(0);
/** Binades between results and the ends of the format's normal range: reconstructions scale by as much. */
const ROOM = 2;
/** Periods that an interval of small arguments holds, about: powers of two. */
const PERIODS = [2 ** 10, 2 ** 3];
/** Half the bits of a number less these count periods, where that is more: multiples by so many are taken off for the same. */
const LEFT_BITS = 2;
/** A function whose value at the least normal number is so much larger than that, and so small, rises from 0 like a root. */
const STEEP = 2 ** 20;

/**
 * The intervals worth a program of their own, largest first.
 * @param special the special inputs of the function's whole domain
 */
export function findGuards(
  oracle: Oracle,
  special: SpecialCells,
  identities: readonly FoundIdentity[],
  storage: Format,
): Guard[] {
  const guards: Guard[] = [];
  const usual = usualRange(oracle, special, storage);
  if (usual !== undefined) guards.push(usual);
  const [first, last] = [special.first, special.last].map((o) => storage.fromOrdinal(o));
  for (const found of identities) {
    if (found.kind === 'reflection' && found.slope === ZERO && found.plus === ZERO) {
      // What divides an exponent takes care of subnormal numbers, and of 0, by operations of their own.
      if (first < 0 && last > 0 && isRootLike(oracle, storage))
        guards.push({ lo: storage.minNormal, hi: usual?.hi ?? Math.min(-first, last), parity: found.times });
      continue;
    }
    if (found.kind !== 'shift' || Math.abs(found.times) !== 1) continue;
    const size = Math.abs(constantDouble(found.by) ?? NaN);
    const [many, few] = PERIODS;
    for (const periods of [Math.max(many, 2 ** ((storage.precision >> 1) - LEFT_BITS)), few]) {
      const end = 2 ** Math.round(Math.log2(size * periods));
      if (first < -end && last > end && !guards.some(({ hi }) => hi === end))
        guards.push({ lo: -end, hi: end });
    }
  }
  return guards;
}

function isRootLike(oracle: Oracle, storage: Format): boolean {
  const value = Math.abs(roundedValue(oracle, storage.minNormal, storage));
  return value >= STEEP * storage.minNormal && value <= 1 / STEEP;
}

/**
 * Where results are normal numbers with room around them, and arguments of one sign are. Symmetric about 0 where it
 * holds 0, unless the nearer end is the function's own: then nothing is unusual beyond it on the other side.
 */
function usualRange(
  oracle: Oracle,
  { cells, first, last }: SpecialCells,
  storage: Format,
): Guard | undefined {
  const most = storage.maxFinite / 2 ** ROOM;
  const least = storage.minNormal * 2 ** ROOM;
  const isUsual = (o: bigint): boolean => {
    const x = storage.fromOrdinal(o);
    const value = Math.abs(roundedValue(oracle, x, storage));
    return value <= most && (value >= least || value >= Math.abs(x) / 2);
  };
  const middle = first < 0n && last > 0n ? 0n : (first + last) / 2n;
  const oneSided = first >= 0n;
  const normal = storage.ordinal(storage.minNormal);
  const from = inwards(oneSided && first < normal ? normal : first, middle, isUsual, storage);
  const to = inwards(last, middle, isUsual, storage);
  const [lo, hi] = [storage.fromOrdinal(from), storage.fromOrdinal(to)];
  if (from >= to) return undefined;
  const everywhere = from === first && to === last;
  if (oneSided) return everywhere && cells.length === 0 ? undefined : { lo, hi };
  // Beyond the numbers of the format are infinities alone, which programs mostly get right by themselves.
  if (everywhere && Math.min(-lo, hi) === storage.maxFinite) return undefined;
  const end = Math.min(-lo, hi);
  if (end <= 0) return undefined;
  const own = -lo < hi ? from === first : to === last;
  return own ? { lo, hi } : { lo: -end, hi: end };
}

/** The first ordinal on the way from an end to the middle at which a property holds: by binades, then by bisection. */
function inwards(end: bigint, middle: bigint, holds: (o: bigint) => boolean, { precision }: Format): bigint {
  if (holds(end)) return end;
  const step = (1n << BigInt(precision - 1)) * (middle > end ? 1n : -1n);
  let bad = end;
  let good = end + step;
  while ((middle - good) * step > 0n && !holds(good)) [bad, good] = [good, good + step];
  if ((middle - good) * step <= 0n) return middle;
  while (good - bad > 1n || bad - good > 1n) {
    const half = (good + bad) / 2n;
    if (holds(half)) good = half;
    else bad = half;
  }
  return good;
}

/** A guard as a domain. */
export function guardDomain({ lo, hi }: Guard): Domain {
  return { lo: doubleTerm(lo), hi: doubleTerm(hi), open: [false, false] };
}

/** What the interval is one of: x, or its magnitude. */
export function guardedArgument(e: Emitter, { parity }: Guard): Operand {
  return parity === undefined ? e.x : e.op('abs', e.x);
}

/** Is the input in the interval: two to four operations, false for NaN. */
export function emitGuard(e: Emitter, guard: Guard, storage: Format): Operand {
  const { lo, hi } = guard;
  if (lo === -hi) return e.op('le', e.op('abs', e.x), e.number(hi));
  const x = guardedArgument(e, guard);
  // In the format of the inputs: integers of the wider one would need its width; patterns rise with positive numbers.
  if (e.format !== storage || lo < 0)
    return e.op('eq', x, e.op('max', e.op('min', x, e.number(hi)), e.number(lo)));
  // Patterns from lo to hi, as no others, are from the least integer on when this is taken off.
  const least = -(1n << BigInt(e.format.bits - 1));
  const [from, to] = [lo, hi].map((end) => e.format.encode(end));
  const moved = e.op('isub', e.op('bits', x), e.integer(BigInt.asIntN(e.format.bits, from - least)));
  return e.op('ilt', moved, e.integer(least + (to - from) + 1n));
}
