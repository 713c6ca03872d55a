import type { Big } from '../number/mpfr.ts';

/** A closed real interval with multiple-precision ends, `lo ≤ hi`, no NaN. Ends may be infinite. Owned by a workspace. */
export type BigInterval = { readonly lo: Big; readonly hi: Big };
