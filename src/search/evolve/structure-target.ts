import type { FitTarget } from '../fit-target.ts';

/** What structures are fitted to: a function on an interval whose ends may be left out, as 0 is where programs have c/x. */
export type StructureTarget = FitTarget & { readonly open: readonly [lo: boolean, hi: boolean] };

/**
 * The outermost positions (of [0, 1]) that stand for an end that is left out. The error there differs from its
 * limit by this fraction of its slope.
 */
export const OPEN_END = { lo: 2 ** -64, hi: 1 - 2 ** -53 } as const;
