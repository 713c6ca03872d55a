import type { OperationName } from '../expression/operations.ts';
import type { SeriesRule } from './series-rule.ts';
import { ACTIVATION_SERIES } from './series-rules/activation.ts';
import { AIRY_SERIES } from './series-rules/airy.ts';
import { ALGEBRAIC_SERIES } from './series-rules/algebraic.ts';
import { BESSEL_SERIES } from './series-rules/bessel.ts';
import { ELEMENTARY_SERIES } from './series-rules/elementary.ts';
import { GAMMA_SERIES } from './series-rules/gamma.ts';
import { PIECEWISE_SERIES } from './series-rules/piecewise.ts';
import { ZETA_SERIES } from './series-rules/zeta.ts';

/** The Taylor column of the operation table. */
export const SERIES_RULES: Readonly<Record<OperationName, SeriesRule>> = {
  ...ALGEBRAIC_SERIES,
  ...PIECEWISE_SERIES,
  ...ELEMENTARY_SERIES,
  ...ACTIVATION_SERIES,
  ...GAMMA_SERIES,
  ...ZETA_SERIES,
  ...AIRY_SERIES,
  ...BESSEL_SERIES,
};
