import { exactDouble } from '../../number/exact-double.ts';
import { isIntegerText } from '../../program/integer-constant.ts';
import type { Program } from '../../program/program.ts';

/** A register up to its sign. */
type Signed = { readonly register: number; readonly sign: 1 | -1 };

/** What a residual is made of: registers whose errors it takes up, and those that must be what their operations say. */
type Residual = { readonly followed: readonly number[]; readonly made: readonly number[] };

/**
 * Fused operations of a program that give what another operation rounded away: a·b − p where p = a·b was rounded, and
 * a − q·b where q is a/b or a·(1/b), rounded (Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., §4.4 and
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
      if (op !== 'fma') return;
      const residual = this.ofProduct(i) ?? this.ofQuotient(i);
      if (residual !== undefined) this.found.set(first + i, residual);
    });
  }

  /**
   * Is the exact value of a register 0, whatever the input?
   * @param isConstant where another register is taken for a number that it always is, its exact value is that number
   */
  isZero(register: number, isConstant: (register: number) => boolean): boolean {
    return this.found.get(register)?.made.every((made) => !isConstant(made)) ?? false;
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
