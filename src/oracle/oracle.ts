import type { Expression } from '../expression/expression.ts';
import type { Format, RoundingMode } from '../number/format.ts';
import type { Big, Double } from '../number/mpfr.ts';
import type { Workspace } from '../number/workspace.ts';
import type { BigInterval } from './big-interval.ts';

/** What the oracle knows of a value: an enclosure, proof that there is none, or that it could not decide. */
export type Enclosure =
  | { readonly kind: 'enclosed' }
  | { readonly kind: 'undefined'; readonly reason: string }
  | { readonly kind: 'undecided'; readonly precision: number; readonly reason: string };

/**
 * One exact coordinate: a double, or a multiple-precision number `x` written as `{ lo: x, hi: x }`. (A bare `Big` is
 * an address, which no code can tell from a double; the type refuses it.)
 */
export type Coordinate = Double | BigInterval;

/**
 * The true value of one expression. Made once by `createOracle(expression, variables)`; holds its own registers.
 * Points are exact numbers: one per variable, in the order of `variables`.
 */
export interface Oracle {
  readonly expression: Expression;
  readonly variables: readonly string[];

  /**
   * Encloses the value at an exact point, raising precision until `hi − lo ≤ 2^−bits · |value|`, or until the
   * interval is exact (a value of exactly 0 is found as such where the rules can, e.g. sin 0), or the precision
   * limit is reached ("undecided"). Writes into `out` (whose precision should be ≥ bits + 2).
   */
  enclose(point: readonly Coordinate[], bits: number, out: BigInterval): Enclosure;

  /** The value rounded to nearest at `out`'s precision, with relative error ≤ 2^(1−precision). NaN where undefined. */
  value(point: readonly Coordinate[], out: Big): Enclosure;

  /** The correctly rounded value in a format. NaN where undefined; throws `NapierError` when undecidable. */
  rounded(point: readonly Coordinate[], format: Format, mode?: RoundingMode): number;

  /** Encloses the range over a box (one interval per variable) at the workspace's precision; may overestimate. */
  range(box: readonly BigInterval[], w: Workspace): BigInterval | Exclude<Enclosure, { kind: 'enclosed' }>;

  /**
   * Taylor coefficients f⁽ᵏ⁾/k! in one variable (univariate expressions only), k = 0…order, each enclosed for all
   * centres in `centre` (a point or a wide interval: the last coefficient over a wide interval is Lagrange's remainder).
   */
  series(
    centre: BigInterval,
    order: number,
    w: Workspace,
  ): BigInterval[] | Exclude<Enclosure, { kind: 'enclosed' }>;
}
