import { freeConstants } from '../fit-constants.ts';
import { toText } from '../../../expression/to-text.ts';
import { formulaToExpression, type Formula } from '../formula.ts';
import { CODE, CONSTANT_CODE } from '../regress-operations.ts';
import type { FormulaSearch, FormulaSearchOptions } from '../formula-search.ts';
import { REGRESS_ENGINES } from '../regress-engines.ts';
import { SearchSequence } from '../search-sequence.ts';
import type { FormulaSearchState } from '../search-state.ts';
import { derivativeData } from './derivative-data.ts';
import { SystemJudge, type FoundSystem } from './system-judge.ts';
import type { SystemData, Trajectory } from './trajectory.ts';

export type SystemSearch = {
  /** All that were fitted by integration, best description first. */
  readonly systems: readonly FoundSystem[];
  /** Standard deviation of each state. */
  readonly spreads: readonly number[];
  readonly searches: readonly FormulaSearch[];
  readonly integrated: number;
  readonly stop: FormulaSearch['stop'];
};

/** Of each component, so many formulas whose description is at most so much longer than the shortest. */
const ALTERNATIVES = { count: 5, bits: 80 } as const;
const SWEEPS = 2;
/** Systems that are made exact and told. */
const TOLD = 6;
/** Engines of the first searches; where no system of theirs is as near as the noise allows, all engines follow. */
const STAGES = [['linear', 'power', 'glance', 'rational'], Object.keys(REGRESS_ENGINES)];

/**
 * Systems of differential equations for measured trajectories. Derivatives are estimated, formulas are searched for each
 * (the same search as for any data), and what they propose is judged by integration: constants are fitted so that solutions
 * pass near the data, and the system whose description is the shortest is sought one equation after the other.
 * @param earlier states of the searches of an earlier run, to go on from
 */
export function searchSystem(
  data: SystemData,
  options: FormulaSearchOptions = {},
  earlier?: readonly FormulaSearchState[],
): SystemSearch {
  const sequence = new SearchSequence(earlier);
  const { trajectories } = data;
  const spreads = trajectories[0].states.map((_, i) => spreadOf(trajectories, i));
  const { samples, noises } = derivativeData(data, options.seed ?? 1);
  const weight = (name: string): number => options.weights?.get(name) ?? 1;
  const judge = new SystemJudge(data, spreads, noises, weight);
  const found = new Map<string, FoundSystem>();
  let searches: readonly FormulaSearch[] = [];
  let stop: FormulaSearch['stop'] | undefined;
  for (const engines of STAGES) {
    const chosen = engines.filter((name) => options.engines?.includes(name) !== false);
    const before = searches;
    searches = samples.map((sample, i) => {
      const guesses = [...(options.guesses ?? []), ...(before[i]?.front ?? []).map(({ formula }) => formula)];
      return sequence.run(sample, { ...options, engines: chosen, guesses });
    });
    stop = searches.map((one) => one.stop).find((one) => one === 'time' || one === 'interrupt');
    const best = improved(searches, judge, found, () => (stop ??= options.stopped?.()));
    if (stop !== undefined) break;
    // With noise a needlessly long formula comes as near; one whose constants turn out exact does not by chance.
    const near = best !== undefined && judge.exhausts(best) ? judge.snapped(best) : undefined;
    if (near?.formulas.every((formula) => freeConstants(formula).length === 0) === true) {
      stop = 'error';
      break;
    }
  }
  const systems = [...found.values()]
    .toSorted((a, b) => a.length - b.length)
    .slice(0, TOLD)
    .map((system) => judge.snapped(system))
    .toSorted((a, b) => a.length - b.length)
    .filter(
      (one, i, all) =>
        i === all.findIndex((other) => textOf(other, data.inputs) === textOf(one, data.inputs)),
    );
  return { systems, spreads, searches, integrated: judge.count, stop: stop ?? 'budget' };
}

/**
 * From the choice of each search the system with the shortest description, one equation after the other; all that were fitted
 * are in `found`.
 */
function improved(
  searches: readonly FormulaSearch[],
  judge: SystemJudge,
  found: Map<string, FoundSystem>,
  stopped: () => unknown,
): FoundSystem | undefined {
  const alternatives = searches.map(({ front, chosen }) =>
    front
      .toSorted((a, b) => a.length - b.length)
      .filter((one) => one.length < front[chosen].length + ALTERNATIVES.bits)
      .slice(0, ALTERNATIVES.count),
  );
  const judged = (choice: readonly number[]): FoundSystem | undefined => {
    const parts = choice.map((at, i) => alternatives[i][at]);
    const formulas = parts.map(({ formula }) => freed(formula));
    const key = formulas.map(({ code, values, exact }) => [code, values, exact?.map((one) => one !== undefined)].join('|')).join(';'); // prettier-ignore
    const known = found.get(key);
    if (known !== undefined) return known;
    const system = judge.fitted(
      formulas,
      parts.map(({ engine }) => engine),
    );
    if (system !== undefined) found.set(key, system);
    return system;
  };
  let choice = alternatives.map(() => 0);
  let best = judged(choice);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const start = choice;
    for (let i = 0; i < alternatives.length; i++) {
      for (let at = 0; at < alternatives[i].length; at++) {
        if (best !== undefined && stopped() !== undefined) return best;
        const other = choice.with(i, at);
        const system = judged(other);
        if (system !== undefined && system.length < (best?.length ?? Infinity))
          [choice, best] = [other, system];
      }
    }
    if (choice === start) break;
  }
  return best;
}

function textOf({ formulas }: FoundSystem, names: readonly string[]): string {
  return formulas.map((formula) => toText(formulaToExpression(formula, names))).join('; ');
}

/**
 * What the estimated derivatives made exact is fitted again, as they have errors of their own; only exponents, 0, 1 and −1, of
 * which structures are made, stay.
 */
function freed({ code, values, exact }: Formula): Formula {
  if (exact === undefined) return { code, values };
  let next = 0;
  const kept = code.flatMap((c, s) => {
    if (c !== CONSTANT_CODE) return [];
    const at = next++;
    const stays = code[s + 1] === CODE.pow || Math.abs(values[at]) === 1 || values[at] === 0;
    return [stays ? exact[at] : undefined];
  });
  return { code, values, exact: kept };
}

function spreadOf(trajectories: readonly Trajectory[], i: number): number {
  let [sum, square, count] = [0, 0, 0];
  for (const { states } of trajectories) for (const x of states[i]) [sum, count] = [sum + x, count + 1];
  const mean = sum / count;
  for (const { states } of trajectories) for (const x of states[i]) square += (x - mean) ** 2;
  return Math.sqrt(square / count);
}
