import type { NumberTerm } from './expression.ts';
import type { SExpression, Span } from './s-expression.ts';

/** `:name value` pairs; values are kept as they stand. */
export type FPCoreProperties = ReadonlyMap<string, readonly SExpression[]>;

export type FPCoreBinding = { readonly name: string; readonly value: FPCoreNode };
export type FPCoreLoopBinding = {
  readonly name: string;
  readonly initial: FPCoreNode;
  readonly update: FPCoreNode;
};

/** Body of an FPCore 2 benchmark (fpbench.org/spec/fpcore-2.0.html), conditions and loops included. */
export type FPCoreNode =
  | { readonly kind: 'number'; readonly value: NumberTerm; readonly span: Span }
  /** A variable or a constant, whichever is in scope: `x`, `PI`, `TRUE`. */
  | { readonly kind: 'symbol'; readonly name: string; readonly span: Span }
  /** Arithmetic, comparison, `and`, `cast`, `ref`, a call of another core, … */
  | {
      readonly kind: 'operation';
      readonly operator: string;
      readonly args: readonly FPCoreNode[];
      readonly span: Span;
    }
  | {
      readonly kind: 'if';
      readonly condition: FPCoreNode;
      readonly whenTrue: FPCoreNode;
      readonly whenFalse: FPCoreNode;
      readonly span: Span;
    }
  | {
      readonly kind: 'let';
      /** `let*`: each binding sees those before it. */
      readonly sequential: boolean;
      readonly bindings: readonly FPCoreBinding[];
      readonly body: FPCoreNode;
      readonly span: Span;
    }
  | {
      readonly kind: 'while';
      readonly sequential: boolean;
      readonly condition: FPCoreNode;
      readonly bindings: readonly FPCoreLoopBinding[];
      readonly body: FPCoreNode;
      readonly span: Span;
    }
  | {
      readonly kind: 'for' | 'tensor';
      readonly sequential: boolean;
      readonly ranges: readonly FPCoreBinding[];
      readonly bindings: readonly FPCoreLoopBinding[];
      readonly body: FPCoreNode;
      readonly span: Span;
    }
  | { readonly kind: 'array'; readonly items: readonly FPCoreNode[]; readonly span: Span }
  /** `(! :precision binary32 body)`: a rounding context; over the reals, just its body. */
  | {
      readonly kind: 'annotated';
      readonly properties: FPCoreProperties;
      readonly body: FPCoreNode;
      readonly span: Span;
    };

export type FPCoreArgument = {
  readonly name: string;
  readonly properties: FPCoreProperties;
  /** Sizes of a tensor argument: names or numbers; empty for a scalar. */
  readonly dimensions: readonly string[];
};

export type FPCore = {
  /** The text it was read from: spans refer to it. */
  readonly source: string;
  /** `(FPCore identifier (args) …)`. */
  readonly identifier?: string;
  /** `:name`. */
  readonly name?: string;
  readonly arguments: readonly FPCoreArgument[];
  readonly properties: FPCoreProperties;
  /** `:pre`, a condition on the arguments. */
  readonly precondition?: FPCoreNode;
  /** `:precision` as it stands, `binary64` when there is none (the standard's default). */
  readonly precision: string;
  readonly body: FPCoreNode;
};
