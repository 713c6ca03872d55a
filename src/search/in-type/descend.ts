import type { Format } from '../../number/format.ts';
import type { Random } from '../../number/random.ts';
import type { Fit, HardSet } from './hard-set.ts';
import { applyMove, type Move, type Moves } from './moves.ts';

export type DescentOptions = {
  /** Points run at most. */
  readonly evaluations: number;
  readonly random: Random;
  /** Ends when the largest distance is at most this. @defaultValue 1 */
  readonly goal?: number;
  readonly stopped?: () => boolean;
};

export type Descent = Fit & { readonly values: readonly number[] };

/** Changes (in half widths) that a basis move is scaled to, where an ulp of it is smaller: results barely feel less. */
const SCALES = [0.3, 0.06, 0.012];
/** Random moves combined in one kick out of a local optimum, at most. */
const KICK = 4;
/** Kicks in vain before the search ends. */
const PATIENCE = 40;

/**
 * Local search over the constants' own numbers: moves of the reduced basis and of single constants, each judged by
 * running the program, the first that lowers the cost taken; then kicks out of the local optimum and down again.
 */
export function descend(
  start: readonly number[],
  hard: HardSet,
  moves: Moves,
  format: Format,
  options: DescentOptions,
): Descent {
  const { random, goal = 1, stopped } = options;
  const end = hard.evaluations + options.evaluations;
  const spent = (): boolean => hard.evaluations >= end || stopped?.() === true;
  const steps = neighbours(moves);
  const down = (from: Descent): Descent => {
    let best = from;
    let idle = 0;
    let at = random.integer(steps.length);
    while (idle < steps.length && best.largest > goal && !spent()) {
      const { move, times } = steps[at];
      at = (at + 1) % steps.length;
      idle++;
      for (const sign of [times, -times]) {
        const found = tryMove(best, move, sign);
        if (found === undefined) continue;
        best = found;
        idle = 0;
        // Downhill once: on, in strides that double.
        for (let stride = 2 * sign; !spent(); stride *= 2) {
          const further = tryMove(best, move, stride);
          if (further === undefined) break;
          best = further;
        }
        break;
      }
    }
    return best;
  };
  const tryMove = (from: Descent, move: Move, times: number): Descent | undefined => {
    const values = applyMove(from.values, move, times, moves.steps, format);
    if (values === undefined) return undefined;
    const fit = hard.judge(values, from.cost);
    return fit.cost < from.cost ? { values, ...fit } : undefined;
  };
  let best = down({ values: start, ...hard.judge(start) });
  for (let vain = 0; vain < PATIENCE && best.largest > goal && !spent(); vain++) {
    let values: readonly number[] | undefined = best.values;
    for (let k = 1 + random.integer(KICK); k > 0 && values !== undefined; k--) {
      const { move, times } = steps[random.integer(steps.length)];
      values = applyMove(values, move, random.integer(2) === 0 ? times : -times, moves.steps, format);
    }
    if (values === undefined) continue;
    const found = down({ values, ...hard.judge(values) });
    if (!(found.cost < best.cost)) continue;
    best = found;
    vain = -1;
  }
  return best;
}

/** Basis moves at several scales, their sums and differences, and single constants by one and two ulps. */
function neighbours({ basis, effects, steps }: Moves): { move: Move; times: number }[] {
  const list: { move: Move; times: number }[] = [];
  const seen = new Set<string>();
  const add = (move: Move, times: number): void => {
    const key = move.map((m) => m * times).join();
    const opposite = move.map((m) => -m * times).join();
    if (seen.has(key) || seen.has(opposite)) return;
    seen.add(key);
    list.push({ move, times });
  };
  const scaled = (i: number, scale: number): number => Math.max(1, Math.round(scale / effects[i]));
  for (const scale of SCALES) for (let i = 0; i < basis.length; i++) add(basis[i], scaled(i, scale));
  for (let i = 0; i < steps.length; i++) {
    const single = steps.map((_, j) => (i === j ? 1 : 0));
    add(single, 1);
    add(single, 2);
  }
  for (let i = 0; i < basis.length; i++) {
    for (let k = 0; k < i; k++) {
      for (const sign of [1, -1]) {
        const [a, b] = [scaled(i, SCALES[2]), sign * scaled(k, SCALES[2])];
        add(
          basis[i].map((m, j) => a * m + b * basis[k][j]),
          1,
        );
      }
    }
  }
  return list;
}
