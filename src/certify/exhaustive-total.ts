import { toHexFloat } from '../number/exact-constant.ts';
import type { Format } from '../number/format.ts';
import type { Measure } from '../number/measure.ts';
import type { Workspace } from '../number/workspace.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { EITHER_ZERO, type SpecialValue } from './certificate.ts';
import { createDistance, type Judge, type Judgement } from './exhaustive-judge.ts';
import { createWanted, type Wanted } from './special-values.ts';

/** Covers the rounding of a difference and a quotient of doubles. */
const SAFE = 1 + 2 ** -50;
const RIGHT: Judgement = { lower: 0, upper: 0, correct: true };
const WRONG: Judgement = { lower: Infinity, upper: Infinity, correct: false };
const OPEN: Judgement = { lower: 0, upper: 0, correct: false };

/** Judges the results of a whole function: any input, any result. */
export type TotalJudge = Judge & {
  /** What is wanted at an input besides f's own values, and whether a result is that. */
  readonly special: (x: number, y: number) => SpecialValue;
};

/** The error of a result y where an infinity is right, or the other way round: ∞ counts as 2^(emax+1). */
export function errorAtInfinity(format: Format, measure: Measure, sign: 1 | -1, y: number): Judgement {
  if (y === sign * Infinity) return RIGHT;
  if (y !== y) return WRONG;
  const top = 2 ** (format.emax + 1);
  const distance = top - Math.max(-top, Math.min(top, sign * y));
  const unit = measure === 'ulp' ? format.ulp(format.maxFinite) : measure === 'relative' ? top : 1;
  return { lower: distance / unit / SAFE, upper: (distance / unit) * SAFE, correct: false };
}

/**
 * Judges single points of a whole function in multiple precision (see `Specification`). An input left open counts as
 * neither wrong nor correctly rounded.
 */
export function createTotalJudge(oracle: Oracle, format: Format, measure: Measure, w: Workspace): TotalJudge {
  const wantedAt = createWanted(oracle, format);
  const distance = createDistance(format, measure, w);
  const top = 2 ** (format.emax + 1);

  const judged = (wanted: Wanted, y: number): Judgement => {
    if (wanted.kind === 'open') return OPEN;
    if (wanted.kind === 'nan') return y !== y ? RIGHT : WRONG;
    if (wanted.kind === 'infinite') return errorAtInfinity(format, measure, wanted.sign, y);
    if (y !== y) return WRONG;
    const counted = Number.isFinite(y) ? y : y > 0 ? top : -top;
    const [lower, upper] = distance(wanted.value, counted);
    return { lower, upper, correct: wanted.nearest === y };
  };

  const scratch = <T>(body: () => T): T => {
    const mark = w.mark();
    try {
      return body();
    } finally {
      w.release(mark);
    }
  };

  const judge = (x: number, y: number): Judgement =>
    scratch(() => {
      const wanted = wantedAt(x, w);
      const found = judged(wanted, y);
      if (wanted.kind === 'nan') return { ...found, wantsNan: true };
      const known = { ...found, wantsInfinity: wanted.kind === 'infinite' };
      const special = wanted.kind === 'open' || wanted.special;
      return special ? { ...known, special: valueOf(x, y, wanted, found) } : known;
    });

  const special = (x: number, y: number): SpecialValue =>
    scratch(() => {
      const wanted = wantedAt(x, w);
      return valueOf(x, y, wanted, judged(wanted, y));
    });

  return Object.assign(judge, { special });
}

function valueOf(x: number, y: number, wanted: Wanted, { upper, correct }: Judgement): SpecialValue {
  const common = { input: toHexFloat(x), got: toHexFloat(y) };
  if (wanted.kind === 'open') return { ...common, status: 'open', reason: wanted.reason };
  const text = wantedText(wanted);
  if (!correct) return { ...common, wanted: text, status: upper < Infinity ? 'inexact' : 'wrong' };
  const signMatters = wanted.kind === 'value' && wanted.nearest === 0 && wanted.zero !== undefined;
  const sign = Object.is(y, -0) ? -1 : 1;
  return { ...common, wanted: text, status: signMatters && wanted.zero !== sign ? 'zero-sign' : 'right' };
}

function wantedText(wanted: Exclude<Wanted, { kind: 'open' }>): string {
  if (wanted.kind === 'nan') return 'nan';
  if (wanted.kind === 'infinite') return wanted.sign === 1 ? 'inf' : '-inf';
  if (wanted.nearest !== 0) return toHexFloat(wanted.nearest);
  return wanted.zero === undefined ? EITHER_ZERO : toHexFloat(wanted.zero === 1 ? 0 : -0);
}
