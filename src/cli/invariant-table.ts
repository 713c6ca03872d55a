import type { InvariantFinding } from '../discover/invariant.ts';
import { identityPaint, type Paint } from './paint.ts';

/** Invariants as people read them, loop by loop. */
export function invariantText({ front, provenance }: InvariantFinding, paint: Paint = identityPaint): string {
  const lines: string[] = [];
  for (const record of provenance.history.filter(({ phase }) => phase === 'loop')) {
    const { loop, core, line, variables, constants, degree } = record;
    const own = front.filter((entry) => entry.loop === loop);
    if (lines.length > 0) lines.push('');
    lines.push(
      `${paint.bold(`loop ${loop}${core === undefined ? '' : ` (${core})`}`)}: line ${line}, variables ${`${variables}`.split(' ').join(', ')}` +
        (constants === '' ? '' : paint.dim(`; constant: ${constants}`)),
    );
    if (own.length === 0) lines.push(paint.dim(`  no equation of degree ${degree} or less`));
    const width = Math.min(90, Math.max(0, ...own.map(({ text }) => text.length)));
    for (const { text, status, when, points } of own) {
      const known = status === 'proved' ? 'proved by induction' : `measured at ${points} states`;
      const where = when === 'later' ? ', after every turn' : '';
      lines.push(`  ${text.padEnd(width)}  ${paint.dim(`${known}${where}`)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
