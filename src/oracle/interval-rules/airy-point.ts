import { mpfr } from '../../number/mpfr.ts';
import { enclosePoint, type PointRule } from './monotone.ts';

/** Ai at a point. */
export const airyPoint: PointRule = (out, x) => {
  enclosePoint(mpfr.mpfr_ai, out, x);
  return undefined;
};
