import { exponentOf, nextUp } from '../../number/double-bits.ts';
import type { Instruction } from '../../program/program.ts';
import type { FloatValue } from './forward-value.ts';

/** Two numbers that were added with one rounding, by their registers: what is asked holds where the large one is larger. */
type Pair = { readonly large: number; readonly small: number };

/** A sum of registers, each times an integer. */
export type Form = ReadonlyMap<number, number>;

/** Longer sums are taken for values of their own. */
const LONGEST = 12;

/**
 * Sums of a program whose roundings are taken up again, read off its code: in s = a + b, z = s − a, t = b − z the last
 * two are exact where |a| ≥ |b|, or a's exponent is no less than b's, and t is the error of the first (Dekker 1971; Muller et al., Handbook of
 * Floating-Point Arithmetic, 2nd ed., §4.3.1, Fast2Sum: radix 2, to nearest, no overflow).
 */
export class ExactSums {
  /** Registers whose errors may cancel later: each is to be known by itself. */
  private readonly followed = new Set<number>();
  private readonly pairs = new Map<number, Pair>();
  /** What {@link partsOf} found, by register and which of its operands are sums. */
  private readonly parts = new Map<number, Form>();
  private readonly code: readonly Instruction[];
  private readonly operands: readonly (readonly number[])[];
  private readonly first: number;

  /** @param others registers that are followed whatever the sums */
  constructor(
    code: readonly Instruction[],
    operands: readonly (readonly number[])[],
    first: number,
    others: readonly number[] = [],
  ) {
    this.code = code;
    this.operands = operands;
    this.first = first;
    others.forEach((register) => this.follow(register));
    const forms = new Map<number, Form>();
    code.forEach(({ op }, i) => {
      if (op !== 'add' && op !== 'sub') return;
      const [a, b] = operands[i].map((register) => formOf(forms, register));
      const form = combined(a, b, op === 'add' ? 1 : -1);
      if (form.size <= LONGEST) forms.set(first + i, form);
      const cancels = [...b.keys()].some(
        (register) => a.has(register) && Math.abs(form.get(register) ?? 0) < Math.abs(a.get(register) ?? 0),
      );
      if (cancels) this.follow(first + i);
      const pair = this.difference(i) ?? this.remainder(i);
      if (pair !== undefined) this.pairs.set(first + i, pair);
    });
  }

  follows(register: number): boolean {
    return this.followed.has(register);
  }

  /** Is a sum or difference exact for all operands in their ranges? */
  isExact(register: number, at: (register: number) => FloatValue): boolean {
    if (this.isFusedDifference(register, at)) return true;
    const pair = this.pairs.get(register);
    if (pair === undefined) return false;
    const [large, small] = [at(pair.large), at(pair.small)];
    const [least, most] = [smallest(large), largest(small)];
    return least >= most || (least > 0 && exponentOf(least) >= exponentOf(most));
  }

  /**
   * ±(c − s) for s = a·b + c, rounded once, where |ab| ≤ |c|/2: s then lies between c/2 and 3c/2, or is the number nearest to one
   * of them, and the difference is exact (Sterbenz).
   */
  private isFusedDifference(register: number, at: (register: number) => FloatValue): boolean {
    const i = register - this.first;
    if (this.code[i].op !== 'sub') return false;
    const [u, v] = this.operands[i];
    return [
      [u, v],
      [v, u],
    ].some(([s, c]) => {
      const [a, b, added] = this.fusedAt(s);
      if (added === undefined || added !== c) return false;
      // An upper bound, where the product underflows too.
      return nextUp(largest(at(a)) * largest(at(b))) <= smallest(at(c)) / 2;
    });
  }

  private fusedAt(register: number): readonly number[] {
    const i = register - this.first;
    return i >= 0 && this.code[i].op === 'fma' ? this.operands[i] : [];
  }

  /** A sum of two values as a sum of registers; `undefined` where that is too long. */
  formOf(register: number, a: FloatValue, b: FloatValue): Form | undefined {
    const i = register - this.first;
    const [p, q] = this.operands[i];
    const form = combined(
      a.form ?? new Map([[p, 1]]),
      b.form ?? new Map([[q, 1]]),
      this.code[i].op === 'add' ? 1 : -1,
    );
    return form.size <= LONGEST ? form : undefined;
  }

  /** A sum as the sum of what its operands are sums of: where these nearly cancel, that says more than they do. */
  partsOf(register: number, at: (register: number) => FloatValue): Form {
    const i = register - this.first;
    const sums = this.operands[i].map((operand) => {
      const { constant, given } = at(operand);
      return constant === true || given === true ? undefined : this.sumAt(operand);
    });
    const key = 4 * register + (sums[0] === undefined ? 0 : 1) + (sums[1] === undefined ? 0 : 2);
    let parts = this.parts.get(key);
    if (parts === undefined) {
      const [p, q] = sums.map((sum, k): Form => {
        if (sum === undefined) return new Map([[this.operands[i][k], 1]]);
        return combined(new Map([[sum.of[0], 1]]), new Map([[sum.of[1], 1]]), sum.add ? 1 : -1);
      });
      this.parts.set(key, (parts = combined(p, q, this.code[i].op === 'add' ? 1 : -1)));
    }
    return parts;
  }

  private follow(register: number): void {
    const i = register - this.first;
    if (i < 0 || this.followed.has(register)) return;
    this.followed.add(register);
    const { op } = this.code[i];
    if (op === 'add' || op === 'sub') this.operands[i].forEach((operand) => this.follow(operand));
  }

  private sumAt(register: number): { readonly add: boolean; readonly of: readonly number[] } | undefined {
    const i = register - this.first;
    const op = i < 0 ? undefined : this.code[i].op;
    return op === 'add' || op === 'sub' ? { add: op === 'add', of: this.operands[i] } : undefined;
  }

  /** z = ±(s − a). */
  private difference(i: number): (Pair & { readonly sign: 1 | -1 }) | undefined {
    const adding = this.code[i].op === 'add';
    const [u, v] = this.operands[i];
    for (const [s, a] of [
      [u, v],
      [v, u],
    ]) {
      const made = this.sumAt(s);
      if (made === undefined) continue;
      const [p, q] = made.of;
      // s first: s − a is +b where s = a + b, −b where s = a − b.
      const order = s === u ? 1 : -1;
      if (!adding && a === p) return { large: p, small: q, sign: (made.add ? order : -order) as 1 | -1 };
      if (!adding && a === q && made.add) return { large: q, small: p, sign: order };
      if (adding && a === q && !made.add) return { large: q, small: p, sign: 1 };
    }
    return undefined;
  }

  /** t = ±(b − z). */
  private remainder(i: number): Pair | undefined {
    const adding = this.code[i].op === 'add';
    const [u, v] = this.operands[i];
    for (const [z, b] of [
      [u, v],
      [v, u],
    ]) {
      const pair = this.sumAt(z) === undefined ? undefined : this.difference(z - this.first);
      if (pair !== undefined && pair.small === b && adding === (pair.sign === -1)) return pair;
    }
    return undefined;
  }
}

const smallest = ({ from, to }: FloatValue): number => (from > 0 ? from : to < 0 ? -to : 0);
const largest = ({ from, to }: FloatValue): number => Math.max(Math.abs(from), Math.abs(to));

const formOf = (forms: ReadonlyMap<number, Form>, register: number): Form =>
  forms.get(register) ?? new Map([[register, 1]]);

/** a + sign·b; what cancels is gone. */
function combined(a: Form, b: Form, sign: 1 | -1): Form {
  const sum = new Map(a);
  for (const [register, count] of b) {
    const total = (sum.get(register) ?? 0) + sign * count;
    if (total === 0) sum.delete(register);
    else sum.set(register, total);
  }
  return sum;
}

/** Sterbenz's lemma: x − y is exact where y/2 ≤ x ≤ 2y. */
export function isNearDifference(op: 'add' | 'sub', a: FloatValue, b: FloatValue): boolean {
  const [low, high] = op === 'sub' ? [b.from, b.to] : [-b.to, -b.from];
  if (a.from > 0 && low > 0) return high <= 2 * a.from && a.to <= 2 * low;
  return a.to < 0 && high < 0 && low >= 2 * a.to && a.from >= 2 * high;
}
