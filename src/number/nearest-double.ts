import { readBig } from './big-text.ts';
import { fromHexFloat } from './exact-constant.ts';
import { mpfr, ROUND } from './mpfr.ts';
import { withWorkspace } from './workspace.ts';

const PRECISION = 1024;

/** The double nearest to what a decimal or a hexadecimal float of any length writes. */
export function nearestDouble(text: string): number {
  const short = fromHexFloat(text);
  if (short !== undefined || !/0x/i.test(text)) return short ?? Number(text);
  return withWorkspace(PRECISION, (w) => {
    const value = w.big();
    readBig(value, text);
    return mpfr.mpfr_get_d(value, ROUND.NEAREST);
  });
}
