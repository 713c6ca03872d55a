import { apply, rational, variable, type ApplyTerm, type Expression } from '../expression/expression.ts';
import { variablesOf } from '../expression/expression.ts';
import type { OperationName } from '../expression/operations.ts';
import { mpfr, ROUND } from '../number/mpfr.ts';
import type { BigInterval } from '../oracle/big-interval.ts';
import { createOracle } from '../oracle/create-oracle.ts';
import type { Oracle } from '../oracle/oracle.ts';
import {
  coefficient,
  exactDouble,
  hull,
  negate,
  rationalInterval,
  zero,
  type Coefficient,
} from './supremum-interval.ts';
import {
  addModels,
  composeModel,
  constantModel,
  divideModels,
  modelRange,
  multiplyModels,
  negateModel,
  NoModel,
  rangeModel,
  seriesModel,
  splitAtCentre,
  squareRootModel,
  subtractModels,
  isZeroModel,
  unitRange,
  type Model,
  type ModelSpace,
} from './supremum-model.ts';

/** Integer powers up to this exponent are products of models. */
const MAX_POWER = 256n;

/** The name under which a part of an expression is expanded in its own argument. */
const ARGUMENT = variable('u');

/**
 * Makes Taylor models of expressions in one variable. Arithmetic is done in models, so removable singularities and
 * poles that cancel cost nothing; every other operation by the oracle's series, of the whole subterm where it has
 * one on the cell, else of the operation alone, composed.
 */
export class ModelMaker {
  private readonly name: string;
  private readonly oracles = new Map<Expression, Oracle>();
  private readonly constantTerms = new Map<Expression, boolean>();

  constructor(name: string) {
    this.name = name;
  }

  /** @throws NoModel when the value may be undefined or unbounded on the cell */
  model(space: ModelSpace, expression: Expression, known = new Map<Expression, Model>()): Model {
    const ready = known.get(expression);
    if (ready !== undefined) return ready;
    const made = this.make(space, expression, known);
    known.set(expression, made);
    return made;
  }

  private make(space: ModelSpace, e: Expression, known: Map<Expression, Model>): Model {
    if (e.kind === 'number') return constantModel(rationalInterval(space.w, e.numerator, e.denominator));
    if (e.kind === 'variable') return this.input(space, e.name);
    if (e.kind === 'constant' || this.isConstant(e)) return constantModel(this.range(space, e, [], []));
    const rule = ARITHMETIC[e.operation];
    if (rule !== undefined) return rule(space, ...e.args.map((arg) => this.model(space, arg, known)));
    if (e.operation === 'pow' || e.operation === 'hypot') {
      const simpler = e.operation === 'pow' ? this.power(space, e, known) : this.hypotenuse(space, e, known);
      if (simpler !== undefined) return simpler;
    }
    return this.series(space, e) ?? this.composition(space, e, known);
  }

  private input(space: ModelSpace, name: string): Model {
    if (name !== this.name) throw new NoModel(`unknown variable \`${name}\``);
    return seriesModel([exactDouble(space.w, space.centre), rationalInterval(space.w, 1n, 1n), null]);
  }

  private isConstant(e: Expression): boolean {
    let answer = this.constantTerms.get(e);
    if (answer === undefined) this.constantTerms.set(e, (answer = variablesOf(e).length === 0));
    return answer;
  }

  private oracle(e: Expression, names: readonly string[]): Oracle {
    const known = this.oracles.get(e);
    if (known !== undefined) return known;
    const made = createOracle(e, names);
    this.oracles.set(e, made);
    return made;
  }

  private range(space: ModelSpace, e: Expression, names: string[], box: BigInterval[]): Coefficient {
    const range = this.oracle(e, names).range(box, space.w);
    if ('kind' in range) throw new NoModel(range.reason);
    return coefficient(range);
  }

  /** The oracle's series of the whole term: at the centre, with Lagrange's remainder over the cell. */
  private series(space: ModelSpace, e: Expression): Model | undefined {
    const centre = exactDouble(space.w, space.centre) ?? zero(space.w);
    const lo = space.w.big();
    const hi = space.w.big();
    mpfr.mpfr_add(lo, centre.lo, space.t.lo, ROUND.DOWN);
    mpfr.mpfr_add(hi, centre.hi, space.t.hi, ROUND.UP);
    const terms = this.expand(space, e, this.name, centre, { lo, hi });
    return terms === undefined ? undefined : seriesModel(terms);
  }

  private expand(
    space: ModelSpace,
    e: Expression,
    name: string,
    centre: BigInterval,
    cell: BigInterval,
  ): Coefficient[] | undefined {
    const oracle = this.oracle(e, [name]);
    const wide = oracle.series(cell, space.order, space.w);
    if ('kind' in wide) return undefined;
    const narrow = oracle.series(centre, space.order - 1, space.w);
    if ('kind' in narrow) return undefined;
    const terms = [...narrow, wide[space.order]];
    return terms.every((c) => mpfr.mpfr_number_p(c.lo) && mpfr.mpfr_number_p(c.hi))
      ? terms.map(coefficient)
      : undefined;
  }

  /** The operation's own series in its argument's model; its range where it has no series on the cell. */
  private composition(space: ModelSpace, e: ApplyTerm, known: Map<Expression, Model>): Model {
    const moving = e.args.filter((arg) => !this.isConstant(arg));
    if (moving.length !== 1) return this.box(space, e, known);
    const inner = this.model(space, moving[0], known);
    const outer = apply(e.operation, ...e.args.map((arg) => (arg === moving[0] ? ARGUMENT : arg)));
    const range = modelRange(space, inner);
    if (inner.terms.length > 1) {
      const { value, rest } = splitAtCentre(space, inner);
      const cell = hull(space.w, value, range) ?? zero(space.w);
      const terms = this.expand(space, outer, 'u', value, cell);
      if (terms !== undefined) return composeModel(space, terms, rest);
    }
    return rangeModel(this.range(space, outer, ['u'], [range ?? zero(space.w)]));
  }

  /** Several arguments move: only the range. */
  private box(space: ModelSpace, e: ApplyTerm, known: Map<Expression, Model>): Model {
    const names = e.args.map((_, i) => `u${i}`);
    const ranges = e.args.map((arg) => modelRange(space, this.model(space, arg, known)) ?? zero(space.w));
    return rangeModel(this.range(space, apply(e.operation, ...names.map(variable)), names, ranges));
  }

  private power(space: ModelSpace, e: ApplyTerm, known: Map<Expression, Model>): Model | undefined {
    const [base, exponent] = e.args;
    if (exponent.kind === 'number' && exponent.denominator === 1n) {
      const n = exponent.numerator < 0n ? -exponent.numerator : exponent.numerator;
      if (n === 0n || n > MAX_POWER) return undefined;
      const positive = integerPower(space, this.model(space, base, known), Number(n));
      if (exponent.numerator > 0n) return positive;
      return divideModels(space, constantModel(rationalInterval(space.w, 1n, 1n)), positive);
    }
    if (this.isConstant(base) || this.isConstant(exponent)) return undefined;
    return this.model(space, apply('exp', apply('mul', exponent, apply('log', base))), known);
  }

  private hypotenuse(space: ModelSpace, e: ApplyTerm, known: Map<Expression, Model>): Model {
    return this.model(space, apply('sqrt', apply('add', square(e.args[0]), square(e.args[1]))), known);
  }
}

function square(x: Expression): Expression {
  return apply('pow', x, rational(2n));
}

function integerPower(space: ModelSpace, base: Model, n: number): Model {
  let result: Model | undefined;
  let square = base;
  for (let rest = n; ; square = multiplyModels(space, square, square)) {
    if (rest % 2 === 1) result = result === undefined ? square : multiplyModels(space, result, square);
    rest = Math.floor(rest / 2);
    if (rest === 0) return result as Model;
  }
}

/** The sign of a value on the cell: 0 when it may change. A zero of odd order at the centre counts by t's sign. */
function signOn(space: ModelSpace, a: Model): -1 | 0 | 1 {
  if (isZeroModel(a)) return 1;
  const unit = unitRange(space, a);
  if (unit === null) return 1;
  const unitSign = mpfr.mpfr_sgn(unit.lo) >= 0 ? 1 : mpfr.mpfr_sgn(unit.hi) <= 0 ? -1 : 0;
  if (unitSign === 0 || a.valuation % 2 === 0) return unitSign;
  if (mpfr.mpfr_sgn(space.t.lo) >= 0) return unitSign;
  return mpfr.mpfr_sgn(space.t.hi) <= 0 ? (-unitSign as -1 | 1) : 0;
}

function select(space: ModelSpace, a: Model, b: Model, wanted: 'min' | 'max'): Model {
  const sign = signOn(space, subtractModels(space, a, b));
  if (sign !== 0) return sign > 0 === (wanted === 'max') ? a : b;
  const x = modelRange(space, a) ?? zero(space.w);
  const y = modelRange(space, b) ?? zero(space.w);
  const pick = wanted === 'min' ? mpfr.mpfr_min : mpfr.mpfr_max;
  const lo = space.w.big();
  const hi = space.w.big();
  pick(lo, x.lo, y.lo, ROUND.DOWN);
  pick(hi, x.hi, y.hi, ROUND.UP);
  return rangeModel(coefficient({ lo, hi }));
}

function absolute(space: ModelSpace, a: Model): Model {
  const sign = signOn(space, a);
  if (sign !== 0) return sign > 0 ? a : negateModel(space, a);
  const range = modelRange(space, a);
  const both = hull(space.w, range, negate(space.w, range)) as BigInterval;
  const lo = space.w.big();
  mpfr.mpfr_set_ui(lo, 0, ROUND.DOWN);
  return rangeModel({ lo, hi: both.hi });
}

type ModelRule = (space: ModelSpace, ...args: Model[]) => Model;

/** The operations that models do themselves. */
const ARITHMETIC: Partial<Record<OperationName, ModelRule>> = {
  add: addModels,
  sub: subtractModels,
  mul: multiplyModels,
  div: divideModels,
  neg: negateModel,
  fma: (space, a, b, c) => addModels(space, multiplyModels(space, a, b), c),
  sqrt: squareRootModel,
  abs: absolute,
  min: (space, a, b) => select(space, a, b, 'min'),
  max: (space, a, b) => select(space, a, b, 'max'),
};
