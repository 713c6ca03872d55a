import {
  apply,
  constant,
  integer,
  rational,
  variable,
  type Expression,
} from '../../../expression/expression.ts';
import { parseExpression } from '../../../expression/parse.ts';
import { tidyApply } from '../../../expression/tidy.ts';
import { integerRelations } from '../../../number/exact/integer-relation.ts';
import { mpfr } from '../../../number/mpfr.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import {
  hasZero,
  isBounded,
  negInterval,
  newInterval,
  type BigInterval,
} from '../../../oracle/big-interval.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import { polynomialTerm } from '../algebraic-values.ts';
import { combination } from '../build-terms.ts';
import { fitsInterval } from '../check-proposal.ts';
import { ConstantStore } from '../constant-store.ts';
import { ENGINE_BITS, rankBits, vectorBits } from '../description-length.ts';
import { identifyValue } from '../identify-value.ts';
import { polynomialBits } from '../minimal-polynomial.ts';
import { NAMED_CONSTANTS } from '../named-constants.ts';
import { complexParts } from './complex-parts.ts';
import { complexPolynomial, hasRootInBox } from './complex-root.ts';
import { complexTarget, type ComplexBox, type ComplexTarget } from './complex-target.ts';

export const COMPLEX_ENGINES = ['parts', 'polar', 'moebius', 'algebraic'] as const;

/** A formula for a complex number; in `expression`, `i` is √−1, and a root is one in x. */
export type ComplexProposal = {
  readonly form: 'complex-value' | 'complex-root';
  readonly expression: Expression;
  /** Of a root: the polynomial's coefficients of powers 0, 1, …. */
  readonly polynomial?: readonly bigint[];
  /** Digits that naming it takes. */
  readonly spent: number;
  readonly engine: (typeof COMPLEX_ENGINES)[number];
};

export type ComplexOutcome = {
  /** Formulas that fit the box, cheapest first, whatever they spend. */
  readonly fitting: readonly ComplexProposal[];
  readonly digits: number;
  readonly proposed: number;
};

/** Which of the four engines speaks, in digits. */
const WHICH = Math.log10(COMPLEX_ENGINES.length);
/** Digits up to which a formula is short enough that no other is looked for. */
const SHORT = 12;
const I = variable('i');

/** Formulas for a complex number in a box that is far narrower than it is away from 0. Deterministic. */
export function identifyComplexValue(box: ComplexBox): ComplexOutcome {
  const target = complexTarget(box);
  const fits = ({ form, expression }: ComplexProposal): boolean =>
    form === 'complex-root' || fitsBox(expression, box);
  const simple = [...byParts(box), ...byPolar(box), ...byPolynomial(target)];
  const found = simple.filter(fits);
  // Maps of a constant only say in more words what short parts or a short polynomial say.
  const explained = found.some(({ spent }) => spent < SHORT);
  const maps = explained ? [] : byMoebius(target);
  const fitting = [...found, ...maps.filter(fits)].map((one) => ({ ...one, spent: one.spent + WHICH }));
  fitting.sort((one, other) => one.spent - other.spent);
  return { fitting, digits: target.digits, proposed: simple.length + maps.length };
}

/** Whether the enclosures of both parts of a formula lie in the box; a part that is 0 must be so exactly. */
export function fitsBox(expression: Expression, box: ComplexBox): boolean {
  const parts = complexParts(expression);
  if ('refused' in parts) return false;
  return [parts.re, parts.im].every((term, k) => {
    const side = k === 0 ? box.re : box.im;
    return term === integer(0) ? hasZero(side) : fitsInterval({ form: 'value', expression: term }, side);
  });
}

/** The simplest formula for a real number, and what it spends in digits; 0 for an interval around it costs a bit. */
function simplest(interval: BigInterval): { readonly term: Expression; readonly spent: number } | undefined {
  if (hasZero(interval)) return { term: integer(0), spent: Math.log10(2) };
  const found = identifyValue(interval).fitting.find(({ form }) => form === 'value');
  return found && { term: found.expression, spent: found.spent + Math.log10(2) };
}

function byParts({ re, im }: ComplexBox): ComplexProposal[] {
  const below = mpfr.mpfr_sgn(im.hi) < 0;
  const y = withWorkspace(mpfr.mpfr_get_prec(im.hi), (w) => {
    const above = newInterval(w);
    if (below) negInterval(above, im);
    return simplest(below ? above : im);
  });
  const x = simplest(re);
  if (x === undefined || y === undefined) return [];
  const expression = tidyApply(below ? 'sub' : 'add', x.term, tidyApply('mul', y.term, I));
  return [{ form: 'complex-value', expression, spent: x.spent + y.spent, engine: 'parts' }];
}

/** r·exp(i·π·t) with formulas for r² and t. */
function byPolar({ re, im }: ComplexBox): ComplexProposal[] {
  if (hasZero(re) || hasZero(im)) return [];
  const bits = mpfr.mpfr_get_prec(re.hi);
  return withWorkspace(bits, (w) => {
    const enclosed = (text: string): BigInterval | undefined => {
      const out = newInterval(w);
      const found = createOracle(parseExpression(text), ['x', 'y']).enclose([re, im], 8, out);
      return found.kind === 'undefined' || !isBounded(out) ? undefined : out;
    };
    const below = mpfr.mpfr_sgn(im.lo) < 0;
    const turn = mpfr.mpfr_sgn(re.lo) > 0 ? '' : below ? ' - 1' : ' + 1';
    const [square, angle] = [enclosed('x^2 + y^2'), enclosed(`atan(y/x)/pi${turn}`)];
    if (square === undefined || angle === undefined) return [];
    const [r, t] = [simplest(square), simplest(angle)];
    if (r === undefined || t === undefined) return [];
    const expression = tidyApply('mul', rootOf(r.term), tidyApply('exp', turned(t.term)));
    return [{ form: 'complex-value', expression, spent: r.spent + t.spent, engine: 'polar' }];
  });
}

function rootOf(square: Expression): Expression {
  return square === integer(1) ? square : tidyApply('sqrt', square);
}

/** i·π·t, as 2*i*pi/7. */
function turned(t: Expression): Expression {
  if (t.kind !== 'number') return tidyApply('mul', tidyApply('mul', I, constant('pi')), t);
  const top = apply('mul', tidyApply('mul', rational(t.numerator), I), constant('pi'));
  return t.denominator === 1n ? top : apply('div', top, rational(t.denominator));
}

/** (p + q·c)/(r + s·c) for a named constant c, with Gaussian integers p, q, r, s. */
function byMoebius(target: ComplexTarget): ComplexProposal[] {
  const { bits, error, modulus } = target;
  const store = new ConstantStore(bits);
  const scale = BigInt(bits);
  const [re, im] = [target.re, target.im];
  let best: ComplexProposal | undefined;
  for (const [rank, { text }] of NAMED_CONSTANTS.entries()) {
    const { value: c, approximate, expression: term } = store.text(text);
    const size = Math.abs(approximate);
    if (size > 1e4 || size < 1e-4) continue;
    const one = 1n << scale;
    const [cx, cy] = [(c * re) >> scale, (c * im) >> scale];
    const values = [
      [one, 0n],
      [0n, one],
      [c, 0n],
      [0n, c],
      [-re, -im],
      [im, -re],
      [-cx, -cy],
      [cy, -cx],
    ];
    const errors = [1, 1, 2, 2, error, error, size * error + modulus + 2, size * error + modulus + 2];
    for (const m of integerRelations({ values, bits, errors, coefficientBits: 24 })) {
      const [p, q, r, s] = [m.slice(0, 2), m.slice(2, 4), m.slice(4, 6), m.slice(6)].map(gaussian);
      const bottom = tidyApply('add', r, tidyApply('mul', s, term));
      const top = tidyApply('add', p, tidyApply('mul', q, term));
      if (bottom === integer(0) || top === integer(0)) continue;
      const expression = tidyApply('div', top, bottom);
      const spent = (ENGINE_BITS + rankBits(rank, NAMED_CONSTANTS.length) + vectorBits(m)) * Math.log10(2);
      if (best === undefined || spent < best.spent)
        best = { form: 'complex-value', expression, spent, engine: 'moebius' };
    }
  }
  return best === undefined ? [] : [best];
}

function gaussian([x, y]: readonly bigint[]): Expression {
  return combination([x, y], [rational(1n), I]);
}

function byPolynomial(target: ComplexTarget): ComplexProposal[] {
  const m = complexPolynomial(target);
  if (m === undefined || !hasRootInBox(m, target.box)) return [];
  const spent = polynomialBits(m) * Math.log10(2);
  return [{ form: 'complex-root', expression: polynomialTerm(m), polynomial: m, spent, engine: 'algebraic' }];
}
