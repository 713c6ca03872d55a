/**
 * Everything a user can do wrong, and everything Napier can fail to do, as one closed union of records.
 * Code throws {@link NapierError}; only `cli/` renders it (`renderFault`), so every message has one form:
 * what is wrong, where (a caret under the characters), what was expected, and a hint.
 */
export type Fault = {
  /** What class of mistake: decides the exit code and lets programs react. */
  readonly kind: FaultKind;
  /** One sentence without a full stop, lower case: "unknown function `tahn`". */
  readonly message: string;
  /** The text the user gave, when the fault is inside it. */
  readonly source?: string;
  /** Half-open range of UTF-16 offsets in `source` that the caret underlines. */
  readonly span?: readonly [start: number, end: number];
  /** How to mend it. */
  readonly hint?: string;
};

export type FaultKind =
  | 'syntax' // text that does not parse
  | 'name' // unknown function, format, engine, target, verb, option
  | 'value' // a number out of range, an empty domain, an impossible limit
  | 'domain' // the function is undefined, or has a pole, where it was asked
  | 'file' // unreadable, unwritable, not a finding
  | 'limit' // a stated limit was reached (depth, degree, size)
  | 'unsupported' // well-formed, but Napier cannot do it
  | 'not-found' // a search ended without a result (exit code 1)
  | 'not-proved'; // a proof did not succeed (exit code 1)

/** The only error class that Napier throws on purpose. Anything else that escapes is a defect. */
export class NapierError extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.name = 'NapierError';
    this.fault = fault;
  }
  /** 1: not found or not proved; 2: bad input (DESIGN.md, "The command line"). */
  get exitCode(): 1 | 2 {
    return this.fault.kind === 'not-found' || this.fault.kind === 'not-proved' ? 1 : 2;
  }
}

/** Throws a {@link NapierError}; an expression, so it can stand wherever a value is expected. */
export function fail(fault: Fault): never {
  throw new NapierError(fault);
}
