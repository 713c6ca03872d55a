import { tidyApply } from '../../expression/tidy.ts';
import { ENGINE_BITS, rankBits } from './description-length.ts';
import { NAMED_CONSTANTS } from './named-constants.ts';
import type { IdentifyEngine } from './proposal.ts';

/** The named constants themselves, and their negatives. */
export const constantValues: IdentifyEngine = (target, constants) =>
  NAMED_CONSTANTS.flatMap(({ name, text }, rank) => {
    const { value, expression } = constants.text(text);
    const near = (c: bigint): boolean => c >= target.lo - 2n && c <= target.hi + 2n;
    if (!near(value) && !near(-value)) return [];
    const bits = ENGINE_BITS + 1 + rankBits(rank, NAMED_CONSTANTS.length);
    const signed = near(value) ? expression : tidyApply('neg', expression);
    return [
      { form: 'value', expression: signed, bits, engine: 'constant', ...(near(value) ? { name } : {}) },
    ];
  });
