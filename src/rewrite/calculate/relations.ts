import { apply, rational, type ApplyTerm, type Expression } from '../../expression/expression.ts';
import {
  added,
  asInteger,
  coefficientsIn,
  constantPolynomial,
  degreeIn,
  isZero,
  multiplied,
  powerOfVariable,
  raised,
  scaled,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import { lowestTerms, type Fraction } from './fraction.ts';
import { readFraction, type Kernels } from './kernels.ts';

/** kernel^degree = value, a quotient in other kernels. */
export type Relation = { readonly kernel: number; readonly degree: number; readonly value: Fraction };

/** Which of the squares sin² + cos² = 1 and cosh² − sinh² = 1 is replaced. */
export type Preference = 'cosines' | 'sines';

/** The algebraic relations among kernels: roots, absolute values, sines and cosines of one angle. */
export function relationsOf(kernels: Kernels, preference: Preference): Relation[] {
  const { ring, terms } = kernels;
  const found: Relation[] = [];
  const indexOf = (operation: ApplyTerm['operation'], of: Expression): number =>
    terms.indexOf(apply(operation, of));
  const squareOf = (kernel: number, minusOther: bigint, other: number, plus: bigint): Relation => {
    const square = powerOfVariable(ring, other, 2, minusOther);
    const numerator = added(square, constantPolynomial(ring, plus));
    return { kernel, degree: 2, value: { numerator, denominator: constantPolynomial(ring, 1n) } };
  };
  terms.forEach((term, kernel) => {
    if (term.kind !== 'apply') return;
    const [a] = term.args;
    switch (term.operation) {
      case 'sqrt':
        found.push({ kernel, degree: 2, value: readFraction(a, kernels) });
        break;
      case 'cbrt':
        found.push({ kernel, degree: 3, value: readFraction(a, kernels) });
        break;
      case 'abs':
        found.push({ kernel, degree: 2, value: readFraction(apply('pow', a, rational(2n)), kernels) });
        break;
      case 'pow': {
        const [, exponent] = term.args;
        if (exponent.kind === 'number' && exponent.numerator === 1n) {
          found.push({ kernel, degree: Number(exponent.denominator), value: readFraction(a, kernels) });
        }
        break;
      }
      case 'sin': {
        const cos = indexOf('cos', a);
        if (cos < 0) break;
        found.push(
          preference === 'cosines' ? squareOf(kernel, -1n, cos, 1n) : squareOf(cos, -1n, kernel, 1n),
        );
        break;
      }
      case 'sinh': {
        const cosh = indexOf('cosh', a);
        if (cosh < 0) break;
        found.push(
          preference === 'cosines' ? squareOf(kernel, 1n, cosh, -1n) : squareOf(cosh, 1n, kernel, 1n),
        );
        break;
      }
      default:
        break;
    }
  });
  return found;
}

/** The quotient with every power of a kernel below its relation's degree; `undefined` when it would go on forever. */
export function reducedBy(fraction: Fraction, relations: readonly Relation[]): Fraction {
  let current = fraction;
  for (let round = 0; round < 12; round++) {
    let changed = false;
    for (const relation of relations) {
      const next = reduceOnce(current, relation);
      if (next !== current) {
        current = next;
        changed = true;
      }
    }
    if (!changed) return current;
  }
  return current;
}

function reduceOnce(fraction: Fraction, relation: Relation): Fraction {
  const top = powersReplaced(fraction.numerator, relation);
  const bottom = powersReplaced(fraction.denominator, relation);
  let result = fraction;
  if (top !== undefined || bottom !== undefined) {
    const [above, below] = [top ?? unchanged(fraction.numerator), bottom ?? unchanged(fraction.denominator)];
    // (n/dᵏ) / (m/dˡ)
    const d = relation.value.denominator;
    result = lowestTerms(
      multiplied(above.polynomial, raised(d, below.power)),
      multiplied(below.polynomial, raised(d, above.power)),
    );
  }
  return withoutKernelBelow(result, relation);
}

const unchanged = (polynomial: Polynomial): Replaced => ({ polynomial, power: 0 });

/** polynomial / denominator^power */
type Replaced = { readonly polynomial: Polynomial; readonly power: number };

function powersReplaced(p: Polynomial, { kernel, degree, value }: Relation): Replaced | undefined {
  const most = degreeIn(p, kernel);
  if (most < degree) return undefined;
  const { ring } = p;
  const power = Math.floor(most / degree);
  let sum = constantPolynomial(ring, 0n);
  coefficientsIn(p, kernel).forEach((part, e) => {
    if (isZero(part)) return;
    const times = Math.floor(e / degree);
    const factor = multiplied(raised(value.numerator, times), raised(value.denominator, power - times));
    sum = added(sum, multiplied(scaled(part, 1n, ring.power(kernel, e % degree)), factor));
  });
  return { polynomial: sum, power };
}

/** A root that divides the whole denominator goes above: 1/√u = √u/u, with the same values where both have one. */
function withoutKernelBelow(fraction: Fraction, { kernel, degree, value }: Relation): Fraction {
  const { numerator, denominator } = fraction;
  const { ring } = numerator;
  const e = denominator.monomials.reduce<number>(
    (least, m) => Math.min(least, ring.exponent(m, kernel)),
    Infinity,
  );
  // Sines are 0 at points where the quotient may have a value; roots are 0 only where their radicand is.
  if (e === 0 || e >= degree || value.numerator.monomials.length === 0) return fraction;
  const over = coefficientsIn(denominator, kernel);
  if (over.filter((part) => !isZero(part)).length !== 1) {
    return fraction;
  }
  const rest = over[e];
  return lowestTerms(
    multiplied(scaled(numerator, 1n, ring.power(kernel, degree - e)), value.denominator),
    multiplied(rest, value.numerator),
  );
}

/** 1/(a + b√n) by its conjugate, for numbers: no point where it could be 0. */
export function withoutNumericRoots(fraction: Fraction, relations: readonly Relation[]): Fraction {
  let current = fraction;
  for (const { kernel, degree, value } of relations) {
    const numeric = asInteger(value.numerator) !== undefined && asInteger(value.denominator) !== undefined;
    if (!numeric || degree !== 2 || degreeIn(current.denominator, kernel) !== 1) continue;
    const [a, b] = coefficientsIn(current.denominator, kernel);
    if (asInteger(a) === undefined || asInteger(b) === undefined) continue;
    const { ring } = a;
    const conjugate = added(a, scaled(b, 1n, ring.power(kernel, 1)), -1n);
    current = reducedBy(
      {
        numerator: multiplied(current.numerator, conjugate),
        denominator: multiplied(current.denominator, conjugate),
      },
      relations,
    );
  }
  return current;
}
