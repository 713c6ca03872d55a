/** How a function changes when one argument changes its sign, the others held: f(−a) = −f(a), f(−a) = f(a), neither. */
export type Parity = 'odd' | 'even' | 'none';

/**
 * Binding strength of notation, loosest first. Prefix minus binds looser than `*` (so `-x*y` is −(x·y)) and much
 * looser than `^` (`-x^2` is −(x²)).
 */
export const PRECEDENCE = { sum: 1, negation: 2, product: 3, power: 5, atom: 7 } as const;
export type Precedence = (typeof PRECEDENCE)[keyof typeof PRECEDENCE];

export type Notation =
  | {
      readonly kind: 'infix';
      readonly symbol: string;
      readonly precedence: Precedence;
      readonly spaced: boolean;
    }
  | { readonly kind: 'prefix'; readonly symbol: string; readonly precedence: Precedence };

/** One row of the operation table: what concerns terms. Arguments are called `a`, `b`, `c` in all texts of a row. */
export type OperationRow = {
  readonly arity: number;
  /** Other names the parser accepts before a bracket. */
  readonly aliases: readonly string[];
  /** Absent: written as a call, `name(a, b)`. */
  readonly notation?: Notation;
  /**
   * LaTeX: a template with `#1`, `#2`, … for arguments that need no brackets of their own; or, without a `#`, the
   * operator's name, followed by the arguments in brackets. Infix and prefix rows are laid out by the printer.
   */
  readonly latex: string;
  /** How tightly the LaTeX binds, where it is not closed in itself: `e^{a}` as a base needs brackets. */
  readonly latexPrecedence?: Precedence;
  /** FPCore 2's name, or `undefined` where the standard has none. */
  readonly fpcore: string | undefined;
  /** One per argument. */
  readonly parity: readonly Parity[];
  /** One line: what it is, and where it is defined. */
  readonly meaning: string;
  /** Partial derivatives, one per argument, in Napier's own notation; `undefined`: not expressible in the table. */
  readonly derivative: readonly (string | undefined)[];
};

/** A row of one argument written as a call, with the common defaults. */
export function unary(
  row: Pick<OperationRow, 'latex' | 'meaning'> & {
    readonly aliases?: readonly string[];
    readonly latexPrecedence?: Precedence;
    readonly fpcore?: string;
    readonly parity?: Parity;
    readonly derivative?: string;
  },
): OperationRow {
  return {
    arity: 1,
    aliases: row.aliases ?? [],
    latex: row.latex,
    latexPrecedence: row.latexPrecedence,
    fpcore: row.fpcore,
    parity: [row.parity ?? 'none'],
    meaning: row.meaning,
    derivative: [row.derivative],
  };
}
