import { fail } from '../error/fault.ts';
import type { Expression } from '../expression/expression.ts';
import type { Format, RoundingMode } from '../number/format.ts';
import { mpfr, ROUND, type Big } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import { hasZero, isPoint, newInterval, setInterval, type BigInterval } from './big-interval.ts';
import { compile, type Node } from './compile.ts';
import type { RuleFault } from './interval-rule.ts';
import type { Coordinate, Enclosure, Oracle } from './oracle.ts';
import { seriesOf } from './series.ts';
import { Tape } from './tape.ts';

/** Bits beyond those asked that the first try computes with. */
const GUARD_BITS = 14;
/** Precisions are rounded up to this many bits: MPFR works in words. */
const WORD = 32;
/**
 * A value that may still be 0 at this many bits more than asked is left undecided. Differences of doubles that do
 * not cancel exactly are found well before (x − sin x at the least double needs 3,300 bits).
 */
const ZERO_BITS = 5_000;
/** Tapes kept for reuse: all precisions on the way from a double's to the default limit. */
const KEPT_TAPES = 12;

const ENCLOSED: Enclosure = { kind: 'enclosed' };

export type OracleOptions = {
  /** Bits at which an undecided value is given up. @defaultValue 20,000 */
  readonly maxPrecision?: number;
};

// Registers live in WebAssembly's heap: an oracle that is collected must give them back.
const abandoned = new FinalizationRegistry<Map<number, Tape>>((tapes) => {
  for (const tape of tapes.values()) tape.dispose();
});

/**
 * The oracle of an expression in the given variables.
 * @throws NapierError when the expression has another variable, uses `inf` as a value, or a Bessel order that is
 * not constant.
 */
export function createOracle(
  expression: Expression,
  variables: readonly string[],
  options: OracleOptions = {},
): Oracle {
  const oracle = new TapeOracle(
    expression,
    [...variables],
    compile(expression, variables),
    options.maxPrecision ?? 20_000,
  );
  return oracle;
}

/** What a loop over precisions found: an answer, or that this precision does not tell. */
type Attempt<T> = (result: BigInterval, precision: number) => T | undefined;

class TapeOracle implements Oracle {
  readonly expression: Expression;
  readonly variables: readonly string[];
  private readonly nodes: readonly Node[];
  private readonly limit: number;
  private readonly tapes = new Map<number, Tape>();

  constructor(expression: Expression, variables: readonly string[], nodes: readonly Node[], limit: number) {
    this.expression = expression;
    this.variables = variables;
    this.nodes = nodes;
    this.limit = limit;
    abandoned.register(this, this.tapes);
  }

  enclose(point: readonly Coordinate[], bits: number, out: BigInterval): Enclosure {
    const found = this.search(point, bits, (result) => (narrow(result, bits) ? result : undefined));
    if (isFault(found)) return found;
    setInterval(out, found);
    return ENCLOSED;
  }

  value(point: readonly Coordinate[], out: Big): Enclosure {
    const bits = mpfr.mpfr_get_prec(out) + 2;
    const found = this.search(point, bits, (result) => (narrow(result, bits) ? result : undefined));
    if (isFault(found)) {
      mpfr.mpfr_set_nan(out);
      return found;
    }
    mpfr.mpfr_set(out, found.lo, ROUND.NEAREST);
    return ENCLOSED;
  }

  rounded(point: readonly Coordinate[], format: Format, mode?: RoundingMode): number {
    const found = this.search(
      point,
      format.precision + 4,
      (result, precision) => {
        // A real value is finite: an infinite end only says that MPFR's exponents ended.
        const low = format.roundBig(finite(result.lo), mode);
        const high = format.roundBig(finite(result.hi), mode);
        if (Object.is(low, high) || isPoint(result)) return { value: low === 0 && isPoint(result) ? 0 : low };
        // Zero of unknown sign: the number is settled, and more bits may tell the sign of a tiny value.
        if (low === 0 && high === 0 && precision >= ZERO_BITS) return { value: 0 };
        return undefined;
      },
      0,
    );
    if (!isFault(found)) return found.value;
    if (found.kind === 'undefined') return NaN;
    return fail({
      kind: 'not-proved',
      message: `cannot decide the rounded value: ${found.reason}`,
      hint: `tried ${found.precision} bits`,
    });
  }

  range(box: readonly BigInterval[], w: Workspace): BigInterval | Exclude<Enclosure, { kind: 'enclosed' }> {
    const tape = this.tape(w.precision);
    const fault = tape.runBox(box);
    if (fault !== undefined) {
      // A removable 0/0 (sin(x)/x around 0) has a value all the same: the series knows.
      if (fault.kind === 'undecided' && this.variables.length === 1 && !isPoint(box[0])) {
        const found = seriesOf(this.nodes, box[0], 0, w);
        if (Array.isArray(found)) return found[0];
      }
      return this.report(fault, w.precision);
    }
    const out = newInterval(w);
    setInterval(out, tape.result);
    return out;
  }

  series(
    centre: BigInterval,
    order: number,
    w: Workspace,
  ): BigInterval[] | Exclude<Enclosure, { kind: 'enclosed' }> {
    if (this.variables.length !== 1) {
      fail({ kind: 'unsupported', message: 'a series needs an expression in one variable' });
    }
    const found = seriesOf(this.nodes, centre, order, w);
    return Array.isArray(found) ? found : this.report(found, w.precision);
  }

  /** Evaluates at growing precisions until `accept` has an answer. */
  private search<T>(
    point: readonly Coordinate[],
    bits: number,
    accept: Attempt<T>,
    zeroBits: number = ZERO_BITS,
  ): T | Exclude<Enclosure, { kind: 'enclosed' }> {
    let precision = words(bits + GUARD_BITS);
    for (;;) {
      const tape = this.tape(precision);
      const fault = tape.runPoint(point);
      if (fault?.kind === 'undefined') return fault as { kind: 'undefined'; reason: string };
      if (fault === undefined) {
        const answer = accept(tape.result, precision);
        if (answer !== undefined) return answer;
      }
      const zero = zeroBits > 0 && (fault !== undefined || hasZero(tape.result));
      if (precision >= this.limit || (zero && precision >= bits + zeroBits)) {
        return this.report(fault ?? { kind: 'undecided', reason: reasonOf(tape.result) }, precision);
      }
      precision = Math.min(this.limit, words(precision < 1000 ? 2 * precision : 1.6 * precision));
    }
  }

  private report(fault: RuleFault, precision: number): Exclude<Enclosure, { kind: 'enclosed' }> {
    if (fault.kind === 'undefined') return { kind: 'undefined', reason: fault.reason };
    return { kind: 'undecided', precision, reason: fault.reason };
  }

  private tape(precision: number): Tape {
    let tape = this.tapes.get(precision);
    if (tape !== undefined) return tape;
    if (this.tapes.size >= KEPT_TAPES) {
      // The oldest but the first, which serves nearly every point.
      const [, oldest] = [...this.tapes.keys()];
      this.tapes.get(oldest)?.dispose();
      this.tapes.delete(oldest);
    }
    tape = new Tape(this.nodes, precision);
    this.tapes.set(precision, tape);
    return tape;
  }
}

function words(bits: number): number {
  return Math.ceil(bits / WORD) * WORD;
}

function isFault(found: object): found is Exclude<Enclosure, { kind: 'enclosed' }> {
  return 'kind' in found;
}

function reasonOf(result: BigInterval): string {
  return hasZero(result) ? 'the value may be exactly zero' : 'the enclosure stays too wide';
}

const difference = mpfr.mpfr_t() as Big;
const bound = mpfr.mpfr_t() as Big;
mpfr.mpfr_init2(difference, 64);
mpfr.mpfr_init2(bound, 64);

/** The number itself, or for an infinity the largest finite number before it. */
function finite(x: Big): Big {
  if (!mpfr.mpfr_inf_p(x)) return x;
  mpfr.mpfr_set(bound, x, ROUND.ZERO);
  if (mpfr.mpfr_sgn(x) > 0) mpfr.mpfr_nextbelow(bound);
  else mpfr.mpfr_nextabove(bound);
  return bound;
}

/** hi − lo ≤ 2^−bits · |v| for every v in the interval, or the interval is one point. */
function narrow(a: BigInterval, bits: number): boolean {
  if (isPoint(a)) return true;
  const low = mpfr.mpfr_sgn(a.lo);
  if (low * mpfr.mpfr_sgn(a.hi) <= 0) return false;
  mpfr.mpfr_sub(difference, a.hi, a.lo, ROUND.UP);
  mpfr.mpfr_set(bound, low > 0 ? a.lo : a.hi, ROUND.ZERO);
  mpfr.mpfr_div_2ui(bound, bound, bits, ROUND.ZERO);
  return mpfr.mpfr_cmpabs(difference, bound) <= 0;
}
