import type { Random } from '../../number/random.ts';

/** Powers of 2 between which start constants lie: 10^−1.5 … 10^2.5, and far beyond for every other start. */
const NEAR = { least: -5, most: 8.3 } as const;
const FAR = { least: -6, most: 18 } as const;

/**
 * Start constants of random sign and (nearly) log-uniform magnitude. Made of exact operations only: the same on
 * every machine.
 */
export function randomConstants(count: number, far: boolean, random: Random): Float64Array {
  const { least, most } = far ? FAR : NEAR;
  return Float64Array.from({ length: count }, () => {
    const sign = random.next() < 0.5 ? -1 : 1;
    const power = least + (most - least) * random.next();
    const whole = Math.floor(power);
    const scale = whole < 0 ? 1 / (1 << -whole) : 1 << whole;
    return sign * scale * (1 + (power - whole));
  });
}
