import type { Domain } from './domain.ts';
import { toText } from './to-text.ts';

/** A domain as `parseDomain` reads it: `(0, 1]`. */
export function domainText(domain: Domain): string {
  const [openLo, openHi] = domain.open;
  return `${openLo ? '(' : '['}${toText(domain.lo)}, ${toText(domain.hi)}${openHi ? ')' : ']'}`;
}
