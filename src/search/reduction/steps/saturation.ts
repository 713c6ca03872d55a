import { activeRange } from '../active-range.ts';
import { reducedFunction } from '../reduced-function.ts';
import type { Step } from '../step.ts';

/**
 * Beyond some arguments the rounded value no longer changes: the argument is held there. The cut-offs are found for
 * this function in this format, by bisection.
 */
export const saturationStep: Step = {
  name: 'saturation',
  description: 'the rounded value is constant beyond some arguments: hold the argument there',
  reductions: (f, _identities, { storage, arithmetic }) => {
    const ends = { lo: Math.max(f.lo, -storage.maxFinite), hi: Math.min(f.hi, storage.maxFinite) };
    const inside = [ends.lo, ends.hi].every((x) => storage.round(x) === x && !Number.isNaN(f.oracle.rounded([x], storage)));
    if (!inside) return [];
    const cells = { first: storage.ordinal(ends.lo), last: storage.ordinal(ends.hi) };
    const active = activeRange(f.oracle, cells, storage);
    const [low, high] = [active.lo > ends.lo, active.hi < ends.hi];
    if ((!low && !high) || !(active.lo < active.hi)) return [];
    if (!arithmetic.contains(active.lo) || !arithmetic.contains(active.hi)) return [];
    return [
      {
        step: 'saturation',
        parameters: { ...(low ? { lo: active.lo } : {}), ...(high ? { hi: active.hi } : {}) },
        inners: [reducedFunction(f.expression, f.variable, active.lo, active.hi)],
        emit: (e, x, inner) => {
          let held = x;
          if (high) held = e.op('min', held, e.number(active.hi));
          if (low) held = e.op('max', held, e.number(active.lo));
          return inner(e, held);
        },
      },
    ];
  },
};
