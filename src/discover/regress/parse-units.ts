import { fail } from '../../error/fault.ts';
import { nearestName } from '../../error/suggest.ts';
import { parseDimension, type Dimension } from './dimension.ts';

/**
 * Units of columns: `m: kg, v: m/s, E: J`. Every column that is used must have one (1 for a plain number).
 * @throws NapierError for a unit that is not known, a column that is not there, is named twice, or has no unit
 */
export function parseUnits(source: string, columns: readonly string[]): ReadonlyMap<string, Dimension> {
  const found = new Map<string, Dimension>();
  let at = 0;
  for (const part of source.split(',')) {
    const start = at;
    at += part.length + 1;
    const colon = part.indexOf(':');
    const name = part.slice(0, colon).trim();
    const span = [start, start + part.length] as const;
    if (colon < 0 || name === '') {
      const hint = 'write column: unit, such as v: m/s';
      fail({ kind: 'syntax', message: 'no unit of a column', source, span, hint });
    }
    if (!columns.includes(name)) {
      const near = nearestName(name, columns);
      const hint = near === undefined ? `the columns are ${columns.join(', ')}` : `did you mean \`${near}\`?`;
      fail({ kind: 'name', message: `no column \`${name}\` is used`, source, span, hint });
    }
    if (found.has(name)) {
      fail({ kind: 'value', message: `\`${name}\` has two units`, source, span, hint: 'give one of them' });
    }
    found.set(name, parseDimension(part.slice(colon + 1), source, start + colon + 1));
  }
  const missing = columns.find((name) => !found.has(name));
  if (missing !== undefined) {
    const hint = `add ${missing}: … (${missing}: 1 for a number without one)`;
    fail({ kind: 'value', message: `\`${missing}\` has no unit`, source, hint });
  }
  return found;
}
