import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import type { Format, RoundingMode } from './format.ts';
import { fusedMultiplyAdd } from './fused-multiply-add.ts';
import { ieeeFormat } from './ieee-format.ts';
import { mpfr, ROUND, type Round } from './mpfr.ts';

/** The names of all formats; the records are in `FORMATS`. */
export const FORMAT_NAMES = ['real', 'f64', 'f32', 'f16', 'bf16'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

const MPFR_MODE: Record<RoundingMode, Round> = {
  'nearest-even': ROUND.NEAREST,
  up: ROUND.UP,
  down: ROUND.DOWN,
  'to-zero': ROUND.ZERO,
};

const f64 = ieeeFormat({
  name: 'f64',
  bits: 64,
  precision: 53,
  emin: -1022,
  emax: 1023,
  native: {
    round: (x) => x,
    roundBig: (x, mode = 'nearest-even') => mpfr.mpfr_get_d(x, MPFR_MODE[mode]),
    contains: () => true,
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    sqrt: Math.sqrt,
    fma: fusedMultiplyAdd,
  },
});

/** The record of every machine format (`real` is not one). */
export const FORMATS: Record<Exclude<FormatName, 'real'>, Format> = {
  f64,
  f32: ieeeFormat({ name: 'f32', bits: 32, precision: 24, emin: -126, emax: 127, nearest: Math.fround }),
  f16: ieeeFormat({ name: 'f16', bits: 16, precision: 11, emin: -14, emax: 15 }),
  bf16: ieeeFormat({ name: 'bf16', bits: 16, precision: 8, emin: -126, emax: 127 }),
};

/**
 * The machine format of that name.
 * @throws NapierError for an unknown name, and for `real`, which has no record.
 */
export function findFormat(name: string): Format {
  if (Object.hasOwn(FORMATS, name)) return FORMATS[name as keyof typeof FORMATS];
  if (name === 'real') {
    return fail({
      kind: 'unsupported',
      message: 'format `real` is not a machine format: it has no finite set of numbers',
      hint: `machine formats: ${Object.keys(FORMATS).join(', ')}`,
    });
  }
  const near = nearestName(name, FORMAT_NAMES);
  return fail({
    kind: 'name',
    message: `unknown format \`${name}\``,
    hint: near === undefined ? `formats: ${FORMAT_NAMES.join(', ')}` : `did you mean \`${near}\`?`,
  });
}
