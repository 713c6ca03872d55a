import type { Oracle } from '../../oracle/oracle.ts';
import { COST_MODELS } from '../../program/cost.ts';
import type { Program } from '../../program/program.ts';
import { breath } from '../breath.ts';
import type { Budget, Candidate, EngineEvent } from '../engine.ts';
import { originOf, type Draft, type Scene } from './drafts.ts';
import { finishesOf } from './finishes.ts';
import { freeConstants } from './free-constants.ts';
import { fixedCoefficients } from './plan-kernels.ts';
import type { ReducedFunction } from './reduced-function.ts';
import { roundCorrectly } from './round-correctly.ts';
import type { ActiveRange } from './whole-sample.ts';

/** Errors (ulp) of programs that may round correctly once their constants are settled. */
const NEARLY = 0.56;

/** Correctly rounded programs from the drafts, each told with the error of its results over the sample. */
export async function* correctDrafts(
  f: ReducedFunction,
  drafts: readonly Draft[],
  { problem, context, sample }: Scene,
  oracle: Oracle,
  active: ActiveRange,
  budget: Budget,
  counter: { evaluations: number },
): AsyncGenerator<EngineEvent, void, void> {
  const plans = new Map<Program, Draft & { readonly finish: string }>();
  const known = new Set<string>();
  const finishes = finishesOf(f, context);
  const { cost: costOf } = COST_MODELS[problem.cost];
  const starts = drafts
    .filter(({ error }) => error <= NEARLY)
    .flatMap((draft) => {
      const plain = draft.build(draft.start);
      const fixed = fixedCoefficients(draft.kernels);
      const moved = draft.start.filter((_, k) => !fixed.has(k));
      return finishes.map(({ name, apply }) => {
        const program = apply(plain);
        plans.set(program, { ...draft, finish: name });
        const free = freeConstants(program, moved);
        return { program, plain, cost: costOf(program), free, wrongZero: sample.hasWrongZero(program) };
      });
    })
    .filter(({ program }) => {
      const key = JSON.stringify(program);
      return !known.has(key) && known.add(key);
    });
  for (const found of roundCorrectly(starts, problem, oracle, sample, active, budget)) {
    counter.evaluations += 1;
    if (found !== undefined) {
      const { plan, kernels, finish } = plans.get(found.start) as Draft & { readonly finish: string };
      const origin: Candidate['origin'] = {
        ...originOf(plan, kernels, context),
        ...(finish === 'none' ? {} : { finish }),
        refitted: found.refitted,
        patched: found.patched,
      };
      const { program, cost } = found;
      const candidate = {
        program,
        cost,
        error: sample.measure(program),
        engine: 'reduction',
        origin,
      } as const;
      yield { kind: 'candidate', candidate };
    }
    yield { kind: 'progress', evaluations: counter.evaluations };
    await breath();
  }
}
