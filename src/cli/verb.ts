import type { Io } from './io.ts';

/** One option of a verb: a row of the table that both the parser and the help read. */
export type OptionRow = {
  readonly name: string;
  /** What stands for the value in the help; absent: a flag without a value. */
  readonly value?: string;
  readonly meaning: string;
};

/** What the user typed after the verb, sorted out. `source` and `spans` let a fault point at a word of it. */
export type Invocation = {
  readonly positionals: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
};

export type Verb = {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  readonly usage: string;
  /** Paragraphs of the help. */
  readonly details: readonly string[];
  readonly options: readonly OptionRow[];
  /** Commands that run, and what they do. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** How many words it takes besides options. */
  readonly positionals: readonly [least: number, most: number];
  /** @returns the exit code. @throws NapierError, rendered by the caller */
  run(invocation: Invocation, io: Io): Promise<number>;
};
