import { apply, type Expression } from '../../expression/expression.ts';
import {
  added,
  constantPolynomial,
  multiplied,
  powerOfVariable,
  scaled,
  type Polynomial,
} from '../../number/polynomial/polynomial.ts';
import { polynomialFraction, type Fraction } from './fraction.ts';
import { kernelsOf, type Kernels } from './kernels.ts';
import { splitCoefficient } from './linear-parts.ts';
import { commonUnit, lowest, wholeQuotient, type Rational } from './rationals.ts';
import { scaledTerm } from './to-expression.ts';

/** Angles that are larger multiples of a common one stay as they are. */
const MOST_MULTIPLE = 12n;

export type UnifiedKernels = {
  readonly kernels: Kernels;
  /** What those kernels stand for that are multiples of others. */
  readonly known: ReadonlyMap<number, Fraction>;
};

type Family = { readonly operations: readonly ('sin' | 'cos' | 'sinh' | 'cosh' | 'exp' | 'pow')[] };
const CIRCULAR: Family = { operations: ['sin', 'cos'] };
const HYPERBOLIC: Family = { operations: ['sinh', 'cosh'] };
const EXPONENTIAL: Family = { operations: ['exp'] };

type Member = { readonly term: Expression; readonly argument: Expression; readonly coefficient: Rational };

/**
 * The kernels of terms, where sines, cosines and exponentials of multiples of one argument are polynomials in those of
 * the argument itself, and roots of one radicand are powers of one root.
 */
export function unifiedKernels(expressions: readonly Expression[]): UnifiedKernels {
  const plain = kernelsOf(expressions);
  const groups = new Map<string, { family: Family; base: Expression; members: Member[] }>();
  for (const term of plain.terms) {
    if (term.kind !== 'apply') continue;
    const family = [CIRCULAR, HYPERBOLIC, EXPONENTIAL].find(({ operations }) =>
      (operations as readonly string[]).includes(term.operation),
    );
    if (family === undefined) continue;
    const [argument] = term.args;
    const { coefficient, term: base } = splitCoefficient(argument);
    const key = `${family.operations[0]} ${base.id}`;
    const group = groups.get(key) ?? { family, base, members: [] };
    group.members.push({ term, argument, coefficient: lowest(coefficient) });
    groups.set(key, group);
  }
  const rewritten: { term: Expression; family: Family; unit: Expression; times: number }[] = [];
  const more: Expression[] = [];
  for (const { family, base, members } of groups.values()) {
    const distinct = new Set(members.map(({ argument }) => argument.id));
    if (distinct.size < 2) {
      // Sine and cosine together, so that their squares are known.
      if (family !== EXPONENTIAL)
        for (const op of family.operations) more.push(apply(op as 'sin', members[0].argument));
      continue;
    }
    const unit = members.map(({ coefficient }) => coefficient).reduce(commonUnit);
    const multiples = members.map(({ coefficient }) => wholeQuotient(coefficient, unit) as bigint);
    if (multiples.some((k) => k > MOST_MULTIPLE || k < -MOST_MULTIPLE)) continue;
    const argument = scaledTerm(unit.numerator, unit.denominator, base);
    for (const op of family.operations) more.push(apply(op as 'sin', argument));
    members.forEach(({ term }, i) => {
      rewritten.push({ term, family, unit: argument, times: Number(multiples[i]) });
    });
  }
  if (more.length === 0) return { kernels: plain, known: new Map() };
  const kernels = kernelsOf(expressions, more);
  const known = new Map<number, Fraction>();
  for (const { term, family, unit, times } of rewritten) {
    if (term.kind !== 'apply' || term.args[0] === unit) continue;
    const at = (op: string): Polynomial =>
      powerOfVariable(kernels.ring, kernels.terms.indexOf(apply(op as 'sin', unit)), 1);
    if (family === EXPONENTIAL) {
      const index = kernels.terms.indexOf(apply('exp', unit));
      known.set(term.id, polynomialFraction(powerOfVariable(kernels.ring, index, times)));
      continue;
    }
    const sign = family === CIRCULAR ? -1n : 1n;
    const [sine, cosine] = multiple(at(family.operations[0]), at(family.operations[1]), times, sign);
    known.set(term.id, polynomialFraction(term.operation === family.operations[0] ? sine : cosine));
  }
  return { kernels, known };
}

/** sin(nt) and cos(nt) by addition; `sign`: −1 for circular, +1 for hyperbolic functions. */
function multiple(sine: Polynomial, cosine: Polynomial, n: number, sign: bigint): [Polynomial, Polynomial] {
  let [s, c] = [constantPolynomial(sine.ring, 0n), constantPolynomial(sine.ring, 1n)];
  for (let k = 0; k < n; k++) {
    [s, c] = [
      added(multiplied(s, cosine), multiplied(c, sine)),
      added(multiplied(c, cosine), scaled(multiplied(s, sine), sign)),
    ];
  }
  return [s, c];
}
