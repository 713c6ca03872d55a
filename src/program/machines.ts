import type { Machine } from './machines/machine.ts';
import { machine as zen5 } from './machines/zen5.ts';

/** The machines whose operations have been measured; `bench/operation-cost.ts` makes the table of another. */
export const MACHINES = { zen5 } as const satisfies Record<string, Machine>;
