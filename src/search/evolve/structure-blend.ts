import { mpfr, ROUND } from '../../number/mpfr.ts';
import { Workspace } from '../../number/workspace.ts';
import { readBig } from '../../number/big-text.ts';
import type { Oracle } from '../../oracle/oracle.ts';
import { BigStructure } from './polish-evaluator.ts';
import type { Structure } from './structure.ts';
import type { StructureTarget } from './structure-target.ts';

const N = ROUND.NEAREST;
const GUARD = 32;

/**
 * The target deformed towards what a structure with these constants computes: |g|^(1−s)·|f|^s where both have one
 * sign, else (1−s)·g + s·f, in multiple precision. Only values can be asked of it; a fit asks no more.
 * @param s a double in (0, 1)
 */
export function blendTarget(
  target: StructureTarget,
  structure: Structure,
  constants: ArrayLike<number | string>,
  s: number,
  geometric: boolean,
): StructureTarget {
  const value: Oracle['value'] = (point, out) => {
    const told = target.oracle.value(point, out);
    if (told.kind !== 'enclosed') return told;
    const w = new Workspace(mpfr.mpfr_get_prec(out) + GUARD);
    const [x, f] = w.bigs(2);
    const [at] = point;
    if (typeof at === 'object') mpfr.mpfr_set(x, at.lo, N);
    else mpfr.mpfr_set_d(x, at, N);
    const shape = new BigStructure(structure, w);
    shape.constants.forEach((c, i) => {
      const given = constants[i];
      if (typeof given === 'number') mpfr.mpfr_set_d(c, given, N);
      else readBig(c, given);
    });
    const g = shape.run(x);
    mpfr.mpfr_set(f, out, N);
    if (geometric) {
      // g·(f/g)^s: one sign, so the quotient is positive (NaN otherwise, which no fit takes).
      mpfr.mpfr_div(f, f, g, N);
      mpfr.mpfr_set_d(x, s, N);
      mpfr.mpfr_pow(f, f, x, N);
      mpfr.mpfr_mul(out, g, f, N);
    } else {
      mpfr.mpfr_sub(f, f, g, N);
      mpfr.mpfr_mul_d(f, f, s, N);
      mpfr.mpfr_add(out, g, f, N);
    }
    w.dispose();
    return told;
  };
  return { ...target, oracle: { ...target.oracle, value } };
}
