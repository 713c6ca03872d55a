/** The largest error of float32 results, for searches that measure many programs on one sample. */
import { maxLanes } from './lanes';

/**
 * max |y − f| w over `points` (a multiple of 4) results y (f32), true values f and weights w (f64); Infinity where a
 * result is NaN. Stops at the first 16 points beyond `limit`: then what it returns is above that, and no more is known.
 */
export function largestErrorF32(y: usize, f: usize, w: usize, points: i32, limit: f64): f64 {
  let most = f64x2.splat(0);
  let worst: f64 = 0;
  for (let i = 0; i < points; ) {
    for (const end = min(i + 16, points); i < end; i += 4) {
      const ys = v128.load(y + (<usize>i << 2));
      const at = <usize>i << 3;
      const e0 = f64x2.abs(f64x2.sub(f64x2.promote_low_f32x4(ys), v128.load(f + at)));
      const e1 = f64x2.abs(
        f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i64>(ys, ys, 1, 0)), v128.load(f + at, 16)),
      );
      // The maximum of a NaN and anything is NaN.
      most = f64x2.max(most, f64x2.max(f64x2.mul(e0, v128.load(w + at)), f64x2.mul(e1, v128.load(w + at, 16))));
    }
    worst = maxLanes(most);
    if (!(worst <= limit)) break;
  }
  return isNaN(worst) ? Infinity : worst;
}
