import { unsure, type IntervalRule } from '../interval-rule.ts';
const none: IntervalRule = () => unsure('not yet');
export const MODIFIED_BESSEL_RULES = { besseli: none, besselk: none } satisfies Record<string, IntervalRule>;
