import { variablesOf, type Expression } from '../../../expression/expression.ts';
import { mpfr, ROUND } from '../../../number/mpfr.ts';
import type { Random } from '../../../number/random.ts';
import { withWorkspace } from '../../../number/workspace.ts';
import { intervalOf, newInterval } from '../../../oracle/big-interval.ts';
import { createOracle } from '../../../oracle/create-oracle.ts';
import type { Form } from '../forms.ts';
import type { FunctionTerm } from '../function-term.ts';

/** A program as a function from doubles to a double: it may give NaN, and must not throw. */
export type MeasuredFunction = (...args: number[]) => number;

/** Where arguments of a program may lie. */
export type ArgumentRange = { readonly lo: number; readonly hi: number };

/** Arguments are multiples of this, so that their sums and halves are exact doubles, and their products nearly so. */
const GRID = 2 ** -20;
const TRIES = 30;
/** Bits to which an argument of f is worked out before it is rounded to a double. */
const BITS = 60;

/** Values of the terms of forms at random points, f by running the program. */
export class TermValues {
  private readonly f: MeasuredFunction;
  private readonly range: ArgumentRange;
  private readonly compiled = new Map<number, (values: ReadonlyMap<string, number>) => number>();
  /** How often the program was run. */
  runs = 0;

  constructor(f: MeasuredFunction, range: ArgumentRange) {
    this.f = f;
    this.range = range;
  }

  /** Points at which every term has a value and f is asked within its range: undefined where there are too few. */
  points({ terms }: Form, wanted: number, random: Random): number[][] | undefined {
    const variables = [
      ...new Set(terms.flatMap((term) => partsOf(term).flatMap((e) => [...variablesOf(e)]))),
    ];
    const out: number[][] = [];
    const { lo, hi } = this.range;
    for (let i = 0; i < TRIES * wanted && out.length < wanted; i++) {
      const at = new Map(
        variables.map((name) => [name, Math.round((lo + (hi - lo) * random.next()) / GRID) * GRID]),
      );
      const row = terms.map((term) => this.valueOf(term, at));
      if (row.every(Number.isFinite)) out.push(row);
    }
    return out.length < wanted ? undefined : out;
  }

  private valueOf(term: FunctionTerm, at: ReadonlyMap<string, number>): number {
    const values = partsOf(term).map((e) => this.evaluator(e)(at));
    if (term.call === undefined) return values[0];
    if (!values.every((x) => x >= this.range.lo && x <= this.range.hi)) return NaN;
    this.runs += 1;
    return this.f(...values);
  }

  private evaluator(expression: Expression): (values: ReadonlyMap<string, number>) => number {
    const known = this.compiled.get(expression.id);
    if (known !== undefined) return known;
    const variables = variablesOf(expression);
    const oracle = createOracle(expression, variables);
    const made = (values: ReadonlyMap<string, number>): number =>
      withWorkspace(BITS + 16, (w) => {
        const out = newInterval(w);
        const box = variables.map((name) => intervalOf(w, values.get(name) ?? NaN));
        if (oracle.enclose(box, BITS, out).kind !== 'enclosed') return NaN;
        return mpfr.mpfr_get_d(out.lo, ROUND.NEAREST);
      });
    this.compiled.set(expression.id, made);
    return made;
  }
}

function partsOf({ call, expression }: FunctionTerm): readonly Expression[] {
  return call === undefined ? [expression] : call.args;
}
