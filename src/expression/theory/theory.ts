/**
 * A theory: sorts, operations on them, and equations that hold for all values of their variables. Terms are first-order
 * and many-sorted, apart from expressions over the reals: nothing is known of an operation but its axioms.
 */
export type Theory = {
  readonly sorts: readonly Sort[];
  /** In the order of the text; those declared later may be defined by the earlier ones. */
  readonly operations: readonly TheoryOperation[];
  readonly axioms: readonly Equation[];
  /** Statements that are asked for. */
  readonly goals: readonly Equation[];
};

export type Sort = {
  readonly name: string;
  /**
   * Operations of which each value is made in exactly one way (free constructors): induction over them is sound, and
   * two values made differently are different. Empty: nothing is known of the values.
   */
  readonly constructors: readonly string[];
};

export type TheoryOperation = {
  readonly name: string;
  /** Written between its two arguments. */
  readonly infix: boolean;
  /** Sorts of the arguments and of the value. */
  readonly takes: readonly string[];
  readonly gives: string;
};

export type TheoryTerm = TheoryVariable | TheoryApplication;
export type TheoryVariable = { readonly kind: 'variable'; readonly name: string; readonly sort: string };
export type TheoryApplication = {
  readonly kind: 'application';
  readonly operation: string;
  readonly args: readonly TheoryTerm[];
};

export type Equation = {
  readonly left: TheoryTerm;
  readonly right: TheoryTerm;
  /** Where it stands in the text it was read from. */
  readonly span: readonly [start: number, end: number];
};
