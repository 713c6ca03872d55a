import type { OperationName } from '../expression/operations.ts';
import type { IntervalRule } from './interval-rule.ts';
import { ACTIVATION_RULES } from './interval-rules/activation.ts';
import { AIRY_RULES } from './interval-rules/airy.ts';
import { ARITHMETIC_RULES } from './interval-rules/arithmetic.ts';
import { BESSEL_RULES } from './interval-rules/bessel.ts';
import { ELEMENTARY_RULES } from './interval-rules/elementary.ts';
import { GAMMA_RULES } from './interval-rules/gamma.ts';
import { LAMBERT_RULES } from './interval-rules/lambert.ts';
import { MODIFIED_BESSEL_RULES } from './interval-rules/modified-bessel.ts';
import { POWER_RULES } from './interval-rules/power.ts';
import { STEP_RULES } from './interval-rules/step.ts';
import { TRIGONOMETRIC_RULES } from './interval-rules/trigonometric.ts';
import { ZETA_RULES } from './interval-rules/zeta.ts';

/** The interval column of the operation table. */
export const INTERVAL_RULES: Readonly<Record<OperationName, IntervalRule>> = {
  ...ARITHMETIC_RULES,
  ...POWER_RULES,
  ...ELEMENTARY_RULES,
  ...TRIGONOMETRIC_RULES,
  ...GAMMA_RULES,
  ...ZETA_RULES,
  ...AIRY_RULES,
  ...BESSEL_RULES,
  ...MODIFIED_BESSEL_RULES,
  ...LAMBERT_RULES,
  ...ACTIVATION_RULES,
  ...STEP_RULES,
};
