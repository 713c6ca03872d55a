import { activeRange } from '../active-range.ts';
import { reducedFunction } from '../reduced-function.ts';
import { total, type Step } from '../step.ts';
import { roundedValue } from '../rounded-value.ts';

/**
 * Beyond some arguments the rounded value no longer changes: the argument is held there. The cut-offs are found for
 * this function in this format, by bisection.
 */
export const saturationStep: Step = {
  name: 'saturation',
  description: 'the rounded value is constant beyond some arguments: hold the argument there',
  outermost: true,
  reductions: (f, _identities, { storage, arithmetic }) => {
    const ends = { lo: Math.max(f.lo, -storage.maxFinite), hi: Math.min(f.hi, storage.maxFinite) };
    const inside = [ends.lo, ends.hi].every(
      (x) => storage.round(x) === x && !Number.isNaN(roundedValue(f.oracle, x, storage)),
    );
    if (!inside) return [];
    const cells = { first: storage.ordinal(ends.lo), last: storage.ordinal(ends.hi) };
    const active = activeRange(f.oracle, cells, storage);
    // Beyond these, f(x) rounds to x itself.
    const same = activeRange(f.oracle, cells, storage, 'argument');
    const lows = { held: isNearer(active.lo, ends.lo), itself: isNearer(same.lo, ends.lo) };
    const highs = { held: isNearer(active.hi, ends.hi), itself: isNearer(same.hi, ends.hi) };
    const lo = lows.held ? active.lo : lows.itself ? same.lo : ends.lo;
    const hi = highs.held ? active.hi : highs.itself ? same.hi : ends.hi;
    if (
      (lo === ends.lo && hi === ends.hi) ||
      !(lo < hi) ||
      !arithmetic.contains(lo) ||
      !arithmetic.contains(hi)
    )
      return [];
    return [
      {
        step: 'saturation',
        parameters: { ...(lo === ends.lo ? {} : { lo }), ...(hi === ends.hi ? {} : { hi }) },
        inners: [reducedFunction(f.expression, f.variable, lo, hi)],
        emit: (e, x, inner) => {
          let held = x;
          if (hi !== ends.hi) held = e.op('min', held, e.number(hi));
          if (lo !== ends.lo) held = e.op('max', held, e.number(lo));
          let value = inner(e, held);
          if (hi !== ends.hi && !highs.held)
            value = { tail: e.op('select', e.op('lt', x, e.number(hi)), total(e, value), x) };
          if (lo !== ends.lo && !lows.held)
            value = { tail: e.op('select', e.op('lt', e.number(lo), x), total(e, value), x) };
          return value;
        },
      },
    ];
  },
};

/** Is a cut-off as far as a binade from an end, on the side of zero? To hold an argument nearer to the end saves nothing. */
function isNearer(cut: number, end: number): boolean {
  return end === 0 ? cut !== 0 : Math.sign(cut) !== Math.sign(end) || Math.abs(cut) <= Math.abs(end) / 2;
}
