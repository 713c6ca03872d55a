import { exponentOf, powerOfTwo } from '../../number/double-bits.ts';
import { exactDouble } from '../../number/exact-double.ts';
import { findFormat } from '../../number/formats.ts';
import { isIntegerText } from '../../program/integer-constant.ts';
import { registerOf, resolveOperand } from '../../program/operand.ts';
import { splitterOf } from '../../program/product-error.ts';
import type { Instruction, Program } from '../../program/program.ts';
import { lowestBit } from '../roundoff-rules.ts';

/** No operand: a half that is 0. */
const NONE = '';

/** What a register takes the place of: a·b − p, the rounded product being p; or a − q·b, q being a/b or a root. */
export type SplitRest = 'product' | 'division';

/**
 * A program in which what products round away, taken by halves of their factors (`program/product-error.ts`), is one fused operation
 * each; so is what is left of a division.
 */
export type FusedForm = {
  readonly program: Program;
  /** Registers that stand for several operations. */
  readonly rests: ReadonlyMap<number, SplitRest>;
};

/**
 * Theorem (Dekker 1971; Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., §4.4.2; Boldo, "Pitfalls of a full floating-point
 * proof", 2006). Let a and b be numbers of a format of p bits, neither times 2^⌈p/2⌉ + 1 beyond its range, and let halves of a factor be
 * those of Veltkamp's splitting, or two constants of ⌊p/2⌋ bits that make it up. With η the least subnormal number, what
 * `writeProductError` writes is within 8η of a·b − RN(a·b), and that itself where a·b is a multiple of η: the four products are
 * exact but for half an η each, and of the three differences those are that are multiples of η below 2^p η; if a product was not exact,
 * they are below 2^(p+1) η, and rounded by η at most.
 *
 * A division. With q = RN(a/b), or RN(a·RN(1/b)), or a = b·b rooted, p = RN(q·b): a − p is exact where q is no subnormal number
 * (Sterbenz), and (a − p) − (q·b − p) one rounding of a − q·b, as that of a fused operation. Where q is subnormal, a and p are below
 * 2^(emin + 1)·|b|, and a − p is rounded by 2η·max(1, |b|) at most.
 */
export function fusedForm(program: Program): FusedForm {
  const format = program.format === 'real' ? undefined : findFormat(program.format);
  const rests = new Map<number, SplitRest>();
  if (format === undefined || format.spacing !== 'floating' || program.code.some(({ op }) => op === 'fma'))
    return { program, rests };
  const reader = new SplitReader(program, format.precision);
  const code: Instruction[] = [...program.code];
  const first = reader.first;
  for (let i = 0; i < code.length; i++) {
    const found = reader.productRest(i) ?? reader.divisionRest(i, rests, code);
    if (found === undefined) continue;
    const { kind, negated, at, factors, plus } = found;
    // The first difference of the two, used nowhere else, makes room for the sign.
    const sign = `t${at}`;
    code[at] = { op: 'neg', args: [negated] };
    code[i] =
      kind === 'product'
        ? { op: 'fma', args: [...factors, sign] }
        : { op: 'fma', args: [sign, factors[1], plus] };
    rests.set(first + i, kind);
  }
  return { program: rests.size === 0 ? program : { ...program, code }, rests };
}

type Found = {
  readonly kind: SplitRest;
  /** The operand whose sign is turned, and the instruction that gives way to that. */
  readonly negated: string;
  readonly at: number;
  readonly factors: readonly [string, string];
  readonly plus: string;
};

/** Reads off a program's code what `writeProductError` writes. */
class SplitReader {
  readonly first: number;
  private readonly program: Program;
  private readonly precision: number;
  private readonly uses = new Map<string, number>();

  constructor(program: Program, precision: number) {
    this.program = program;
    this.precision = precision;
    this.first = program.inputs.length + program.constants.length;
    for (const { args } of program.code)
      for (const arg of args) this.uses.set(arg, (this.uses.get(arg) ?? 0) + 1);
  }

  /** last − (… − (p − first)): the products of halves, taken off p one after the other. */
  productRest(i: number): Found | undefined {
    const [last, chain] = this.argsOf('sub', `t${i}`) ?? [];
    if (last === undefined) return undefined;
    const terms = [last];
    let left = chain;
    let sign: string | undefined;
    for (let taken = this.argsOf('sub', left); taken !== undefined; taken = this.argsOf('sub', left)) {
      if (terms.length === 4) return undefined;
      sign = left;
      terms.unshift(taken[1]);
      left = taken[0];
    }
    const factors = this.argsOf('mul', left);
    const products = terms.map((term) => this.argsOf('mul', term));
    if (factors === undefined || sign === undefined || this.uses.get(sign) !== 1) return undefined;
    if (!products.every((product) => product !== undefined)) return undefined;
    const [a, b] = factors;
    if (![factors, [b, a]].some(([p, q]) => this.areHalves(p, q, products))) return undefined;
    return { kind: 'product', negated: left, at: Number(sign.slice(1)), factors: [a, b], plus: left };
  }

  /** (a − p) − (what p = q·b rounds away), which was found before. */
  divisionRest(
    i: number,
    rests: ReadonlyMap<number, SplitRest>,
    code: readonly Instruction[],
  ): Found | undefined {
    const [difference, lost] = this.argsOf('sub', `t${i}`) ?? [];
    const [a, p] = this.argsOf('sub', difference) ?? [];
    if (lost === undefined || p === undefined || this.uses.get(difference) !== 1) return undefined;
    if (rests.get(registerOf(this.program, lost)) !== 'product') return undefined;
    const [x, y, sign] = code[Number(lost.slice(1))].args;
    if (code[Number(sign.slice(1))].args[0] !== p) return undefined;
    for (const [q, b] of [
      [x, y],
      [y, x],
    ]) {
      if (!this.isQuotient(q, a, b) && !(q === b && this.argsOf('sqrt', q)?.[0] === a)) continue;
      return { kind: 'division', negated: q, at: Number(difference.slice(1)), factors: [q, b], plus: a };
    }
    return undefined;
  }

  /** a/b, or a·(1/b). */
  private isQuotient(q: string, a: string, b: string): boolean {
    const divided = this.argsOf('div', q);
    if (divided !== undefined) return divided[0] === a && divided[1] === b;
    const factors = this.argsOf('mul', q) ?? [];
    return factors.some((inverse, k) => {
      const [one, below] = this.argsOf('div', inverse) ?? [];
      return factors[1 - k] === a && below === b && this.numberOf(one) === 1;
    });
  }

  /** Are the products those of a's and b's halves: high with high, low with high, high with low, low with low? */
  private areHalves(a: string, b: string, products: readonly (readonly string[])[]): boolean {
    const [both] = products;
    return [both, both.toReversed()].some(([aHigh, bHigh]) => {
      const [aLow, bLow] = [this.lowOf(a, aHigh), this.lowOf(b, bHigh)];
      if (aLow === undefined || bLow === undefined) return false;
      const wanted = [
        [aHigh, bHigh],
        [aLow, bHigh],
        [aHigh, bLow],
        [aLow, bLow],
      ].filter((pair) => !pair.includes(NONE));
      return (
        wanted.length > 1 &&
        wanted.length === products.length &&
        wanted.every(
          ([p, q], k) =>
            (products[k][0] === p && products[k][1] === q) || (products[k][0] === q && products[k][1] === p),
        )
      );
    });
  }

  /** The low half of a factor whose high half is this; {@link NONE} where it is 0; `undefined` where that is no half of it. */
  private lowOf(a: string, high: string): string | undefined {
    const value = this.numberOf(a);
    if (value !== undefined) return this.lowOfConstant(value, high);
    const [scaled, off] = this.argsOf('sub', high) ?? [];
    const [again, taken] = this.argsOf('sub', off) ?? [];
    const factors = this.argsOf('mul', scaled) ?? [];
    if (scaled === undefined || again !== scaled || taken !== a) return undefined;
    const split = factors.some(
      (one, k) => one === a && this.numberOf(factors[1 - k]) === splitterOf(this.precision),
    );
    const low = this.program.code.findIndex(
      ({ op, args }) => op === 'sub' && args[0] === a && args[1] === high,
    );
    return split && low >= 0 ? `t${low}` : undefined;
  }

  private lowOfConstant(value: number, high: string): string | undefined {
    const part = this.numberOf(high);
    if (part === undefined || !Number.isFinite(value) || value === 0) return undefined;
    const { precision } = this;
    const half = Math.ceil(precision / 2);
    const unit = exponentOf(value) - precision + 1;
    const low = value - part;
    if (part + low !== value || lowestBit(part) < unit + half || lowestBit(low) < unit) return undefined;
    if (Math.abs(low) > powerOfTwo(unit + half - 1)) return undefined;
    if (low === 0) return NONE;
    const at = this.program.constants.findIndex((_, k) => this.numberOf(`c${k}`) === low);
    return at < 0 ? undefined : `c${at}`;
  }

  private argsOf(op: string, operand: string | undefined): readonly string[] | undefined {
    const at = operand === undefined ? undefined : resolveOperand(this.program, operand);
    if (at?.kind !== 'instruction' || this.program.code[at.index].op !== op) return undefined;
    return this.program.code[at.index].args;
  }

  private numberOf(operand: string | undefined): number | undefined {
    const at = operand === undefined ? undefined : resolveOperand(this.program, operand);
    if (at?.kind !== 'constant') return undefined;
    const text = this.program.constants[at.index];
    return isIntegerText(text) ? undefined : exactDouble(text);
  }
}
