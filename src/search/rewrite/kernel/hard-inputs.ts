import type { Format } from '../../../number/format.ts';
import { exponentOf, powerOfTwo } from '../../../number/double-bits.ts';
import { MachineValues } from '../machine-values.ts';
import type { DrawWithin } from '../regimes.ts';
import type { Samples } from '../search-alternatives.ts';

/** Binades on either side of 1, and of each place that is told. */
const ABOUT_ONE = 12;
const ABOUT_PLACE = 6;
const DRAWN = 3;

/**
 * Inputs where a function of one variable is likely to lose most, though few of a format's numbers lie there: around 1,
 * the scale on which functions turn from one behaviour into another, and around given places, such as thresholds.
 */
export function hardInputs(
  variable: string,
  places: readonly number[],
  format: Format,
  draw: DrawWithin,
): Samples {
  const exponents = new Set<number>();
  const around = (centre: number, reach: number): void => {
    for (let k = centre - reach; k < centre + reach; k++)
      if (k >= format.emin && k < format.emax) exponents.add(k);
  };
  around(0, ABOUT_ONE);
  for (const place of places)
    if (place !== 0 && Number.isFinite(place)) around(exponentOf(place), ABOUT_PLACE);
  const drawn = [...exponents]
    .sort((a, b) => a - b)
    .flatMap((k) => {
      const [lo, hi] = [powerOfTwo(k), powerOfTwo(k + 1)];
      return [draw([{ variable, above: -hi, upTo: -lo }], DRAWN), draw([{ variable, above: lo, upTo: hi }], DRAWN)]; // prettier-ignore
    });
  return joinSamples(drawn, format, [variable]);
}

/** Samples of the same variables as one. */
export function joinSamples(
  parts: readonly Samples[],
  format: Format,
  variables: readonly string[],
): Samples {
  const columns = variables.map((_, i) => Float64Array.from(parts.flatMap(({ machine }) => [...(machine.columns[i] ?? [])]))); // prettier-ignore
  return {
    machine: new MachineValues(format, variables, columns),
    truth: Float64Array.from(parts.flatMap(({ truth }) => [...truth])),
  };
}
