import type { Random } from '../../number/random.ts';
import type { IntegerDraft } from './integer-code.ts';
import type { IntegerEvaluator } from './integer-evaluator.ts';

/** Counts of shifts and masks are not moved by small steps: changes of structure move them. */
function movable({ nodes, constants }: IntegerDraft): number[] {
  const fixed = new Set<number>();
  for (const { op, a, b } of nodes) {
    if (op === 'ishl' || op === 'ishr' || op === 'isar') fixed.add(-1 - b);
    if (op === 'iand' || op === 'ior' || op === 'ixor') for (const place of [a, b]) fixed.add(-1 - place);
  }
  return [...constants.keys()].filter((k) => !fixed.has(k));
}

/**
 * Constants moved by steps of all sizes, one or two at a time, whichever lower the error. Steps shrink where they fail
 * and grow where they help.
 * @returns the best draft found, with its error
 */
export function tuneIntegers(
  evaluator: IntegerEvaluator,
  draft: IntegerDraft,
  error: number,
  tries: number,
  random: Random,
): { readonly draft: IntegerDraft; readonly error: number } {
  const at = movable(draft);
  if (at.length === 0) return { draft, error };
  let best = { draft, error };
  const sizes = at.map((k) => Math.max(1, Math.floor(Math.log2(Math.abs(draft.constants[k]) + 1)) - 8));
  for (let i = 0; i < tries; i++) {
    const constants = best.draft.constants.slice();
    const moves = at.length > 1 && random.integer(2) === 1 ? 2 : 1;
    const moved: number[] = [];
    for (let m = 0; m < moves; m++) {
      const which = random.integer(at.length);
      const step = 2 ** random.integer(Math.ceil(sizes[which]) + 1);
      constants[at[which]] += random.integer(2) === 0 ? step : -step;
      moved.push(which);
    }
    const trial = { nodes: draft.nodes, constants };
    const found = evaluator.error(trial, best.error);
    if (found < best.error) {
      best = { draft: trial, error: found };
      for (const which of moved) sizes[which] = Math.min(28, sizes[which] + 0.5);
    } else for (const which of moved) sizes[which] = Math.max(0.5, sizes[which] - 0.02);
  }
  return best;
}
