import { fail, NapierError } from '../error/fault.ts';
import { integer, variablesOf, type Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { toText } from '../expression/to-text.ts';
import { bigToDecimal } from '../number/big-text.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace, type Workspace } from '../number/workspace.ts';
import { newInterval, setDoubles, widenInterval, type BigInterval } from '../oracle/big-interval.ts';
import { complexParts } from '../search/identify/complex/complex-parts.ts';
import { hasRootInBox } from '../search/identify/complex/complex-root.ts';
import type { ComplexBox } from '../search/identify/complex/complex-target.ts';
import { fitsBox, identifyComplexValue } from '../search/identify/complex/identify-complex-value.ts';
import { bitsForDigits } from '../search/identify/identify-value.ts';
import { decimalInterval, NUMBER_LIMITS, termInterval } from './given-number.ts';
import { CLAIM_MARGIN, type IdentificationFinding } from './identification.ts';
import { claim, type IdentifyNumberOptions } from './identify-number.ts';
import { VERSION } from './version.ts';

/** Digits to which a formula for an expression must be met besides. */
const CHECK_DIGITS = 1_000;

/** Formulas that take so many digits more than the simplest are not told: polar form beside both parts says more than a variant. */
const VERBOSITY = 6;

const DECIMAL = String.raw`(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?`;
/** `1.5 - 0.866i`, `0.866*i`, `2 + i`; j and brackets around it as Python writes them. */
const DIGITS = new RegExp(
  String.raw`^\s*(\()?\s*(?:([+-]?)\s*(${DECIMAL})\s*(?=[+-]))?\s*([+-]?)\s*(${DECIMAL})?\s*\*?\s*[ij]\s*(\))?\s*$`,
  'i',
);

/** Whether a text is digits of a complex number, or a term in which only `i` is free. */
export function isComplexNumber(source: string): boolean {
  const match = DIGITS.exec(source);
  if (match !== null) return (match[1] === undefined) === (match[6] === undefined);
  try {
    return variablesOf(parseExpression(source)).join() === 'i';
  } catch (error) {
    if (error instanceof NapierError) return false;
    throw error;
  }
}

/**
 * Formulas for a complex number, given by its digits (`0.5 + 0.8660254037844386i`; a part of fewer than six digits is taken as
 * exact) or by a term in `i`: a formula for each part, polar form, Möbius images of a constant with Gaussian integers, and
 * the polynomial that it is a zero of.
 * @throws NapierError `syntax`, `value`, `limit`, `domain`, `unsupported` for what cannot be identified
 */
export function identifyComplex(source: string, options: IdentifyNumberOptions = {}): IdentificationFinding {
  const match = DIGITS.exec(source);
  if (match !== null) {
    const [re, im] = readParts(source, match);
    const finest = Math.min(re.power, im.power);
    const [x, y] = [re, im].map((part) => endsOf(part, isExact(part) ? finest : part.power));
    return withWorkspace(bitsForDigits(Math.max(re.digits, im.digits)) + 64, (w) => {
      const box = { re: decimalInterval(x.lo, x.hi, w), im: decimalInterval(y.lo, y.hi, w) };
      return finding(source, { re: x, im: y }, box, undefined);
    });
  }
  const term = parseExpression(source);
  const parts = complexParts(term);
  if ('refused' in parts) {
    const hint = 'of complex numbers, sums, products, quotients, whole powers and exp are worked out';
    fail({ kind: 'unsupported', message: `${toText(parts.refused)} is not worked out`, source, hint });
  }
  if (parts.im === integer(0)) {
    const hint = `napier identify "${toText(parts.re)}"`;
    fail({ kind: 'value', message: 'this number is real', source, hint });
  }
  const digits = options.digits ?? 50;
  return withWorkspace(bitsForDigits(CHECK_DIGITS), (w) => {
    const fine = boxOf(parts, Math.max(digits, CHECK_DIGITS), w, source);
    const ends = (side: BigInterval): Ends => ({
      lo: bigToDecimal(side.lo, digits, ROUND.DOWN),
      hi: bigToDecimal(side.hi, digits, ROUND.UP),
    });
    // What is exactly 0 is known to as many digits as the other part.
    const coarse = boxOf(parts, digits, w, source);
    const sides = {
      re: parts.re === integer(0) ? ends(coarse.re) : ends(fine.re),
      im: ends(fine.im),
    };
    const box = {
      re: decimalInterval(sides.re.lo, sides.re.hi, w),
      im: decimalInterval(sides.im.lo, sides.im.hi, w),
    };
    return finding(source, sides, box, fine);
  });
}

type Ends = { readonly lo: string; readonly hi: string };
/** value·10^power, as many significant digits. */
type Part = { readonly value: bigint; readonly power: number; readonly digits: number };

const isExact = ({ digits }: Part): boolean => digits < NUMBER_LIMITS.fewest;

function readParts(source: string, match: RegExpExecArray): [Part, Part] {
  const [, , reSign = '', reText = '0', imSign, imText = '1'] = match;
  const parts = [readPart(reSign, reText), readPart(imSign, imText)] as const;
  const span = [0, source.length] as const;
  if (parts.every(isExact)) {
    const message = 'so few digits cannot tell a formula from chance';
    const hint = `give ${NUMBER_LIMITS.fewest} digits or more of a part that is not exact, better 20`;
    fail({ kind: 'value', message, source, span, hint });
  }
  if (parts[1].value === 0n) fail({ kind: 'value', message: 'this number is real', source, span });
  for (const { digits, power } of parts) {
    if (digits > NUMBER_LIMITS.most)
      fail({ kind: 'limit', message: `more than ${NUMBER_LIMITS.most} digits`, source, span });
    if (Math.abs(power + digits) > NUMBER_LIMITS.exponent)
      fail({ kind: 'limit', message: 'too large or too small', source, span });
  }
  return [parts[0], parts[1]];
}

function readPart(sign: string, text: string): Part {
  const [, whole, fraction = '', exponent = '0'] =
    /^(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? fail({ kind: 'syntax', message: 'no number' });
  const value = BigInt(`${whole}${fraction}` || '0');
  const digits = `${whole}${fraction}`.replace(/^0+/, '').length;
  return { value: sign === '-' ? -value : value, power: Number(exponent) - fraction.length, digits };
}

/** One unit at 10^power to either side. */
function endsOf({ value, power }: Part, unit: number): Ends {
  const scaled = value * 10n ** BigInt(power - unit);
  return { lo: `${scaled - 1n}e${unit}`, hi: `${scaled + 1n}e${unit}` };
}

function boxOf(
  { re, im }: { readonly re: Expression; readonly im: Expression },
  digits: number,
  w: Workspace,
  source: string,
): ComplexBox {
  const bits = bitsForDigits(digits);
  const y = termInterval(im, bits, w, source);
  const x = re === integer(0) ? newInterval(w) : termInterval(re, bits, w, source);
  if (re === integer(0)) setDoubles(x, 0);
  // A part known exactly is looked at to as many digits as the other.
  const unit = w.big();
  mpfr.mpfr_mul_2si(unit, y.hi, -bits, ROUND.UP);
  mpfr.mpfr_abs(unit, unit, ROUND.UP);
  for (const side of [x, y]) if (mpfr.mpfr_equal_p(side.lo, side.hi)) widenInterval(side, side, unit);
  return { re: x, im: y };
}

function finding(
  source: string,
  sides: { readonly re: Ends; readonly im: Ends },
  box: ComplexBox,
  fine: ComplexBox | undefined,
): IdentificationFinding {
  const { fitting, digits, proposed } = identifyComplexValue(box);
  const right = fitting.filter(
    ({ expression, polynomial }) =>
      fine === undefined ||
      (polynomial === undefined ? fitsBox(expression, fine) : hasRootInBox(polynomial, fine)),
  );
  const [simplest] = right;
  const claimed = right.filter(
    ({ spent }) => digits - spent >= CLAIM_MARGIN && spent <= simplest.spent + VERBOSITY,
  );
  claimed.sort((a, b) => Number(a.form === 'complex-root') - Number(b.form === 'complex-root'));
  const missed =
    claimed.length > 0 || simplest === undefined
      ? []
      : [
          {
            phase: 'note',
            simplest: toText(simplest.expression),
            form: simplest.form === 'complex-root' ? 'root' : 'value',
            spent: Math.ceil(simplest.spent * 100) / 100,
            needed: Math.ceil((simplest.spent + CLAIM_MARGIN + 1) / 2),
          },
        ];
  return {
    napier: VERSION,
    kind: 'identification',
    problem: {
      question: 'complex',
      number: source.trim(),
      box: sides,
      digits: Math.floor(digits * 100) / 100,
    },
    front: claimed.map(({ form, expression, spent, engine }) => ({
      form,
      expression: toText(expression),
      ...claim(fine === undefined ? digits : 2 * CHECK_DIGITS, spent),
      status: 'measured',
      engine,
    })),
    provenance: {
      evaluations: proposed,
      distinct: fitting.length,
      stop: 'exhausted',
      history: [{ phase: 'search', proposed, fitting: fitting.length, claimed: claimed.length }, ...missed],
    },
  };
}
