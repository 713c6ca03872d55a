import { fail } from '../error/fault.ts';
import type { Measure } from '../number/measure.ts';

/** The largest error asked for. Without a `measure`, the one chosen elsewhere (`--measure`) holds. */
export type ErrorBound = { readonly value: number; readonly measure?: Measure };

const HINT = 'write correct, 1ulp, 0.51ulp, 1e-7, 12digits or 40bits';
const FORM =
  /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?0[xX][0-9a-fA-F.]+(?:[pP][+-]?\d+)?)\s*([a-zA-Z]*)\s*$/;

/**
 * `1ulp`, `0.51ulp`; `correct` (half an ulp: the correctly rounded result at every input); `12digits`, `40bits` (relative, 10^−d and 2^−b); `1e-7` (in whatever measure is chosen).
 * @throws NapierError `syntax` when it is none of these, `value` when the bound is not a positive finite number.
 */
export function parseErrorBound(source: string): ErrorBound {
  if (source.trim().toLowerCase() === 'correct') return { value: 0.5, measure: 'ulp' };
  const found = FORM.exec(source);
  const number = found === null ? undefined : readNumber(found[1]);
  if (found === null || number === undefined) {
    fail({ kind: 'syntax', message: 'not an error bound', source, span: [0, source.length], hint: HINT });
  }
  const unit = found[2].toLowerCase();
  const start = source.indexOf(found[1]);
  const numberSpan = [start, start + found[1].length] as const;
  const bound = convert(number, unit);
  if (bound === undefined) {
    const at = source.lastIndexOf(found[2]);
    fail({
      kind: 'syntax',
      message: `unknown unit \`${found[2]}\` of an error bound`,
      source,
      span: [at, at + found[2].length],
      hint: HINT,
    });
  }
  if (!(number > 0) || !(bound.value > 0) || !Number.isFinite(bound.value)) {
    const message = 'an error bound is a positive number that a double can hold';
    fail({ kind: 'value', message, source, span: numberSpan, hint: HINT });
  }
  return bound;
}

function readNumber(text: string): number | undefined {
  if (!/0[xX]/.test(text)) return Number(text);
  const parts = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)(?:[pP]([+-]?\d+))?$/.exec(text);
  if (parts === null || parts[2] + parts[3] === '') return undefined;
  const mantissa = Number(BigInt(`0x${parts[2]}${parts[3]}`)) * 2 ** (-4 * parts[3].length);
  return (parts[1] === '-' ? -1 : 1) * mantissa * 2 ** Number(parts[4] ?? 0);
}

function convert(number: number, unit: string): ErrorBound | undefined {
  switch (unit) {
    case '':
      return { value: number };
    case 'ulp':
    case 'ulps':
      return { value: number, measure: 'ulp' };
    case 'digit':
    case 'digits':
      return { value: 10 ** -number, measure: 'relative' };
    case 'bit':
    case 'bits':
      return { value: 2 ** -number, measure: 'relative' };
    default:
      return undefined;
  }
}
