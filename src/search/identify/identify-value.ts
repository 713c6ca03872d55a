import { toText } from '../../expression/to-text.ts';
import type { BigInterval } from '../../oracle/big-interval.ts';
import { algebraicValues } from './algebraic-values.ts';
import { basisValues, pairValues } from './basis-values.ts';
import { fitsInterval } from './check-proposal.ts';
import { ConstantStore } from './constant-store.ts';
import { constantValues } from './constant-values.ts';
import { equationValues } from './equation-values.ts';
import { linearValues } from './linear-values.ts';
import { productValues } from './product-values.ts';
import type { IdentifyEngine, Proposal } from './proposal.ts';
import { rationalValues } from './rational-values.ts';
import { scaledValues } from './scaled-values.ts';
import { targetNumber } from './target-number.ts';

const ENGINES: readonly IdentifyEngine[] = [
  rationalValues,
  constantValues,
  algebraicValues,
  linearValues,
  productValues,
  scaledValues,
  pairValues,
  basisValues,
  equationValues,
];

/** A formula that fits, with what it explains and what it costs, in decimal digits. */
export type Identified = Proposal & {
  /** Digits of the number that the formula explains: all it has. */
  readonly digits: number;
  /** Digits that naming the formula takes. */
  readonly spent: number;
};

export type IdentifyOutcome = {
  /** Formulas that fit the interval, the cheapest of each engine, cheapest first, whatever they spend. */
  readonly fitting: readonly Identified[];
  /** Digits of information in the interval. */
  readonly digits: number;
  /** How many formulas were proposed. */
  readonly proposed: number;
};

const stores = new Map<number, ConstantStore>();

/**
 * Formulas for a number of which an interval is known, by every engine. The interval must not contain 0 and must be
 * narrower than the number. Deterministic.
 */
export function identifyValue(interval: BigInterval): IdentifyOutcome {
  const target = targetNumber(interval);
  const constants = stores.get(target.bits) ?? new ConstantStore(target.bits);
  stores.set(target.bits, constants);
  const proposals = ENGINES.flatMap((engine) => engine(target, constants)).toSorted(
    (a, b) => a.bits - b.bits,
  );
  /** Whether a formula fits, by its text. */
  const seen = new Map<string, boolean>();
  const best = new Set<string>();
  const fitting: Identified[] = [];
  for (const proposal of proposals) {
    // Every engine's own best: its other formulas for the number mostly say the same in more words.
    if (best.has(proposal.engine)) continue;
    const text = `${proposal.form} ${toText(proposal.expression)}`;
    const told = seen.get(text);
    const fits = told ?? fitsInterval(proposal, interval);
    seen.set(text, fits);
    if (!fits) continue;
    best.add(proposal.engine);
    if (told === undefined)
      fitting.push({ ...proposal, digits: target.digits, spent: proposal.bits * Math.log10(2) });
  }
  return { fitting, digits: target.digits, proposed: proposals.length };
}

/** Bits to hold a number of `digits` decimal digits, and some more. */
export function bitsForDigits(digits: number): number {
  return Math.ceil(digits * Math.log2(10)) + 32;
}
