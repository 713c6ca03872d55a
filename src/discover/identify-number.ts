import { fail } from '../error/fault.ts';
import { toText } from '../expression/to-text.ts';
import { bigToDecimal } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { hasZero, type BigInterval } from '../oracle/big-interval.ts';
import { fitsInterval } from '../search/identify/check-proposal.ts';
import { bitsForDigits, identifyValue, type Identified } from '../search/identify/identify-value.ts';
import { decimalInterval, NUMBER_LIMITS, readGivenNumber, termInterval } from './given-number.ts';
import {
  CLAIM_MARGIN,
  CLAIM_VERBOSITY,
  type IdentificationFinding,
  type NumberProblem,
  type ValueEntry,
} from './identification.ts';
import { VERSION } from './version.ts';

export type IdentifyNumberOptions = {
  /** Digits of an expression that the search sees. Raise it for algebraic numbers of high degree. @defaultValue 50 */
  readonly digits?: number;
};

/** Digits that a formula for an expression must meet besides. */
const CHECK_DIGITS = 1_000;

/**
 * Formulas for a number given by its digits or by an expression.
 * @throws NapierError `syntax`, `value`, `limit`, `domain` for what cannot be identified
 */
export function identifyNumber(source: string, options: IdentifyNumberOptions = {}): IdentificationFinding {
  const given = readGivenNumber(source);
  if (given.kind === 'digits') {
    return withWorkspace(bitsForDigits(given.digits) + 64, (w) => {
      const interval = decimalInterval(given.lo, given.hi, w);
      return formulasFor(
        { number: source.trim(), interval: { lo: given.lo, hi: given.hi } },
        interval,
        interval,
      );
    });
  }
  const { term } = given;
  const digits = options.digits ?? 50;
  return withWorkspace(bitsForDigits(CHECK_DIGITS), (w) => {
    const fine = termInterval(term, bitsForDigits(Math.max(digits, CHECK_DIGITS)), w, source);
    const [lo, hi] = [bigToDecimal(fine.lo, digits, ROUND.DOWN), bigToDecimal(fine.hi, digits, ROUND.UP)];
    const coarse = decimalInterval(lo, hi, w);
    return formulasFor({ number: source.trim(), interval: { lo, hi } }, coarse, fine);
  });
}

/** Formulas for a number between two expressions. */
export function identifyInterval(lo: string, hi: string): IdentificationFinding {
  return withWorkspace(bitsForDigits(NUMBER_LIMITS.most), (w) => {
    const [low, high] = [lo, hi].map((end) => endInterval(end, w));
    const interval = { lo: low.lo, hi: high.hi };
    const source = `${lo},${hi}`;
    const span = [0, source.length] as const;
    if (mpfr.mpfr_greaterequal_p(interval.lo, interval.hi)) {
      fail({
        kind: 'value',
        message: 'the interval is empty',
        source,
        span,
        hint: 'give the smaller end first',
      });
    }
    if (hasZero(interval)) fail({ kind: 'value', message: 'the interval contains 0', source, span });
    const found = formulasFor({ interval: { lo: lo.trim(), hi: hi.trim() } }, interval, interval);
    if (found.problem.question === 'number' && found.problem.digits < NUMBER_LIMITS.fewest - 1) {
      const message = 'the interval is too wide: thousands of formulas have their values in it';
      const hint = `its ends should agree in at least ${NUMBER_LIMITS.fewest} digits`;
      fail({ kind: 'value', message, source, span, hint });
    }
    return found;
  });
}

function endInterval(source: string, w: Workspace): BigInterval {
  const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?\s*$/i.test(source);
  if (decimal) return decimalInterval(source.trim(), source.trim(), w);
  const given = readGivenNumber(source);
  if (given.kind === 'digits') return decimalInterval(source.trim(), source.trim(), w);
  return termInterval(given.term, w.precision - 8, w, source);
}

/**
 * @param interval what the search sees
 * @param fine what a formula must meet in the end: the same, or, of a number known exactly, a far narrower one
 * @param check the digits of `fine`, when it is another
 */
export function formulasFor(
  problem: Omit<NumberProblem, 'question' | 'digits'>,
  interval: BigInterval,
  fine: BigInterval,
  check: number = CHECK_DIGITS,
): IdentificationFinding {
  const { fitting, digits, proposed } = identifyValue(interval);
  const whole = fine === interval ? digits : check;
  const right = fitting.filter((one) => fine === interval || fitsInterval(one, fine));
  const [simplest] = right;
  const claimed = right.filter(
    ({ spent }) => digits - spent >= CLAIM_MARGIN && spent <= simplest.spent + CLAIM_VERBOSITY,
  );
  // Of formulas about as short, one that says what the number is comes before an equation that it solves.
  claimed.sort((a, b) => Number(a.form === 'root') - Number(b.form === 'root'));
  const missed =
    claimed.length > 0 || simplest === undefined
      ? []
      : [
          {
            phase: 'note',
            simplest: toText(simplest.expression),
            form: simplest.form,
            spent: Math.ceil(simplest.spent * 100) / 100,
            needed: Math.ceil(simplest.spent + CLAIM_MARGIN + 1),
          },
        ];
  return {
    napier: VERSION,
    kind: 'identification',
    problem: { question: 'number', ...problem, digits: Math.floor(digits * 100) / 100 },
    front: claimed.map((one) => entryOf(one, whole)),
    provenance: {
      evaluations: proposed,
      distinct: fitting.length,
      stop: 'exhausted',
      history: [{ phase: 'search', proposed, fitting: fitting.length, claimed: claimed.length }, ...missed],
    },
  };
}

function entryOf({ form, expression, name, spent, engine }: Identified, digits: number): ValueEntry {
  return {
    form,
    expression: toText(expression),
    ...(name === undefined ? {} : { name }),
    ...claim(digits, spent),
    status: 'measured',
    engine,
  };
}

/** Digits rounded down, spent digits up, and the chance as a power of ten, up. */
export function claim(digits: number, spent: number): { digits: number; spent: number; chance: string } {
  const rounded = { digits: Math.floor(digits * 100) / 100, spent: Math.ceil(spent * 100) / 100 };
  return { ...rounded, chance: `1e${Math.ceil(rounded.spent - rounded.digits)}` };
}
