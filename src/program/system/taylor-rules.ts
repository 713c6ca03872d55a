import { fail } from '../../error/fault.ts';
import type { SystemBuilder, Value } from './system-builder.ts';
import type { SystemOperation } from './system.ts';

/** Coefficients of 1, t, t², …; `undefined` is 0, and costs nothing. */
export type Coefficients = readonly (Value | undefined)[];

/** Truncated power series on a builder's values: the recurrences of Griewank and Walther (2008), tables 13.1 and 13.2. */
export class TaylorArithmetic {
  private readonly b: SystemBuilder;
  private readonly length: number;

  constructor(b: SystemBuilder, order: number) {
    this.b = b;
    this.length = order + 1;
  }

  /** The coefficients of one operation on series; `head` is the value of the operation itself. */
  apply(op: SystemOperation, args: readonly Coefficients[], head: Value): Coefficients {
    const [u, v] = args;
    if (args.every((arg) => arg.slice(1).every((c) => c === undefined)))
      return this.from(head, () => undefined);
    const { b } = this;
    const one = (): Coefficients => this.number(1);
    switch (op) {
      case 'add':
        return this.from(head, (k) => this.sum(u[k], v[k]));
      case 'sub':
        return this.from(head, (k) => this.difference(u[k], v[k]));
      case 'neg':
        return this.from(head, (k) => this.difference(undefined, u[k]));
      case 'mul':
        return this.from(head, (k) => this.convolution(u, v, 0, k, k));
      case 'div':
        return this.quotient(u, v, head);
      case 'sqrt':
        return this.root(u, head);
      case 'hypot':
        return this.root(this.plus(this.times(u, u), this.times(v, v)), head);
      case 'cbrt':
        return this.power(u, 1 / 3, head);
      case 'abs': {
        const sign = b.operation('div', u[0] as Value, head);
        return this.from(head, (k) => this.product(u[k], sign));
      }
      case 'exp':
        return this.exponential(u, head, head);
      case 'expm1':
        return this.exponential(u, b.operation('add', head, b.constant(1)), head);
      case 'log':
        return this.integral(this.slope(u, u), head);
      case 'log1p':
        return this.integral(this.slope(u, this.plus(one(), u)), head);
      case 'log2':
        return this.integral(this.slope(u, this.scaled(u, Math.LN2)), head);
      case 'log10':
        return this.integral(this.slope(u, this.scaled(u, Math.LN10)), head);
      case 'pow': {
        const exponent = v[0] === undefined ? 0 : b.constantValue(v[0]);
        const constant = v.slice(1).every((c) => c === undefined);
        if (constant && exponent !== undefined) return this.power(u, exponent, head);
        // u^v = exp(v log u), its value as the operation gives it.
        const logarithm = this.integral(this.slope(u, u), b.operation('log', u[0] ?? b.constant(0)));
        return this.exponential(this.times(v, logarithm), head, head);
      }
      case 'sin':
        return this.pair(u, head, b.operation('cos', u[0] ?? b.constant(0)), true)[0];
      case 'cos':
        return this.pair(u, b.operation('sin', u[0] ?? b.constant(0)), head, true)[1];
      case 'sinh':
        return this.pair(u, head, b.operation('cosh', u[0] ?? b.constant(0)), false)[0];
      case 'cosh':
        return this.pair(u, b.operation('sinh', u[0] ?? b.constant(0)), head, false)[1];
      case 'tan':
        return this.selfSquared(u, head, 'add');
      case 'tanh':
        return this.selfSquared(u, head, 'sub');
      case 'atan':
        return this.integral(this.slope(u, this.plus(one(), this.times(u, u))), head);
      case 'atanh':
        return this.integral(this.slope(u, this.minus(one(), this.times(u, u))), head);
      case 'asin':
        return this.integral(this.slope(u, this.rootOf(this.minus(one(), this.times(u, u)))), head);
      case 'acos': {
        const down = this.scaled(this.rootOf(this.minus(one(), this.times(u, u))), -1);
        return this.integral(this.slope(u, down), head);
      }
      case 'asinh':
        return this.integral(this.slope(u, this.rootOf(this.plus(this.times(u, u), one()))), head);
      case 'acosh':
        return this.integral(this.slope(u, this.rootOf(this.minus(this.times(u, u), one()))), head);
      case 'atan2': {
        // (x y′ − y x′)/(x² + y²)
        const square = this.plus(this.times(u, u), this.times(v, v));
        const turn = this.minus(this.times(v, this.derived(u)), this.times(u, this.derived(v)));
        return this.integral(this.quotient(turn, square), head);
      }
      default:
        return fail({
          kind: 'unsupported',
          message: `\`${op}\` has no Taylor series everywhere`,
          hint: 'min, max and roundings have corners',
        });
    }
  }

  private from(head: Value | undefined, coefficient: (k: number) => Value | undefined): Coefficients {
    return Array.from({ length: this.length }, (_, k) => (k === 0 ? head : coefficient(k)));
  }

  private number(value: number): Coefficients {
    return this.from(this.b.constant(value), () => undefined);
  }

  private sum(a: Value | undefined, c: Value | undefined): Value | undefined {
    return a === undefined ? c : c === undefined ? a : this.b.operation('add', a, c);
  }

  private difference(a: Value | undefined, c: Value | undefined): Value | undefined {
    if (c === undefined) return a;
    return a === undefined ? this.b.operation('neg', c) : this.b.operation('sub', a, c);
  }

  private product(a: Value | undefined, c: Value | undefined): Value | undefined {
    if (a === undefined || c === undefined) return undefined;
    const { b } = this;
    for (const [factor, other] of [[a, c], [c, a]]) if (b.constantValue(factor) === 1) return other; // prettier-ignore
    return b.operation('mul', a, c);
  }

  private ratio(a: Value | undefined, c: Value): Value | undefined {
    return a === undefined ? undefined : this.b.operation('div', a, c);
  }

  private times1(factor: number, a: Value | undefined): Value | undefined {
    return a === undefined || factor === 0 ? undefined : this.product(this.b.constant(factor), a);
  }

  private plus(u: Coefficients, v: Coefficients): Coefficients {
    return u.map((c, k) => this.sum(c, v[k]));
  }

  private minus(u: Coefficients, v: Coefficients): Coefficients {
    return u.map((c, k) => this.difference(c, v[k]));
  }

  private scaled(u: Coefficients, factor: number): Coefficients {
    return u.map((c) => this.times1(factor, c));
  }

  /** Σ u_j v_(n−j), j from `first` to `last`. */
  private convolution(
    u: Coefficients,
    v: Coefficients,
    first: number,
    last: number,
    n: number,
  ): Value | undefined {
    let total: Value | undefined;
    for (let j = first; j <= last; j++) total = this.sum(total, this.product(u[j], v[n - j]));
    return total;
  }

  private times(u: Coefficients, v: Coefficients): Coefficients {
    if (u !== v) return u.map((_, k) => this.convolution(u, v, 0, k, k));
    // Of a square, equal products once.
    return u.map((_, k) => {
      const twice = this.times1(2, this.convolution(u, u, 0, Math.ceil(k / 2) - 1, k));
      return k % 2 === 0 ? this.sum(twice, this.product(u[k / 2], u[k / 2])) : twice;
    });
  }

  private quotient(u: Coefficients, v: Coefficients, head?: Value): Coefficients {
    const made: (Value | undefined)[] = [];
    for (let k = 0; k < this.length; k++) {
      const rest = this.difference(u[k], this.convolution(made, v, 0, k - 1, k));
      made.push(k === 0 && head !== undefined ? head : this.ratio(rest, v[0] as Value));
    }
    return made;
  }

  private root(u: Coefficients, head: Value): Coefficients {
    const made: (Value | undefined)[] = [head];
    const twice = this.b.operation('add', head, head);
    for (let k = 1; k < this.length; k++) {
      let inner = this.times1(2, this.convolution(made, made, 1, Math.ceil(k / 2) - 1, k));
      if (k % 2 === 0) inner = this.sum(inner, this.product(made[k / 2], made[k / 2]));
      made.push(this.ratio(this.difference(u[k], inner), twice));
    }
    return made;
  }

  private rootOf(u: Coefficients): Coefficients {
    return this.root(u, this.b.operation('sqrt', u[0] ?? this.b.constant(0)));
  }

  /** u′, as coefficients of 1, t, …; the last one is not known and left 0. */
  private derived(u: Coefficients): Coefficients {
    return u.map((_, k) => (k + 1 < this.length ? this.times1(k + 1, u[k + 1]) : undefined));
  }

  /** u′/w */
  private slope(u: Coefficients, w: Coefficients): Coefficients {
    return this.quotient(this.derived(u), w);
  }

  private integral(slope: Coefficients, head: Value): Coefficients {
    return this.from(head, (k) => this.times1(1 / k, slope[k - 1]));
  }

  /** y′ = u′ y, from the value of exp u. */
  private exponential(u: Coefficients, start: Value, head: Value): Coefficients {
    const slope = this.derived(u);
    const made: (Value | undefined)[] = [start];
    for (let k = 1; k < this.length; k++)
      made.push(this.times1(1 / k, this.convolution(slope, made, 0, k - 1, k - 1)));
    return [head, ...made.slice(1)];
  }

  /** u^p, p constant: u y′ = p u′ y. */
  private power(u: Coefficients, p: number, head: Value): Coefficients {
    const made: (Value | undefined)[] = [head];
    for (let k = 1; k < this.length; k++) {
      let total: Value | undefined;
      for (let j = 1; j <= k; j++)
        total = this.sum(total, this.times1((p * j - (k - j)) / k, this.product(u[j], made[k - j])));
      made.push(this.ratio(total, u[0] as Value));
    }
    return made;
  }

  /** s′ = u′ c and c′ = ∓u′ s together. */
  private pair(
    u: Coefficients,
    sine: Value,
    cosine: Value,
    circular: boolean,
  ): readonly [Coefficients, Coefficients] {
    const slope = this.derived(u);
    const s: (Value | undefined)[] = [sine];
    const c: (Value | undefined)[] = [cosine];
    for (let k = 1; k < this.length; k++) {
      const next = this.times1(1 / k, this.convolution(slope, c, 0, k - 1, k - 1));
      const other = this.times1((circular ? -1 : 1) / k, this.convolution(slope, s, 0, k - 1, k - 1));
      s.push(next);
      c.push(other);
    }
    return [s, c];
  }

  /** y′ = u′ (1 ± y²): the tangents. */
  private selfSquared(u: Coefficients, head: Value, sign: 'add' | 'sub'): Coefficients {
    const { b } = this;
    const slope = this.derived(u);
    const y: (Value | undefined)[] = [head];
    const w: (Value | undefined)[] = [b.operation(sign, b.constant(1), b.operation('mul', head, head))];
    for (let k = 1; k < this.length; k++) {
      y.push(this.times1(1 / k, this.convolution(slope, w, 0, k - 1, k - 1)));
      const square = this.convolution(y, y, 0, k, k);
      w.push(sign === 'add' ? square : this.difference(undefined, square));
    }
    return y;
  }
}
