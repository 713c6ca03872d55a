/** What was asked about continued fractions: those of a constant in a box, or the value of one. */
export type FractionProblem = {
  readonly question: 'continued-fraction';
  /** The constant, as given. */
  readonly constant: string;
  readonly box: {
    /** Largest degrees of a(n) and b(n), and largest coefficient. */
    readonly degrees: readonly [a: number, b: number];
    readonly coefficients: number;
  };
};

/**
 * A fraction a(0) + b(1)/(a(1) + b(2)/(a(2) + …)) and its value. Of a fraction with a leading coefficient of a(n) above 0 the one
 * with −a(n) has the negative value: it is not listed.
 */
export type FractionEntry = {
  readonly form: 'continued-fraction';
  /** Polynomials in n. */
  readonly a: string;
  readonly b: string;
  /** The value (p + q·c)/(r + s·c) of the constant c, as an expression, and p, q, r, s. */
  readonly expression: string;
  readonly relation: readonly [p: number, q: number, r: number, s: number];
  readonly digits: number;
  readonly spent: number;
  readonly chance: string;
  /** `proved`: the value follows from a theorem by the equivalence in `proof`. `measured`: a conjecture. */
  readonly status: 'proved' | 'measured';
  readonly convergence: 'factorial' | 'exponential' | 'slow';
  /** As measured at `depth` terms: digits gained a term, and δ with |v − p/q| = q^(−1−δ). */
  readonly metrics?: { readonly depth: number; readonly perTerm: number; readonly delta: number };
  /** Where it is known from; absent: on no list that Napier holds. */
  readonly known?: string;
  readonly proof?: FractionProofRecord;
};

/**
 * Fractions a(n) + k·stepA(n), b(n) + k·stepB(n) for k = 0, 1, …: the first `members` have values in the constant's field, each
 * by a relation far shorter than chance would need; `found` of them lie in the box. `proved`: the tails x(n) of member k and y(n) of
 * member k + 1 are linked by x(n) = U(n, k)·y(n), so all others have such a value too if one has; else that is a conjecture.
 */
export type FractionFamilyEntry = {
  readonly form: 'fraction-family';
  /** The value of the first member, k = 0. */
  readonly expression: string;
  readonly a: string;
  readonly b: string;
  readonly stepA: string;
  readonly stepB: string;
  readonly found: number;
  readonly members: number;
  readonly status: 'proved' | 'measured';
  /** U(n, k) row by row: polynomials in n and k. */
  readonly proof?: {
    readonly method: 'parametric-equivalence';
    readonly matrix: readonly [string, string, string, string];
  };
};

/**
 * A fraction q₀ + σ₁/(q₁ + σ₂/(q₂ + …)) of a Möbius image of the constant, with repeating signs and partial quotients that obey
 * Σ recurrence[i]·q(n + i) = 0 for n ≥ `from`, as far as they were worked out.
 */
export type SignedFractionEntry = {
  readonly form: 'signed-fraction';
  readonly expression: string;
  readonly relation: readonly [p: number, q: number, r: number, s: number];
  readonly signs: readonly (1 | -1)[];
  /** The first of them. */
  readonly quotients: readonly string[];
  readonly from: number;
  readonly recurrence: readonly string[];
  /** Quotients that obey the recurrence, beyond those that fix it. */
  readonly checked: number;
  readonly status: 'measured';
};

/** H(n)·U(n+1) ∝ U(n)·S(n) for the steps of the fraction and of the theorem's. */
export type FractionProofRecord = {
  readonly method: 'equivalence';
  /** The theorem, by the name it has in Napier. */
  readonly theorem: string;
  /** Steps of the fraction, and of the theorem's, that are taken at a time. */
  readonly fold: readonly [number, number];
  /** U(n) row by row: polynomials in n. */
  readonly matrix: readonly [string, string, string, string];
};

export const FRACTION_LIMITS = { degree: 4, coefficients: 1_000, fractions: 200e6 } as const;
