import type { Expression } from '../../expression/expression.ts';
import type { Value } from '../roundoff-rules.ts';

/**
 * One error δ, |δ| ≤ `bound` (in units of `ERROR_UNIT`), in the error of a value: that holds f·δ with a factor f in
 * `lo…hi`. A `symbol` is the register that δ arose in: at one input it is one number, wherever it turns up.
 */
export type Noise = {
  readonly symbol: number;
  readonly bound: number;
  readonly lo: number;
  readonly hi: number;
};

/**
 * A float on a piece of the inputs. `ideal` is a real function of the input, enclosed by `lo…hi` there, and
 * |computed − ideal| ≤ `error` (in units of `ERROR_UNIT`); every computed value lies in `from…to` and is a multiple of
 * 2^lattice. `from` and `to` are numbers of the format; where they are equal the value is known.
 */
export type FloatValue = Value & {
  readonly kind: 'float';
  /** Only where it was asked for. */
  readonly ideal: Expression | undefined;
  /** A constant of the piece. (That its range is a point on a part of the piece does not make a value one.) */
  readonly constant?: true;
  /** Known from elsewhere: how its operation makes it says nothing here. */
  readonly given?: true;
  readonly from: number;
  readonly to: number;
  /** The error as known errors times factors, and a rest; all of it rest where absent. */
  readonly noise?: readonly Noise[];
  readonly rest?: number;
  /** `ideal` as the sum of the ideals of registers, each times an integer; where absent, of its own. */
  readonly form?: ReadonlyMap<number, number>;
  /** The register whose rounding made it, up to its sign. */
  readonly made?: number;
  /** Made as `of` + `plus` in one rounding. */
  readonly sum?: { readonly of: FloatValue; readonly plus: number };
};

/**
 * An integer on a piece: `min ≤ i ≤ max`, signed. As `pattern` it is the bit pattern of a float plus a multiple of the
 * unit of the exponent field; `source` is the register of a float which would fix it, were that known.
 */
export type IntValue = {
  readonly kind: 'int';
  readonly min: bigint;
  readonly max: bigint;
  readonly pattern?: { readonly of: FloatValue; readonly offset: bigint };
  readonly source?: number;
  /** The same on the whole piece: a constant of the program, or decided. */
  readonly constant?: true;
  /** What it is modulo a power of two. */
  readonly residue?: Residue;
  /** So many low bits are 0. */
  readonly zeros?: number;
};

/** value modulo 2^bits. */
export type Residue = { readonly bits: number; readonly value: bigint };

/** A comparison is the same on the whole piece, or the piece is too wide. */
export type BoolValue = { readonly kind: 'bool'; readonly truth: boolean };

export type ForwardValue = FloatValue | IntValue | BoolValue;

/** What a register is taken to be: a float's value, a comparison's outcome, or which operand is selected. */
export type Choice = number | boolean;

/**
 * On this piece the program may go two ways: the piece must be cut, or each of `choices` of `register` followed by
 * itself (there is no other).
 */
export class Undecided extends Error {
  readonly register: number;
  readonly choices: readonly Choice[] | undefined;
  constructor(register: number, choices: readonly Choice[] | undefined, reason: string) {
    super(reason);
    this.register = register;
    this.choices = choices;
  }
}
