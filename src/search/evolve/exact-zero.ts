import { readRational } from '../../number/exact-constant.ts';
import { MACHINE_OPERATIONS } from '../../program/machine-operations.ts';
import { ARITY, WORDS, type Structure } from './structure.ts';

/** A number m·2^e; 0 has e = 0. */
type Dyadic = { readonly m: bigint; readonly e: number };

/** What an instruction gives at the point: a number that is known to the last bit, one that is not, or a pole. */
type Value = Dyadic | 'inexact' | 'infinite';

const ZERO: Dyadic = { m: 0n, e: 0 };

/**
 * Constants near the given ones with which a program is exactly 0 at a point, by arithmetic without rounding, quotients
 * included: where a function vanishes a relative error has a bound only if the program does too, to the last bit. A constant that
 * is added to a value, or divided, makes up for what is missing: c₁ + c₂/(x + c₃) has a quotient t of few bits where
 * c₂ = t·(x + c₃), and is 0 where c₁ = −t.
 * @param at the point, a text as `readRational` reads it, of few bits
 * @param bits significant bits that constants are rounded to
 * @returns hexadecimal floats; `undefined` where no constant can do it; `unknown` where the value is not a matter of
 *   arithmetic (∞ − ∞, operations that are not rational)
 */
export function constantsOfZero(
  structure: Structure,
  constants: readonly string[],
  at: string,
  bits: number,
): readonly string[] | 'unknown' | undefined {
  const slots = constants.map((text) => fromText(text, bits));
  const point = fromText(at);
  if (point === undefined || slots.includes(undefined)) return 'unknown';
  const values = new Values(structure, slots as Dyadic[], point, bits);
  const result = values.run();
  if (result === undefined) return 'unknown';
  if (!isZero(result) && !values.set(structure.code.length / WORDS, ZERO)) return undefined;
  return values.slots.map(toText);
}

class Values {
  readonly slots: Dyadic[];
  private readonly code: Int32Array;
  private readonly values: Value[];
  private readonly uses: Uint32Array;
  private readonly bits: number;

  constructor({ code }: Structure, slots: readonly Dyadic[], point: Dyadic, bits: number) {
    this.code = code;
    this.slots = [...slots];
    this.values = [point];
    this.bits = bits;
    this.uses = new Uint32Array(code.length / WORDS + 1);
    for (let at = 0; at < code.length; at += WORDS) {
      for (let k = 1; k <= ARITY[code[at]]; k++) if (code[at + k] >= 0) this.uses[code[at + k]]++;
    }
  }

  /** The value of every instruction, quotients made exact on the way. @returns the last; `undefined`: not known */
  run(): Value | undefined {
    for (let at = 0; at < this.code.length; at += WORDS) {
      const value = this.apply(at);
      if (value === undefined) return undefined;
      this.values.push(value);
    }
    return this.values[this.values.length - 1];
  }

  /**
   * Gives an operand another value, by one constant that nothing else depends on. @returns whether there is one
   */
  set(ref: number, value: Dyadic): boolean {
    if (ref < 0) {
      this.slots[-ref - 1] = value;
      return true;
    }
    if (ref === 0 || this.uses[ref] > 1) return false;
    if (!this.setOperand(WORDS * (ref - 1), value)) return false;
    this.values[ref] = value;
    return true;
  }

  private setOperand(at: number, value: Dyadic): boolean {
    const [p, q] = [this.code[at + 1], this.code[at + 2]];
    const name = MACHINE_OPERATIONS[this.code[at]];
    if (name === 'neg') return this.set(p, negative(value));
    if (p === q) return false;
    const [a, b] = [this.value(p), this.value(q)];
    // Constants first: what is nearest to the result is moved.
    const ways: (() => boolean)[] = [];
    const way = (ref: number, make: () => boolean): unknown =>
      ref < 0 ? ways.unshift(make) : ways.push(make);
    switch (name) {
      case 'add':
        way(p, () => isFinite(b) && this.set(p, sum(value, negative(b))));
        way(q, () => isFinite(a) && this.set(q, sum(value, negative(a))));
        break;
      case 'sub':
        way(p, () => isFinite(b) && this.set(p, sum(value, b)));
        way(q, () => isFinite(a) && this.set(q, sum(a, negative(value))));
        break;
      case 'mul': {
        // A constant factor that is 0 is no way to vanish.
        const factor = (ref: number, other: Value): boolean => {
          if (isZero(value)) return ref > 0 && other !== 'infinite' && this.set(ref, ZERO);
          const quotient = isFinite(other) ? exactQuotient(value, other) : undefined;
          return quotient !== undefined && this.set(ref, quotient);
        };
        // The factor that is nearest to 0 is meant to be it.
        if (isZero(value) && sizeOf(b) < sizeOf(a))
          ways.push(
            () => factor(q, a),
            () => factor(p, b),
          );
        else
          ways.push(
            () => factor(p, b),
            () => factor(q, a),
          );
        break;
      }
      case 'div':
        ways.push(() => isFinite(b) && !(isZero(value) && p < 0) && this.set(p, product(value, b)));
        break;
      default:
    }
    return ways.some((make) => make());
  }

  private value(ref: number): Value {
    return ref < 0 ? this.slots[-ref - 1] : this.values[ref];
  }

  private apply(at: number): Value | undefined {
    const { code } = this;
    const name = MACHINE_OPERATIONS[code[at]];
    const a = this.value(code[at + 1]);
    const b = ARITY[code[at]] > 1 ? this.value(code[at + 2]) : ZERO;
    switch (name) {
      case 'neg':
        return isFinite(a) ? negative(a) : a;
      case 'add':
      case 'sub':
        return added(a, name === 'add' || !isFinite(b) ? b : negative(b));
      case 'mul':
        return multiplied(a, b);
      case 'fma': {
        const first = multiplied(a, b);
        return first && added(first, this.value(code[at + 3]));
      }
      case 'div':
        return this.divide(code[at + 1], a, b);
      case 'sqrt':
        if (a === 'infinite' || !isFinite(a)) return a;
        return isZero(a) ? ZERO : a.m > 0n ? 'inexact' : undefined;
      default:
        return undefined;
    }
  }

  private divide(over: number, a: Value, b: Value): Value | undefined {
    if (b === 'infinite') return a === 'infinite' ? undefined : ZERO;
    if (isZero(b)) return isZero(a) || a === 'inexact' ? undefined : 'infinite';
    if (a === 'infinite' || isZero(a)) return a;
    if (!isFinite(a) || !isFinite(b)) return 'inexact';
    const exact = exactQuotient(a, b);
    if (exact !== undefined) return exact;
    const rounded = roundedQuotient(a.m, b.m, a.e - b.e, this.bits);
    return this.set(over, product(rounded, b)) ? rounded : 'inexact';
  }
}

function added(a: Value, b: Value): Value | undefined {
  if (a === 'infinite' || b === 'infinite') return a === b ? undefined : 'infinite';
  return isFinite(a) && isFinite(b) ? sum(a, b) : 'inexact';
}

function multiplied(a: Value, b: Value): Value | undefined {
  if (a === 'infinite' || b === 'infinite') {
    // An inexact value may be 0.
    return isZero(a) || isZero(b) || a === 'inexact' || b === 'inexact' ? undefined : 'infinite';
  }
  if (isZero(a) || isZero(b)) return ZERO;
  return isFinite(a) && isFinite(b) ? product(a, b) : 'inexact';
}

/** Its logarithm to base 2, about; beyond all others where it is not known. */
const sizeOf = (value: Value): number =>
  !isFinite(value) ? Infinity : value.m === 0n ? -Infinity : value.e + lengthOf(value.m);

const isFinite = (value: Value): value is Dyadic => typeof value === 'object';
const isZero = (value: Value): boolean => isFinite(value) && value.m === 0n;
const negative = ({ m, e }: Dyadic): Dyadic => ({ m: -m, e });
const product = (a: Dyadic, b: Dyadic): Dyadic => normal(a.m * b.m, a.e + b.e);

function sum(a: Dyadic, b: Dyadic): Dyadic {
  const e = Math.min(a.e, b.e);
  return normal((a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e);
}

function normal(m: bigint, e: number): Dyadic {
  if (m === 0n) return ZERO;
  let [odd, exponent] = [m, e];
  for (; (odd & 1n) === 0n; exponent++) odd >>= 1n;
  return { m: odd, e: exponent };
}

function exactQuotient(a: Dyadic, b: Dyadic): Dyadic | undefined {
  return b.m === 0n || a.m % b.m !== 0n ? undefined : normal(a.m / b.m, a.e - b.e);
}

/** n/d·2^e to so many significant bits, cut off. */
function roundedQuotient(n: bigint, d: bigint, e: number, bits: number): Dyadic {
  const shift = Math.max(0, bits + lengthOf(d) - lengthOf(n));
  return normal((n << BigInt(shift)) / d, e - shift);
}

const lengthOf = (n: bigint): number => (n < 0n ? -n : n).toString(2).length;

function fromText(text: string, bits = Infinity): Dyadic | undefined {
  const rational = readRational(text);
  if (rational === undefined) return undefined;
  const { numerator: n, denominator: d } = rational;
  if (n === 0n) return ZERO;
  const exact = normal(d, 0).m === 1n;
  if (exact && lengthOf(n) <= bits) return normal(n, -(lengthOf(d) - 1));
  return roundedQuotient(n, d, 0, bits === Infinity ? lengthOf(n) + lengthOf(d) : bits);
}

function toText({ m, e }: Dyadic): string {
  if (m === 0n) return '0x0p+0';
  const bits = (m < 0n ? -m : m).toString(2);
  const power = e + bits.length - 1;
  const fraction = bits.slice(1).padEnd(4 * Math.ceil((bits.length - 1) / 4), '0');
  const digits = fraction === '' ? '' : `.${BigInt(`0b1${fraction}`).toString(16).slice(1)}`;
  return `${m < 0n ? '-' : ''}0x1${digits}p${power < 0 ? '' : '+'}${power}`;
}
