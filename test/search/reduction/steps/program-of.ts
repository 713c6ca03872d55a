import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { mpfr, ROUND } from '../../../../src/number/mpfr.ts';
import { withWorkspace } from '../../../../src/number/workspace.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import {
  total,
  type EmitValue,
  type Reduction,
  type Step,
  type StepContext,
} from '../../../../src/search/reduction/step.ts';
import { tableStep } from '../../../../src/search/reduction/steps/table.ts';
import { createOracle } from '../../../../src/oracle/create-oracle.ts';

/** Functions of f32 computed in f64, as exactly as that can. */
export const EXACT: StepContext = {
  arithmetic: FORMATS.f64,
  storage: FORMATS.f32,
  fma: false,
  division: true,
  maxTable: 4096,
  tolerance: 2 ** -50,
  correct: true,
};

/** f64 in f64, with fused operations, where errors are bounded by analysis. */
export const NARROW: StepContext = {
  ...EXACT,
  storage: FORMATS.f64,
  fma: true,
  correct: false,
  alone: true,
  byAnalysis: true,
};

/** What a step offers on a formula. */
export function offered(step: Step, text: string, lo: number, hi: number): readonly Reduction[] {
  const f = reducedFunction(parseExpression(text), 'x', lo, hi);
  return step.reductions(f, findIdentities(f), EXACT);
}

/** A reduction with a table for what it leaves, from doubles to doubles. */
export function runnable({ inners, emit }: Reduction): (x: number) => number {
  const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: false });
  const parts = inners.map((inner): EmitValue => {
    const [table] = tableStep.reductions(inner, [], { ...EXACT, maxTable: 1 << 16 });
    if (table === undefined) throw new Error('no table');
    return (inside, y) => table.emit(inside, y);
  });
  return compileProgram(e.build(total(e, emit(e, e.x, ...parts))));
}

/** |computed/f(x) − 1| for a formula. */
export function relativeError(text: string, x: number, computed: number): number {
  const oracle = createOracle(parseExpression(text), ['x']);
  return withWorkspace(128, (w) => {
    const truth = w.big();
    oracle.value([x], truth);
    const difference = w.big();
    mpfr.mpfr_d_sub(difference, computed, truth, ROUND.NEAREST);
    mpfr.mpfr_div(difference, difference, truth, ROUND.NEAREST);
    return Math.abs(mpfr.mpfr_get_d(difference, ROUND.NEAREST));
  });
}
