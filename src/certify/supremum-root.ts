/**
 * Proofs up to an end of the domain at which there is a root: √x·(…) has no Taylor model at 0, but with x = u² it is
 * u·(…), which has one.
 */
import { apply, constant, rational, variable, type Expression } from '../expression/expression.ts';
import { foldExpression } from '../expression/fold.ts';
import { substitute } from '../expression/substitute.ts';
import { NapierError } from '../error/fault.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import { withWorkspace } from '../number/workspace.ts';
import { intervalOf, isZero } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Specification } from '../program/specification.ts';
import { domainEnds, type DomainEnds } from './domain-ends.ts';
import { boundSupremum, type SupremumBound } from './supremum-bound.ts';
import { PointError } from './supremum-point.ts';

type Options = Parameters<typeof boundSupremum>[2];

const PRECISION = 256;

/** As {@link boundSupremum}, also where function or program have a root at an end of the domain that is 0. */
export function boundSupremumAtRoots(
  approximation: Expression,
  specification: Specification,
  options: Options = {},
): SupremumBound {
  const side = sideOfZero(specification);
  const { function: truth, variable: name } = specification;
  if (side === undefined || ![approximation, truth].some((term) => hasRootAtZero(term, name))) {
    return boundSupremum(approximation, specification, options);
  }
  let bound: SupremumBound;
  try {
    bound = boundSupremum(unfold(approximation, name, side), unfolded(specification, side), options);
  } catch (error) {
    // What has no bound this way may have one the other way, or at least a place in the user's own variable.
    if (!(error instanceof NapierError)) throw error;
    return boundSupremum(approximation, specification, options);
  }
  return folded(bound, approximation, specification, side);
}

type Side = 1 | -1;

/** On which side of 0 the domain lies, when 0 is one of its ends. */
function sideOfZero({ domain }: Specification): Side | undefined {
  if (isNought(domain.lo)) return 1;
  return isNought(domain.hi) ? -1 : undefined;
}

const isNought = (end: Expression): boolean => end.kind === 'number' && end.numerator === 0n;

/** Is there a half-integer power in the term whose base is 0 at x = 0? */
function hasRootAtZero(term: Expression, name: string): boolean {
  const bases: Expression[] = [];
  foldExpression<undefined>(term, (part) => {
    const root = rootOf(part);
    if (root !== undefined) bases.push(root.base);
    return undefined;
  });
  return bases.some((base) => {
    const oracle = createOracle(base, [name]);
    return withWorkspace(PRECISION, (w) => {
      const value = oracle.range([intervalOf(w, 0)], w);
      return !('kind' in value) && isZero(value);
    });
  });
}

/** √base, and how the term is written by it. */
type Root = { readonly base: Expression; readonly inRoots: (root: Expression) => Expression };

function rootOf(term: Expression): Root | undefined {
  if (term.kind !== 'apply') return undefined;
  const [first, second] = term.args;
  const isHalf = (e: Expression | undefined): e is Expression & { kind: 'number' } =>
    e?.kind === 'number' && e.denominator === 2n;
  const one = rational(1n);
  switch (term.operation) {
    case 'sqrt':
      return { base: first, inRoots: (root) => root };
    case 'rsqrt':
      return { base: first, inRoots: (root) => apply('div', one, root) };
    case 'pow':
      if (!isHalf(second)) return undefined;
      return { base: first, inRoots: (root) => apply('pow', root, rational(second.numerator)) };
    // DLMF 10.39.1–2: Bessel functions of order ±1/2 are elementary.
    case 'besseli': {
      if (!isHalf(first) || (first.numerator !== 1n && first.numerator !== -1n)) return undefined;
      const top = apply(first.numerator === 1n ? 'sinh' : 'cosh', second);
      return { base: second, inRoots: (root) => overRoot(top, root, rational(2n), constant('pi')) };
    }
    case 'besselk': {
      if (!isHalf(first) || (first.numerator !== 1n && first.numerator !== -1n)) return undefined;
      const top = apply('exp', apply('neg', second));
      return { base: second, inRoots: (root) => overRoot(top, root, constant('pi'), rational(2n)) };
    }
    default:
      return undefined;
  }
}

/** √(a/b)·top/root */
function overRoot(top: Expression, root: Expression, a: Expression, b: Expression): Expression {
  return apply('mul', apply('sqrt', apply('div', a, b)), apply('div', top, root));
}

/** The term in u, x = ±u², with its roots as square roots, which models take at a zero of even order. */
function unfold(term: Expression, name: string, side: Side): Expression {
  const square = apply('pow', variable(name), rational(2n));
  const inSquares = substitute(term, new Map([[name, side > 0 ? square : apply('neg', square)]]));
  return foldExpression<Expression>(inSquares, (part, args) => {
    if (part.kind !== 'apply') return part;
    const made = apply(part.operation, ...args);
    const root = rootOf(made);
    return root === undefined ? made : root.inRoots(apply('sqrt', root.base));
  });
}

function unfolded(specification: Specification, side: Side): Specification {
  const { function: truth, variable: name, domain } = specification;
  const { lo, hi, open } = domain;
  const far = side > 0 ? hi : apply('neg', lo);
  return {
    ...specification,
    function: unfold(truth, name, side),
    domain: {
      lo: rational(0n),
      hi: apply('sqrt', far),
      open: side > 0 ? open : [open[1], open[0]],
    },
  };
}

/** The bound with its worst point in x again: a double, at which the error is measured anew. */
function folded(
  bound: SupremumBound,
  approximation: Expression,
  specification: Specification,
  side: Side,
): SupremumBound {
  const { function: truth, variable: name, measure, domain } = specification;
  const error = new PointError(approximation, truth, name, measure);
  const worst = clamp(side * bound.worst * bound.worst, domainEnds(domain));
  const lower = withWorkspace(PRECISION + 2 * bound.precision, (w) => {
    const found = error.at(worst, w);
    if (found === undefined) return 0;
    const scaled = w.big();
    mpfr.mpfr_mul_2si(scaled, found.lo, -bound.scale, ROUND.DOWN);
    return mpfr.mpfr_get_d(scaled, ROUND.DOWN);
  });
  return { ...bound, worst, lower };
}

function clamp(x: number, { innerLo, innerHi }: DomainEnds): number {
  return Math.min(innerHi, Math.max(innerLo, x));
}
