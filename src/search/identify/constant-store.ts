import { parseExpression } from '../../expression/parse.ts';
import type { Expression } from '../../expression/expression.ts';
import { toFixedPoint } from '../../number/fixed-point.ts';
import { mpfr, ROUND } from '../../number/mpfr.ts';
import { withWorkspace } from '../../number/workspace.ts';
import { newInterval } from '../../oracle/big-interval.ts';
import { createOracle } from '../../oracle/create-oracle.ts';

/** A constant that engines combine: a term and its value times 2^bits, within one unit. */
export type StoredConstant = {
  readonly expression: Expression;
  readonly value: bigint;
  readonly approximate: number;
};

/** Values of constant terms at one precision, worked out on demand and kept. */
export class ConstantStore {
  readonly bits: number;
  private readonly kept = new Map<number, StoredConstant>();

  constructor(bits: number) {
    this.bits = bits;
  }

  text(source: string): StoredConstant {
    return this.get(parseExpression(source));
  }

  /** @throws RangeError when the term has no value */
  get(expression: Expression): StoredConstant {
    const known = this.kept.get(expression.id);
    if (known !== undefined) return known;
    const made = withWorkspace(this.bits + 64, (w) => {
      const out = newInterval(w);
      // Relative precision: a value above 1 needs as many bits more.
      const oracle = createOracle(expression, []);
      const rough = oracle.enclose([], 32, out);
      if (rough.kind !== 'enclosed') throw new RangeError('ConstantStore: the term has no value');
      const size = Math.max(0, mpfr.mpfr_get_exp(out.hi));
      const wide = { lo: w.big(this.bits + size + 16), hi: w.big(this.bits + size + 16) };
      const fine = oracle.enclose([], this.bits + size + 4, wide);
      if (fine.kind !== 'enclosed') throw new RangeError('ConstantStore: the term has no value');
      return {
        expression,
        value: toFixedPoint(wide.lo, this.bits),
        approximate: mpfr.mpfr_get_d(wide.lo, ROUND.NEAREST),
      };
    });
    this.kept.set(expression.id, made);
    return made;
  }
}
