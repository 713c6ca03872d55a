import { exactDouble } from '../../number/exact-double.ts';
import type { Operand, Program } from '../../program/program.ts';
import {
  add,
  atom,
  equal,
  isZero,
  multiply,
  negate,
  ONE,
  polynomialText,
  whole,
  without,
  ZERO,
  type Polynomial,
} from './gappa-polynomial.ts';

/** Ideals of more terms are names of their own. */
const MOST_TERMS = 4;

/** What is known of a value: its real meaning, and its error as named errors times polynomials. */
type Known = { readonly ideal: Polynomial; readonly error: ReadonlyMap<string, Polynomial> };

/** The errors of a straight-line program of floats, as equations that Gappa can check and use. */
export type ErrorEquations = {
  /** Instructions whose real value is 0, whatever the input: they take up what others rounded away. */
  readonly residuals: ReadonlySet<number>;
  /** `R3` is 1 over the computed value of an operand, for instruction 3. */
  readonly inverted: readonly (readonly [index: number, divisor: Operand])[];
  /** What such an instruction gives before it is rounded, in terms of errors; and the error of the result, last. */
  readonly equations: readonly { readonly left: string; readonly right: string }[];
};

/**
 * Interval arithmetic on a program that keeps what it rounds away sees two errors where there is one twice. Here every
 * error is followed by name: `t − u` of an instruction t whose exact result on the computed operands is u, or `t − M`
 * of one whose real meaning is M, and the factors of one error are added, exactly. (The same idea as `Cancelling` of the
 * forward analysis, in symbols.)
 * @param name how an operand is written; instructions are `t0`, their unrounded results `u0`, their ideals `M0`
 */
export function errorEquations(program: Program, name: (operand: Operand) => string): ErrorEquations {
  const known: Known[] = [];
  const residuals = new Set<number>();
  const equations: { left: string; right: string }[] = [];
  const inverted: [number, Operand][] = [];
  const none: ReadonlyMap<string, Polynomial> = new Map();
  const indexOf = (operand: Operand): number => (/^t\d+$/.test(operand) ? Number(operand.slice(1)) : -1);
  const of = (operand: Operand): Known =>
    indexOf(operand) >= 0 ? known[indexOf(operand)] : { ideal: computed(operand), error: none };
  const isConstant = (operand: Operand): boolean => /^c\d+$/.test(operand);
  /** The computed value as a factor: a whole number, or a name. */
  const computed = (operand: Operand): Polynomial => {
    const value = isConstant(operand) ? exactDouble(program.constants[Number(operand.slice(1))]) : NaN;
    return Number.isSafeInteger(value) ? whole(BigInt(value)) : atom(name(operand));
  };
  /** The ideal as a factor: its name, where it has one. */
  const idealOf = (operand: Operand): Polynomial => {
    const i = indexOf(operand);
    return i < 0 ? computed(operand) : residuals.has(i) ? ZERO : atom(`M${i}`);
  };
  const inverses = new Map<string, Polynomial>();
  const product = (p: Polynomial, q: Polynomial): Polynomial => {
    for (const [left, right] of [
      [p, q],
      [q, p],
    ]) {
      for (const [inverse, divisor] of inverses) {
        const rest = equal(right, divisor) ? without(left, inverse) : undefined;
        if (rest !== undefined) return rest;
      }
    }
    return multiply(p, q);
  };
  const isRest = (operand: Operand): boolean => isZero(of(operand).ideal) || isConstant(operand);
  /** The error of a product: of one with a value that is only error, or a constant, by its factors'. */
  const productError = (a: Operand, b: Operand, both: string): ReadonlyMap<string, Polynomial> => {
    const left = isRest(b) && !isRest(a) ? [b, a] : [a, b];
    const [p, q] = left;
    // p̂q̂ − pq = p̂(q̂ − q) + q(p̂ − p).
    return isRest(p)
      ? joined(scaled(of(q).error, computed(p)), scaled(of(p).error, idealOf(q)))
      : single(both);
  };

  program.code.forEach(({ op, args }, i) => {
    const [a, b, c] = args;
    const own = single(`(t${i} - u${i})`);
    const alone = (): Known => ({ ideal: atom(`M${i}`), error: single(`(t${i} - M${i})`) });
    const made = ((): Known => {
      switch (op) {
        case 'neg':
          return { ideal: negate(of(a).ideal), error: scaled(of(a).error, negate(ONE)) };
        case 'add':
          return { ideal: add(of(a).ideal, of(b).ideal), error: joined(of(a).error, of(b).error, own) };
        case 'sub':
          return {
            ideal: add(of(a).ideal, negate(of(b).ideal)),
            error: joined(of(a).error, scaled(of(b).error, negate(ONE)), own),
          };
        case 'mul': {
          const ideal = product(of(a).ideal, of(b).ideal);
          if (!isRest(a) && !isRest(b)) return { ...alone(), ideal };
          return { ideal, error: joined(productError(a, b, ''), own) };
        }
        case 'fma': {
          const inside = product(of(a).ideal, of(b).ideal);
          const ideal = add(inside, of(c).ideal);
          const [p, q] = [a, b].map((operand) => idealOf(operand));
          // Of what is only error each factor's counts; else the product's as a whole.
          const carried =
            isZero(ideal) && !isRest(a) && !isRest(b)
              ? joined(scaled(of(b).error, computed(a)), scaled(of(a).error, q))
              : productError(a, b, `(${name(a)} * ${name(b)} - ${polynomialText(p)} * ${polynomialText(q)})`);
          return { ideal, error: joined(carried, of(c).error, own) };
        }
        case 'div': {
          // What is only error, over anything: the errors' factors are divided.
          if (isZero(of(a).ideal)) {
            inverted.push([i, b]);
            return { ideal: ZERO, error: joined(scaled(of(a).error, atom(`R${i}`)), own) };
          }
          const divisor = of(b).ideal;
          inverses.set(`I${i}`, divisor);
          return { ...alone(), ideal: product(of(a).ideal, atom(`I${i}`)) };
        }
        default:
          return alone();
      }
    })();
    if (isZero(made.ideal)) {
      residuals.add(i);
      equations.push({ left: `u${i}`, right: errorText(withoutOwn(made.error, own)) });
    }
    known.push(made.ideal.size > MOST_TERMS ? { ...made, ideal: atom(`M${i}`) } : made);
  });
  const last = program.code.length - 1;
  equations.push({ left: `t${last} - M${last}`, right: errorText(known[last].error) });
  return { residuals, equations, inverted };
}

const single = (error: string): ReadonlyMap<string, Polynomial> => new Map([[error, ONE]]);

function scaled(error: ReadonlyMap<string, Polynomial>, by: Polynomial): ReadonlyMap<string, Polynomial> {
  const rows = [...error].map(([one, factor]) => [one, multiply(factor, by)] as const);
  return new Map(rows.filter(([, factor]) => !isZero(factor)));
}

function joined(...errors: readonly ReadonlyMap<string, Polynomial>[]): ReadonlyMap<string, Polynomial> {
  const all = new Map<string, Polynomial>();
  for (const error of errors)
    for (const [one, factor] of error) {
      const sum = add(all.get(one) ?? ZERO, factor);
      if (isZero(sum)) all.delete(one);
      else all.set(one, sum);
    }
  return all;
}

function withoutOwn(
  error: ReadonlyMap<string, Polynomial>,
  own: ReadonlyMap<string, Polynomial>,
): ReadonlyMap<string, Polynomial> {
  return new Map([...error].filter(([one]) => !own.has(one)));
}

function errorText(error: ReadonlyMap<string, Polynomial>): string {
  if (error.size === 0) return '0';
  return [...error]
    .map(([one, factor]) => (equal(factor, ONE) ? one : `(${polynomialText(factor)}) * ${one}`))
    .join(' + ');
}
