import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { isIntegerText } from '../../program/integer-constant.ts';
import type { Program } from '../../program/program.ts';

/** A register up to its sign. */
type Signed = { readonly register: number; readonly sign: 1 | -1 };

/** What a residual is made of: registers whose errors it takes up, and those that must be what their operations say. */
type Residual = {
  readonly followed: readonly number[];
  readonly made: readonly number[];
  /** Registers whose values must be inverse to each other. */
  readonly inverse?: readonly [number, number];
};

/** What is known of a register that is the same number on all of a piece: that number. */
type ConstantOf = (register: number) => number | undefined;

/**
 * Operations of a program that give what another one rounded away: a·b − p where p = a·b was rounded, a − q·b where q is
 * a/b or a·(1/b), rounded, a − q² where q is √a, rounded, a·b + (c − s) where s = a·b + c was rounded once, and a − p/s where p = a·s was rounded, s a power of two (Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., §4.4 and
 * §5.3). Without roundings they are 0, which an analysis of one operation at a time does not see.
 */
export class Residuals {
  private readonly found = new Map<number, Residual>();
  private readonly program: Program;
  private readonly operands: readonly (readonly number[])[];
  private readonly first: number;

  constructor(program: Program, operands: readonly (readonly number[])[], first: number) {
    this.program = program;
    this.operands = operands;
    this.first = first;
    program.code.forEach(({ op }, i) => {
      const residual =
        op === 'fma'
          ? (this.ofProduct(i) ?? this.ofQuotient(i) ?? this.ofRoot(i) ?? this.ofFused(i))
          : op === 'sub'
            ? this.ofScaling(i)
            : undefined;
      if (residual !== undefined) this.found.set(first + i, residual);
    });
  }

  /**
   * Is the exact value of a register 0, whatever the input?
   * @param constantOf where another register is taken for a number that it always is, its exact value is that number
   */
  isZero(register: number, constantOf: ConstantOf): boolean {
    const residual = this.found.get(register);
    if (residual === undefined || residual.made.some((made) => constantOf(made) !== undefined)) return false;
    if (residual.inverse === undefined) return true;
    const [p, q] = residual.inverse.map(constantOf);
    return p !== undefined && q !== undefined && isPowerOfTwo(p) && p * q === 1;
  }

  /** All registers whose errors are taken up somewhere. */
  followed(): number[] {
    return [...new Set([...this.found.values()].flatMap(({ followed }) => followed))];
  }

  /** fma(±a, ±b, ∓a·b). */
  private ofProduct(i: number): Residual | undefined {
    const [u, v, w] = this.operands[i].map((operand) => this.signed(operand));
    const factors = this.operandsOf('mul', w.register);
    if (factors === undefined) return undefined;
    const [a, b] = factors;
    const same =
      (a.register === u.register && b.register === v.register) ||
      (a.register === v.register && b.register === u.register);
    const sign = u.sign * v.sign * w.sign * a.sign * b.sign;
    if (!same || sign > 0) return undefined;
    return { followed: [w.register, u.register, v.register], made: [w.register] };
  }

  /** fma(∓q, b, ±a) for q = a/b or q = a·(1/b). */
  private ofQuotient(i: number): Residual | undefined {
    const [u, v, w] = this.operands[i].map((operand) => this.signed(operand));
    for (const [q, b] of [
      [u, v],
      [v, u],
    ]) {
      for (const made of this.quotients(q.register)) {
        const same = made.over.register === w.register && made.under.register === b.register;
        const sign = u.sign * v.sign * w.sign * made.over.sign * made.under.sign;
        if (same && sign < 0)
          return { followed: [q.register, b.register, w.register], made: [q.register, ...made.by] };
      }
    }
    return undefined;
  }

  /** fma(∓q, q, ±a) for q = √a. */
  private ofRoot(i: number): Residual | undefined {
    const [u, v, w] = this.operands[i].map((operand) => this.signed(operand));
    const [a] = this.plainOperandsOf('sqrt', u.register);
    if (u.register !== v.register || a !== w.register || u.sign * v.sign * w.sign > 0) return undefined;
    return { followed: [u.register, a], made: [u.register] };
  }

  /**
   * fma(a, b, c − s) for s = fma(a, b, c). A multiple of a constant is one that is taken off an argument: where none is, all
   * of it is known to be exact, and more than following its errors says.
   */
  private ofFused(i: number): Residual | undefined {
    const [u, v, w] = this.operands[i];
    if ([u, v].some((factor) => factor > 0 && factor < this.first)) return undefined;
    const [c, s] = this.plainOperandsOf('sub', w);
    const [p, q, r] = this.plainOperandsOf('fma', s ?? 0);
    const same = (p === u && q === v) || (p === v && q === u);
    if (!same || r === undefined || r !== c) return undefined;
    return { followed: [s, w, u, v, c], made: [s, w] };
  }

  /** a − (a·p)·q; where a·p is held at the largest number, it is that number, or itself. */
  private ofScaling(i: number): Residual | undefined {
    const [a, back] = this.operands[i];
    const [held, q] = this.plainOperandsOf('mul', back);
    const [inside = held] = [...this.plainOperandsOf('min', held), ...this.plainOperandsOf('max', held)];
    const [from, p] = this.plainOperandsOf('mul', inside);
    if (from !== a || back === undefined) return undefined;
    return { followed: [a, inside, back], made: [inside, held, back], inverse: [p, q] };
  }

  private plainOperandsOf(op: string, register: number): readonly number[] {
    const i = register - this.first;
    return i >= 0 && this.program.code[i].op === op ? this.operands[i] : [];
  }

  /** The quotients that a register is, and by which other registers. */
  private quotients(
    register: number,
  ): { readonly over: Signed; readonly under: Signed; readonly by: readonly number[] }[] {
    const divided = this.operandsOf('div', register);
    if (divided !== undefined) return [{ over: divided[0], under: divided[1], by: [] }];
    const factors = this.operandsOf('mul', register) ?? [];
    return factors.flatMap((inverse, k) => {
      const parts = this.operandsOf('div', inverse.register);
      if (parts === undefined || !this.isOne(parts[0].register)) return [];
      const over = factors[1 - k];
      const sign = (over.sign * inverse.sign * parts[0].sign) as 1 | -1;
      return [{ over: { register: over.register, sign }, under: parts[1], by: [inverse.register] }];
    });
  }

  private operandsOf(op: string, register: number): readonly Signed[] | undefined {
    const i = register - this.first;
    if (i < 0 || this.program.code[i].op !== op) return undefined;
    return this.operands[i].map((operand) => this.signed(operand));
  }

  private isOne(register: number): boolean {
    const text = this.program.constants[register - 1];
    return register < this.first && text !== undefined && !isIntegerText(text) && exactDouble(text) === 1;
  }

  private signed(register: number): Signed {
    const i = register - this.first;
    if (i < 0 || this.program.code[i].op !== 'neg') return { register, sign: 1 };
    const inner = this.signed(this.operands[i][0]);
    return { register: inner.register, sign: inner.sign === 1 ? -1 : 1 };
  }
}

const isPowerOfTwo = (x: number): boolean => x > 0 && powerOfTwo(exponentOf(x)) === x;
