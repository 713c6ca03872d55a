import type { Expression } from '../../expression/expression.ts';
import type { Element } from './element.ts';
import { TooLarge } from '../../number/exact/laurent-polynomial.ts';
import { toElement } from './to-element.ts';
import { FarPower, FinerUnit, Nowhere, Tower, type Signs } from './tower.ts';

/** Expressions as elements of one tower; `undefined` when they are too large for it, or have no values. */
export function inTower(
  terms: readonly Expression[],
  signs: Signs,
): { readonly tower: Tower; readonly elements: readonly Element[] } | undefined {
  const units = new Map<string, bigint>();
  for (let i = 0; i < 40; i++) {
    try {
      const tower = new Tower(signs, units);
      return { tower, elements: terms.map((term) => toElement(tower, term)) };
    } catch (error) {
      if (error instanceof FinerUnit) continue;
      if (error instanceof TooLarge || error instanceof FarPower || error instanceof Nowhere)
        return undefined;
      throw error;
    }
  }
  return undefined;
}
