import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../src/expression/parse.ts';
import { FORMATS } from '../../../../src/number/formats.ts';
import { compileProgram } from '../../../../src/program/evaluate.ts';
import { Emitter } from '../../../../src/search/reduction/emitter.ts';
import { findIdentities } from '../../../../src/search/reduction/find-identities.ts';
import { reducedFunction } from '../../../../src/search/reduction/reduced-function.ts';
import {
  total,
  type EmitValue,
  type Reduction,
  type StepContext,
} from '../../../../src/search/reduction/step.ts';
import { reflectionStep } from '../../../../src/search/reduction/steps/reflection.ts';
import { NARROW } from './program-of.ts';

const offered = (text: string, context: Partial<StepContext> = {}): readonly Reduction[] => {
  const f = reducedFunction(parseExpression(text), 'x', -8, 8);
  return reflectionStep.reductions(f, findIdentities(f), { ...NARROW, ...context });
};
const isKept = ({ parameters }: Reduction): boolean => parameters.kept === true;

/** The program with a given value for what is left, instead of a kernel. */
function runWith({ emit }: Reduction, inner: EmitValue): (x: number) => number {
  const e = new Emitter({ arithmetic: 'f64', storage: 'f64', variable: 'x', fma: true });
  return compileProgram(e.build(total(e, emit(e, e.x, inner))));
}

describe('reflection', () => {
  it('keeps the sum where what is added is nowhere the smaller: c, or x where proofs follow roundings', () => {
    expect(
      offered('erfc(x)')
        .filter(isKept)
        .map(({ parameters }) => parameters.side),
    ).toEqual(['positive', 'negative']);
    expect(
      offered('gelu(x)')
        .filter(isKept)
        .map(({ parameters }) => parameters.side),
    ).toEqual(['positive', 'negative']);
    expect(offered('gelu(x)', { fma: false }).filter(isKept)).toHaveLength(2);
    expect(offered('gelu(x)', { byAnalysis: false }).filter(isKept)).toEqual([]);
    expect(offered('erfc(x)', { byAnalysis: false, fma: false }).filter(isKept)).toEqual([]);
  });

  it('takes in what the value left is below its last place', () => {
    const [small] = offered('gelu(x)').filter(
      ({ parameters }) => parameters.kept === true && parameters.side === 'negative',
    );
    // 3 + 1 + 2⁻⁵¹ is a tie; what is below the last place of the head decides it.
    const run = runWith(small, (e) => ({ head: e.number(1 + 2 ** -51), tail: e.number(2 ** -54) }));
    expect([run(3), run(-3)]).toEqual([4 + 2 ** -50, 1 + 2 ** -51]);
  });

  it('rounds a subnormal result once where its tail is a product', () => {
    const [small] = offered('gelu(x)').filter(
      ({ parameters }) => parameters.kept === true && parameters.side === 'negative',
    );
    // 5 + 1/2 in the least number: the half by itself would be rounded to 0, and the sum to 5.
    const least = FORMATS.f64.minPositive;
    const run = runWith(small, (e) => {
      const product = [e.number(0.5), e.number(least)] as const;
      return { head: e.number(5 * least), tail: e.op('mul', ...product), product };
    });
    expect(run(-3)).toBe(6 * least);
    expect(run(3)).toBe(3);
  });
});
