import { exactDouble } from '../../number/exact-double.ts';
import type { Operand, Program } from '../../program/program.ts';
import {
  add,
  atom,
  constant,
  isNumber,
  isZero,
  multiply,
  negate,
  numberIn,
  ONE,
  polynomialText,
  replaceProduct,
  singleAtom,
  ZERO,
  type Polynomial,
} from './gappa-polynomial.ts';

/** Values of more terms are names of their own. */
const MOST_TERMS = 24;

/** Products of factors with more errors have one of their own; of long programs sooner, whose equations would take long to check. */
const [MOST_ERRORS, MOST_OF_LONG] = [16, 8];
const LONG = 60;

/** Errors by name, each with its factor: a sum. */
type Errors = ReadonlyMap<string, Polynomial>;

/** Exactly base + errors, in computed values and what instructions round away. */
type Exact = { readonly base: Polynomial; readonly errors: Errors };

/** What is known of an instruction: its computed value, and what that is beside its real meaning. */
type Known = Exact & { readonly deviation: Errors };

/** The errors of a straight-line program of floats, as equations that Gappa can check and use. */
export type ErrorEquations = {
  /** Instructions whose real value is 0, whatever the input: they take up what others rounded away. */
  readonly residuals: ReadonlySet<number>;
  /** Names of Gappa's for inverses, with what they are. */
  readonly inverses: readonly { readonly name: string; readonly value: string }[];
  /** What is 0 since a square root is one: Gappa has no such rule. */
  readonly roots: readonly string[];
  /** What an instruction gives before it is rounded, or the error of one, in terms of errors; that of the result last. */
  readonly equations: readonly { readonly left: string; readonly right: string }[];
};

/**
 * Interval arithmetic on a program that keeps what it rounds away sees two errors where there is one twice. Here every
 * error is followed by name: `t − u` of an instruction t whose exact result on the computed operands is u, or `t − M`
 * of one whose real meaning is M, and the factors of one error are added, exactly. (The same idea as `Cancelling` of the
 * forward analysis, in symbols.) Products of errors are errors by themselves, whose factors have equations too.
 * @param name how an operand is written; instructions are `t0`, their unrounded results `u0`, their ideals `M0`
 */
export function errorEquations(program: Program, name: (operand: Operand) => string): ErrorEquations {
  return new Following(program, name).all();
}

const NONE: Errors = new Map();

class Following {
  private readonly program: Program;
  private readonly name: (operand: Operand) => string;
  private readonly known: Known[] = [];
  private readonly residuals = new Set<number>();
  private readonly inverses: { name: string; value: string }[] = [];
  private readonly roots: string[] = [];
  /** What a product of two computed values is, where it is something simpler: that of a quotient and its divisor, of a root and itself. */
  private readonly products = new Map<string, Exact>();
  /** Of a product of two atoms the same, as a polynomial. */
  private readonly reductions: { readonly pair: readonly [string, string]; readonly by: Polynomial }[] = [];
  /** Instructions in whose error a product of errors counts. */
  private readonly needed = new Set<number>();

  constructor(program: Program, name: (operand: Operand) => string) {
    this.program = program;
    this.name = name;
  }

  all(): ErrorEquations {
    const { code } = this.program;
    code.forEach((_, i) => {
      const exact = this.capped(i, this.valueOf(i));
      const rest = isZero(exact.base);
      if (rest) this.residuals.add(i);
      this.known.push({ ...exact, deviation: rest ? exact.errors : this.deviationOf(i) });
    });
    const last = code.length - 1;
    const residuals = [...this.residuals].map((i) => ({
      left: `u${i}`,
      right: errorText(this.unrounded(i)),
    }));
    const simpler = code.flatMap(({ op }, i) => {
      const { base } = this.known[i];
      if ((op !== 'add' && op !== 'sub') || base.size !== 1 || base.has(`t${i}`)) return [];
      const others = this.unrounded(i);
      return others.size === 0
        ? []
        : [{ left: `u${i}`, right: `${polynomialText(base)} + ${errorText(others)}` }];
    });
    const deviations = [...this.needed, last]
      .filter((i) => !this.residuals.has(i) && !this.known[i].deviation.has(deviation(i)))
      .map((i) => ({ left: `t${i} - M${i}`, right: errorText(this.known[i].deviation) }));
    const { inverses, roots } = this;
    const equations = [...residuals, ...simpler, ...deviations];
    return { residuals: this.residuals, inverses, roots, equations };
  }

  /** The errors of an instruction's exact result on the computed operands. */
  private unrounded(i: number): Errors {
    const errors = new Map(this.known[i].errors);
    errors.delete(own(i));
    return errors;
  }

  /** An instruction's result, as a sum of few terms or itself. */
  private capped(i: number, exact: Exact): Exact {
    return exact.base.size > MOST_TERMS ? itself(i) : exact;
  }

  private valueOf(i: number): Exact {
    const { op, args } = this.program.code[i];
    const [a, b, c] = args;
    const rounded = ({ base, errors }: Exact): Exact => ({ base, errors: joined(errors, single(own(i))) });
    switch (op) {
      case 'neg':
        return this.times(this.exact(a), negate(ONE));
      case 'add':
        return rounded(plus(this.exact(a), this.exact(b)));
      case 'sub':
        return rounded(plus(this.exact(a), this.times(this.exact(b), negate(ONE))));
      case 'mul':
        return rounded(this.product(a, b));
      case 'fma':
        return rounded(plus(this.product(a, b), this.exact(c)));
      case 'div': {
        const inverse = this.inverseOf(b);
        if (this.isRest(a)) return rounded(this.times(this.exact(a), atom(inverse)));
        const dividend = plus(this.exact(a), { base: ZERO, errors: single(own(i), this.literal(b)) });
        this.simplify(`t${i}`, b, dividend);
        return itself(i);
      }
      case 'sqrt': {
        const square = this.zero(`${this.name(a)} - u${i} * u${i}`);
        const errors = joined(single(own(i), add(atom(`t${i}`), atom(`u${i}`))), single(square, negate(ONE)));
        this.simplify(`t${i}`, `t${i}`, plus(this.exact(a), { base: ZERO, errors }));
        return itself(i);
      }
      default:
        return itself(i);
    }
  }

  /** What an instruction's result is beside its real meaning, where that is not 0. */
  private deviationOf(i: number): Errors {
    const { op, args } = this.program.code[i];
    const [a, b, c] = args;
    const rounding = single(own(i));
    switch (op) {
      case 'neg':
        return this.scaled(this.beside(a), negate(ONE));
      case 'add':
        return joined(this.beside(a), this.beside(b), rounding);
      case 'sub':
        return joined(this.beside(a), this.scaled(this.beside(b), negate(ONE)), rounding);
      case 'mul':
        return joined(this.besideProduct(a, b), rounding);
      case 'fma':
        return joined(this.besideProduct(a, b), this.beside(c), rounding);
      case 'div':
        return joined(this.besideQuotient(i, a, b), rounding);
      case 'sqrt':
        return joined(this.besideRoot(i, a), rounding);
      default:
        return single(deviation(i));
    }
  }

  private besideProduct(a: Operand, b: Operand): Errors {
    const [left, right] = [this.beside(a), this.beside(b)];
    // The real meaning of what is only error is 0, and so is the product's.
    if (this.isRest(b)) return this.scaled(right, this.literal(a));
    if (this.isRest(a)) return this.scaled(left, this.literal(b));
    const most = this.program.code.length < LONG ? MOST_ERRORS : MOST_OF_LONG;
    if (left.size + right.size > most && left.size > 0 && right.size > 0) {
      const [p, q] = [a, b].map((operand) => this.ideal(operand));
      return single(`(${this.name(a)} * ${this.name(b)} - ${p} * ${q})`);
    }
    const first = joined(this.scaled(left, this.literal(b)), this.scaled(right, this.literal(a)));
    if (left.size === 0 || right.size === 0) return first;
    return joined(first, single(this.second(a, b), negate(ONE)));
  }

  /** a/b − A/B = (a − A)/b − q·(b − B)/b + (q − Q)·(b − B)/b with q = a/b up to its own rounding. */
  private besideQuotient(i: number, a: Operand, b: Operand): Errors {
    const [above, below] = [this.beside(a), this.beside(b)];
    const inverse = atom(this.inverseOf(b));
    const first = this.scaled(above, inverse);
    if (below.size === 0) return first;
    const turned = this.scaled(below, negate(multiply(inverse, atom(`t${i}`))));
    return joined(first, turned, single(this.second(`t${i}`, b), inverse));
  }

  /** √a − √A = (a − A)/(√a + √A). */
  private besideRoot(i: number, a: Operand): Errors {
    const inside = this.beside(a);
    if (inside.size === 0) return NONE;
    this.inverses.push({ name: `Q${i}`, value: `(u${i} + M${i})` });
    const inverse = atom(`Q${i}`);
    const [computed, ideal] = [`${this.name(a)} - u${i} * u${i}`, `${this.ideal(a)} - M${i} * M${i}`];
    return joined(
      this.scaled(inside, inverse),
      single(this.zero(computed), negate(inverse)),
      single(this.zero(ideal), inverse),
    );
  }

  /** The product of two errors, each of which gets an equation. */
  private second(a: Operand, b: Operand): string {
    for (const operand of [a, b]) this.needed.add(indexOf(operand));
    const [p, q] = [a, b].map((operand) => `(${this.name(operand)} - ${this.ideal(operand)})`);
    return `${p} * ${q}`;
  }

  /** Two computed values' product, exactly. */
  private product(a: Operand, b: Operand): Exact {
    const [p, q] = [this.withoutSign(a), this.withoutSign(b)];
    const sign = p.negative === q.negative ? ONE : negate(ONE);
    return this.times(this.productOf(p.operand, q.operand), sign);
  }

  private productOf(a: Operand, b: Operand): Exact {
    const simpler = this.products.get(pairKey(a, b));
    if (simpler !== undefined) return simpler;
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      if (isConstant(one) || this.isRest(other)) return this.times(this.exact(other), this.literal(one));
      const opened = this.opened(one, other);
      if (opened !== undefined) return opened;
    }
    return { base: multiply(this.literal(a), this.literal(b)), errors: NONE };
  }

  /** (c·d)·b where d·b is 1 but for errors: c but for errors. */
  private opened(a: Operand, b: Operand): Exact | undefined {
    const { op, args } = this.program.code[indexOf(a)] ?? { op: 'neg', args: [] };
    if (op !== 'mul') return undefined;
    for (const [c, d] of [args, args.toReversed()]) {
      const inner = this.products.get(pairKey(d, b));
      if (inner === undefined || !isNumber(inner.base)) continue;
      const one = this.times(this.exact(c), inner.base);
      const lost = joined(
        this.scaled(inner.errors, this.literal(c)),
        single(own(indexOf(a)), this.literal(b)),
      );
      return plus(one, { base: ZERO, errors: lost });
    }
    return undefined;
  }

  /** Keeps what the product of two values is; of one that is a number but for errors, for factors too. */
  private simplify(a: Operand, b: Operand, exact: Exact): void {
    const { operand, negative } = this.withoutSign(b);
    const signed = negative ? this.times(exact, negate(ONE)) : exact;
    this.products.set(pairKey(a, operand), signed);
    if (isConstant(operand) || !isNumber(signed.base)) return;
    this.reductions.push({ pair: [this.name(a), this.name(operand)], by: asPolynomial(signed) });
  }

  /** An inverse times its divisor is 1; where that is a multiple of one value and a number, that value times the inverse is known. */
  private pivot(inverse: string, divisor: Operand): void {
    if (isConstant(divisor)) return;
    this.reductions.push({ pair: [inverse, this.name(divisor)], by: ONE });
    const { base, errors } = this.exact(divisor);
    const alone = [...base].filter(([monomial]) => singleAtom(monomial) !== undefined);
    const number = numberIn(base);
    if (alone.length !== 1 || alone.length + number.size !== base.size) return;
    const [[value, { m, e }]] = alone;
    const size = m < 0n ? -m : m;
    if (value === this.name(divisor) || (size & (size - 1n)) !== 0n) return;
    const shift = size.toString(2).length - 1 + e;
    const over = constant((m < 0n ? -1 : 1) * 2 ** -shift);
    const others = asPolynomial({ base: number, errors });
    const by = multiply(over, add(ONE, negate(multiply(atom(inverse), others))));
    this.reductions.push({ pair: [inverse, value], by });
  }

  /** The name of 1 over a computed value. */
  private inverseOf(divisor: Operand): string {
    const value = this.name(divisor);
    const before = this.inverses.find((each) => each.value === value);
    if (before !== undefined) return before.name;
    const inverse = `R${this.inverses.length}`;
    this.inverses.push({ name: inverse, value });
    this.pivot(inverse, divisor);
    return inverse;
  }

  private zero(difference: string): string {
    if (!this.roots.includes(difference)) this.roots.push(difference);
    return `(${difference})`;
  }

  private isRest(operand: Operand): boolean {
    return this.residuals.has(indexOf(operand));
  }

  private exact(operand: Operand): Exact {
    return this.known[indexOf(operand)] ?? { base: this.literal(operand), errors: NONE };
  }

  private beside(operand: Operand): Errors {
    return this.known[indexOf(operand)]?.deviation ?? NONE;
  }

  /** The computed value as a factor: a number or a name. */
  private literal(operand: Operand): Polynomial {
    if (!isConstant(operand)) return atom(this.name(operand));
    return constant(exactDouble(this.program.constants[Number(operand.slice(1))]));
  }

  private ideal(operand: Operand): string {
    const i = indexOf(operand);
    return i < 0 ? this.name(operand) : this.residuals.has(i) ? '0' : `M${i}`;
  }

  private withoutSign(operand: Operand): { readonly operand: Operand; readonly negative: boolean } {
    const { op, args } = this.program.code[indexOf(operand)] ?? { op: 'add', args: [] };
    if (op !== 'neg') return { operand, negative: false };
    const inner = this.withoutSign(args[0]);
    return { operand: inner.operand, negative: !inner.negative };
  }

  private times({ base, errors }: Exact, factor: Polynomial): Exact {
    return { base: this.reduced(multiply(base, factor)), errors: this.scaled(errors, factor) };
  }

  private scaled(errors: Errors, by: Polynomial): Errors {
    const rows = [...errors].map(([error, factor]) => [error, this.reduced(multiply(factor, by))] as const);
    return new Map(rows.filter(([, factor]) => !isZero(factor)));
  }

  private reduced(p: Polynomial): Polynomial {
    return this.reductions.reduce((reduced, { pair, by }) => replaceProduct(reduced, pair, by), p);
  }
}

const own = (i: number): string => `(t${i} - u${i})`;
const deviation = (i: number): string => `(t${i} - M${i})`;
const isConstant = (operand: Operand): boolean => /^c\d+$/.test(operand);
const indexOf = (operand: Operand): number => (/^t\d+$/.test(operand) ? Number(operand.slice(1)) : -1);
const pairKey = (a: Operand, b: Operand): string => [a, b].toSorted().join(' ');
const itself = (i: number): Exact => ({ base: atom(`t${i}`), errors: NONE });
const single = (error: string, factor: Polynomial = ONE): Errors => new Map([[error, factor]]);

function plus(p: Exact, q: Exact): Exact {
  return { base: add(p.base, q.base), errors: joined(p.errors, q.errors) };
}

function asPolynomial({ base, errors }: Exact): Polynomial {
  return [...errors].reduce((sum, [error, factor]) => add(sum, multiply(factor, atom(error))), base);
}

function joined(...errors: readonly Errors[]): Errors {
  const all = new Map<string, Polynomial>();
  for (const each of errors)
    for (const [error, factor] of each) {
      const sum = add(all.get(error) ?? ZERO, factor);
      if (isZero(sum)) all.delete(error);
      else all.set(error, sum);
    }
  return all;
}

function errorText(errors: Errors): string {
  if (errors.size === 0) return '0';
  const one = polynomialText(ONE);
  return [...errors]
    .map(([error, factor]) => {
      const text = polynomialText(factor);
      return text === one ? error : `(${text}) * ${error}`;
    })
    .join(' + ');
}
