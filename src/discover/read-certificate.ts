import {
  EITHER_ZERO,
  SPECIAL_STATUSES,
  type Certificate,
  type SpecialValue,
  type WholeFunction,
} from '../certify/certificate.ts';
import { readFormatName } from './json/read-format-name.ts';
import { MEASURES } from '../number/measure.ts';
import { fromHexFloat } from '../number/exact-constant.ts';
import { exactDouble } from '../number/exact-double.ts';
import type { Field } from './json/fields.ts';

const COMMON = ['method', 'measure', 'bound', 'lower', 'worst'] as const;
const SIZE = ['subintervals', 'order', 'precision'] as const;
const METHODS = ['exhaustive', 'supremum', 'supremum+roundoff'] as const;

/** A certificate, every field checked: its bounds are finite, not negative, and in order. */
export function readCertificate(field: Field): Certificate {
  const peek = field.entries(20).find(([key]) => key === 'method');
  if (peek === undefined) return field.refuse('the member "method" is missing');
  const method = peek[1].oneOf(METHODS);
  switch (method) {
    case 'exhaustive': {
      const f = field.object(
        [...COMMON, 'format', 'points', 'escalated', 'correctlyRounded'],
        ['whole', 'histogram', 'skipped'],
      );
      return {
        method,
        ...common(f),
        format: readFormatName(f.format),
        points: decimalInteger(f.points),
        escalated: decimalInteger(f.escalated),
        correctlyRounded: decimalInteger(f.correctlyRounded),
        ...(f.skipped && { skipped: decimalInteger(f.skipped) }),
        ...(f.whole && { whole: wholeFunction(f.whole) }),
        ...(f.histogram && { histogram: f.histogram.items(100).map(decimalInteger) }),
      };
    }
    case 'supremum': {
      const f = field.object([...COMMON, ...SIZE]);
      return { method, ...common(f), ...size(f) };
    }
    case 'supremum+roundoff': {
      const f = field.object(
        [...COMMON, 'format', 'approximation', 'rounding', ...SIZE],
        ['pieces', 'special'],
      );
      return {
        method,
        ...common(f),
        format: readFormatName(f.format),
        approximation: errorBound(f.approximation),
        rounding: errorBound(f.rounding),
        ...size(f),
        ...(f.pieces && { pieces: f.pieces.count() }),
        ...(f.special && { special: f.special.items(200).map(specialValue) }),
      };
    }
  }
}

/** An exact number as text: a hexadecimal float of reasonable length. */
export function hexFloat(field: Field): string {
  const text = field.string();
  if (text.length > 6_000 || !/^-?0x[0-9a-f]+(\.[0-9a-f]+)?p[+-]?\d{1,9}$/.test(text)) {
    field.refuse('expected an exact hexadecimal float such as "0x1.8p-1"');
  }
  return text;
}

/** An input as `hexFloat`, or an infinity. */
export function inputText(field: Field): string {
  const text = field.string();
  return text === 'inf' || text === '-inf' ? text : hexFloat(field);
}

function wholeFunction(field: Field): WholeFunction {
  const f = field.object(['nan', 'infinite', 'special']);
  return {
    nan: decimalInteger(f.nan),
    infinite: decimalInteger(f.infinite),
    special: f.special.items(200).map(specialValue),
  };
}

function specialValue(field: Field): SpecialValue {
  const f = field.object(['input', 'got', 'status'], ['wanted', 'reason']);
  const number = (one: Field): string => (one.string() === 'nan' ? 'nan' : inputText(one));
  return {
    input: number(f.input),
    ...(f.wanted && { wanted: f.wanted.string() === EITHER_ZERO ? EITHER_ZERO : number(f.wanted) }),
    got: number(f.got),
    status: f.status.oneOf(SPECIAL_STATUSES),
    ...(f.reason && { reason: f.reason.string().slice(0, 1000) }),
  };
}

function common(f: Readonly<Record<'measure' | 'bound' | 'lower' | 'worst', Field>>) {
  const bound = errorBound(f.bound);
  const lower = errorBound(f.lower);
  if (exactDouble(lower) > exactDouble(bound)) f.bound.refuse('the bound is below the error that is reached');
  return { measure: f.measure.oneOf(MEASURES), bound, lower, worst: inputText(f.worst) };
}

function size(f: Readonly<Record<'subintervals' | 'order' | 'precision', Field>>) {
  return { subintervals: f.subintervals.count(), order: f.order.count(), precision: f.precision.count() };
}

/** A double ≥ 0 in hexadecimal. */
function errorBound(field: Field): string {
  const text = hexFloat(field);
  const value = fromHexFloat(text) ?? NaN;
  if (!(value >= 0 && Number.isFinite(value))) field.refuse('expected a finite double, 0 or more');
  return text;
}

function decimalInteger(field: Field): string {
  const text = field.string();
  if (!/^(0|[1-9]\d{0,19})$/.test(text))
    field.refuse('expected a whole number as a string, such as "131072"');
  return text;
}
